"""Taking one change back while later ones stay: three versions come together, and what they contradict is said.

Everywhere ``base`` is what the change left behind, ``back`` what stood before it, and ``now`` what stands today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from equipoise.domain.errors import Finding, InputError

__all__ = ["merged_entries", "merged_row", "merged_text"]

Row = Mapping[str, Any]
_NOTHING = object()
"""Stands for a field that is not there."""


def merged_text(base: str, back: str, now: str) -> str:
    """Return the text of today with a change of some lines taken back.

    Raises:
        InputError: the same lines were changed since.
    """
    if base == now:
        return back
    old, lines = base.splitlines(keepends=True), now.splitlines(keepends=True)
    since = _changes(old, lines)
    out, at = list(lines), _Shift(since)
    for start, end, there in reversed(_changes(old, back.splitlines(keepends=True))):
        if any(first < end and start < last for first, last, _ in since):
            raise _changed_since()
        out[at.of(start) : at.of(end)] = there
    return "".join(out)


def _changes(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, list[str]]]:
    """Return what differs: which lines of the old text, and what stands there in the new one."""
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(i, j, list(new[k:m])) for tag, i, j, k, m in found if tag != "equal"]


class _Shift:
    """Where lines of the old text stand in today's."""

    def __init__(self, since: Sequence[tuple[int, int, list[str]]]) -> None:
        self.since = since

    def of(self, line: int) -> int:
        """Return the place of a line that is untouched since."""
        return line + sum(len(new) - (end - start) for start, end, new in self.since if end <= line)


def merged_row(base: Row | None, back: Row | None, now: Row | None) -> Row | None:
    """Return a task of today with a change of some fields taken back; None is a task that is not there.

    Raises:
        InputError: the same fields were changed since, or the task has gone or come since.
    """
    if base == now:
        return back
    if base is None or back is None or now is None:
        if back == now:
            return now
        raise _changed_since()
    plain = {name: _one(base, back, now, name) for name in now if name not in {"data", "position"}}
    data = {
        name: value
        for name in (*now["data"], *(name for name in back["data"] if name not in now["data"]))
        if (value := _one(base["data"], back["data"], now["data"], name)) is not _NOTHING
    }
    return {**plain, "data": data, "position": now["position"]}


def _one(base: Row, back: Row, now: Row, name: str) -> Any:
    first, old, new = (row.get(name, _NOTHING) for row in (base, back, now))
    if old in (first, new):
        return new
    if first == new:
        return old
    raise _changed_since()


def merged_entries(base: Sequence[Row], back: Sequence[Row], now: Sequence[Row]) -> list[Any]:
    """Return what was done by hand to blocks, without what a change added and with what it took away.

    Raises:
        InputError: the same block was moved again since.
    """
    added = [one for one in base if one not in back]
    later = [one for one in now if one not in base]
    gone = [one for one in added if one not in now]
    if any(one.get("block") == other.get("block") for one in gone for other in later):
        raise _changed_since()
    kept = [one for one in now if one not in added]
    return [*kept, *_missing(back, base, kept)]


def _missing(back: Sequence[Row], base: Sequence[Row], kept: Sequence[Row]) -> Iterator[Row]:
    blocks = {one.get("block") for one in kept}
    for one in back:
        if one not in base and one not in kept:
            if one.get("block") in blocks:
                raise _changed_since()
            yield one


def _changed_since() -> InputError:
    told = "what this changed was changed again since"
    return InputError([Finding(told, "undo the later change first, or change it by hand")])
