"""Lengths in a line: estimates such as "3h" and "2h-3h-5h", and chunks such as "45m chunks"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from equipoise.lifefile.notation import NotationError, duration, duration_text, estimate, estimate_text

__all__ = ["chunk_fields", "read_chunks", "read_estimate"]

_NUMBER = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,2})?")
_UNIT = re.compile(r"(?:h|hours?|hrs?|m|mins?|minutes?)", re.IGNORECASE)
_PIECE = re.compile(r"[0-9]{1,4}\s*m(?:in(?:ute)?s?)?", re.IGNORECASE)
_CHUNKS = {"chunk", "chunks", "block", "blocks", "piece", "pieces"}
_MOST = 100 * 1440
_SHORTEST = 30
"""Shortest chunk unless said otherwise, as in the life file."""


def read_estimate(words: Sequence[str]) -> tuple[int, str] | None:
    """Return how many of the first words say a length, and the estimate as the life file writes it."""
    skip = 1 if words and words[0].lower() in {"for", "takes"} else 0
    for used in (2, 1):
        said = list(words[skip : skip + used])
        if len(said) < used or (used == 2 and not _belong(*said)):
            continue
        try:
            found = estimate(" ".join(said).lstrip("~").rstrip(",;"))
        except NotationError:
            continue
        if found.low > 0 and found.high <= _MOST:
            return skip + used, estimate_text(found)
    return None


def _belong(first: str, second: str) -> bool:
    """Tell whether two words are one length: "3 hours", "1h 30m"."""
    second = second.rstrip(",;")
    return bool(_NUMBER.fullmatch(first) and _UNIT.fullmatch(second)) or bool(
        re.fullmatch(r"[0-9]{1,4}h", first, re.IGNORECASE) and _PIECE.fullmatch(second)
    )


def read_chunks(words: Sequence[str]) -> tuple[int, int] | None:
    """Return how many of the first words say a length of chunks, and its minutes: "in 45m chunks"."""
    skip = 1 if words and words[0].lower() == "in" else 0
    for used in (2, 1):
        said = list(words[skip : skip + used])
        last = words[skip + used].rstrip(",;").lower() if len(words) > skip + used else ""
        if last not in _CHUNKS or (used == 2 and not _belong(*said)):
            continue
        try:
            minutes = duration(" ".join(said))
        except NotationError:
            continue
        if 0 < minutes <= _MOST:
            return skip + used + 1, minutes
    return None


def chunk_fields(minutes: int) -> dict[str, Any]:
    """Return the fields that make every block at most so long."""
    least = {"min_chunk": duration_text(minutes)} if minutes < _SHORTEST else {}
    return {**least, "max_chunk": duration_text(minutes)}
