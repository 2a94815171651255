"""What the API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

__all__ = ["Asked", "Change", "CheckIn", "LifeFile", "Made", "Problems", "Proposal", "Task", "TaskIn", "Wish"]


class Problem(Schema):
    """What is wrong, what cures it, and in which field."""

    message: str
    cure: str = ""
    field: str = ""


class Problems(Schema):
    """All that is wrong, at once."""

    problems: list[Problem]


class LifeFile(Schema):
    """A whole life file as TOML."""

    text: str = Field(max_length=1_000_000)


class TaskIn(Schema):
    """A ``[[task]]`` of the life file: ``data`` holds its fields (title, estimate, due, ...) as JSON."""

    data: dict[str, Any]


class Task(Schema):
    """A task."""

    key: str
    title: str
    data: dict[str, Any]
    completed: datetime | None = None


class Wish(Schema):
    """A plan that is asked for."""

    kind: Literal["plan", "replan"] = "replan"
    weeks: int = Field(1, ge=1, le=12)
    missed: bool = False
    accept: bool = True


class Asked(Schema):
    """A plan is on its way: ask for it at ``/proposals/{id}``."""

    proposal: UUID


class Made(Asked):
    """A change was made, and a plan that follows from it is on its way."""

    revision: int
    what: str


class Proposal(Schema):
    """A plan and how far it is."""

    id: UUID
    kind: str
    state: str
    why: str
    progress: dict[str, Any]
    diff: list[str]
    problems: list[dict[str, Any]]
    plan: dict[str, Any] | None = None


class Change(Schema):
    """What is done to a block."""

    block: str
    start: datetime | None = None
    end: datetime | None = None
    minutes: int = 30


class CheckIn(Schema):
    """Energy from 1 (empty) to 5 (full). ``id``: made by who sends it, so that it counts once."""

    id: UUID
    at: datetime
    energy: int = Field(ge=1, le=5)
    note: str = Field("", max_length=280)
