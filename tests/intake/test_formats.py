"""Tasks of other programs: what is read, what is told, and that the same file gives the same keys."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.intake import FORMATS, Context, Intake, guess, read, tasks_csv
from equipoise.intake.export import COLUMNS
from equipoise.quick_entry import Known

ZONE = ZoneInfo("Europe/Berlin")
KNOWN = Known({"memo": "Write the memo"}, {"leadership": "Lead well"}, ("Office",))
CONTEXT = Context(datetime(2026, 11, 23, 7, 30, tzinfo=ZONE), ZONE, KNOWN)

TODO_TXT = """\
(A) 2026-11-20 Call the tax office +leadership @office due:2026-11-27 t:2026-11-24 est:30m
x 2026-11-21 2026-11-19 Send the letter
Read a paper +reading due:soon rec:1w http://example.org/a
Read a paper +reading due:soon rec:1w http://example.org/a

(D) Water plants
"""
TASKWARRIOR: list[dict[str, Any]] = [
    {
        "uuid": "aaaa-1",
        "description": "Write report",
        "status": "pending",
        "due": "20261126T230000Z",
        "priority": "H",
        "project": "leadership",
        "tags": ["office"],
        "depends": ["aaaa-2", "aaaa-3"],
        "estimate": "PT2H",
    },
    {
        "uuid": "aaaa-2",
        "description": "Gather",
        "status": "waiting",
        "wait": "20261125T090000Z",
        "due": "20261127T160000Z",
    },
    {"uuid": "aaaa-3", "description": "Old", "status": "completed"},
    {"uuid": "aaaa-4", "description": "Gone", "status": "deleted"},
    {"uuid": "aaaa-5", "description": "Weekly", "status": "recurring"},
]
ICS = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VTODO
UID:one@example.org
SUMMARY:Renew the passport
DUE;VALUE=DATE:20261127
PRIORITY:1
DURATION:PT45M
END:VTODO
BEGIN:VTODO
UID:two with spaces
SUMMARY:Photos
STATUS:COMPLETED
END:VTODO
END:VCALENDAR
"""
TABLE = """Task Name;Hours;Due Date;Priority;Project;Depends on;ID;Completed
Board memo;2,5;2026-11-27;High;leadership;Figures;7;
Figures;;27 Nov;none;garden;;8;no
Done one;1;;;;;9;yes
;1;;;;;10;
"""


def by_title(got: Intake) -> dict[str, Any]:
    return {one.data["title"]: one for one in got.found}


def test_todo_txt() -> None:
    got = read(TODO_TXT, "todo.txt", CONTEXT)
    first, done, paper, again, plants = got.found
    assert first.data == {
        "title": "Call the tax office",
        "estimate": "30 min",
        "priority": "urgent",
        "goal": "leadership",
        "place": "Office",
        "due": "2026-11-27",
        "release": "2026-11-24",
    }
    assert done.done
    assert done.data["title"] == "Send the letter"
    assert paper.data["title"] == "Read a paper +reading due:soon http://example.org/a"
    assert [note.split()[0] for note in paper.notes] == ["+reading", "due:soon", "It"]
    assert paper.key != again.key
    assert plants.data == {"title": "Water plants", "estimate": "1h", "priority": "low"}
    assert [one.key for one in read(TODO_TXT, "todo.txt", CONTEXT).found] == [one.key for one in got.found]


def test_taskwarrior() -> None:
    got = read(json.dumps(TASKWARRIOR), "taskwarrior", CONTEXT)
    tasks = by_title(got)
    assert tasks["Write report"].data == {
        "title": "Write report",
        "estimate": "2h",
        "due": "2026-11-27",
        "priority": "high",
        "goal": "leadership",
        "place": "Office",
        "after": ["tw-aaaa-2"],
    }
    assert tasks["Gather"].data["release"] == "2026-11-25T10:00:00"
    assert tasks["Gather"].data["due"] == "2026-11-27T17:00:00"
    assert tasks["Old"].done
    assert "Gone" not in tasks
    assert "Weekly" in got.problems[0]
    lines = "\n".join(json.dumps(row) for row in TASKWARRIOR)
    assert by_title(read(lines, "taskwarrior", CONTEXT)).keys() == tasks.keys()


def test_a_calendar_file() -> None:
    tasks = by_title(read(ICS.replace("\n", "\r\n"), "ics", CONTEXT))
    passport = tasks["Renew the passport"]
    assert passport.key == "one@example.org"
    assert passport.data["due"] == "2026-11-27"
    assert passport.data["estimate"] == "45 min"
    assert passport.data["priority"] == "urgent"
    assert tasks["Photos"].done
    assert " " not in tasks["Photos"].key


def test_a_table_with_guessed_and_with_given_columns() -> None:
    got = read(TABLE, "csv", CONTEXT)
    assert got.mapping == ("title", "hours", "due", "priority", "goal", "after", "id", "completed")
    tasks = by_title(got)
    assert tasks["Board memo"].data == {
        "title": "Board memo",
        "estimate": "2h30",
        "due": "2026-11-27",
        "priority": "high",
        "goal": "leadership",
        "after": ["8"],
    }
    assert tasks["Figures"].notes == (
        "priority “none” is not understood.",
        "goal “garden” is not understood.",
    )
    assert tasks["Done one"].done
    assert "1 rows have no title" in got.problems[0]
    other = read(TABLE, "csv", CONTEXT, ("place", "", "", "", "title", "", "", ""))
    assert other.found[0].data == {"title": "leadership", "estimate": "1h", "place": "Board memo"}
    assert "No column is the title" in read("a,b\n1,2\n", "csv", CONTEXT).problems[0]


