"""A life file as the database keeps it: its text without tasks, and each task as JSON.

The text keeps the person's own words, order and comments. Tasks are rows, since there are many of them and they change
every day. Dates and moments are ISO text in JSON; the life file reads them quoted too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import PurePosixPath
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import Life
from equipoise.lifefile import check
from equipoise.lifefile.text import array, inline, key, number, quoted, truth
from equipoise.rhythms import override_findings
from equipoise.server.plain_json import unfit

__all__ = ["NAME", "composed", "edited", "read_life", "split", "table_of", "tables_of", "writable"]

NAME = "life.toml"
"""Name of the text in findings."""
Row = dict[str, Any]


def split(text: str) -> tuple[str, list[Row]]:
    """Return a life file's text without its tasks, and its tasks.

    Raises:
        InputError: the text is no TOML.
    """
    document = _parsed(text)
    tasks = document.pop("task", [])
    return tomlkit.dumps(document), [_plain(dict(task)) for task in tasks]


def composed(text: str, tasks: Iterable[Mapping[str, Any]]) -> str:
    """Return the whole life file: the text, and a ``[[task]]`` table for each task."""
    tables = ["[[task]]\n" + "".join(f"{key(k)} = {_toml(v)}\n" for k, v in row.items()) for row in tasks]
    return "\n\n".join([text.rstrip("\n"), *(table.rstrip("\n") for table in tables)]) + "\n"


def read_life(text: str) -> tuple[Life, tuple[Finding, ...]]:
    """Return the life that a text says, and what is odd in it.

    Raises:
        InputError: with every mistake at once.
    """
    life, findings = check(text, NAME)
    if life is None:
        raise InputError(findings)
    refused = (*_outside(life), *override_findings(life.rhythm.overrides))
    if refused:
        raise InputError(refused)
    return life, findings


def _outside(life: Life) -> Iterator[Finding]:
    """Find calendars and patterns that are not in the life's own folder: nobody reads the server's other files."""
    for source in life.calendars:
        path = PurePosixPath(source.path)
        if path.is_absolute() or ".." in path.parts or "\\" in source.path or "\0" in source.path:
            told = f"the calendar {source.path!r} lies outside of your own folder"
            yield Finding(told, "upload it under Calendars", NAME, field="calendar.path")
    for name in (life.rhythm.pattern, *life.rhythm.by_weekday.values()):
        if set(name) & set("/\\\0") or name.startswith("."):
            told = f"the pattern {name!r} lies outside of your own folder"
            yield Finding(told, 'choose a letter "A" to "F"', NAME, field="rhythm.pattern")


def tables_of(text: str) -> dict[str, Any]:
    """Return all tables of a text as JSON."""
    found: dict[str, Any] = _plain(_parsed(text).unwrap())
    return found


def table_of(text: str, path: Sequence[str | int]) -> Any:
    """Return what stands at a path, as JSON; None if nothing does."""
    found: Any = tables_of(text)
    for part in path:
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            return None
    return found


def edited(text: str, path: Sequence[str | int], value: Any) -> str:
    """Return a text in which a value stands at a path; comments and order stay.

    Args:
        text: TOML.
        path: keys, and numbers within arrays of tables; a number just past the end adds one.
            Tables on the way are made.
        value: JSON; None takes the key away.

    Raises:
        InputError: the path leads nowhere.
    """
    if value is not None:
        writable(value)
    document = _parsed(text)
    where: Any = document
    *way, last = path
    for part, following in zip(way, path[1:], strict=True):
        if isinstance(part, str) and part not in where:
            where[part] = tomlkit.aot() if isinstance(following, int) else tomlkit.table()
        elif isinstance(part, int) and part == len(where):
            where.append(tomlkit.table())
        try:
            where = where[part]
        except (KeyError, IndexError, TypeError):
            told = f"{'.'.join(map(str, path))} is not in the life file"
            raise InputError([Finding(told, "load the page again", NAME)]) from None
    if value is None:
        if isinstance(last, int) or last in where:
            del where[last]
    elif isinstance(last, int) and last == len(where):
        where.append(_table(value))
    else:
        where[last] = _table(value) if isinstance(last, int) else value
    return tomlkit.dumps(document)


def writable(value: Any) -> None:
    """Refuse JSON that no life file can say.

    Raises:
        InputError: it is nothing, or has nothing within, or a sign or number that cannot be kept.
    """
    why = unfit(value) or ("a value within is nothing" if _hollow(value) else "")
    if why:
        raise InputError([Finding(why, "leave it out", NAME)])


def _hollow(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_hollow(one) for one in value.values())
    return any(_hollow(one) for one in value) if isinstance(value, list | tuple) else value is None


def _table(value: Mapping[str, Any]) -> Any:
    table = tomlkit.table()
    table.update(value)
    return table


def _parsed(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except ParseError as error:
        life, findings = check(text, NAME)
        if life is None:
            raise InputError(findings) from None
        raise InputError([Finding(str(error), "mend the line", NAME, error.line)]) from None


def _plain(value: Any) -> Any:
    """Return TOML values as JSON."""
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return bool(value)
    if isinstance(value, int):
        return int(value)
    return float(value) if isinstance(value, float) else str(value)


def _toml(value: Any) -> str:
    """Return a JSON value as TOML."""
    if isinstance(value, bool):
        return truth(value)
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Mapping):
        return inline({str(name): _toml(item) for name, item in value.items()})
    return array(_toml(item) for item in value)
