"""What the tables of commitments may say: events, tasks, routines, rituals and the like."""

from __future__ import annotations

from equipoise.lifefile.kinds import Choice, Flag, Many, Text
from equipoise.lifefile.moments import Day, Moment
from equipoise.lifefile.overrides import WINDOW, WINDOWS
from equipoise.lifefile.quantities import EstimateKind, Length, Number, Whole
from equipoise.lifefile.records import Field, Table
from equipoise.lifefile.shapes import ID, REFERENCE, UID

__all__ = ["EVENT", "GOAL", "NON_NEGOTIABLE", "ON_CALL", "PIN", "RITUAL", "ROUTINE", "TASK"]

TASK_KINDS = ("focus", "admin", "meeting", "comms", "life", "recovery")
KINDS = (*TASK_KINDS, "ritual")
DAY = 1440

_TITLE = Field("title", Text(most=500), "What it is, in your words.", required=True)
_ID = Field("id", ID, "Name for other lines to refer to; made from the title if left out.")
_SPAN_SLIPS = {
    "from": "start",
    "to": "end",
    "until": "end",
    "duration": "length",
    "minutes": "length",
    "takes": "length",
}
_LENGTH_SLIPS = {
    "minutes": "length",
    "duration": "length",
    "takes": "length",
    "estimate": "length",
    "name": "title",
}


def _title(example: str) -> Field:
    return Field("title", _TITLE.kind, _TITLE.meaning, required=True, example=example)


def _area(default: str, more: str = "") -> Field:
    return Field("area", Choice(("work", "life")), f"Side of the boundary that it belongs to.{more}", default)


_ROLE = Field(
    "role",
    Text(0, 200),
    'Hat under which it is done; changing hats needs a buffer, "" needs none. '
    'Without the line "work" if the area is work, else none.',
)
_PLACE = Field("place", Text(0, 200), "Where it is; anywhere if left out.", example='"office"')
_GOAL = Field("goal", REFERENCE, "Id of the goal that it serves.", example='"learn-rust"')


def _kind(words: tuple[str, ...], default: str) -> Field:
    return Field("kind", Choice(words), "What its blocks are for.", default)


def _energy(default: str) -> Field:
    return Field("energy", Choice(("cognitive", "social", "physical")), "Which energy it draws on.", default)


_PRIORITY = Field(
    "priority", Choice(("low", "normal", "high", "urgent")), "How much a minute of it is worth.", "normal"
)


def _span(start: str, end: str) -> tuple[Field, ...]:
    return (
        Field("start", Moment(), start, required=True, example="2026-11-24T10:00:00"),
        Field("end", Moment(), end, example="2026-11-24T11:00:00"),
        Field("length", Length(), "How long it takes, instead of an end.", example='"45 min"'),
    )


_UNTIL = "When it ends; a date alone means the end of that date."

PIN = Table("A time that you fixed for a part of the task.", _span("When it starts.", _UNTIL), _SPAN_SLIPS)

EVENT = Table(
    "Something with a fixed time. A start that is a date alone makes it last whole days.",
    (
        _title('"Dentist"'),
        Field("id", UID, _ID.meaning),
        *_span("When it starts; a date alone means all day.", _UNTIL),
        Field("all_day", Flag(), "Whether it lasts whole days; true if the start is a date alone."),
        _area("work"),
        _ROLE,
        _PLACE,
        Field("busy", Flag(), "False if it is shown but takes no time.", default=True),
        Field("meeting", Flag(), "True if other people attend.", default=False),
        Field(
            "flexible", Flag(), "True if the planner may move it between earliest and latest.", default=False
        ),
        Field("earliest", Moment(), "Where a flexible event may start.", example="2026-11-24T09:00:00"),
        Field("latest", Moment(), "Where a flexible event must have ended.", example="2026-11-26T17:00:00"),
        Field("source", Text(0, 1000), "Name of the calendar that it came from."),
    ),
    _SPAN_SLIPS | {"name": "title", "summary": "title", "location": "place"},
)

