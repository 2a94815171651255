"""Where a value stands in a TOML text: the line of each key, so that every finding can name it.

The standard library's TOML reader does not keep lines. This index reads only headers and keys, after
the reader has accepted the text, and falls back on the nearest enclosing table for what it does not see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["LineIndex", "Path"]

Path = tuple[str | int, ...]
"""Keys from the root of the document; a number is the position in a list of tables."""

_PART = r"""(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_QUIET = re.compile(r""""(?:\\.|[^"\\])*"|'[^']*'|#.*""")
_TRIPLE = re.compile(r'"""|\'\'\'')


def _parts(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _top_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines that begin a header or a key, skipping the insides of strings and lists."""
    quote, depth = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if quote:
            quote = "" if quote in line else quote
            continue
        if depth == 0:
            yield number, line
        marks = _TRIPLE.findall(line)
        if len(marks) % 2:
            quote = marks[-1]
            continue
        if not _HEADER.match(line) or depth:
            bare = _QUIET.sub("", line)
            depth += sum(bare.count(c) for c in "[{") - sum(bare.count(c) for c in "]}")


class LineIndex:
    """Lines of the keys of one TOML text, counted from 1.

    Args:
        text: a text that ``tomllib`` accepts.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        counts: dict[Path, int] = {}
        table: Path = ()
        for number, line in _top_lines(text):
            header = _HEADER.match(line)
            if header:
                table = _parts(header[2])
                if header[1] == "[[":
                    index = counts.get(table, 0)
                    counts[table] = index + 1
                    self._lines.setdefault(table, number)
                    table = (*table, index)
                self._lines.setdefault(table, number)
                continue
            key = _KEY.match(line)
            if key:
                self._lines.setdefault((*table, *_parts(key[1])), number)

    def line(self, path: Path) -> int:
        """Return the line of a key, or of the nearest key around it; 0 if there is none."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return 0
