"""Values as TOML text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from equipoise.lifefile.moments import instant

__all__ = ["array", "inline", "key", "moment", "number", "quoted", "truth"]


def quoted(text: str) -> str:
    """Return ``text`` between quotation marks."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(name: str) -> str:
    """Return a key, with quotation marks where it needs them."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else quoted(name)


def number(value: float) -> str:
    """Return a number, without a fraction where it has none."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def truth(value: object) -> str:
    """Return ``true`` or ``false``."""
    return "true" if value else "false"


def array(items: Iterable[str]) -> str:
    """Return texts that are TOML already as an array, one to a line where it grows long."""
    parts = list(items)
    line = "[" + ", ".join(parts) + "]"
    return line if len(line) <= 90 else "[\n" + "".join(f"  {part},\n" for part in parts) + "]"


def inline(pairs: Mapping[str, str]) -> str:
    """Return an inline table of texts that are TOML already."""
    return "{ " + ", ".join(f"{key(name)} = {text}" for name, text in pairs.items()) + " }" if pairs else "{}"


def moment(value: datetime, zone: ZoneInfo, *, end: bool = False, whole: bool = True) -> str:
    """Return an instant, the shortest that reads back as the same one.

    Args:
        value: an aware date-time; parts of a second are dropped.
        zone: the person's zone.
        end: True where something ends.
        whole: True if a date alone may stand for it.
    """
    aim = value.astimezone(ZoneInfo("UTC")).replace(microsecond=0)
    local = aim.astimezone(zone)
    day: date = local.date() - timedelta(days=1) if end else local.date()
    if whole and instant(day, zone, end=end) == aim:
        return day.isoformat()
    naive = local.replace(tzinfo=None, fold=0)
    if instant(naive, zone) == aim:
        return naive.isoformat()
    offset = local.utcoffset() or timedelta()
    return (aim if offset.seconds % 60 else local).isoformat()
