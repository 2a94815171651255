"""Our values as plain JSON values, for ``--json``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from equipoise.domain.time import Interval

__all__ = ["plain"]


def plain(value: Any, zone: ZoneInfo | None = None) -> Any:
    """Return a value as JSON holds it: fields by name, times as ISO text in ``zone``, endless as null."""
    match value:
        case Enum():
            out = plain(value.value)
        case None | bool() | int() | str():
            out = value
        case datetime():
            out = (value.astimezone(zone) if zone else value).isoformat()
        case date() | time():
            out = value.isoformat()
        case ZoneInfo():
            out = value.key
        case Interval():
            out = {"start": plain(value.start, zone), "end": plain(value.end, zone)}
        case _ if is_dataclass(value) and not isinstance(value, type):
            names = [item.name for item in fields(value) if not item.name.startswith("_")]
            out = {name: plain(getattr(value, name), zone) for name in names}
        case _:
            out = _collection(value, zone)
    return out


def _collection(value: Any, zone: ZoneInfo | None) -> Any:
    if isinstance(value, Mapping):
        return {str(plain(key, zone)): plain(item, zone) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((plain(item, zone) for item in value), key=str)
    if hasattr(value, "tolist"):
        return plain(value.tolist(), zone)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, tuple | list) or hasattr(value, "__iter__"):
        return [plain(item, zone) for item in value]
    return str(value)
