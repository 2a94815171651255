"""JSON that can be kept: no signs that are no text, no numbers that no database holds, nothing nested without end."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from equipoise.domain.errors import Finding, InputError

__all__ = ["json_of", "keepable", "unfit"]

DEEPEST = 20
"""Levels of nesting."""
LARGEST = 2**63 - 1
"""Whole numbers beyond it are refused, as TOML, SQLite and PostgreSQL do."""


def json_of(body: bytes) -> Any:
    """Return JSON that was sent; None if it is none.

    Raises:
        InputError: it is JSON, but cannot be kept.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return keepable(found)


def keepable(value: Any) -> Any:
    """Return a value, if it can be kept.

    Raises:
        InputError: it cannot.
    """
    why = unfit(value)
    if why:
        raise InputError([Finding(why, "leave it out")])
    return value


def unfit(value: Any, depth: int = 0) -> str:
    """Return why a JSON value cannot be kept, in words; "" if it can."""
    if isinstance(value, str):
        return _unfit_text(value)
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return "" if -LARGEST <= value <= LARGEST else "a number is too large"
    if isinstance(value, float):
        return "" if math.isfinite(value) else "a number is none"
    if depth >= DEEPEST:
        return "this is nested too deep"
    inner = [*map(str, value), *value.values()] if isinstance(value, Mapping) else value
    return next((why for one in inner if (why := unfit(one, depth + 1))), "")


def _unfit_text(text: str) -> str:
    if "\0" in text:
        return "a text has a NUL in it, which is no sign"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "a text has half a sign in it (a lone surrogate)"
    return ""
