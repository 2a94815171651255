"""Legal rest: the shared cases, who is bound, and pattern D's mend."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from equipoise.domain.life import Person
from equipoise.domain.rhythm import Override, Rhythm
from equipoise.domain.rules import Strength
from equipoise.domain.time import Interval
from equipoise.rhythms import compile_rulebook, load_pattern, rest_problems, rulebooks
from equipoise.rhythms.rest import (
    average_hours,
    average_ok,
    break_required,
    daily_rest_ok,
    longest_rest_hours,
    night_rests,
    rest_hours,
    rest_law,
    weekly_rest_ok,
)

from .conftest import MONDAY, Book, Cases

ZERO = datetime(2026, 5, 11, tzinfo=UTC)


def at(hours: float) -> datetime:
    return ZERO + timedelta(hours=hours)


def test_daily_rest_cases(cases: Cases) -> None:
    for case in cases("working_time_rules.json")["daily_rest_cases"]:
        zone = ZoneInfo(case["tz"])
        end, start = (datetime.fromisoformat(case[key]).replace(tzinfo=zone) for key in ("end", "next_start"))
        hours = rest_hours(end, start)
        assert hours == pytest.approx(case["rest_hours"], abs=1e-4), case["name"]
        assert daily_rest_ok(hours) is case["ok_art3"], case["name"]
        work = [Interval(end - timedelta(hours=1), end), Interval(start, start + timedelta(hours=1))]
        (night,) = night_rests(work, zone)
        assert night.hours == pytest.approx(hours), case["name"]


def test_weekly_rest_cases(cases: Cases) -> None:
    for case in cases("working_time_rules.json")["weekly_rest_cases"]:
        week = case["work_hours_from_monday_0"]
        work = [Interval(at(start), at(end)) for start, end in week]
        first = 7 if "Monday 07:00 (next week)" in case["name"] else week[0][0]
        hours = longest_rest_hours(work, at(168 + first))
        assert hours == pytest.approx(case["longest_rest_h"]), case["name"]
        assert weekly_rest_ok(hours) is case["ok_24_plus_11"], case["name"]
        assert weekly_rest_ok(hours, with_daily=False) is case["ok_24_only"], case["name"]


def test_break_and_average_cases(cases: Cases) -> None:
    for case in cases("working_time_rules.json")["break_cases"]:
        assert break_required(case["worked_h"]) is case["break_required"]
    for case in cases("working_time_rules.json")["average_cases"]:
        assert average_hours(case["weeks"]) == pytest.approx(case["average"], abs=1e-4), case["name"]
        assert average_ok(case["weeks"]) is case["ok_48"], case["name"]


def test_nothing_worked_is_rest() -> None:
    assert longest_rest_hours(()) == float("inf")
    assert average_hours([None, None]) is None
    assert average_ok([None])


@pytest.mark.parametrize(
    ("country", "employment", "strength", "source"),
    [
        ("DE", "employee", Strength.HARD, "law EU 2003/88"),
        ("fr", "employee", Strength.HARD, "law EU 2003/88"),
        ("DE", "executive", Strength.ADVICE, "law EU 2003/88 Art. 17"),
        ("DE", "self-employed", Strength.ADVICE, "default"),
        ("US", "employee", Strength.ADVICE, "default"),
        ("", "employee", Strength.ADVICE, "default"),
    ],
)
def test_who_is_bound(person: Person, country: str, employment: str, strength: Strength, source: str) -> None:
    who = replace(person, country=country, employment=employment, subdivision="")
    assert rest_law(who) == (strength, source)
    for rule_id in ("rest.daily", "rest.weekly"):
        rule = compile_rulebook(Rhythm(), MONDAY, who).by_id[rule_id]
        assert (rule.strength, rule.origin.source) == (strength, source)


def test_a_pattern_cannot_undercut_the_law_but_may_ask_for_more(person: Person) -> None:
    for hours, expected in ((9, 11), (13, 13)):
        text = f'name = "x"\n[rules]\n"rest.daily" = {{ value = {hours}, strength = "hard" }}\n'
        own = {"x": load_pattern(text, "x.toml")}
        assert (
            compile_rulebook(Rhythm(pattern="x"), MONDAY, person, patterns=own).number("rest.daily")
            == expected
        )
        source = (
            compile_rulebook(Rhythm(pattern="x"), MONDAY, person, patterns=own)
            .by_id["rest.daily"]
            .origin.source
        )
        assert source == ("law EU 2003/88" if hours < 11 else "pattern x")
        free = replace(person, country="")
        chosen = compile_rulebook(Rhythm(pattern="x"), MONDAY, free, patterns=own).by_id["rest.daily"]
        assert (chosen.value, chosen.strength, chosen.origin.source) == (hours, Strength.HARD, "pattern x")


def test_pattern_d_is_flagged_with_its_mend(person: Person) -> None:
    week = [MONDAY + timedelta(days=i) for i in range(7)]
    found = rest_problems(rulebooks(Rhythm(pattern="D"), week, person), person.zone)
    assert [problem.day for problem in found] == week[:4]
    first = found[0]
    assert (first.kind, first.minutes, first.needed) == ("daily", 555, 660)
    assert "Monday" in first.sentence
    assert "9 h 15 min" in first.sentence
    assert first.mend == "move Tuesday's 06:45 start to 08:30 after Monday's evening, or end Monday by 19:45"


def test_the_mend_mends(person: Person) -> None:
    week = [MONDAY + timedelta(days=i) for i in range(14)]
    text = """
    name = "Mended"
    [rules]
    "hours.own" = ["Mon,Wed,Fri 06:45-08:15", "Mon-Fri 10:00-14:00", "Mon,Wed 20:00-21:30"]
    """
    own = {"m": load_pattern(text, "m.toml")}
    books = rulebooks(Rhythm(pattern="m"), week, person, patterns=own)
    assert rest_problems(books, person.zone) == ()
    assert not books[MONDAY].has("advice.rest")


@pytest.mark.parametrize("letter", "ABCEF")
def test_the_others_rest_enough(book: Book, letter: str) -> None:
    assert not book(letter).has("advice.rest")


def test_a_week_without_a_day_off_is_flagged(person: Person) -> None:
    own = {"x": load_pattern('name = "x"\n[rules]\n"hours.own" = "09:00-17:00"\n', "x.toml")}
    week = [MONDAY + timedelta(days=i) for i in range(7)]
    (problem,) = rest_problems(rulebooks(Rhythm(pattern="x"), week, person, patterns=own), person.zone)
    assert (problem.kind, problem.minutes, problem.needed) == ("weekly", 16 * 60, 35 * 60)
    assert "16 h, not 35 h" in str(
        compile_rulebook(Rhythm(pattern="x"), MONDAY, person, patterns=own).by_id["advice.rest"].value
    )


def test_a_clock_change_counts_real_hours(person: Person) -> None:
    text = 'name = "x"\n[rules]\n"hours.own" = ["Sat 13:00-21:30", "Sun 08:30-12:00"]\n'
    own = {"x": load_pattern(text, "x.toml")}
    spring = [date(2026, 3, 28), date(2026, 3, 29)]
    (problem,) = rest_problems(rulebooks(Rhythm(pattern="x"), spring, person, patterns=own), person.zone)
    assert problem.minutes == 600
    assert "to 09:30" in problem.mend
    assert "by 20:30" in problem.mend
    later = [day + timedelta(days=7) for day in spring]
    assert rest_problems(rulebooks(Rhythm(pattern="x"), later, person, patterns=own), person.zone) == ()


def test_a_person_may_write_their_own_rest_advice(book: Book) -> None:
    rule = book("D", overrides=(Override("advice.rest", "Sprints on Mon and Wed only."),)).by_id[
        "advice.rest"
    ]
    assert rule.origin.source == "you"
    assert rule.value == "Sprints on Mon and Wed only."
    assert time(21, 30) == book("D").windows("hours.own")[-1].end
