"""What a line of quick entry is read with, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Entry", "Known", "Taken"]


@dataclass(frozen=True, slots=True)
class Known:
    """What a line may refer to.

    Attributes:
        tasks, goals: id to title. ``places``: names of places, as the person writes them.
    """

    tasks: Mapping[str, str] = field(default_factory=dict)
    goals: Mapping[str, str] = field(default_factory=dict)
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A part of the line that was understood.

    Attributes:
        field: of the life file, such as "due". ``text``: as it stood in the line.
        words: what it was taken for, such as "Fri 27 Nov 2026".
    """

    field: str
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line as a task.

    Attributes:
        title: what is left when all that was understood is taken out; "" if nothing is.
        data: other fields of a ``[[task]]`` of the life file, as JSON. The estimate is always among them.
        taken: what was understood, in the order of the line.
        notes: what was taken for granted or not found, each a sentence.
    """

    title: str
    data: Mapping[str, Any]
    taken: tuple[Taken, ...] = ()
    notes: tuple[str, ...] = ()
