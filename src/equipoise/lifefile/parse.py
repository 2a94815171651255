"""Reading a life file: text in, a ``Life`` or every finding out."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any
from zoneinfo import ZoneInfo

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import Life
from equipoise.lifefile.build import build
from equipoise.lifefile.checks import check_meaning
from equipoise.lifefile.identity import identify
from equipoise.lifefile.lines import line_index
from equipoise.lifefile.records import Record, good
from equipoise.lifefile.sink import Sink
from equipoise.lifefile.source import MOST_BYTES, decode, load
from equipoise.lifefile.tables import ROOT

__all__ = ["check", "parse", "read", "read_text"]

_ARRAYS = tuple(row.name for row in ROOT.fields if row.name not in ("person", "rhythm", "energy", "places"))


def check(text: str, name: str) -> tuple[Life | None, tuple[Finding, ...]]:
    """Return the life that ``text`` describes, and all findings, warnings too, in the order of their lines.

    Args:
        text: what stands in the file.
        name: the name of the file as the person gave it, for the findings.

    Returns:
        The life, or None if any finding is an error.
    """
    try:
        raw, text, slips = load(text, name)
    except InputError as error:
        return None, error.findings
    sink = Sink()
    life = _life(raw, sink)
    lines = line_index(text) if sink.problems else {}
    findings = (*slips, *sink.findings(name, lines, raw))
    failed = any(not finding.warning for finding in findings)
    return None if failed else life, tuple(sorted(findings, key=lambda finding: finding.line))


def parse(text: str, name: str) -> Life:
    """Return the life that ``text`` describes.

    Args:
        text: what stands in the file.
        name: the name of the file as the person gave it, for the findings.

    Raises:
        InputError: the text has errors; all of them, and the warnings too, are in its ``findings``.
    """
    life, findings = check(text, name)
    if life is None:
        raise InputError(findings)
    return life


def read(path: FilePath | str) -> Life:
    """Return the life that the file at ``path`` describes.

    Raises:
        InputError: the file cannot be read, or its text has errors.
    """
    return parse(read_text(path), str(path))


def read_text(path: FilePath | str) -> str:
    """Return the text of a life file.

    Raises:
        InputError: the file cannot be read, is too large, or is not UTF-8 text.
    """
    name = str(path)
    try:
        with FilePath(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError([_unreadable(name, error)]) from error
    return decode(data, name)


def _unreadable(name: str, error: Exception) -> Finding:
    if isinstance(error, FileNotFoundError):
        return Finding("there is no such file", "check the name, or make one with equipoise init", name)
    if isinstance(error, IsADirectoryError):
        return Finding("this is a folder, not a file", "name the life file in it", name)
    if isinstance(error, PermissionError):
        return Finding("the file may not be read", "change its permissions", name)
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Finding(f"the file cannot be read: {reason}", "check the name and the disk", name)


def _life(raw: dict[str, Any], sink: Sink) -> Life | None:
    """Return the life, or None if the sink has errors; everything that can be judged is judged first."""
    data: Record = ROOT.read(raw, (), sink)
    entries = {table: good(data, table) or () for table in _ARRAYS}
    names = identify(entries, sink)
    zone = good(good(data, "person") or {}, "zone") or ZoneInfo("UTC")
    check_meaning(data, entries, names, zone, sink)
    return None if sink.failed else build(data, entries, names)
