"""From text to TOML data, with every slip of syntax told as a finding that names its cure."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from equipoise.domain.errors import Finding, InputError

__all__ = ["MOST_BYTES", "decode", "load"]

MOST_BYTES = 20_000_000
"""A life file larger than this is a mistake."""
_MOST_SLIPS = 50
_MEND_UP_TO = 200_000
_AT = re.compile(r"\(at (?:line ([0-9]+), column [0-9]+|end of document)\)")
_PAIR = re.compile(r"""^(\s*(?:[A-Za-z0-9_.-]+|"[^"\\]*")\s*=\s*)([^\s"'\[{#][^"'\[\]{}#]*?)(\s*(?:#.*)?)$""")
_DATE_CLOCK = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ Tt][0-9]{1,2}:[0-9]{2}")


def decode(data: bytes, name: str) -> str:
    """Return the text of a file.

    Raises:
        InputError: it is too large, or not UTF-8 text. A byte order mark is dropped.
    """
    if len(data) > MOST_BYTES:
        raise InputError([Finding("the file is larger than 20 MB", "give a life file, not its data", name)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cure = (
            "save it as UTF-8, not as UTF-16"
            if data[:2] in (b"\xff\xfe", b"\xfe\xff")
            else "save it as UTF-8 text"
        )
        line = data[: error.start].count(b"\n") + 1
        raise InputError([Finding("the file is not UTF-8 text", cure, name, line)]) from error
    return text


def load(text: str, name: str) -> tuple[dict[str, Any], str, list[Finding]]:
    """Return the data of a TOML text, the text that was read in the end, and the slips of syntax.

    A value that lacks only its quotation marks is read as if it had them: one slip does not hide the rest.

    Raises:
        InputError: the text has a slip after which the rest cannot be judged.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if len(text) > MOST_BYTES:
        raise InputError([Finding("the file is larger than 20 MB", "give a life file, not its data", name)])
    slips: list[Finding] = []
    while True:
        try:
            return tomllib.loads(text), text, slips
        except RecursionError as error:
            slips.append(Finding("brackets are nested too deeply", "write a flatter value", name))
            raise InputError(slips) from error
        except ValueError as error:
            if not isinstance(error, tomllib.TOMLDecodeError):
                long = re.search(r"[0-9_]{1000}", text)
                where = text.count("\n", 0, long.start()) + 1 if long else 0
                slips.append(Finding("a number is too long", "write a shorter one", name, where))
                raise InputError(slips) from error
            line = _line(str(error), text)
            lines = text.split("\n")
            slips.append(_slip(str(error), lines[line - 1], name, line))
            mended = (
                _mended(lines[line - 1]) if len(text) < _MEND_UP_TO and len(slips) < _MOST_SLIPS else None
            )
            if mended is None:
                raise InputError(slips) from error
            lines[line - 1] = mended
            text = "\n".join(lines)


def _line(message: str, text: str) -> int:
    match = _AT.search(message)
    count = text.count("\n") + 1
    if match is None or match[1] is None:
        return max(1, count - (1 if text.endswith("\n") else 0))
    return min(int(match[1]), count)


def _mended(line: str) -> str | None:
    """Return a line whose bare value has been given quotation marks, or None if it is no such line."""
    match = _PAIR.match(line)
    return f'{match[1]}"{match[2]}"{match[3]}' if match and "\\" not in match[2] else None


def _slip(message: str, line: str, name: str, number: int) -> Finding:
    """Return the finding for what the TOML reader said of a line."""
    match = _PAIR.match(line)
    words = _AT.sub("", message).strip()
    what = f"this is not valid TOML: {words[:1].lower()}{words[1:120]}"
    cure = "compare the line with the example in docs/life-file.md"
    if match and _DATE_CLOCK.match(match[2]):
        what = f"{match[2]!r} is not a TOML date-time"
        cure = f"write the seconds too, such as {match[2][:10]}T{match[2][11:16].rjust(5, '0')}:00"
    elif match:
        what = f"the value {match[2][:60]!r} lacks its quotation marks"
        cure = f'write {match[1].strip()} "{match[2][:60]}"'
    elif "twice" in words or "overwrite" in words or "namespace" in words:
        if re.match(r"\s*\[[^\[]", line):
            what = f"the table {line.strip()[:80]} stands twice"
            cure = f"write [{line.strip()[:80]}] with two brackets for each, or join the two"
        else:
            what, cure = "the same key is set twice in one table", "keep one of the two lines"
    elif (
        "Unterminated" in words
        or "Illegal character" in words
        or "Unclosed" in words
        or "end of document" in message
    ):
        cure = "close the quotation mark or the bracket"
    return Finding(what, cure, name, number)
