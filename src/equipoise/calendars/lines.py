"""Content lines of iCalendar data, written (RFC 5545 section 3.1): text, moments, folds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from equipoise.domain.time import Interval

__all__ = ["PRODUCT", "STANDING", "basic", "folded", "is_utc", "moments", "plain", "text", "to_bytes"]

_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")

PRODUCT = "-//Equipoise//Equipoise plan//EN"
STANDING = "standing:"
"""What the mark of an entry begins with that shows no block of a plan but hours that stand week after week."""


def is_utc(zone: ZoneInfo) -> bool:
    """Tell whether times of a zone are written in UTC, without a VTIMEZONE."""
    return zone.key in {"UTC", "Etc/UTC", "Etc/GMT", "GMT"}


def basic(instant: datetime) -> str:
    """Return an instant in UTC: ``20261123T080000Z`` (section 3.3.5, form 2)."""
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def moments(when: Interval, zone: ZoneInfo) -> tuple[str, str]:
    """Return DTSTART and DTEND in local time, or both in UTC where one lies in an hour that autumn repeats.

    Local time can only name the first pass (section 3.3.5), some readers take it for the second one, and some take
    the form of the start for both.
    """
    local = (when.start.astimezone(zone), when.end.astimezone(zone))
    if is_utc(zone) or any(at.utcoffset() != at.replace(fold=1 - at.fold).utcoffset() for at in local):
        return f"DTSTART:{basic(when.start)}", f"DTEND:{basic(when.end)}"
    start, end = (f";TZID={zone.key}:{at:%Y%m%dT%H%M%S}" for at in local)
    return f"DTSTART{start}", f"DTEND{end}"


def plain(value: str) -> str:
    """Return text without control characters and line separators, so that no value can start a line of its own."""
    return "".join(ch for ch in value if not ("\x7f" <= ch <= "\x9f" or ch < " " or ch in "\u2028\u2029"))


def text(value: str) -> str:
    """Return a TEXT value (section 3.3.11)."""
    unified = "\n".join(_LINE_END.split(value))
    escaped = unified.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain(escaped.replace("\n", "\\n"))


def folded(line: str) -> bytes:
    """Return a content line with its end, folded at 75 octets between characters (section 3.1)."""
    rows: list[bytes] = []
    row = b""
    for character in line:
        octets = character.encode("utf-8", "replace")
        if len(row) + len(octets) > 75:
            rows.append(row)
            row = b" "
        row += octets
    rows.append(row)
    return b"\r\n".join(rows) + b"\r\n"


def to_bytes(lines: Iterable[str]) -> bytes:
    """Return content lines as a file."""
    return b"".join(folded(line) for line in lines)
