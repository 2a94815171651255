"""What is read: the corpus of real calendars and published vectors, and the hostile files made here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bench.calendars.hostile import hostile_files

__all__ = ["SETS", "Case", "cases"]

SETS: Final = {
    "A": "recurrence vectors, tier A",
    "B": "recurrence vectors, tier B",
    "C": "recurrence vectors, tier C (contested)",
    "D": "recurrence vectors, tier D (undefined): read at all",
    "set": "recurrence vectors with dates and exceptions",
    "3of3": "real events on which three engines agree",
    "2of3": "real events on which two of three agree",
    "contested": "contested real events: not lost",
    "files": "all calendar files of the corpus: read at all",
    "hostile": "hostile files: read or refused in time",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to read.

    Attributes:
        wanted: (start, end) in UTC as ISO 8601, sorted; None if only stability is asked.
        starts: True if only starts are compared. ``but``: a start that does not count either way.
        some: True if at least one occurrence is wanted.
    """

    set: str
    id: str
    data: bytes
    first: datetime
    last: datetime
    wanted: tuple[tuple[str, str], ...] | None = None
    starts: bool = False
    but: str = ""
    some: bool = False

    def right(self, found: list[tuple[str, str]]) -> bool:
        """Tell whether a reader found what is wanted."""
        if self.wanted is None:
            return bool(found) or not self.some
        if not self.starts:
            return sorted(found) == list(self.wanted)
        return sorted({start for start, _ in found} - {self.but}) == sorted(
            {start for start, _ in self.wanted} - {self.but}
        )


def cases(corpus: Path) -> Iterator[Case]:
    """Yield every case, set by set."""
    yield from _vectors(corpus)
    yield from _expansions(corpus)
    first = datetime(2014, 1, 1, tzinfo=UTC)
    for path in sorted(corpus.glob("*/data/**/*.ics")):
        data = path.read_bytes()
        if b"BEGIN:VCALENDAR" in data:
            yield Case("files", str(path.relative_to(corpus)), data, first, first + timedelta(days=84))
    month = datetime(2026, 11, 1, tzinfo=UTC)
    for path in sorted((corpus / "hostile" / "ics").glob("*")):
        yield Case("hostile", path.name, path.read_bytes(), month, month + timedelta(days=30))
    for name, make in hostile_files().items():
        yield Case("hostile", name, make(), month, month + timedelta(days=30))


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _utc(text: str) -> datetime:
    form = "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d"
    return datetime.strptime(text.rstrip("Z"), form).replace(tzinfo=UTC)


def _vectors(corpus: Path) -> Iterator[Case]:
    for item in _load(corpus / "vectors" / "dev-rrule-vectors.json")["vectors"]:
        start = _utc(item["dtstart"])
        wanted = tuple(sorted((_utc(text).isoformat(), "") for text in item["expected"]))
        last = max([start, *(_utc(text) for text in item["expected"])]) + timedelta(seconds=1)
        if item["complete"] and last.year < 9900:
            last += timedelta(days=3 * 366)
        kind = "set" if item["tier"].startswith("set") else item["tier"][0]
        lists = {"RRULE": "rrule", "RDATE": "rdate", "EXDATE": "exdate", "EXRULE": "exrule"}
        mode = "" if "T" in item["dtstart"] else ";VALUE=DATE"
        lines = [f"DTSTART{mode}:{item['dtstart']}"]
        for name, key in lists.items():
            form = mode if name in {"RDATE", "EXDATE"} else ""
            lines += [f"{name}{form}:{value}" for value in item[key]]
        expected = None if kind == "D" else wanted
        produced = not wanted or any(begin == start.isoformat() for begin, _ in wanted)
        but = "" if produced and wanted else start.isoformat()
        yield Case(kind, item["id"], _file(lines), start, last, expected, starts=True, but=but)


def _file(lines: list[str]) -> bytes:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//EN", "BEGIN:VEVENT", "UID:x"]
    return "\r\n".join(
        [*head, "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT", "END:VCALENDAR", ""]
    ).encode()


def _expansions(corpus: Path) -> Iterator[Case]:
    for name in ("dev-expansions", "dev-contested"):
        for item in _load(corpus / "expansions" / f"{name}.json")["records"]:
            first, last = map(_utc, item["window"])
            data = item["ics"].encode()
            if name == "dev-contested":
                counts = [count for count in item.get("counts", {}).values() if count]
                some = len(counts) > 1 and "STATUS:CANCELLED" not in item["ics"]
                yield Case("contested", item["id"], data, first, last, some=some)
                continue
            pairs = sorted(
                (_utc(start).isoformat(), _utc(end).isoformat()) for start, end in item["instances"]
            )
            kind = "3of3" if item["agreement"] == "3of3" else "2of3"
            starts = item["agreement"].startswith("starts-only")
            yield Case(kind, item["id"], data, first, last, tuple(pairs), starts=starts)
