"""Ids of what stands in a life file: those that are written, and those made from titles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from equipoise.lifefile.records import Record, good
from equipoise.lifefile.sink import Path, Sink
from equipoise.lifefile.suggest import nearest, shown, slug

__all__ = ["NAMED", "Names", "identify"]

NAMED = ("goal", "task", "routine", "non_negotiable", "ritual", "event")
"""Tables whose entries have ids; the order in which titles get theirs."""


@dataclass
class Names:
    """Who is called what.

    Attributes:
        ids: table to the ids of its entries, in the order of the file.
        kinds: id to the table of the entry that has it.
    """

    ids: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def lookup(self, wanted: str, table: str, path: Path, sink: Sink) -> bool:
        """Tell whether ``wanted`` is an entry of ``table``; tell the sink if not."""
        kind = self.kinds.get(wanted)
        if kind == table:
            return True
        if kind is not None:
            sink.add(path, f'"{wanted}" is a {kind}, not a {table}', f"name a {table}")
            return False
        choices = self.ids.get(table, [])
        guess = slug(wanted) if self.kinds.get(slug(wanted)) == table else ""
        if not guess and sink.may_search():
            guess = nearest(wanted, choices)
        cure = f'did you mean "{guess}"?' if guess else f"add that {table}, or take the line out"
        sink.add(path, f"there is no {table} with the id {shown(wanted)}", cure)
        return False


def identify(data: Mapping[str, tuple[Record, ...]], sink: Sink) -> Names:
    """Return the ids of all entries; two that are written alike go to the sink.

    Args:
        data: table to its entries, as read.
        sink: where duplicates are told.
    """
    names = Names()
    for table in NAMED:
        for number, record in enumerate(data.get(table, ())):
            own = good(record, "id")
            if own is None:
                continue
            if own in names.kinds:
                where = "another" if names.kinds[own] == table else f"a {names.kinds[own]}"
                sink.add(
                    (table, number, "id"),
                    f'the id "{own}" is also that of {where}',
                    "give one of them another id",
                )
            else:
                names.kinds[own] = table
    taken: dict[str, int] = {}
    for table in NAMED:
        out = names.ids[table] = []
        for record in data.get(table, ()):
            own = good(record, "id")
            if own is None:
                own = _free(slug(good(record, "title") or "") or table, names.kinds, taken)
                names.kinds[own] = table
            out.append(own)
    return names


def _free(stem: str, used: Mapping[str, str], taken: dict[str, int]) -> str:
    """Return ``stem``, or with the least number behind it that makes it new."""
    if stem not in used:
        return stem
    number = taken.get(stem, 1) + 1
    while f"{stem}-{number}" in used:
        number += 1
    taken[stem] = number
    return f"{stem}-{number}"
