"""What changes from one life to another, in sentences: for the look before a life file is put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import Life as Person
from equipoise.loading import own_patterns
from equipoise.rhythms import Pattern, compile_rulebook
from equipoise.rhythms.diff import diff
from equipoise.server.documents import read_life
from equipoise.server.models import Life
from equipoise.server.store import person_of

__all__ = ["changes_between", "look"]

LISTS = (
    ("tasks", "Task"),
    ("routines", "Routine"),
    ("goals", "Goal"),
    ("non_negotiables", "Non-negotiable"),
    ("events", "Event"),
)
SHOWN = 12
"""How many of one kind are named."""


def look(life: Life, text: str, today: date) -> tuple[list[str], tuple[Finding, ...]]:
    """Return what another life file would change, in sentences, and what is odd in it; nothing is changed.

    Raises:
        InputError: it is no life file.
    """
    person, odd = read_life(text)
    names = [person.rhythm.pattern, *person.rhythm.by_weekday.values()]
    patterns = own_patterns(names, life.folder)
    return changes_between(person_of(life), person, today, patterns), odd


def changes_between(
    before: Person, after: Person, today: date, patterns: Mapping[str, Pattern] | None = None
) -> list[str]:
    """Return what changes, in sentences; rules are compared for ``today``.

    Args:
        before, after: the lives. ``patterns``: the person's own, by name.

    Raises:
        InputError: the rhythm of ``after`` makes no rulebook, as when its pattern is not known.
    """
    new = compile_rulebook(after.rhythm, today, after.person, after.energy, patterns)
    try:
        old = compile_rulebook(before.rhythm, today, before.person, before.energy, patterns)
    except InputError:  # it is about to be mended
        old = new
    rules = [item.sentence for item in diff(old, new)]
    return [*_person(before, after), *_things(before, after), *rules]


def _person(before: Person, after: Person) -> Iterator[str]:
    for part, words in (("person", ""), ("energy", "Energy, ")):
        old, new = getattr(before, part), getattr(after, part)
        for field in fields(old):
            was, now = getattr(old, field.name), getattr(new, field.name)
            if was != now:
                name = f"{words}{field.name.replace('_', ' ')}".capitalize()
                yield f"{name}: {_word(now)} instead of {_word(was)}"


def _word(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "nothing"
    if isinstance(value, dict):
        return "other times" if value else "nothing"
    return str(getattr(value, "key", value)) or "nothing"


def _things(before: Person, after: Person) -> Iterator[str]:
    for name, words in LISTS:
        old = {item.id: item for item in getattr(before, name)}
        new = {item.id: item for item in getattr(after, name)}
        yield from _named(f"{words} added", (new[key].title for key in new if key not in old))
        yield from _named(f"{words} taken out", (old[key].title for key in old if key not in new))
        changed = (new[key].title for key in new if key in old and old[key] != new[key])
        yield from _named(f"{words} changed", changed)
    old_paths, new_paths = ({source.path for source in life.calendars} for life in (before, after))
    yield from _named("Calendar added", sorted(new_paths - old_paths))
    yield from _named("Calendar taken out", sorted(old_paths - new_paths))


def _named(words: str, titles: Iterable[str]) -> Iterator[str]:
    found = list(titles)
    yield from (f"{words}: {title}" for title in found[:SHOWN])
    if len(found) > SHOWN:
        yield f"{words}: {len(found) - SHOWN} more"
