"""VTODO becomes tasks: what is wanted, when, how much, and which instance of one that repeats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from equipoise.calendars.todos import read_tasks
from equipoise.domain.commitments import Area, Priority, Task
from equipoise.domain.errors import Finding
from equipoise.domain.life import CalendarSource

Make = Callable[..., Any]
Tasks = Callable[..., tuple[tuple[Task, ...], tuple[Finding, ...]]]
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 8, tzinfo=BERLIN)


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=BERLIN)


def todo(*lines: str, uid: str = "t1") -> list[str]:
    return ["BEGIN:VTODO", f"UID:{uid}", "DTSTAMP:20260101T000000Z", "SUMMARY:Memo", *lines, "END:VTODO"]


@pytest.fixture
def tasks(calendar: Make) -> Tasks:
    def reader(*lines: str, **more: Any) -> tuple[tuple[Task, ...], tuple[Finding, ...]]:
        source = more.pop("source", CalendarSource("tasks.ics"))
        return read_tasks(calendar(*lines), name="tasks.ics", zone=BERLIN, now=NOW, source=source, **more)

    return reader


def test_a_whole_task(tasks: Tasks) -> None:
    lines = ["DTSTART;TZID=Europe/Berlin:20261124T090000", "DUE;TZID=Europe/Berlin:20261127T170000"]
    lines += [
        "ESTIMATED-DURATION:PT3H",
        "PRIORITY:2",
        "PERCENT-COMPLETE:50",
        "STATUS:IN-PROCESS",
        "LOCATION:At home",
    ]
    (found,), findings = tasks(*todo(*lines), places=("home",))
    assert not findings
    assert (found.id, found.title, found.place) == ("t1", "Memo", "home")
    assert (found.estimate.planned, found.done, found.remaining) == (180, 90, 90)
    assert (found.release, found.due, found.hard_due) == (at(11, 24, 9), at(11, 27, 17), False)
    assert found.priority == Priority.HIGH


@pytest.mark.parametrize(
    ("lines", "minutes", "told"),
    [
        (["DURATION:PT45M"], 45, False),
        (["DTSTART:20261124T090000Z", "DURATION:PT2H"], 120, False),
        (["DTSTART:20261124T090000Z", "DUE:20261124T103000Z"], 90, False),
        (["DTSTART:20261124T090000Z", "DUE:20261127T103000Z"], 60, True),
        (["DTSTART;VALUE=DATE:20261124", "DUE;VALUE=DATE:20261125"], 60, True),
        (["DURATION:-PT1H"], 60, True),
        (["DURATION:PT20S"], 5, False),
        ([], 60, True),
    ],
)
def test_the_length(tasks: Tasks, lines: list[str], minutes: int, told: bool) -> None:
    (found,), findings = tasks(*todo(*lines))
    assert found.estimate.planned == minutes
    assert any("no length" in item.message for item in findings) is told
    assert found.min_chunk <= found.estimate.planned


def test_many_tasks_without_length_are_told_once(tasks: Tasks) -> None:
    found, (finding,) = tasks(*[line for i in range(40) for line in todo(uid=f"t{i}")])
    assert len(found) == 40
    assert "40 tasks" in finding.message
    assert finding.line == 4


def test_a_date_on_which_something_is_due_ends_at_midnight(tasks: Tasks) -> None:
    (found,), _ = tasks(*todo("DUE;VALUE=DATE:20261125"), hard_due=True)
    assert (found.due, found.hard_due) == (at(11, 26), True)
    (free,), _ = tasks(*todo(), hard_due=True)
    assert (free.due, free.hard_due) == (None, False)


def test_due_before_start_keeps_the_due_date(tasks: Tasks) -> None:
    (found,), findings = tasks(
        *todo("DTSTART:20261126T090000Z", "DUE:20261125T090000Z", "ESTIMATED-DURATION:PT1H")
    )
    assert (found.release, found.due) == (None, at(11, 25, 10))
    assert [item.field for item in findings] == ["DUE"]


PRIORITIES = {0: "normal", 1: "urgent", 2: "high", 4: "high", 5: "normal", 6: "low", 9: "low", 77: "normal"}


@pytest.mark.parametrize("number", PRIORITIES)
def test_priority(tasks: Tasks, number: int) -> None:
    (found,), _ = tasks(*todo(f"PRIORITY:{number}"))
    assert found.priority == PRIORITIES[number]


@pytest.mark.parametrize("line", ["STATUS:COMPLETED", "PERCENT-COMPLETE:100", "COMPLETED:20261101T100000Z"])
def test_completed_leaves_nothing_to_do(tasks: Tasks, line: str) -> None:
    (found,), findings = tasks(*todo(line))
    assert not findings
    assert found.remaining == 0


@pytest.mark.parametrize("lines", [["STATUS:CANCELLED"], ["X-EQUIPOISE-BLOCK:memo/1"]])
def test_cancelled_and_own_ones_are_left_out(tasks: Tasks, lines: list[str]) -> None:
    assert tasks(*todo(*lines)) == ((), ())


def test_the_source_gives_area_and_role(tasks: Tasks) -> None:
    (found,), _ = tasks(*todo(), source=CalendarSource("a", area="life", role=""))
    assert (found.area, found.role) == (Area.LIFE, "")


WEEKLY = [
    "DTSTART;TZID=Europe/Berlin:20260105T090000",
    "DUE;TZID=Europe/Berlin:20260105T100000",
    "RRULE:FREQ=WEEKLY",
]


def done(day: str) -> list[str]:
    moment = f"TZID=Europe/Berlin:{day}T090000"
    return todo(f"RECURRENCE-ID;{moment}", f"DTSTART;{moment}", "DURATION:PT1H", "STATUS:COMPLETED")


def test_of_a_series_the_newest_that_has_begun_is_open(tasks: Tasks) -> None:
    (found,), findings = tasks(*todo(*WEEKLY))
    assert not findings
    assert (found.id, found.release, found.due) == ("t1/20261116T080000Z", at(11, 16, 9), at(11, 16, 10))


def test_of_a_series_the_next_one_comes_when_the_last_is_done(tasks: Tasks) -> None:
    (found,), _ = tasks(*todo(*WEEKLY), *done("20261116"))
    assert found.release == at(11, 23, 9)
    (found,), _ = tasks(*todo(*WEEKLY), *done("20261116"), *done("20261123"))
    assert found.release == at(11, 30, 9)


def test_a_series_with_an_exception_a_rare_one_and_one_that_ended(tasks: Tasks) -> None:
    (found,), _ = tasks(*todo(*WEEKLY, "EXDATE;TZID=Europe/Berlin:20261116T090000"))
    assert found.release == at(11, 9, 9)
    (found,), _ = tasks(*todo("DUE;VALUE=DATE:20260301", "RRULE:FREQ=YEARLY"))
    assert found.due == at(3, 2)
    assert (
        tasks(*todo(*WEEKLY[:2], "RRULE:FREQ=WEEKLY"), *todo("STATUS:COMPLETED", uid="t2"))[0][1].remaining
        == 0
    )


def test_a_yearly_date_keeps_its_local_day(tasks: Tasks) -> None:
    (found,), _ = tasks(*todo("DTSTART;VALUE=DATE:20260701", "DUE;VALUE=DATE:20260702", "RRULE:FREQ=MONTHLY"))
    assert (found.release, found.due) == (at(11, 1), at(11, 3))


def test_dependencies_lead_to_open_tasks_only_and_never_in_a_ring(tasks: Tasks) -> None:
    def after(*others: str) -> list[str]:
        return [f"RELATED-TO;RELTYPE=DEPENDS-ON:{other}" for other in others]

    found, _ = tasks(
        *todo(*after("b", "gone", "d"), "RELATED-TO:x", uid="a"),
        *todo(uid="b"),
        *todo(*after("e"), uid="c"),
        *todo("STATUS:COMPLETED", uid="d"),
        *todo(*after("c"), uid="e"),
    )
    assert {item.id: item.after for item in found} == {"a": ("b",), "b": (), "c": (), "d": (), "e": ()}


def test_ids_survive_a_second_reading_and_duplicates_count_once(tasks: Tasks) -> None:
    bare = [line for line in todo("DUE:20261127T100000Z") if not line.startswith("UID")]
    first, second = (
        tasks(*bare, *todo(), *todo("SEQUENCE:3", "DURATION:PT2H")),
        tasks(*bare, *todo(), *todo("SEQUENCE:3", "DURATION:PT2H")),
    )
    assert first == second
    assert [item.estimate.planned for item in first[0]] == [60, 120]
    assert len({item.id for item in first[0]}) == 2


def test_a_broken_task_does_not_lose_its_neighbours(tasks: Tasks) -> None:
    found, findings = tasks(*todo("DUE:tomorrow", "DURATION:PT1H", uid="a"), *todo("DURATION:PT1H", uid="b"))
    assert [item.id for item in found] == ["a", "b"]
    assert [(item.line, item.field) for item in findings] == [(8, "DUE")]


def test_every_file_of_the_corpus_gives_tasks_or_findings(corpus: Path) -> None:
    count = 0
    for path in sorted(corpus.glob("*/data/**/*.ics")):
        found, _ = read_tasks(path.read_bytes(), name="x", zone=BERLIN, now=NOW, source=CalendarSource("x"))
        count += len(found)
        assert all(0 <= item.done <= item.estimate.planned for item in found)
        assert all(item.min_chunk <= item.max_chunk for item in found)
    assert count >= 50
