"""A shipped example as somebody's life, moved to this week, so that a newcomer sees a full one."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from django.contrib.auth.models import User

from equipoise.calendars.private import write_private
from equipoise.server.models import Life
from equipoise.server.store import create

__all__ = ["DEMOS", "WEEK", "examples", "load_demo", "monday_of", "shifted"]

DEMOS = {
    "staff-engineer": "Staff engineer: balance first",
    "product-lead": "Product lead: integrated flex",
    "consultant": "Consultant: a hybrid",
}
"""Shipped examples by folder."""
WEEK = date(2026, 11, 23)
"""The week of the examples."""
_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?!\d)")
_BASIC = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?=T\d{6}|[\r\n,;Z]|$)")


def shifted(text: str, weeks: int) -> str:
    """Return a text whose dates lie some weeks later: ``2026-11-23`` and iCalendar's ``20261123``.

    Weekdays stay. Dates before 2020, such as those of time zones, are left alone.
    """

    def later(match: re.Match[str]) -> str:
        try:
            day = date(*(int(part) for part in match.groups()))
        except ValueError:
            return match[0]
        if day.year < 2020:
            return match[0]
        moved = day + timedelta(weeks=weeks)
        return moved.isoformat() if "-" in match[0] else moved.strftime("%Y%m%d")

    return _BASIC.sub(later, _ISO.sub(later, text))


def monday_of(today: date) -> date:
    """Return the Monday of the example's week: this week's, or next week's if this one is nearly over."""
    return today - timedelta(days=today.weekday()) + timedelta(weeks=1 if today.weekday() >= 5 else 0)


def examples() -> Path:
    """Return the folder of the examples: within the installed package, or beside the sources."""
    here = Path(__file__).resolve()
    inside = here.parents[1] / "examples"
    return inside if inside.is_dir() else here.parents[3] / "examples"


def load_demo(owner: User, name: str, today: date) -> Life:
    """Make a life from an example, with its calendars.

    Args:
        owner: who has no life yet. ``name``: of ``DEMOS``. ``today``: its week becomes the example's.

    Raises:
        KeyError: no such example.
    """
    if name not in DEMOS:
        raise KeyError(name)
    folder = examples() / name
    weeks = (monday_of(today) - WEEK).days // 7
    life = create(owner, shifted((folder / "life.toml").read_text("utf-8"), weeks), demo=name)
    for path in sorted(folder.glob("*.ics")):
        data = path.read_bytes().decode("utf-8")
        write_private(life.folder / path.name, shifted(data, weeks).encode())
    return life
