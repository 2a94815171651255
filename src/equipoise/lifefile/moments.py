"""Dates and date-times of the life file: read as written, resolved in the person's zone, and written back.

One rule holds everywhere in the file: a date without a time means the *start* of that date where something
starts, and the *end* of that date, the next local midnight, where something ends or is due.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from equipoise.domain.time import at_local
from equipoise.lifefile.sink import Path, Sink
from equipoise.lifefile.suggest import shown

__all__ = ["Day", "Moment", "Raw", "instant", "skipped"]

_YEARS = range(1900, 2200)
_CURE = "write a date such as 2026-11-27, or a local date-time such as 2026-11-27T17:00:00"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?"
_OFFSET = r"([zZ]|[+-][0-9]{2}:[0-9]{2})?"

Raw = date | datetime
"""A moment as written: a date, a local date-time, or one with an offset."""


@dataclass(frozen=True)
class Moment:
    """A date or a date-time."""

    label: str = "date, or date-time in your zone"

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the date or date-time as written."""
        raw = _from_text(value) if isinstance(value, str) else value
        if not isinstance(raw, date):
            return sink.add(path, f"{_said(value)} is not a date or a date-time", _CURE)
        if raw.year not in _YEARS:
            return sink.add(path, f"the year {raw.year} is out of range", "write a year from 1900 to 2199")
        return raw.replace(microsecond=0) if isinstance(raw, datetime) else raw

    def schema(self) -> dict[str, Any]:
        """Return the schema; editors see a TOML date-time as text."""
        return {"type": "string", "pattern": f"^{_DATE}([T ]{_CLOCK}{_OFFSET})?$"}


@dataclass(frozen=True)
class Day:
    """A date."""

    label: str = "date"

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the date."""
        raw = _from_text(value) if isinstance(value, str) else value
        if not isinstance(raw, date) or isinstance(raw, datetime):
            return sink.add(path, f"{_said(value)} is not a date", "write it like 2026-11-27")
        if raw.year not in _YEARS:
            return sink.add(path, f"the year {raw.year} is out of range", "write a year from 1900 to 2199")
        return raw

    def schema(self) -> dict[str, Any]:
        """Return the schema; editors see a TOML date as text."""
        return {"type": "string", "pattern": f"^{_DATE}$"}


def instant(raw: Raw, zone: ZoneInfo, *, end: bool = False) -> datetime:
    """Return the instant, in UTC, that ``raw`` means in ``zone``; ``end`` says that something ends there."""
    if not isinstance(raw, datetime):
        return at_local(raw + timedelta(days=1) if end else raw, time(0), zone)
    if raw.tzinfo is not None:
        return raw.astimezone(UTC)
    return at_local(raw.date(), raw.time(), zone)


def skipped(raw: Raw, zone: ZoneInfo) -> bool:
    """Tell whether ``raw`` is a local time that a spring change skips."""
    if not isinstance(raw, datetime) or raw.tzinfo is not None:
        return False
    return instant(raw, zone).astimezone(zone).replace(tzinfo=None) != raw.replace(fold=0)


def _from_text(text: str) -> object:
    """Return the date or date-time that ``text`` says, or the text itself."""
    words = text.strip()
    try:
        return date.fromisoformat(words) if len(words) == 10 else datetime.fromisoformat(words)
    except ValueError:
        return text


def _said(value: object) -> str:
    return value.isoformat() if isinstance(value, date | time) else shown(value)
