# ruff: noqa: RUF001 - dashes and minus signs are what people see
"""HTML and terminal: escaped, self-contained, complete, and good to read."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from rich.cells import cell_len
from tests.views import plans
from tests.views.plans import MONDAY, at

from equipoise.domain.plan import Certificate, Misfit, Plan, Status
from equipoise.views import (
    CompareColumn,
    ScoreRow,
    TextOptions,
    TextStyle,
    agenda_text,
    compare_text,
    text_options,
    today,
    today_text,
    week_html,
    week_text,
    week_view,
)
from equipoise.views.scores import score_words
from equipoise.views.words import certificate_words, length, range_words

PLANS: tuple[Callable[[], Plan], ...] = (
    plans.full_plan,
    plans.midnight_plan,
    plans.spring_plan,
    plans.autumn_plan,
    plans.empty_plan,
    plans.hostile_plan,
)
SCORES = (ScoreRow("focus", "Focus <hours>", "h", "more", (7.25,)), ScoreRow("sleep", "Sleep", "h"))
ANSI = re.compile("\x1b\\[[0-9;]*m")


@pytest.mark.parametrize("make", PLANS)
def test_page_is_self_contained_and_escaped(make: Callable[[], Plan]) -> None:
    page = week_html(week_view(make(), plans.hints()), scores=SCORES)
    assert "<script" not in page
    assert set(re.findall(r"https?://[^\"'\s<]+", page)) <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"@import|url\((?!#)|\ssrc=|<link|<iframe|<object|\son\w+=", page)
    assert page.startswith("<!doctype html>")
    ET.fromstring(page.removeprefix("<!doctype html>\n"))


def test_page_says_everything() -> None:
    plan = plans.full_plan()
    page = week_html(week_view(plan, plans.hints()), scores=SCORES)
    for text in (
        "Proven within 0.4 % of the best possible week.",
        "Your clearest hours; anywhere else costs 34 value-minutes more.",
        "It is wanted by Tuesday, and Monday is full.",
        "Let it be late by a day: costs 30.",
        "The concert on Saturday ends after your bedtime of 22:30.",
        "Focus &lt;hours&gt;",
        "7 h 15 min",
        "Write the week to your calendar.",
    ):
        assert text in page
    for event in plan.fixed:
        assert event.title in page


def test_page_has_language_headings_in_order_and_a_way_past_the_picture() -> None:
    page = week_html(week_view(plans.full_plan(), plans.hints()), scores=SCORES)
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert 'lang="en"' in page
    assert 'href="#agenda"' in page
    assert "prefers-color-scheme" in page
    assert "@media print" in page


def test_same_in_same_page() -> None:
    assert week_html(week_view(plans.full_plan())) == week_html(week_view(plans.full_plan()))


@pytest.mark.parametrize("make", PLANS)
@pytest.mark.parametrize("width", [40, 80, 100, 140])
def test_lines_fit_the_terminal(make: Callable[[], Plan], width: int) -> None:
    view = week_view(make(), plans.hints())
    for style in (TextStyle.COLOUR, TextStyle.MONO):
        text = ANSI.sub("", week_text(view, TextOptions(style, width)))
        assert max(cell_len(line) for line in text.splitlines()) <= width


def test_columns_from_a_hundred_characters_on_and_an_agenda_below() -> None:
    view = week_view(plans.full_plan(), plans.hints())
    wide = week_text(view, TextOptions(TextStyle.MONO, 100))
    narrow = week_text(view, TextOptions(TextStyle.MONO, 80))
    assert re.search(r"Mon 23 +Tue 24", ANSI.sub("", wide))
    assert "Monday 23 November" in narrow
    assert not re.search(r"Mon 23 +Tue 24", narrow)


def test_every_block_of_half_an_hour_is_named_in_the_columns() -> None:
    text = week_text(week_view(plans.full_plan()), TextOptions(TextStyle.MONO, 160))
    assert text.count("Shutdown") == 5
    assert text.count("Stand-up") == 5
    assert text.count("D Code review") == 2


def test_mono_has_no_colour_and_plain_has_neither_colour_nor_boxes() -> None:
    view = week_view(plans.full_plan(), plans.hints())
    assert "38;" not in week_text(view, TextOptions(TextStyle.MONO, 120))
    assert "48;2;" in week_text(view, TextOptions(TextStyle.COLOUR, 120, "truecolor"))
    for text in (
        week_text(view),
        agenda_text(view),
        today_text(view, view.now),
        compare_text([CompareColumn("A", view)], [ScoreRow("f", "Focus", values=(1,))]),
    ):
        assert "\x1b" not in text
        assert not re.search("[\u2500-\u259f]", text)


def test_options_follow_the_stream() -> None:
    assert text_options(is_tty=False, environ={}).style is TextStyle.PLAIN
    assert text_options(is_tty=True, environ={"TERM": "dumb"}).style is TextStyle.PLAIN
    assert text_options(is_tty=True, environ={"NO_COLOR": "1"}).style is TextStyle.MONO
    assert text_options(is_tty=True, environ={"NO_COLOR": ""}).style is TextStyle.COLOUR
    assert text_options(is_tty=True, environ={"COLORTERM": "truecolor"}, width=120) == TextOptions(
        TextStyle.COLOUR, 120, "truecolor"
    )


def test_titles_cannot_steer_the_terminal() -> None:
    text = week_text(week_view(plans.hostile_plan()), TextOptions(TextStyle.MONO, 120))
    assert "\x1b[31m" not in text
    assert "\x07" not in text


def test_empty_week_says_what_to_do() -> None:
    text = week_text(week_view(plans.empty_plan()))
    assert "Proven best" in text
    assert "Next: Add a task or a routine, and plan again." in text


def test_today_knows_now_next_and_the_one_big_task() -> None:
    view = week_view(plans.full_plan())
    what = today(view, at(MONDAY + timedelta(days=1), "10:20"))
    assert what.current is not None
    assert what.current.title == "Code review of the storage layer"
    assert what.next is not None
    assert what.next.title == "Messages, first window"
    assert what.big is not None
    assert what.big.id == "arch/2"
    assert "40 min left" in today_text(view, what.now)


def test_today_counts_real_minutes_in_the_night_of_a_clock_change() -> None:
    spring = week_view(plans.spring_plan())
    assert "1 h 30 min left" in today_text(spring, at(date(2026, 3, 29), "01:30"))
    autumn, first = week_view(plans.autumn_plan()), at(date(2026, 10, 25), "02:30")
    hour = timedelta(hours=1)
    assert today(autumn, first).current == today(autumn, first + hour).current is not None
    assert "2 h left" in today_text(autumn, first)
    assert "1 h left" in today_text(autumn, first + hour)
    assert today(autumn, first + 2 * hour).current is None


def test_plain_report_without_a_name_keeps_what_a_title_says() -> None:
    nameless = replace(plans.empty_plan(), person="", rhythm="")
    assert week_text(week_view(nameless)).startswith("23–29 November 2026.\nProven")
    dotted = replace(plans.empty_plan(), person="Ada .B", rhythm="")
    assert week_text(week_view(dotted)).startswith("23–29 November 2026. Ada .B.\n")


def test_today_between_blocks_and_after_the_last() -> None:
    view = week_view(plans.full_plan())
    assert "Free until 14:00." in today_text(view, at(MONDAY, "13:30"))
    assert "Nothing more is planned today." in today_text(view, at(MONDAY, "23:30"))


def test_fixed_event_wins_where_two_things_are_on() -> None:
    what = today(week_view(plans.full_plan()), at(MONDAY + timedelta(days=2), "14:40"))
    assert what.current is not None
    assert what.current.fixed


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        (Certificate(996.0, 1000.0, 1), "Proven within 0.4 % of the best possible week."),
        (Certificate(999.99, 1000.0, 1), "Proven within 0.1 % of the best possible week."),
        (Certificate(958.9, 1000.0, 1), "Proven within 4.2 % of the best possible week."),
        (Certificate(1000.0, 1000.0, 1), "Proven best: no week that keeps your rules is worth more."),
        (
            Certificate(10.0, 20.0, 1, Status.OPTIMAL),
            "Proven best: no week that keeps your rules is worth more.",
        ),
        (
            Certificate(10.0, float("inf"), 1),
            "No bound was proven, so nobody knows how much better it could be.",
        ),
        (Certificate(-500.0, 100.0, 1), "No useful proof yet of how good this week is."),
        (Certificate(11.4, 100.0, 1), "No useful proof yet of how good this week is."),
    ],
)
def test_certificate_in_words(certificate: Certificate, words: str) -> None:
    assert certificate_words(certificate) == words


def test_at_most_twenty_misfits_are_listed() -> None:
    misfits = [Misfit(f"t{i}", f"Task {i}", 60, 0, "no room") for i in range(25)]
    view = week_view(plans.plan(misfits=misfits))
    for style in TextStyle:
        text = ANSI.sub("", week_text(view, TextOptions(style)))
        assert "Task 19" in text
        assert "Task 20" not in text
        assert "and 5 more; --json lists all" in text


@pytest.mark.parametrize(
    ("titles", "words"),
    [
        (["Lunch"], "gives way for Lunch, or"),
        (["Mail", "Memo", "Mail"], "gives way for Mail and Memo, or"),
        (["Mail", "Memo", "Book", "Run"], "gives way for Mail, Memo and 2 more, or"),
    ],
)
def test_next_names_what_did_not_fit_each_once(titles: list[str], words: str) -> None:
    misfits = [Misfit(f"t{i}", title, 60, 0, "no room") for i, title in enumerate(titles)]
    assert words in week_text(week_view(plans.plan(misfits=misfits, fixed=plans.events())))


def test_words() -> None:
    assert [length(m) for m in (0, 45, 120, 90)] == ["0 min", "45 min", "2 h", "1 h 30 min"]
    assert range_words(MONDAY, 7) == "23–29 November 2026"
    assert range_words(MONDAY, 14) == "23 November – 6 December 2026"
    assert range_words(MONDAY, 84) == "23 November 2026 – 14 February 2027"
    assert range_words(MONDAY, 1) == "Monday 23 November 2026"
    assert [score_words(v, "h") for v in (None, 0, 7.25, 12.34, 1234567.0, -2)] == [
        "–",
        "0 h",
        "7 h 15 min",
        "12 h 20 min",
        "1\u00a0234\u00a0567 h",
        "−2 h",
    ]
