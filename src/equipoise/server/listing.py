"""Tasks as a list: found, grouped, and page by page, from one reading of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator

from equipoise.server.models import Life
from equipoise.views.words import date_words

__all__ = ["GROUPS", "PRIORITIES", "Group", "Row", "Wanted", "done_page", "found", "open_page"]

PAGE = 100
"""Rows of a page."""
GROUPS = {"due": "By due date", "goal": "By goal", "order": "In my order"}
PRIORITIES = ("low", "normal", "high", "urgent")
_RANK = {"urgent": 0, "high": 1, "normal": 2, "low": 3}
_LONG_AGO = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shall show.

    Attributes:
        words: all of them stand in the title, the goal or the place. ``unfit``: only what has no place in the plan.
    """

    words: str = ""
    goal: str = ""
    kind: str = ""
    priority: str = ""
    group: str = "due"
    page: str = "1"
    unfit: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A task in a list.

    Attributes:
        due: its due date or deadline. ``planned``: where its first block lies, in words. ``missing``: it has no
            place in the plan, or not for all of it.
    """

    key: str
    title: str
    estimate: str
    priority: str
    kind: str
    goal: str
    goal_title: str
    place: str
    due: date | None
    due_words: str
    firm: bool
    overdue: bool
    waits: int
    planned: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    title: str
    rows: list[Row] = field(default_factory=list)


def open_page(
    life: Life, wanted: Wanted, today: date, goals: Mapping[str, str]
) -> tuple[Page[Row], list[Group], int]:
    """Return a page of the open tasks, its rows by group, and how many open tasks there are in all."""
    kept, count = found(life, wanted, today, goals)
    page = Paginator(kept, PAGE).get_page(wanted.page)
    return page, _grouped(page.object_list, wanted.group, today), count


def found(life: Life, wanted: Wanted, today: date, goals: Mapping[str, str]) -> tuple[list[Row], int]:
    """Return the open tasks that are wanted, in order, and how many open tasks there are in all."""
    rows = list(_rows(life, today, goals))
    kept = [row for row in rows if _fits(row, wanted)]
    if wanted.group == "due":
        kept.sort(key=lambda row: (row.due or _LONG_AGO, _RANK.get(row.priority, 2)))
    elif wanted.group == "goal":
        kept.sort(key=lambda row: (not row.goal, row.goal_title.lower(), row.due or _LONG_AGO))
    return kept, len(rows)


def done_page(life: Life, number: str) -> Page[Any]:
    """Return a page of the tasks that are done, the last one first."""
    done = life.tasks.exclude(completed=None).order_by("-completed").values("key", "title", "completed")
    return Paginator(done, PAGE).get_page(number)


def _rows(life: Life, today: date, goals: Mapping[str, str]) -> Iterable[Row]:
    view = (life.plan.view if life.plan else None) or {}
    first: dict[str, str] = {}
    for entry in view.get("entries", ()):
        if entry["commitment"]:
            first.setdefault(entry["commitment"], entry["start"])
    missing = {misfit["commitment"] for misfit in view.get("misfits", ())}
    for key, title, data in life.tasks.filter(completed=None).values_list("key", "title", "data"):
        said = str(data.get("deadline") or data.get("due") or "")
        due = _date(said)
        goal, after = str(data.get("goal", "")), data.get("after", [])
        yield Row(
            key=key,
            title=title,
            estimate=str(data.get("estimate", "")),
            priority=str(data.get("priority", "normal")),
            kind=str(data.get("kind", "focus")),
            goal=goal,
            goal_title=goals.get(goal, goal),
            place=str(data.get("place", "")),
            due=due,
            due_words=_due_words(due, said, today),
            firm="deadline" in data or bool(data.get("hard_due")),
            overdue=due is not None and due < today,
            waits=1 if isinstance(after, str) else len(after),
            planned=_planned(first.get(key, "")),
            missing=key in missing,
        )


def _date(said: str) -> date | None:
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        return None


def _due_words(due: date | None, said: str, today: date) -> str:
    if due is None:
        return ""
    near = {today: "today", today + timedelta(days=1): "tomorrow", today - timedelta(days=1): "yesterday"}
    words = near.get(due) or f"{due:%a} {date_words(due, year=due.year != today.year)}"
    return f"{words}, {said[11:16]}" if len(said) >= 16 else words


def _planned(start: str) -> str:
    day = _date(start)
    return f"{day:%a} {day.day}, {start[11:16]}" if day else ""


def _fits(row: Row, wanted: Wanted) -> bool:
    if wanted.goal and row.goal != wanted.goal and not (wanted.goal == "-" and not row.goal):
        return False
    if wanted.unfit and not row.missing:
        return False
    if wanted.kind and row.kind != wanted.kind:
        return False
    if wanted.priority and row.priority != wanted.priority:
        return False
    text = f"{row.title} {row.goal_title} {row.place} {row.key}".lower()
    return all(word in text for word in wanted.words.lower().split())


def _grouped(rows: Iterable[Row], group: str, today: date) -> list[Group]:
    if group == "order":
        return [Group("", list(rows))]
    titled = (lambda row: row.goal_title or "No goal") if group == "goal" else (lambda row: _when(row, today))
    return [Group(title, list(part)) for title, part in groupby(rows, key=titled)]


def _when(row: Row, today: date) -> str:
    if row.due is None:
        return "No date"
    sunday = today + timedelta(days=6 - today.weekday())
    if row.overdue:
        return "Overdue"
    if row.due == today:
        return "Today"
    if row.due <= sunday:
        return "This week"
    return "Next week" if row.due <= sunday + timedelta(days=7) else "Later"
