"""The person's own changes of rules, ``[rhythm.rules]``: read against the one table of rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from equipoise.domain.rhythm import Override
from equipoise.domain.rules import RULES, RuleSpec, Strength
from equipoise.lifefile import notation
from equipoise.lifefile.kinds import Kind, Many, Text, Written
from equipoise.lifefile.notation import NotationError
from equipoise.lifefile.quantities import Number
from equipoise.lifefile.sink import BAD, Path, Sink
from equipoise.lifefile.suggest import nearest, shown

__all__ = ["WINDOW", "WINDOWS", "Rules"]

WINDOW = Written(
    notation.window,
    'window such as "Mon-Fri 09:30-16:30"',
    r"^[^0-9]*([0-9]{1,2}([:.][0-9]{2})?(:[0-9]{2})?\s*([aApP][mM])?\s*[-\u2013\u2014]\s*"
    r"[0-9]{1,2}([:.][0-9]{2})?(:[0-9]{2})?\s*([aApP][mM])?(\+1)?)?\s*$",
)
"""One window of local time."""
WINDOWS = Many(WINDOW, alone=True)
"""Windows of local time."""

_PARTS = frozenset({"value", "strength"})


def _share(text: str) -> float:
    match = re.fullmatch(r"\s*([0-9]{1,3}(?:[.,][0-9]{1,6})?)\s*%\s*", text)
    if match is None:
        raise NotationError(f"{shown(text)} is not a share", 'write it like 0.15 or "15 %"')
    return float(match[1].replace(",", ".")) / 100


def _minutes(text: str) -> float:
    return float(notation.duration(text))


def _hours(text: str) -> float:
    return notation.duration(text) / 60


_NUMBERS = {"minutes": _minutes, "hours": _hours, "share": _share}
"""Units whose numbers may also be written as text."""


@dataclass(frozen=True)
class _Quantity:
    """A rule's number, in its unit or in the notation of that unit."""

    spec: RuleSpec

    @property
    def label(self) -> str:
        """The kind in a few words."""
        return _number(self.spec).label

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        how = _NUMBERS.get(self.spec.unit)
        if isinstance(value, str) and how is not None:
            try:
                value = how(value)
            except NotationError as error:
                return sink.notation(path, error)
        return _number(self.spec).read(value, path, sink)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what may be written."""
        number = _number(self.spec).schema()
        number["description"] = self.spec.unit
        return {"anyOf": [number, {"type": "string"}]} if self.spec.unit in _NUMBERS else number


def _number(spec: RuleSpec) -> Number:
    return Number(spec.low, min(spec.high, 1e6), spec.unit)


def value_kind(spec: RuleSpec) -> Kind:
    """Return the kind of value that a rule takes."""
    if spec.unit == "windows":
        return WINDOWS
    return Text() if spec.unit == "text" else _Quantity(spec)


@dataclass(frozen=True)
class Rules:
    """A table of rule ids; each with a value, or with ``{value = ..., strength = "hard"}``."""

    label: str = "table of rules"

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        if not isinstance(value, Mapping):
            return sink.add(
                path, f"{shown(value)} is not a table", "write the rules below a line [rhythm.rules]"
            )
        read = [_override(rule, item, place, sink) for rule, item, place in _flat(value, path)]
        seen: set[str] = set()
        for (rule, _, place), _item in zip(_flat(value, path), read, strict=True):
            if rule in seen:
                sink.add(place, f'the rule "{rule}" is set twice', "keep one of the two lines")
            seen.add(rule)
        return BAD if any(item is BAD for item in read) else tuple(read)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what may be written."""
        return {
            "type": "object",
            "properties": {rule: _rule_schema(spec) for rule, spec in RULES.items() if rule != "rituals"},
            "additionalProperties": {"type": "object"},
        }


def _flat(value: Mapping[str, Any], path: Path, before: str = "") -> Iterator[tuple[str, Any, Path]]:
    """Yield rule id, value and place; a bare key hours.outer arrives as a table in a table."""
    for key, item in value.items():
        rule, place = before + key, (*path, key)
        inner = isinstance(item, Mapping) and not (item and item.keys() <= _PARTS)
        if inner and len(place) < 8 and (rule not in RULES or any(f"{rule}.{sub}" in RULES for sub in item)):
            yield from _flat(item, place, f"{rule}.")
        else:
            yield rule, item, place


def _override(rule: str, item: Any, path: Path, sink: Sink) -> Any:
    spec = RULES.get(rule)
    if spec is None:
        guess = nearest(rule, RULES) if sink.may_search() else ""
        cure = f'did you mean "{guess}"?' if guess else "equipoise rules lists the rules that exist"
        return sink.add(path, f"there is no rule {shown(rule)}", cure)
    if rule == "rituals":
        return sink.add(path, "rituals are not set here", "write each as a table [[ritual]]")
    if not isinstance(item, Mapping):
        value = value_kind(spec).read(item, path, sink)
        return BAD if value is BAD else Override(rule, value)
    return _with_strength(rule, spec, item, path, sink)


def _with_strength(rule: str, spec: RuleSpec, item: Mapping[str, Any], path: Path, sink: Sink) -> Any:
    for key in item.keys() - _PARTS:
        sink.add((*path, key), f"the field {shown(key)} is not known", 'known here: "value" and "strength"')
    value = value_kind(spec).read(item["value"], (*path, "value"), sink) if "value" in item else None
    strength = item.get("strength")
    allowed = [option.value for option in spec.strengths]
    if strength is not None and strength not in allowed:
        words = " or ".join(f'"{word}"' for word in allowed)
        return sink.add(
            (*path, "strength"),
            f'the rule "{rule}" cannot be {shown(strength)}',
            f"write {words}, or leave it out",
        )
    if value is None and strength is None:
        return sink.add(path, f'the change of "{rule}" says nothing', "give it a value or a strength")
    return (
        BAD
        if value is BAD or item.keys() - _PARTS
        else Override(rule, value, strength and Strength(strength))
    )


def _rule_schema(spec: RuleSpec) -> dict[str, Any]:
    value = value_kind(spec).schema()
    parts = {
        "type": "object",
        "properties": {"value": value, "strength": {"enum": [option.value for option in spec.strengths]}},
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"description": f"{spec.meaning} In {spec.unit}.", "anyOf": [value, parts]}
