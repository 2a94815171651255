"""Content lines of iCalendar data, written (RFC 5545 section 3.1): text, moments, folds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

__all__ = ["PRODUCT", "basic", "folded", "is_utc", "moment", "plain", "text", "to_bytes"]

PRODUCT = "-//Equipoise//Equipoise plan//EN"


def is_utc(zone: ZoneInfo) -> bool:
    """Tell whether times of a zone are written in UTC, without a VTIMEZONE."""
    return zone.key in {"UTC", "Etc/UTC", "Etc/GMT", "GMT"}


def basic(instant: datetime) -> str:
    """Return an instant in UTC: ``20261123T080000Z`` (section 3.3.5, form 2)."""
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def moment(name: str, instant: datetime, zone: ZoneInfo) -> str:
    """Return DTSTART or DTEND in local time, or in UTC for a repeated hour's second pass (section 3.3.5)."""
    local = instant.astimezone(zone)
    if is_utc(zone) or local.fold:
        return f"{name}:{basic(instant)}"
    return f"{name};TZID={zone.key}:{local:%Y%m%dT%H%M%S}"


def plain(value: str) -> str:
    """Return text without control characters, so that no value can start a line of its own."""
    return "".join(ch for ch in value if ch >= " " and ch != "\x7f")


def text(value: str) -> str:
    """Return a TEXT value (section 3.3.11)."""
    unified = value.replace("\r\n", "\n").replace("\r", "\n")
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
