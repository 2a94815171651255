"""A line of plain words read as a task: each part of it, what stays in the title, and any line at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.lifefile import check
from equipoise.lifefile.text import array, quoted, truth
from equipoise.quick_entry import Entry, Known, moment_of, parse

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Wednesday
KNOWN = Known(
    tasks={"research": "Research the market", "figures": "Gather the figures", "figures-2": "Print figures"},
    goals={"leadership": "Lead well", "learn-rust": "Learn Rust"},
    places=("Office", "Home"),
)


def read(text: str) -> Entry:
    return parse(text, NOW, KNOWN)


def test_a_whole_line() -> None:
    entry = read("draft memo 3h by Fri !high #leadership after research @office 45m chunks")
    assert entry.title == "draft memo"
    assert entry.data == {
        "estimate": "3h",
        "due": "2026-11-27",
        "priority": "high",
        "goal": "leadership",
        "after": ["research"],
        "place": "Office",
        "max_chunk": "45 min",
    }
    assert entry.notes == ()
    assert [(t.field, t.text) for t in entry.taken][:2] == [("estimate", "3h"), ("due", "by Fri")]


@pytest.mark.parametrize(
    ("text", "title", "fields"),
    [
        ("memo 2h-3h-5h", "memo", {"estimate": "2h-3h-5h"}),
        ("memo 2-3-5h", "memo", {"estimate": "2h-3h-5h"}),
        ("memo 45 min", "memo", {"estimate": "45 min"}),
        ("memo for 1h 30m", "memo", {"estimate": "1h30"}),
        ("memo 3 hours", "memo", {"estimate": "3h"}),
        ("memo 2h in 20m chunks", "memo", {"estimate": "2h", "min_chunk": "20 min", "max_chunk": "20 min"}),
        ("memo 2h in one go", "memo", {"estimate": "2h", "split": False}),
        ("memo 1h by Wed", "memo", {"due": "2026-12-02"}),
        ("memo 1h next Mon 14:00", "memo", {"due": "2026-11-30T14:00:00"}),
        ("memo 1h due tomorrow at 9am", "memo", {"due": "2026-11-26T09:00:00"}),
        ("memo 1h by 5pm tomorrow", "memo", {"due": "2026-11-26T17:00:00"}),
        ("memo 1h by 9:00", "memo", {"due": "2026-11-26T09:00:00"}),
        ("memo 1h deadline 2026-12-24", "memo", {"deadline": "2026-12-24"}),
        ("memo 1h deadline: 2026-12-24T12:00", "memo", {"deadline": "2026-12-24T12:00:00"}),
        ("memo 1h due:fri", "memo", {"due": "2026-11-27"}),
        ("memo 1h by 24.12.", "memo", {"due": "2026-12-24"}),
        ("memo 1h by 3 Jan", "memo", {"due": "2027-01-03"}),
        ("memo 1h by Jan 3rd 2028", "memo", {"due": "2028-01-03"}),
        ("memo 1h in two weeks", "memo", {"due": "2026-12-09"}),
        ("memo 1h by end of month", "memo", {"due": "2026-11-30"}),
        ("memo 1h from Mon by Tue", "memo", {"release": "2026-11-30", "due": "2026-12-01"}),
        ("memo tomorrow 1h", "memo", {"due": "2026-11-26"}),
        ("memo 1h #learn", "memo", {"goal": "learn-rust"}),
        ("memo 1h @Library", "memo", {"place": "Library"}),
        ("memo 1h after gather the figures", "memo", {"after": ["figures"]}),
        ("memo 1h after research after print figures", "memo", {"after": ["research", "figures-2"]}),
        ("memo 1h admin", "memo", {"kind": "admin"}),
        ("call 1h energy:social kind:comms", "call", {"energy": "social", "kind": "comms"}),
    ],
)
def test_parts_of_a_line(text: str, title: str, fields: dict[str, Any]) -> None:
    entry = read(text)
    assert entry.title == title
    assert entry.data == {"estimate": "1h", **fields}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("prepare Monday meeting 1h", "prepare Monday meeting"),
        ("due diligence report 1h", "due diligence report"),
        ("walk after lunch 1h", "walk after lunch"),
        ("read 3 books 1h", "read 3 books"),
        ("order 24.12 of them 1h", "order 24.12 of them"),
        ("mail a@b.example 1h", "mail a@b.example"),
        ("fix C# bug 1h", "fix C# bug"),
        ("life insurance 1h", "life insurance"),
        ("memo 1h after figures of anybody", "memo of anybody"),
        ("memo 1h then 2h rest", "memo then 2h rest"),
    ],
)
def test_what_is_not_meant_stays_in_the_title(text: str, title: str) -> None:
    assert read(text).title == title


def test_what_is_not_found_is_told_and_stays() -> None:
    entry = read("memo #nowhere !hgih")
    assert entry.title == "memo #nowhere !hgih"
    assert any("nowhere" in note for note in entry.notes)
    assert any("!hgih" in note for note in entry.notes)
    assert any("1 hour is taken" in note for note in entry.notes)


def test_a_start_behind_the_due_date_is_left_out() -> None:
    entry = read("memo 1h by tomorrow from Mon")
    assert "release" not in entry.data
    assert any("starts after" in note for note in entry.notes)


def test_dates_alone() -> None:
    assert moment_of("Fri 14:00", NOW) == "2026-11-27T14:00:00"
    assert moment_of("Friday next year maybe", NOW) is None
    assert moment_of("", NOW) is None
    assert moment_of("31 Feb", NOW) is None


WORDS = st.sampled_from(
    [
        "draft",
        "by",
        "due",
        "deadline",
        "after",
        "research",
        "figures",
        "#leadership",
        "#x",
        "@",
        "@office",
        "!high",
        "!low",
        "!",
        "3h",
        "45m",
        "2-3h",
        "9h-1h",
        "0h",
        "chunks",
        "in",
        "one",
        "go",
        "Fri",
        "Monday",
        "next",
        "today",
        "14:00",
        "25:00",
        "5pm",
        "31",
        "Feb",
        "27",
        "Nov",
        "24.12.",
        "99.99.",
        "2026-11-27",
        "9999-99-99",
        "from",
        "admin",
        "social",
        "kind:life",
        "energy:x",
        "due:fri",
        "due:",
        "1",
        "2",
        "hours",
        "min",
        "\u2028",
        "\x00",
        "🙂",
        ";",
        ",",
        "h",
    ]
)
LINES = st.lists(WORDS | st.text(max_size=6), max_size=14).map(" ".join) | st.text()


@settings(max_examples=400, deadline=None)
@given(LINES)
def test_any_line_gives_a_task_that_the_life_file_takes(text: str) -> None:
    entry = read(text)
    left = iter(text.replace("\x00", " ").split())
    if len(entry.title) < 500 and text.isprintable():
        assert all(word in left for word in entry.title.split())  # in their order, none invented
    if not entry.title:
        assert any("what it is" in note for note in entry.notes)
        return

    def toml(value: Any) -> str:
        if isinstance(value, bool):
            return truth(value)
        return array(quoted(one) for one in value) if isinstance(value, list) else quoted(value)

    rows = "".join(
        f"{name} = {toml(value)}\n" for name, value in {"title": entry.title, **entry.data}.items()
    )
    others = "".join(
        f"[[task]]\nid = {quoted(k)}\ntitle = {quoted(t)}\nestimate = '1h'\n" for k, t in KNOWN.tasks.items()
    )
    goals = "".join(f"[[goal]]\nid = {quoted(k)}\ntitle = {quoted(t)}\n" for k, t in KNOWN.goals.items())
    head = "[person]\nname = 'Ada'\nzone = 'Europe/Berlin'\n"
    life, findings = check(head + goals + others + "[[task]]\n" + rows, "life.toml")
    assert life is not None, findings


@pytest.mark.parametrize(
    ("day", "said", "meant"),
    [
        ("2026-12-30", "1 Jan", "2027-01-01"),
        ("2026-12-30", "Fri 8 Jan", "2027-01-08"),
        ("2026-12-30", "Fri, 8 January 2027 at 9am", "2027-01-08T09:00:00"),
        ("2026-12-30", "on Fri 8.1.", "2027-01-08"),
        ("2026-12-30", "8.1.27", "2027-01-08"),
        ("2026-12-31", "today", "2026-12-31"),
        ("2026-12-31", "tomorrow", "2027-01-01"),
        ("2026-12-31", "end of year", "2026-12-31"),
        ("2026-12-31", "eom", "2026-12-31"),
        ("2026-12-31", "end of next month", "2027-01-31"),
        ("2026-12-31", "next week", "2027-01-08"),
        ("2026-12-31", "end of next week", "2027-01-08"),
        ("2026-12-31", "in 2 months", "2027-02-28"),
        ("2026-12-31", "in a year", "2027-12-31"),
        ("2026-12-31", "in 3 weeks", "2027-01-21"),
        ("2027-01-01", "31 Dec", "2027-12-31"),
        ("2027-01-01", "Fri", "2027-01-08"),
        ("2027-01-01", "next Mon", "2027-01-04"),
        ("2027-12-30", "29 Feb", "2028-02-29"),
        ("2028-01-31", "in 1 month", "2028-02-29"),
    ],
)
def test_dates_around_the_end_of_a_year(day: str, said: str, meant: str) -> None:
    now = datetime.fromisoformat(f"{day}T23:40").replace(tzinfo=ZoneInfo("Pacific/Auckland"))
    assert moment_of(said, now) == meant
    entry = parse(f"memo 1h by {said}", now, KNOWN)
    assert (entry.title, entry.data["due"]) == ("memo", meant)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/Berlin", "America/Los_Angeles"])
def test_a_moment_with_an_offset_reads_as_on_the_persons_clock(zone: str) -> None:
    now = NOW.astimezone(ZoneInfo(zone))
    said = parse("call 30m by 2026-12-31T23:30Z", now, KNOWN).data["due"]
    there = datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone))
    assert there == datetime.fromisoformat("2026-12-31T23:30+00:00")


def test_a_number_after_a_date_is_no_year_of_long_ago() -> None:
    assert read("essay by 5 Jan 2000 words").data["due"] == "2027-01-05"
