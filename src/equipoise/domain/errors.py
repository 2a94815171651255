"""Everything that can go wrong, as a tree.

EquipoiseError
├── InputError      what the person gave cannot be used; carries every finding at once
├── ConflictError   hard rules contradict each other; carries the smallest set that does
├── StorageError    a file or a server could not be read or written
└── SolverError     the planner itself failed; always a defect
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ConflictError", "EquipoiseError", "Finding", "InputError", "SolverError", "StorageError"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem in what a person gave us, told so that they can cure it.

    Attributes:
        message: what is wrong, a full sentence without a final full stop.
        cure: what to write or do instead.
        file: name of the file as the person gave it; empty if there is none.
        line: line in that file, counted from 1; 0 if not known.
        field: dotted path of the field, such as ``tasks.memo.estimate``; empty if none.
        warning: True if planning can go on without this being cured.
    """

    message: str
    cure: str = ""
    file: str = ""
    line: int = 0
    field: str = ""
    warning: bool = False

    def __str__(self) -> str:
        place = self.file + (f":{self.line}" if self.line else "")
        head = ": ".join(part for part in (place, self.field) if part)
        text = f"{head}: {self.message}" if head else self.message
        return f"{text}; {self.cure}" if self.cure else text


class EquipoiseError(Exception):
    """Base of all errors that Equipoise raises on purpose."""


class InputError(EquipoiseError):
    """What the person gave cannot be used. ``findings`` holds every problem, not just the first."""

    def __init__(self, findings: tuple[Finding, ...] | list[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class ConflictError(EquipoiseError):
    """Hard rules contradict each other, so that no plan can exist.

    ``conflict`` names the smallest set that contradicts itself: take any one away and the rest can be kept.
    """

    def __init__(self, conflict: tuple[str, ...], message: str = "") -> None:
        self.conflict = conflict
        text = message or "these hard rules contradict each other: " + "; ".join(conflict)
        super().__init__(text)


class StorageError(EquipoiseError):
    """A file or a server could not be read or written; nothing was left half-written."""


class SolverError(EquipoiseError):
    """The planner produced something that its own checker refuses. Always a defect in Equipoise."""
