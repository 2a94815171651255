"""Reading one ritual of a pattern file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from typing import Any, TypeVar

from equipoise.domain.commitments import Area, BlockKind, EnergyKind, Ritual
from equipoise.rhythms.pattern import RitualSpec
from equipoise.rhythms.windows import WindowSpec, parse_window, window_minutes

__all__ = ["Problem", "read_ritual"]

Problem = tuple[str, str, str]
"""Key, what is wrong, and the cure."""

_KEYS = ("id", "title", "minutes", "window", "kind", "energy", "area", "value")
_NOON = time(12)
_E = TypeVar("_E", bound=StrEnum)


def read_ritual(table: Mapping[str, Any]) -> tuple[RitualSpec | None, list[Problem]]:
    """Read a ritual from its table.

    Args:
        table: ``id``, ``minutes`` (5 to 480), ``window``; optional ``title``, ``kind``, ``energy``, ``area``,
            ``value`` (value-minutes for keeping it once, at least 0).

    Returns:
        The ritual, or None where it cannot be used, and every problem.
    """
    out: list[Problem] = [
        (key, f"unknown key {key!r}", f"known are {', '.join(_KEYS)}") for key in table if key not in _KEYS
    ]
    ident = table.get("id")
    if not isinstance(ident, str) or not ident:
        out.append(("id", "a ritual needs an id", 'write id = "walk"'))
    minutes = _between(table, "minutes", 5, 480, out)
    value = _between({"value": 30, **table}, "value", 0, 10_000, out)
    if int(minutes) != minutes:
        out.append(("minutes", f"minutes = {minutes:g} is not a whole number", "write a whole number"))
    window = _window(table.get("window"), int(minutes), out)
    kind = _choice(BlockKind, table.get("kind", "ritual"), "kind", out)
    energy = _choice(EnergyKind, table.get("energy", "cognitive"), "energy", out)
    area = _choice(Area, table.get("area", "life"), "area", out)
    title = table.get("title", str(ident).replace("-", " ").capitalize())
    if not isinstance(title, str):
        out.append(("title", "title must be a text", "write it in quotes"))
    if out or window is None:
        return None, out
    plain = window.resolve(_NOON, _NOON)
    return RitualSpec(Ritual(str(ident), title, int(minutes), plain, kind, energy, area, value), window), out


def _between(table: Mapping[str, Any], key: str, low: float, high: float, out: list[Problem]) -> float:
    raw = table.get(key)
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not low <= raw <= high:
        out.append(
            (key, f"{key} = {raw!r} is not a number between {low:g} and {high:g}", f"write {key} = 30")
        )
        return low
    return float(raw)


def _choice(kind: type[_E], raw: object, key: str, out: list[Problem]) -> _E:
    names = [item.value for item in kind]
    if raw not in names:
        out.append((key, f"{key} = {raw!r} is not known", f"known are {', '.join(names)}"))
        return next(iter(kind))
    return kind(raw)


def _window(raw: object, minutes: int, out: list[Problem]) -> WindowSpec | None:
    cure = 'write window = "Mon-Fri 12:30-14:30"'
    if not isinstance(raw, str):
        out.append(("window", "a ritual needs a window", cure))
        return None
    try:
        window = parse_window(raw)
    except ValueError as error:
        out.append(("window", str(error), cure))
        return None
    mixed = window.start.anchor != window.end.anchor
    if not mixed and window_minutes(window.resolve(_NOON, _NOON)) < minutes:
        out.append(("window", f"{raw!r} is shorter than the ritual's {minutes} minutes", "widen it"))
    return window
