"""Layers, origins, seasons, weekdays, sharing, and errors."""

from __future__ import annotations

import time as clock
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from equipoise.domain.commitments import LocalWindow
from equipoise.domain.errors import InputError
from equipoise.domain.life import EnergyProfile, Person
from equipoise.domain.rhythm import Override, Rhythm, Season, SeasonKind
from equipoise.domain.rules import RULES, Strength
from equipoise.rhythms import compile_rulebook, find_pattern, load_pattern, rulebooks

from .conftest import MONDAY, Book

EIGHTEEN = (LocalWindow(time(8, 30), time(18), frozenset(range(5))),)


def test_order_and_sentences(book: Book) -> None:
    rules = book("A").rules
    ids = [rule.id for rule in rules]
    assert ids == [rule_id for rule_id in RULES if rule_id in ids]
    assert all(rule.detail for rule in rules)
    assert all(rule.strength in rule.spec.strengths for rule in rules)


def test_a_persons_change_wins_and_remembers(book: Book) -> None:
    overrides = (Override("hours.outer", EIGHTEEN), Override("hours.focus", strength=Strength.PRICED))
    changed = book("A", overrides=overrides).by_id
    assert changed["hours.outer"].value == EIGHTEEN
    assert str(changed["hours.outer"].origin) == "you, instead of 08:30-18:30, Mon-Fri from pattern A"
    assert str(changed["hours.focus"].origin) == "you, instead of hard from pattern A"
    price = book("A", overrides=(Override("price.off_hours", 7),), dial=0.1).by_id["price.off_hours"]
    assert price.value == 7
    assert price.origin.source == "you"


def test_origins_of_the_layers(book: Book, person: Person) -> None:
    rules = book("C", dial=0.2, protect_home=0.8).by_id
    assert rules["price.low"].origin.source == "default"
    assert str(rules["stretch.max"].origin) == "pattern C, instead of 120 min from default"
    assert (
        str(rules["price.weekend"].origin)
        == "slider protect_home 0.80, instead of 1.37 a minute from dial 0.20"
    )
    assert rules["rest.daily"].origin.source == "law EU 2003/88"
    assert rules["holidays"].value == "public holidays of DE-BE"
    nowhere = compile_rulebook(Rhythm(), MONDAY, replace(person, country="", subdivision=""))
    assert not nowhere.has("holidays")


def test_seasons_shift_dial_and_targets(book: Book) -> None:
    end = MONDAY + timedelta(days=7)
    seasons = (Season(SeasonKind.RECOVERY, None, end), Season(SeasonKind.RAMP, end))
    now, later = book("B", dial=0.4, seasons=seasons), book("B", end, dial=0.4, seasons=seasons)
    assert now.by_id["price.off_hours"].origin.source == "dial 0.15 (0.40, season recovery -0.25)"
    assert later.by_id["price.off_hours"].origin.source == "dial 0.60 (0.40, season ramp +0.20)"
    assert now.number("price.off_hours") > later.number("price.off_hours")
    assert now.is_hard("weekend")
    assert not later.is_hard("weekend")
    assert (now.number("margin"), later.number("margin")) == (0.2, 0.1)
    assert now.by_id["margin"].origin.source == "season recovery"
    assert later.number("price.goal") == pytest.approx(0.45)


def test_a_season_with_a_dial_of_its_own_counts_as_it_is(book: Book) -> None:
    end = MONDAY + timedelta(days=7)
    seasons = (Season(SeasonKind.RAMP, None, end, 0.7), Season(SeasonKind.RAMP, end))
    now, later = book("B", dial=0.4, seasons=seasons), book("B", end, dial=0.4, seasons=seasons)
    assert now.by_id["price.off_hours"].origin.source == "dial 0.70 (season ramp)"
    assert later.by_id["price.off_hours"].origin.source == "dial 0.60 (0.40, season ramp +0.20)"
    assert now.number("price.off_hours") < later.number("price.off_hours")
    assert now.number("price.goal") == pytest.approx(0.45)


def test_seasons_never_weaken(person: Person) -> None:
    own = {"slack": load_pattern('name = "slack"\n[rules]\nmargin = 0.4\n', "slack.toml")}
    rhythm = Rhythm(pattern="slack", seasons=(Season(SeasonKind.RECOVERY),))
    found = compile_rulebook(rhythm, MONDAY, person, patterns=own)
    assert found.number("margin") == pytest.approx(0.4)
    assert found.by_id["margin"].origin.source == "pattern slack"


