"""What a file of tasks is read with, and what comes out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from equipoise.lifefile.shapes import ID
from equipoise.lifefile.suggest import slug
from equipoise.quick_entry import Known

__all__ = ["MOST", "PRIORITIES", "Context", "Found", "Intake", "clean", "key_of", "numbered", "priority_of"]

MOST = 5000
"""Tasks of one file."""
DEFAULT = "1h"
"""Estimate of a task that says none."""
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
PRIORITIES = {
    "a": "urgent",
    "b": "high",
    "c": "normal",
    "h": "high",
    "m": "normal",
    "l": "low",
    "low": "low",
    "normal": "normal",
    "medium": "normal",
    "high": "high",
    "urgent": "urgent",
    "critical": "urgent",
    "highest": "urgent",
    "lowest": "low",
}
"""What other programs call priorities."""


@dataclass(frozen=True, slots=True)
class Context:
    """Who reads: local moment, zone, and what the file may refer to."""

    now: datetime
    zone: ZoneInfo
    known: Known = field(default_factory=Known)


@dataclass(frozen=True, slots=True)
class Found:
    """A task of a file.

    Attributes:
        key: the same whenever the file is read. ``done``: it is finished already.
        data: fields of a ``[[task]]`` with its title, as JSON; ``after`` holds keys of others of the file.
        notes: what was not understood.
    """

    key: str
    data: dict[str, Any]
    done: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """What a file holds.

    Attributes:
        problems: sentences on the file as a whole. ``columns``: of a table: its headings.
        mapping: of a table: for each column the field it is read as, "" if none.
    """

    found: tuple[Found, ...] = ()
    problems: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    mapping: tuple[str, ...] = ()


def clean(text: object) -> str:
    """Return a text on one plain line, at most 500 characters long."""
    return " ".join(_UNFIT.sub(" ", str(text)).split())[:500].strip()


def key_of(source: str, text: str) -> str:
    """Return an id that is made from what another program calls a task: the same for the same, and allowed."""
    if len(text) <= 100 and ID.check is not None and ID.check(text) is None and not _UNFIT.search(text):
        return text
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    stem = slug(text)[:40]
    return "-".join(part for part in (source, stem, mark) if part)


def numbered(keys: Iterable[str]) -> list[str]:
    """Return keys of which no two are alike: the second of the same gets a number."""
    seen: dict[str, int] = {}
    out = []
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
        out.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return out


def priority_of(text: str) -> str | None:
    """Return what a priority of another program means: words, letters, or 1 (highest) to 9."""
    word = text.strip().lower()
    if re.fullmatch(r"[1-9]", word):
        number = int(word)
        return "urgent" if number == 1 else "high" if number < 5 else "normal" if number == 5 else "low"
    if re.fullmatch(r"[d-z]", word) and word not in PRIORITIES:
        return "low"
    return PRIORITIES.get(word)
