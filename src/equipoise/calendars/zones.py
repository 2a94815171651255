"""Time zones of calendar files (RFC 5545 sections 3.2.19 and 3.6.5): a TZID becomes a ``tzinfo``.

An IANA name means the zone of that name whatever the file's own VTIMEZONE says, so that one file can never
change how the times of another are read. Windows names follow the table of the Unicode CLDR that icalendar
carries. Only names that nobody else knows are read from the file's VTIMEZONE, and nothing of that is kept.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from equipoise.calendars.components import Component, Property
from equipoise.calendars.content import Report
from equipoise.calendars.recurrence import Budget, BudgetError, expand
from equipoise.calendars.rules import Frequency, Rule, RuleError, parse_rule
from equipoise.calendars.values import parse_moment, parse_offset, pieces

__all__ = ["FileZone", "Zones", "known_zone"]

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")
_AMERICAN = re.compile(r"\AUS-")
"""So do older programs begin the names of zones of the United States."""
_NUMBERED = re.compile(r"\s\d{1,3}\Z", re.ASCII)
_UTC = {
    "utc",
    "gmt",
    "z",
    "etc/utc",
    "etc/gmt",
    "zulu",
    "coordinated universal time",
    "tzone://microsoft/utc",
}
_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
MAX_ONSETS = 20_000


@lru_cache(maxsize=512)
def known_zone(name: str) -> tzinfo | None:
    """Return the zone that everybody knows by this name: IANA, Windows, or IANA with a vendor's prefix."""
    plain = name.strip().strip('"').strip()
    if plain.casefold() in _UTC:
        return UTC
    found = _iana(plain) or _iana(_WINDOWS.get(plain.casefold(), "")) or _iana(_AMERICAN.sub("US/", plain))
    if found or "/" not in plain:
        return found
    pieces = plain.strip("/").split("/")
    tails = ("/".join(pieces[-count:]) for count in (3, 2) if len(pieces) >= count)
    return next((zone for zone in map(_iana, tails) if zone), None)


