"""Sentences for people: times and names as they say them."""

from __future__ import annotations

from datetime import datetime

from equipoise.domain.time import Interval
from equipoise.planning.verify.case import Case
from equipoise.planning.verify.timeline import Element

__all__ = ["clock", "name", "span"]


def clock(case: Case, instant: datetime) -> str:
    """Return an instant on the person's clocks, such as ``Mon 23 Nov 09:00``."""
    return instant.astimezone(case.life.person.zone).strftime("%a %d %b %H:%M")


def span(case: Case, when: Interval) -> str:
    """Return an interval on the person's clocks, such as ``Mon 23 Nov 09:00 to 10:30``."""
    zone = case.life.person.zone
    start, end = when.start.astimezone(zone), when.end.astimezone(zone)
    same_date = start.date() == end.date()
    last = end.strftime("%H:%M") if same_date else clock(case, end)
    return f"{clock(case, start)} to {last}"


def name(case: Case, element: Element) -> str:
    """Return an element's title and time."""
    return f"{element.title} ({span(case, element.when)})"
