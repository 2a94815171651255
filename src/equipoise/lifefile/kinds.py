"""Kinds of values that a field of the life file can have: how each is read, and how a schema tells it.

A kind reads what TOML gives (text, number, date-time, array, table) and returns a checked value, or puts a
problem into the sink and returns ``BAD``. Kinds know nothing of the person, so local times stay local here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from equipoise.lifefile.notation import NotationError
from equipoise.lifefile.sink import BAD, Path, Sink
from equipoise.lifefile.suggest import nearest, shown

__all__ = ["Choice", "Flag", "Kind", "Many", "Schema", "Text", "Written"]

Schema = dict[str, Any]
"""A JSON Schema."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Kind(Protocol):
    """What every kind offers."""

    @property
    def label(self) -> str:
        """The kind in a few words, for the reference."""

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""


@dataclass(frozen=True)
class Text:
    """A piece of text on one line.

    Attributes:
        least, most: allowed number of characters.
        check: says what is wrong with a text and how to cure it, or None if nothing is.
        pattern: regular expression for the schema.
    """

    least: int = 1
    most: int = 2000
    label: str = "text"
    check: Callable[[str], tuple[str, str] | None] | None = None
    pattern: str = ""

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        if not isinstance(value, str):
            return sink.add(path, f"{shown(value)} is not text", "write it between quotation marks")
        if len(value.strip()) < self.least:
            return sink.add(path, "the text is empty", "write at least one character, or leave the line out")
        if len(value) > self.most:
            return sink.add(path, f"the text has more than {self.most} characters", "shorten it")
        if _CONTROL.search(value):
            return sink.add(
                path, f"{shown(value)} has characters that cannot be shown", "write it on one plain line"
            )
        trouble = self.check(value) if self.check else None
        return sink.add(path, f"{shown(value)} {trouble[0]}", trouble[1]) if trouble else value

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        out: Schema = {"type": "string", "maxLength": self.most}
        if self.least:
            out["minLength"] = self.least
        if self.pattern:
            out["pattern"] = self.pattern
        return out


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def label(self) -> str:
        """The kind in a few words."""
        return " / ".join(f'"{word}"' for word in self.words)

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        if isinstance(value, str) and value in self.words:
            return value
        guess = nearest(value, self.words) if isinstance(value, str) and sink.may_search() else ""
        cure = (
            f'did you mean "{guess}"?'
            if guess
            else "write one of " + ", ".join(f'"{word}"' for word in self.words)
        )
        return sink.add(path, f"{shown(value)} is not known here", cure)

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        return {"type": "string", "enum": list(self.words)}


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    label: str = "true / false"

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        if isinstance(value, bool):
            return value
        return sink.add(
            path, f"{shown(value)} is neither true nor false", "write true or false without quotation marks"
        )

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Written:
    """Text in a notation of its own, such as a window; ``how`` reads it."""

    how: Callable[[str], Any]
    label: str
    pattern: str

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        if not isinstance(value, str):
            return sink.add(path, f"{shown(value)} is not text", f"write a {self.label}")
        try:
            return self.how(value)
        except NotationError as error:
            return sink.notation(path, error)

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        return {"type": "string", "pattern": self.pattern}


@dataclass(frozen=True)
class Many:
    """An array of one kind; a single value may stand without brackets where ``alone``."""

    kind: Kind
    alone: bool = False

    @property
    def label(self) -> str:
        """The kind in a few words."""
        return f"list of: {self.kind.label}"

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        if self.alone and not isinstance(value, list):
            one = self.kind.read(value, path, sink)
            return BAD if one is BAD else (one,)
        if not isinstance(value, list):
            hint = (
                f"write [[{path[-1]}]] with two brackets on each side"
                if isinstance(value, Mapping)
                else "put the values between [ and ], with commas"
            )
            return sink.add(path, f"{shown(value)} is not a list", hint)
        items = [self.kind.read(item, (*path, number), sink) for number, item in enumerate(value)]
        return BAD if any(item is BAD for item in items) else tuple(items)

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        inner = self.kind.schema()
        array = {"type": "array", "items": inner}
        return {"anyOf": [inner, array]} if self.alone else array