def test_a_row_waits_for_others_by_whatever_id_they_have() -> None:
    got = read("id,title,after\nA 1/x,First,\n2,Second,A 1/x\n3,Third,2; First\n", "csv", CONTEXT)
    first, second, third = got.found
    assert second.data["after"] == [first.key]
    assert third.data["after"] == ["2", first.key]
    assert not any(one.notes for one in got.found)


def test_what_the_life_file_would_refuse_is_left_out_and_told() -> None:
    rows = [
        {"uuid": "a", "description": "A", "status": "pending", "depends": ["b"]},
        {"uuid": "b", "description": "B", "status": "pending", "depends": ["a"], "due": "18011126T230000Z"},
    ]
    got = read(json.dumps(rows), "taskwarrior", CONTEXT)
    assert {one.data["title"] for one in got.found} == {"A", "B"}
    assert any("due was left out" in note for one in got.found for note in one.notes)
    assert any("after was left out" in note for one in got.found for note in one.notes)


@pytest.mark.parametrize(
    ("text", "name", "format_name"),
    [
        (ICS, "", "ics"),
        (json.dumps(TASKWARRIOR), "", "taskwarrior"),
        (TABLE, "", "csv"),
        (TODO_TXT, "", "todo.txt"),
        ("Buy milk, eggs\nCall Bob", "", "todo.txt"),
        ("title\na\n", "x.csv", "csv"),
        (TABLE, "todo.txt", "todo.txt"),
    ],
)
def test_formats_are_found_out(text: str, name: str, format_name: str) -> None:
    assert guess(text, name) == format_name


def test_no_cell_of_the_export_begins_like_a_formula_and_it_comes_back() -> None:
    titles = ["=1+1", "+cmd", "-x", "@SUM(A1)", "\tx", 'a "quoted", one', "plain", "'quoted", "ünï"]
    rows = [
        {"id": f"t{i}", "title": title, "estimate": "1h", "after": ["t6"] if i == 0 else []}
        for i, title in enumerate(titles)
    ]
    out = tasks_csv(rows)
    assert out.endswith("\r\n")
    cells = [cell for row in csv.reader(io.StringIO(out, newline="")) for cell in row]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]
    back = read(out, "csv", CONTEXT)
    assert [one.key for one in back.found] == [row["id"] for row in rows]
    assert [one.data["title"] for one in back.found] == [title.strip() for title in titles]
    assert back.found[0].data["after"] == ["t6"]


def test_a_table_of_ones_own_comes_back_whole() -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": "deck",
            "title": "Deck",
            "estimate": "2h-3h-5h",
            "done": "1h30",
            "release": "2026-11-24T09:00:00",
            "deadline": "2026-11-27",
            "priority": "urgent",
            "kind": "admin",
            "energy": "social",
            "area": "life",
            "role": "Treasurer",
            "place": "Office",
            "goal": "leadership",
            "min_chunk": "20 min",
            "max_chunk": "1h15",
            "after": ["memo"],
            "only": ["Mon-Fri 13:00-17:00", "Sat 10:00-12:00"],
            "not_on": ["2026-11-25", "2026-11-26"],
            "preferred": ["Tue 09:00-11:30"],
        },
        {"id": "memo", "title": "Memo", "estimate": "1h", "due": "2026-11-27T17:00:00", "split": False},
        {"id": "old", "title": "Old", "estimate": "1h"},
    ]
    assert rows[0].keys() | rows[1].keys() | {"completed"} == set(COLUMNS)
    back = read(tasks_csv([*rows[:2], {**rows[2], "completed": "2026-11-20"}]), "csv", CONTEXT)
    assert [{"id": one.key, **one.data} for one in back.found] == rows
    assert [one.done for one in back.found] == [False, False, True]
    assert not back.problems
    assert not any(one.notes for one in back.found)


def test_what_a_cell_says_wrong_is_told_and_left_out() -> None:
    text = "title,split,not on,only,max chunk,area\nDeck,perhaps,soon,Noneday 9-10,long,moon\n"
    (one,) = read(text, "csv", CONTEXT).found
    assert one.data == {"title": "Deck", "estimate": "1h"}
    assert sorted(note.split(" ")[0] for note in one.notes) == ["area", "in", "longest", "not", "only"]


BITS = st.sampled_from(
    [
        *TODO_TXT.split(),
        *TABLE.split(";"),
        *ICS.splitlines(keepends=True),
        "\n",
        ",",
        '"',
        "{",
        "}",
        "[",
        '"uuid":',
        "due:",
        "\x00",
        "=",
        "9" * 30,
    ]
)


@settings(max_examples=120, deadline=None)
@given(st.lists(BITS | st.text(max_size=5), max_size=30).map(" ".join), st.sampled_from(list(FORMATS)))
def test_any_text_is_read_without_falling_over(text: str, what: str) -> None:
    got = read(text, what, CONTEXT)
    assert len({one.key for one in got.found}) == len(got.found)
    assert all(one.data["title"] for one in got.found)
    assert guess(text) in FORMATS


VALUE = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.lists(st.text(max_size=4), max_size=2)
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(list(TASKWARRIOR[0])), VALUE, max_size=6), max_size=4))
def test_any_json_is_read_without_falling_over(rows: list[dict[str, Any]]) -> None:
    got = read(json.dumps(rows), "taskwarrior", CONTEXT)
    assert all(one.data["title"] for one in got.found)
