"""One act done to one task or to many, as one change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from equipoise.domain.errors import Finding, InputError
from equipoise.quick_entry import moment_of
from equipoise.server import tasks
from equipoise.server.models import Life, Revision

__all__ = ["ACTS", "change"]

ACTS = ("complete", "reopen", "delete", "before", "up", "down", "top", *tasks.BULK)
"""What may be done; those that move a task in the list take one."""


def change(life: Life, keys: Sequence[str], what: str, value: str, now: datetime) -> Revision | None:
    """Do something to tasks; return the change, or None if there was nothing to do.

    Args:
        life: whose. ``keys``: their ids. ``what``: one of ``ACTS``.
        value: of a field ("" takes it away); of "before" the task to stand before ("" is the end).
        now: local, for dates such as "Fri".

    Raises:
        InputError: there is no such task or act, or the value is none for it.
    """
    if not keys:
        raise InputError(
            [Finding("no task is ticked", "tick the tasks that you mean, then choose what to do")]
        )
    if what in {"complete", "reopen"}:
        return tasks.complete(life, keys, done=what == "complete")
    if what == "delete":
        return tasks.delete(life, keys)
    if what == "before":
        return tasks.reorder(life, keys[0], value or None)
    if what in {"up", "down", "top"}:
        return _step(life, keys[0], what)
    if what in tasks.BULK:
        return tasks.bulk(life, keys, what, _value(what, value, now))
    raise InputError([Finding("choose what to do with these tasks", field="do")])


def _value(what: str, text: str, now: datetime) -> str:
    if what != "due" or not text.strip():
        return text.strip()
    found = moment_of(text, now)
    if found is None:
        told = f"“{text[:60]}” is no date"
        raise InputError([Finding(told, "write it like Fri, 27 Nov or 2026-11-27", field="due")])
    return found


def _step(life: Life, key: str, what: str) -> Revision | None:
    """Move a task one place up or down in the list, or to its top."""
    order = list(life.tasks.filter(completed=None).values_list("key", flat=True))
    if key not in order:
        raise InputError([Finding("there is no such task", "load the page again")])
    at = order.index(key)
    if what == "down" and at + 1 < len(order):
        after = order[at + 2 : at + 3]
        return tasks.reorder(life, key, after[0] if after else None)
    if what != "down" and at:
        return tasks.reorder(life, key, order[0 if what == "top" else at - 1])
    return None
