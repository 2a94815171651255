"""What a line refers to: goals by ``#``, places by ``@``, tasks by "after"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from equipoise.lifefile.suggest import slug
from equipoise.quick_entry.entry import Known

__all__ = ["find_goal", "find_place", "find_task"]

_slug = lru_cache(maxsize=8192)(slug)
LONGEST = 14
"""Words of a title that may follow "after"."""


def find_goal(word: str, known: Known) -> str | None:
    """Return the id of the goal that a word means: its id, its title, or the start of either if only one has it."""
    return _meant(word, known.goals)


def find_place(word: str, known: Known) -> str:
    """Return a place as the person writes it; a new one as it stands."""
    low = word.lower()
    found = (place for place in known.places if low in {place.lower(), _slug(place)})
    return next(found, word)


def find_task(words: Sequence[str], known: Known) -> tuple[int, str] | None:
    """Return how many of the first words name a task, and its id; the longest name wins."""
    for used in range(min(len(words), LONGEST), 0, -1):
        found = _meant(" ".join(words[:used]).rstrip(",;"), known.tasks)
        if found is not None:
            return used, found
    return None


def _meant(text: str, titles: Mapping[str, str]) -> str | None:
    if text in titles:
        return text
    wanted = _slug(text)
    if not wanted:
        return None
    slugs = {key: (_slug(key), _slug(title)) for key, title in titles.items()}
    same = [key for key, names in slugs.items() if wanted in names]
    if same:
        return same[0]
    parts = set(wanted.split("-"))
    if len(wanted) < 3:
        return None
    begun = [key for key, names in slugs.items() if any(name.startswith(wanted) for name in names)]
    if len(begun) == 1:
        return begun[0]
    held = [key for key, names in slugs.items() if parts <= {p for name in names for p in name.split("-")}]
    return held[0] if len(held) == 1 and not begun else None
