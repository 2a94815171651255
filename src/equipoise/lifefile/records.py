"""Tables of the life file as data: which fields each has, and how a table is read by that list."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from equipoise.lifefile.kinds import Kind
from equipoise.lifefile.sink import BAD, Path, Sink
from equipoise.lifefile.suggest import nearest, shown

__all__ = ["Field", "Record", "Table", "good"]

Record = dict[str, Any]
"""A table as read: field to checked value; a field that could not be read holds ``BAD``."""


@dataclass(frozen=True)
class Field:
    """One row of a table's list of fields.

    Attributes:
        name: the key.
        kind: how its value is read.
        meaning: one sentence for people.
        default: the value without the line, as one would write it; None if there is none.
        required: True if the line must stand.
        example: a value as one would write it, in TOML.
    """

    name: str
    kind: Kind
    meaning: str
    default: Any = None
    required: bool = False
    example: str = ""


@dataclass(frozen=True)
class Table:
    """A table with known fields; itself a kind.

    Attributes:
        title: what it describes, for the reference.
        fields: its fields in the order in which they are written.
        slips: words that people try, with the field that is meant.
    """

    title: str
    fields: tuple[Field, ...]
    slips: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The kind in a few words."""
        return "table {" + ", ".join(row.name for row in self.fields) + "}"

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return {row.name: row for row in self.fields}

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the table as a record; empty if it is no table, so that the rest can still be judged."""
        if not isinstance(value, Mapping):
            name = next((part for part in reversed(path) if isinstance(part, str)), "")
            sink.add(path, f"{shown(value)} is not a table", f"write its fields below a line [{name}]")
            return {}
        out: Record = {}
        known = self.by_name
        for key, item in value.items():
            row = known.get(key)
            if row is None:
                self._unknown(key, (*path, key), sink)
            else:
                out[key] = row.kind.read(item, (*path, key), sink)
        for row in self.fields:
            if row.required and row.name not in value:
                out[row.name] = BAD
                hint = f"add a line such as {row.name} = {row.example}" if row.example else f"add {row.name}"
                sink.add((*path, row.name), f'the field "{row.name}" is missing', hint)
        return out

    def _unknown(self, key: str, path: Path, sink: Sink) -> None:
        guess = self.slips.get(key, "")
        if not guess and sink.may_search():
            guess = nearest(key, (*self.by_name, *self.slips))
            guess = self.slips.get(guess, guess)
        cure = f'did you mean "{guess}"?' if guess else "known here: " + ", ".join(self.by_name)
        sink.add(path, f"the field {shown(key)} is not known", cure)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the table."""
        out: dict[str, Any] = {
            "type": "object",
            "description": self.title,
            "properties": {row.name: _described(row) for row in self.fields},
            "additionalProperties": False,
        }
        required = [row.name for row in self.fields if row.required]
        return out | {"required": required} if required else out


def good(record: Mapping[str, Any], key: str) -> Any:
    """Return a field's value, or None if it is missing or could not be read."""
    value = record.get(key)
    return None if value is BAD else value


def _described(row: Field) -> dict[str, Any]:
    out = row.kind.schema()
    out["description"] = row.meaning
    if row.default is not None:
        out["default"] = row.default
    if row.example:
        out["examples"] = [_plain(tomllib.loads(f"value = {row.example}")["value"])]
    return out


def _plain(value: Any) -> Any:
    """Return a TOML value as JSON has it."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
