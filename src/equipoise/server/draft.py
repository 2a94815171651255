"""A life while it is being changed: nothing is written before all of it has been checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.server.documents import edited, writable

__all__ = ["Draft"]


@dataclass
class Draft:
    """A life while it is being changed.

    Attributes:
        text: without tasks. ``by_hand``: as in the model.
        tasks: open and done ones, by id: title, data, completed, position.
    """

    text: str
    by_hand: list[Any]
    tasks: dict[str, dict[str, Any]]
    completed_now: datetime
    touched: dict[str, dict[str, Any] | None] = field(default_factory=dict)

    def set(self, *path: str | int, value: Any) -> None:
        """Write a value into the text; None takes it away."""
        self.text = edited(self.text, path, value)

    def task(self, key: str) -> dict[str, Any]:
        """Return a task's ``data`` to be changed in place.

        Raises:
            InputError: there is no such task.
        """
        return dict(self._row(key)["data"])

    def put_task(self, key: str, data: Mapping[str, Any], *, completed: datetime | None = None) -> None:
        """Write a task; a new key comes last.

        Raises:
            InputError: a value is none that a life file can say.
        """
        writable(dict(data))
        old = self.tasks.get(key)
        self.touched.setdefault(key, old and dict(old))
        place = old["position"] if old else 1 + max((r["position"] for r in self.tasks.values()), default=0)
        title = str(data.get("title", ""))
        self.tasks[key] = {"title": title, "data": dict(data), "completed": completed, "position": place}

    def drop_task(self, key: str) -> None:
        """Take a task away."""
        self.touched.setdefault(key, dict(self._row(key)))
        del self.tasks[key]

    def complete(self, key: str, *, done: bool = True) -> None:
        """Mark a task as done, or as open again."""
        row = self._row(key)
        self.put_task(key, row["data"], completed=self.completed_now if done else None)

    def _row(self, key: str) -> dict[str, Any]:
        if key not in self.tasks:
            raise InputError([Finding(f"there is no task {key!r}", "load the page again", field="task")])
        return self.tasks[key]