def _iana(key: str) -> ZoneInfo | None:
    if not _KEY.fullmatch(key) or len(key) > 64:
        return None
    try:
        return ZoneInfo(key)
    except (OSError, ValueError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return None


class FileZone(tzinfo):
    """A zone that only a VTIMEZONE describes: offsets from UTC and the moments at which each begins."""

    def __init__(
        self, name: str, onsets: list[tuple[datetime, timedelta, timedelta]], first: timedelta
    ) -> None:
        """Take ``onsets`` as (UTC moment, offset before, offset after), and the offset before all of them."""
        self._name = name
        self._first = first
        rows = sorted({row[0]: row for row in onsets}.values())
        self._utc = [row[0] for row in rows]
        self._after = [row[2] for row in rows]
        before = [first, *self._after]
        self._wall = [moment + max(before[i], self._after[i]) for i, moment in enumerate(self._utc)]
        self._fold = [moment + min(before[i], self._after[i]) for i, moment in enumerate(self._utc)]

    def utcoffset(self, dt: datetime | None) -> timedelta:
        """Return the offset at a wall-clock time; in a gap that before it, in a repeated hour by ``fold``."""
        if dt is None:
            return self._first
        wall = dt.replace(tzinfo=None, fold=0)
        table = self._fold if dt.fold else self._wall
        index = bisect.bisect_right(table, wall) - 1
        return self._after[index] if index >= 0 else self._first

    def dst(self, dt: datetime | None) -> timedelta:  # noqa: ARG002
        """Return nothing: a VTIMEZONE need not say what its standard time is."""
        return timedelta(0)

    def tzname(self, dt: datetime | None) -> str:  # noqa: ARG002
        """Return the TZID."""
        return self._name

    def fromutc(self, dt: datetime) -> datetime:
        """Return the wall-clock time of an instant."""
        instant = dt.replace(tzinfo=None)
        index = bisect.bisect_right(self._utc, instant) - 1
        offset = self._after[index] if index >= 0 else self._first
        wall = instant + offset
        repeated = index >= 0 and self._wall[index] > wall >= self._fold[index]
        return wall.replace(tzinfo=self, fold=int(repeated))


class Zones:
    """Finds the zones of one VCALENDAR; one that is unknown is reported, and the person's own is taken."""

    def __init__(
        self, calendar: Component, own: ZoneInfo, last: datetime, budget: Budget, report: Report
    ) -> None:
        self.own = own
        self._report = report
        self._last = last.replace(tzinfo=None) + timedelta(days=400)
        self._budget = budget
        self._tables = {child.text("TZID"): child for child in calendar.children if child.name == "VTIMEZONE"}
        self._found: dict[str, tzinfo] = {}
        self.default: tzinfo = own
        wanted = calendar.first("X-WR-TIMEZONE")
        self.calendar_wide = False
        if wanted and wanted.value.strip():
            self.default = self.find(wanted.value.strip(), wanted)
            self.calendar_wide = True

    def find(self, name: str, where: Property) -> tzinfo:
        """Return the zone of a TZID that stands in the property ``where``."""
        if name not in self._found:
            plain = _NUMBERED.sub("", name)  # Outlook numbers its own copies of a zone
            found = known_zone(name) or self._from_file(name) or known_zone(plain)
            self._found[name] = found or self._lost(name, where)
        return self._found[name]

    def _lost(self, name: str, where: Property) -> tzinfo:
        shown = "".join(ch if ch.isprintable() else "." for ch in name[:60])
        self._report.add(
            f"the time zone \u201c{shown}\u201d is unknown and the file does not describe it",
            cure=f"its times were read in {self.own.key}",
            line=where.line,
            prop=where.name,
        )
        return self.own

    def _from_file(self, name: str) -> tzinfo | None:
        table = self._tables.get(name)
        if table is None:
            return None
        located = known_zone(table.text("X-LIC-LOCATION")) if table.text("X-LIC-LOCATION") else None
        if located:
            return located
        onsets: list[tuple[datetime, timedelta, timedelta]] = []
        for part in table.children:
            try:
                onsets += _onsets(part, self._last, self._budget)
            except (ValueError, OverflowError, BudgetError) as error:
                text = str(error) or "its rule asks for too much work"
                self._report.add(
                    f"the time zone \u201c{name[:60]}\u201d is faulty: {text}",
                    line=part.line,
                    prop="VTIMEZONE",
                )
        if not onsets:
            return None
        onsets.sort()
        return FileZone(name, onsets, onsets[0][1])


def _onsets(part: Component, last: datetime, budget: Budget) -> list[tuple[datetime, timedelta, timedelta]]:
    """Return the moments at which a STANDARD or DAYLIGHT part begins, in UTC, with the offsets around."""
    before, after = parse_offset(part.text("TZOFFSETFROM")), parse_offset(part.text("TZOFFSETTO"))
    start = _wall(parse_moment(part.text("DTSTART")), before)
    walls = {start}
    for prop in part.all("RDATE"):
        walls |= {_wall(parse_moment(item.split("/")[0]), before) for item in pieces(prop.value)}
    for prop in part.all("RRULE"):
        rule = _rule(prop.value, before)
        walls.update(expand(rule, start, start, last, budget))
    if len(walls) > MAX_ONSETS:
        raise RuleError("it changes too often")
    return [(wall - before, before, after) for wall in walls]


def _rule(text: str, offset: timedelta) -> Rule:
    rule = parse_rule(text)
    if rule.freq < Frequency.MONTHLY:
        raise RuleError("its rule is neither yearly nor monthly")
    if rule.until is None:
        return rule
    return replace(rule, until=_wall(rule.until, offset))


def _wall(moment: date | datetime, offset: timedelta) -> datetime:
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - wall clock of the zone itself
    if moment.tzinfo is not None:
        return moment.replace(tzinfo=None) + offset
    return moment