TASK = Table(
    "Work of a known size that may be placed in one or several chunks.",
    (
        _title('"Write the board memo"'),
        _ID,
        Field("estimate", EstimateKind(), "How long it takes in all.", required=True, example='"2h-3h-5h"'),
        Field("done", Length(0), "How much of it is already worked.", "0 min", example='"1h"'),
        Field(
            "release",
            Moment(),
            "Not before; a date alone means the start of that date.",
            example="2026-11-24",
        ),
        Field("due", Moment(), "When it is wanted; later costs value.", example="2026-11-27"),
        Field("deadline", Moment(), "When it must be finished: no part is placed later. Instead of due."),
        Field("hard_due", Flag(), "True makes due a deadline.", default=False),
        _PRIORITY,
        _kind(TASK_KINDS, "focus"),
        _energy("cognitive"),
        _area("work", " Without the line life if the kind is life or recovery, else work."),
        _ROLE,
        _PLACE,
        _GOAL,
        Field("min_chunk", Length(1, 100 * DAY), "Shortest block; at most max_chunk.", "30 min"),
        Field("max_chunk", Length(1, 100 * DAY), "Longest block; at least min_chunk.", "1h30"),
        Field("split", Flag(), "False if it must be done in one piece, instead of chunks.", default=True),
        Field(
            "after",
            Many(REFERENCE, alone=True),
            "Ids of tasks that must be finished first.",
            example='["gather-figures"]',
        ),
        Field("only", WINDOWS, "Hours outside which it cannot be placed.", example='["Mon-Fri 13:00-17:00"]'),
        Field(
            "not_on", Many(Day(), alone=True), "Dates on which none of it is placed.", example="[2026-11-28]"
        ),
        Field("preferred", WINDOWS, "Hours where it is liked.", example='["Mon-Fri 09:00-11:30"]'),
        Field("pins", Many(PIN), "Times that you fixed for parts of it."),
    ),
    {
        "name": "title",
        "length": "estimate",
        "duration": "estimate",
        "minutes": "estimate",
        "depends": "after",
        "depends_on": "after",
        "start": "release",
        "not_before": "release",
        "except": "not_on",
        "min": "min_chunk",
        "max": "max_chunk",
        "pin": "pins",
    },
)

ROUTINE = Table(
    "Something done some times a week, such as sport or an hour of learning.",
    (
        _title('"Running"'),
        _ID,
        Field("length", Length(1, DAY), "Length of one time.", required=True, example='"45 min"'),
        Field("per_week", Whole(1, 70), "How many times a week.", required=True, example="3"),
        Field(
            "windows",
            WINDOWS,
            "Hours in which it may lie; any allowed time if left out.",
            example='["daily 06:30-09:00"]',
        ),
        Field(
            "gap_days", Whole(0, 7), "Least distance in days between two times; 1 is at most once a day.", 1
        ),
        _PRIORITY,
        _kind(KINDS, "life"),
        _energy("physical"),
        _area("life"),
        _ROLE,
        _PLACE,
        _GOAL,
    ),
    _LENGTH_SLIPS
    | {"window": "windows", "times": "per_week", "times_per_week": "per_week", "gap": "gap_days"},
)

RITUAL = Table(
    "A short daily act of your own, added to those of the pattern; one with the same id takes its place.",
    (
        _title('"Shutdown"'),
        _ID,
        Field("length", Length(1, DAY), "How long it takes.", required=True, example='"10 min"'),
        Field(
            "window",
            WINDOW,
            "Days and hours within which it lies.",
            required=True,
            example='"Mon-Fri 17:00-18:30"',
        ),
        _kind(KINDS, "ritual"),
        _energy("cognitive"),
        _area("life"),
        Field("value", Number(0, 100_000, "value-minutes"), "What keeping it once is worth.", 30.0),
    ),
    _LENGTH_SLIPS | {"windows": "window"},
)

NON_NEGOTIABLE = Table(
    "A hard rule of your own. Without a length its windows are closed to all else, with one it lies in them.",
    (
        _title('"Dinner with the family"'),
        _ID,
        Field("windows", WINDOWS, "Days and hours.", required=True, example='["daily 18:30-20:00"]'),
        Field(
            "length",
            Length(0, DAY),
            "Length of one time, if it need not fill the window.",
            "0 min",
            example='"45 min"',
        ),
        Field("per_week", Whole(0, 70), "How many times a week, if it has a length.", 0, example="3"),
        _PLACE,
        _kind(KINDS, "life"),
    ),
    _LENGTH_SLIPS | {"window": "windows", "when": "windows", "times_per_week": "per_week"},
)

GOAL = Table(
    "An aim that tasks and routines serve.",
    (
        _title('"Learn Rust"'),
        _ID,
        Field(
            "time_per_week", Length(0, 7 * DAY), "Time that it should get each week.", "0 min", example='"3h"'
        ),
    ),
    {
        "minutes_per_week": "time_per_week",
        "per_week": "time_per_week",
        "hours_per_week": "time_per_week",
        "name": "title",
    },
)

ON_CALL = Table(
    "A stretch of on-call duty; its days keep a wider margin.",
    (
        *_span("When it starts.", _UNTIL),
        Field("title", Text(most=500), "What to call it.", "On call"),
        Field(
            "tags",
            Many(Text(most=200), alone=True),
            "Words of your own, such as the rota.",
            example='["rota-a"]',
        ),
    ),
    _SPAN_SLIPS | {"name": "title"},
)
