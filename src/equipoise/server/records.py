"""The record of what was written and who was let in: found, and given as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from equipoise.server.models import Life, Record

__all__ = ["NAMES", "chosen", "distinct", "table"]

NAMES = {
    "calendar.created": "Added",
    "calendar.changed": "Changed",
    "calendar.moved": "Moved",
    "calendar.deleted": "Taken out",
    "calendar.undone": "Taken back",
}
"""What people call the kinds."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Signs with which a spreadsheet takes a cell for a formula (OWASP, CSV Injection)."""


def chosen(life: Life, what: str = "", where: str = "", words: str = "") -> QuerySet[Record]:
    """Return what the record has of a kind and a place, with words in its sentence; newest first."""
    found = life.records.all()
    if what:
        found = found.filter(what=what)
    if where:
        found = found.filter(where=where)
    if words := words.strip()[:100]:
        found = found.filter(words__icontains=words)
    return found


def distinct(life: Life, name: str) -> list[str]:
    """Return the kinds, or the places, that the record of a life has."""
    return sorted(filter(None, life.records.order_by().values_list(name, flat=True).distinct()))


def table(found: QuerySet[Record], zone: ZoneInfo) -> str:
    """Return the record as CSV; no cell of it can be a formula."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(["at", "what", "where", "words"])
    for row in found.iterator():
        cells = (row.at.astimezone(zone).isoformat(timespec="seconds"), row.what, row.where, row.words)
        rows.writerow(_harmless(cells))
    return out.getvalue()


def _harmless(cells: Iterable[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
