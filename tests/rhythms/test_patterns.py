"""Every figure of the six patterns stands in their compiled rulebooks."""

from __future__ import annotations

from datetime import time

import pytest

from equipoise.domain.commitments import Area, BlockKind, LocalWindow, Ritual
from equipoise.domain.life import EnergyProfile
from equipoise.domain.rules import RULES, Rulebook
from equipoise.rhythms import builtin_patterns
from equipoise.rhythms.clashes import clashes
from equipoise.rhythms.library import defaults, seasons
from equipoise.rhythms.windows import window_minutes

from .conftest import Book

WEEKDAYS = frozenset(range(5))
PERSON_ONLY: frozenset[str] = frozenset()
"""Rules that no file and no layer sets: only a person may. None at present."""


def spans(book: Rulebook, rule_id: str) -> list[str]:
    return [f"{w.start:%H:%M}-{w.end:%H:%M}" for w in book.windows(rule_id)]


def ritual(book: Rulebook, ident: str) -> Ritual:
    return next(item for item in book.rituals() if item.id == ident)


def advice(book: Rulebook, rule_id: str) -> str:
    return str(book.by_id[rule_id].value)


def test_a_boundary_fortress(book: Book) -> None:
    a = book("A", dial=0.9)
    assert spans(a, "hours.own") == ["09:30-16:30"]
    assert a.windows("hours.own")[0].days == WEEKDAYS
    assert a.is_hard("hours.focus")
    (focus,) = a.windows("hours.focus")
    assert (focus.start, window_minutes(focus), focus.days) == (time(9, 30), 90, WEEKDAYS)
    assert a.windows("hours.outer")[0].end == time(18, 30)
    assert a.is_hard("hours.outer")
    assert a.by_id["hours.outer"].detail == "Hard stop: no work outside 08:30-18:30, Mon-Fri"
    assert a.is_hard("weekend")
    assert a.windows("weekend") == (LocalWindow(time(0), time(0), frozenset({5, 6})),)
    assert "text message" in advice(a, "advice.emergency")
    assert "18:30" in advice(a, "advice.devices")
    assert "no mail after dinner" in advice(a, "advice.response")
    assert "open loop" in advice(a, "advice.shutdown")
    shutdown = ritual(a, "shutdown")
    assert (shutdown.minutes, shutdown.area, shutdown.window.end) == (5, Area.WORK, time(18, 30))


def test_b_deep_work_biome(book: Book) -> None:
    b = book("B")
    assert [window_minutes(w) for w in b.windows("hours.focus")] == [90, 90]
    assert b.is_hard("hours.focus")
    lunch = ritual(b, "lunch").window
    assert b.windows("hours.meetings")[0].start > lunch.start
    assert "Asynchronous channels first" in advice(b, "advice.async")
    assert "automated" in advice(b, "advice.automation")


def test_c_recovery_first(book: Book) -> None:
    c = book("C")
    (sleep,) = c.windows("sleep")
    assert 7.5 * 60 <= window_minutes(sleep) <= 8.5 * 60
    assert c.number("margin") == pytest.approx(0.10)
    walk = ritual(c, "walk")
    assert 20 <= walk.minutes <= 30
    assert (walk.window.start, walk.window.end, walk.area) == (time(12, 30), time(14, 30), Area.LIFE)
    assert "7.5 to 8.5 hours and track" in advice(c, "advice.health")
    assert "Few browser tabs" in advice(c, "advice.screens")


def test_d_time_weave(book: Book) -> None:
    d = book("D")
    assert spans(d, "hours.own") == ["06:45-08:15", "10:00-14:00", "20:00-21:30"]
    assert spans(d, "hours.focus") == ["06:45-08:15", "20:00-21:30"]
    assert spans(d, "hours.family") == ["08:30-10:00"]
    assert spans(d, "hours.meetings") == ["10:00-14:00"]
    assert "9 h 15 min" in advice(d, "advice.rest")
    assert "08:30" in advice(d, "advice.rest")
    assert "19:45" in advice(d, "advice.rest")
    assert d.windows("sleep")[0].end < time(6, 45)


def test_e_portfolio_day(book: Book) -> None:
    e = book("E")
    assert [window_minutes(w) for w in e.windows("hours.focus")] == [90, 90, 90]
    assert "Asynchronous delivery" in advice(e, "advice.async")
    for word in ("lamp", "door", "headphones"):
        assert word in advice(e, "advice.signal")
    for word in ("client", "learned", "published"):
        assert word in advice(e, "advice.outcomes")


def test_f_caregiver_pro(book: Book) -> None:
    f = book("F")
    assert spans(f, "hours.family") == ["08:00-09:00", "15:00-16:00", "13:30-15:00", "17:30-20:00"]
    assert "deliverables with dates, not hours" in advice(f, "advice.outcomes")
    assert "Name one person as cover" in advice(f, "advice.cover")
    for word in ("Templates", "standard procedures", "automation"):
        assert word in advice(f, "advice.automation")


@pytest.mark.parametrize("letter", "ABCDEF")
def test_every_pattern_can_be_lived(book: Book, letter: str) -> None:
    assert clashes(book(letter)) == ()
    lunch = ritual(book(letter), "lunch")
    assert lunch.area is Area.LIFE
    assert lunch.window.start < time(14)
    comms = [item for item in book(letter).rituals() if item.kind is BlockKind.COMMS]
    assert {item.area for item in comms} <= {Area.WORK}
    assert len(comms) == (0 if letter == "C" else 2)
    assert ritual(book(letter), "shutdown-shared" if letter == "D" else "shutdown").minutes == 5


def test_every_rule_is_set_by_something(book: Book) -> None:
    files = {rule.id for pattern in builtin_patterns().values() for rule in pattern.rules}
    files |= {rule.id for rule in defaults()} | {
        rule.id for spec in seasons().values() for rule in spec.rules
    }
    compiled = {rule.id for letter in "ABCDEF" for rule in book(letter).rules}
    numbers = {rule_id for rule_id, spec in RULES.items() if spec.default is not None}
    assert set(RULES) - files - numbers - {"advice.rest"} == PERSON_ONLY
    assert compiled == set(RULES) - PERSON_ONLY


def test_pattern_sleep_never_shortens_stated_sleep(book: Book) -> None:
    short, long = EnergyProfile(wake=time(6), sleep=time(0)), EnergyProfile(wake=time(7), sleep=time(22))
    assert spans(book("C", energy=short), "sleep") == ["22:00-06:00"]
    assert book("C", energy=short).by_id["sleep"].origin.was == "00:00-06:00, every day from you"
    assert spans(book("C", energy=long), "sleep") == ["22:00-07:00"]
    late = book("D", energy=EnergyProfile(wake=time(8), sleep=time(0)))
    assert spans(late, "sleep") == ["00:00-08:00"]
    assert any("sleep" in finding.message for finding in clashes(late))
