"""Names for people: did-you-mean, quoting in messages, and ids made from titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["nearest", "shown", "slug"]

_LONGEST = 80
"""Longer words are not typing slips, and comparing them takes long."""
_MOST = 500
"""With more choices than this only those that start with the same three letters are compared."""


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return the choice most like ``word``, or "" if none is near."""
    if not word or len(word) > _LONGEST:
        return ""
    by_lower = {choice.lower(): choice for choice in choices if len(choice) <= _LONGEST}
    low = word.lower()
    if low in by_lower:
        return by_lower[low]
    pool = list(by_lower)
    if len(pool) > _MOST:
        pool = [choice for choice in pool if choice[:3] == low[:3]][:_MOST]
    found = get_close_matches(low, pool, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


def shown(value: object, limit: int = 60) -> str:
    """Return ``value`` as it is quoted in a message: on one line, not longer than ``limit``."""
    try:
        text = repr(value[: limit + 1]) if isinstance(value, str | list) else repr(value)
    except (ValueError, RecursionError):
        return "this value"
    return text if len(text) <= limit else text[: limit - 3] + "..."


def slug(title: str) -> str:
    """Return ``title`` as an id: lower-case letters and digits with single hyphens; "" if nothing is left."""
    plain = unicodedata.normalize("NFKD", title[:200]).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
