"""The week as it is shown: typed, for those who draw it themselves."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ninja import Schema
from pydantic import Field

__all__ = ["Score", "Week"]


class Entry(Schema):
    """A block or an event. Times are local wall-clock text without an offset."""

    id: str
    title: str
    kind: str
    kind_name: str
    area: str
    start: str
    end: str
    minutes: float
    length: str
    fixed: bool
    pinned: bool
    busy: bool
    all_day: bool
    place: str
    role: str
    why: str
    commitment: str
    movable: bool


class Band(Schema):
    """What lies behind a day: golden hours, own hours, kept time, sleep."""

    kind: str
    title: str
    start: str
    end: str


class Total(Schema):
    """What is booked on a day, in minutes, in all and by kind."""

    date: date
    booked: int
    kinds: dict[str, int]


class Misfit(Schema):
    """What found no place, or not for all of it."""

    commitment: str
    title: str
    missing: int
    placed: int
    missing_words: str
    reason: str
    repairs: list[str]


class Clash(Schema):
    """A rule that the calendar itself breaks."""

    rule: str
    text: str


class Score(Schema):
    """A line of the scorecard. ``better``: which way is better: more, less, or neutral."""

    key: str
    label: str
    better: str
    value: float | None
    words: str


class Week(Schema):
    """The week as it is shown. ``from``, ``to``: minutes of the day that are drawn."""

    person: str
    rhythm: str
    zone: str
    now: str
    first: date
    days: int
    starts: int = Field(alias="from")
    ends: int = Field(alias="to")
    entries: list[Entry]
    bands: list[Band]
    energy: list[float]
    totals: list[Total]
    misfits: list[Misfit]
    clashes: list[Clash]
    certificate: str
    gap: float | None
    notes: list[str]
    scores: list[Score]


class Turn(Schema):
    """A line of the scorecard that differs. ``turn``: whether it gets better or worse, "" for neither."""

    label: str
    before: str
    after: str
    turn: Literal["better", "worse", ""]
