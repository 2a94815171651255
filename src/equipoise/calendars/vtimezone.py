"""VTIMEZONE components (RFC 5545 section 3.6.5) made from the time-zone database.

The regular changes of a zone are written as yearly rules, so that programs which look further than the plan
see right times too; a zone that follows no such rule gets each of its changes one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

__all__ = ["vtimezone"]

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_YEARS = 4


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of clocks: its instant (UTC, naive), the offsets around it, and what holds after it."""

    instant: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool

    @property
    def wall(self) -> datetime:
        """The moment on the clock that was running until then, as DTSTART and RRULE want it."""
        return self.instant + self.before

    def rule(self, *, last: bool) -> str:
        """Return the yearly rule that this change would follow."""
        wall = self.wall
        ordinal = -1 if last else (wall.day - 1) // 7 + 1
        return f"FREQ=YEARLY;BYMONTH={wall.month};BYDAY={ordinal}{_DAYS[wall.weekday()]}"


def vtimezone(zone: ZoneInfo, year: int) -> list[str]:
    """Return the content lines of the VTIMEZONE of ``zone``, right from the year before ``year`` on."""
    first = datetime(year - 1, 1, 1)  # noqa: DTZ001 - naive UTC inside this module
    changes = list(_changes(zone, first, datetime(year - 1 + _YEARS, 1, 1)))  # noqa: DTZ001
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone.key}", f"X-LIC-LOCATION:{zone.key}"]
    if not changes or changes[0].wall > first:
        lines += _start(zone, first)
    summer = [change for change in changes if change.summer]
    winter = [change for change in changes if not change.summer]
    for group in (summer, winter):
        rule = _common_rule(group)
        if rule:
            lines += _observance(group[0], rule)
        else:
            for change in group:
                lines += _observance(change, "")
    return [*lines, "END:VTIMEZONE"]


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[_Change]:
    at = first
    while at < last:
        ahead = min(at + timedelta(days=1), last)
        if _offset(zone, at) != _offset(zone, ahead):
            low, high = at, ahead
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                low, high = (middle, high) if _offset(zone, middle) == _offset(zone, low) else (low, middle)
            after = high.replace(tzinfo=UTC).astimezone(zone)
            summer = _offset(zone, high) > _offset(zone, low)
            yield _Change(high, _offset(zone, low), _offset(zone, high), after.tzname() or zone.key, summer)
        at = ahead


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta(0)


def _common_rule(group: list[_Change]) -> str:
    """Return the yearly rule that all changes of the group follow, or "" if there is none."""
    if len(group) != _YEARS or len({(c.before, c.after, c.wall.time(), c.wall.month) for c in group}) != 1:
        return ""
    for last in (True, False):
        rules = {change.rule(last=last) for change in group}
        if len(rules) == 1 and (
            not last or all((c.wall + timedelta(days=7)).month != c.wall.month for c in group)
        ):
            return rules.pop()
    return ""


def _start(zone: ZoneInfo, first: datetime) -> list[str]:
    """Return an observance that says what holds before the first change."""
    offset = _offset(zone, first)
    name = first.replace(tzinfo=UTC).astimezone(zone).tzname() or zone.key
    long_ago = datetime(1970, 1, 1)  # noqa: DTZ001
    return _observance(_Change(long_ago - offset, offset, offset, name, summer=False), "")


def _observance(change: _Change, rule: str) -> list[str]:
    kind = "DAYLIGHT" if change.summer else "STANDARD"
    lines = [
        f"BEGIN:{kind}",
        f"DTSTART:{change.wall:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_offset_text(change.before)}",
        f"TZOFFSETTO:{_offset_text(change.after)}",
        f"TZNAME:{change.name}",
    ]
    return [*lines, *([f"RRULE:{rule}"] if rule else []), f"END:{kind}"]


def _offset_text(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = ("-" if seconds < 0 else "+"), abs(seconds)
    text = f"{sign}{seconds // 3600:02d}{seconds // 60 % 60:02d}"
    return text + (f"{seconds % 60:02d}" if seconds % 60 else "")