def test_weekdays_and_sharing(person: Person) -> None:
    rhythm = Rhythm(pattern="A", by_weekday={2: "D"})
    dates = [MONDAY + timedelta(days=i) for i in range(84)]
    found = rulebooks(rhythm, dates, person)
    assert len({id(item) for item in found.values()}) == 2
    assert found[dates[2]].windows("hours.own")[0].start == time(6, 45)
    assert found[dates[3]] is found[dates[0]]
    assert "advice.rest" not in found[dates[0]].by_id  # one D day between two A days rests enough
    assert compile_rulebook(rhythm, dates[2], person) == found[dates[2]]


def test_it_is_fast(person: Person) -> None:
    seasons = (Season(SeasonKind.RAMP, None, date(2026, 6, 1)), Season(SeasonKind.RECOVERY, date(2026, 7, 1)))
    rhythm = Rhythm(by_weekday={0: "D", 4: "B"}, seasons=seasons)
    dates = [MONDAY + timedelta(days=i) for i in range(84)]
    rulebooks(rhythm, dates, person)
    best = 1.0
    for _ in range(5):
        begun = clock.perf_counter()
        rulebooks(rhythm, dates, person)
        best = min(best, clock.perf_counter() - begun)
    assert best < 0.05  # about 7 ms on an idle core


def test_windows_follow_sleep(book: Book) -> None:
    owl = book("B", energy=EnergyProfile(wake=time(9, 30), sleep=time(1, 30)))
    assert owl.windows("hours.outer")[0] == LocalWindow(time(9, 30), time(0, 30))
    assert owl.by_id["sleep"].origin.source == "you"
    moved = book("B", overrides=(Override("sleep", (LocalWindow(time(22), time(6)),)),))
    assert moved.windows("hours.outer")[0] == LocalWindow(time(6), time(21))


def test_little_say_keeps_the_employers_hours(book: Book) -> None:
    little = book("A", say=0.2)
    assert (
        str(little.by_id["hours.own"].origin)
        == "slider say 0.20, instead of 09:30-16:30, Mon-Fri from pattern A"
    )
    assert little.windows("hours.own")[0].start == time(9)
    same_rest = ("rest.daily", "rest.weekly", "sleep", "hours.outer", "advice.health")
    assert all(little.by_id[rule_id] == book("A").by_id[rule_id] for rule_id in same_rest)


def test_patterns_by_any_name() -> None:
    assert find_pattern("d") is find_pattern("Time-Weave") is find_pattern("d-time-weave")
    mine = load_pattern('name = "My week"\n', "mine.toml")
    assert find_pattern("my week", {"mine": mine}) is mine
    assert find_pattern("mine", {"mine": mine}) is mine


def test_rituals_merge_and_drop(person: Person) -> None:
    text = """
    name = "x"
    drop_rituals = ["shutdown"]
    [[ritual]]
    id = "nap"
    minutes = 20
    window = "13:00-15:00"
    """
    own = {"x": load_pattern(text, "x.toml")}
    found = compile_rulebook(Rhythm(pattern="x"), MONDAY, person, patterns=own)
    assert [item.id for item in found.rituals()] == ["lunch", "nap"]


def test_every_mistake_at_once(person: Person) -> None:
    overrides = (
        Override("margins", 0.2),
        Override("margin", 3.0),
        Override("sleep", 8.0),
        Override("hours.outer", strength=Strength.PRICED),
        Override("advice.cover", ""),
    )
    with pytest.raises(InputError) as caught:
        compile_rulebook(Rhythm(pattern="Boundry Fortress", overrides=overrides), MONDAY, person)
    text = str(caught.value)
    assert len(caught.value.findings) == 6
    assert "Boundary Fortress" in text
    assert "did you mean margin" in text
    assert "cannot be priced" in text


def test_defence_and_reminders_have_origins_and_only_know_kinds(book: Book) -> None:
    rules = book("A", overrides=(Override("calendar.alarm", 10),)).by_id
    assert rules["defence.slack"].value == 6
    assert str(rules["defence.slack"].origin) == "pattern A, instead of 4 h from default"
    assert rules["defence.slack"].detail == (
        "A block is shown as free while more than 6 h of other room remains before it is due"
    )
    assert rules["calendar.alarm"].origin.source == "you"
    assert book("A").words("defence.always") == {"focus", "meeting", "recovery", "ritual"}
    assert not book("D").has("calendar.alarm")
    assert book("D").words("sleep") == frozenset()
    with pytest.raises(InputError) as error:
        book("A", overrides=(Override("defence.always", "focus, lunches"),))
    assert "'lunches' is no kind of block; write some of focus, admin" in str(error.value)


def test_balance_defends_earlier_than_integration(book: Book) -> None:
    hours = [book(letter).number("defence.slack") for letter in "ABCFED"]
    assert hours == sorted(hours, reverse=True)
    assert hours[0] > hours[-1]
