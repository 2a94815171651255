"""The copies of calendars on the person's own disk, from which plans are made: what is noted of each."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from equipoise.calendars.private import write_private

__all__ = ["STALE", "Note", "age_text", "count_entries", "digest", "read_note", "write_note"]

STALE = timedelta(days=1)
"""A copy older than this is told to the person who plans with it."""
_FILE = ".refresh.json"
_ENTRY = re.compile(rb"(?im)^BEGIN:(?:VEVENT|VTODO|VFREEBUSY)\s*$")


@dataclass(frozen=True, slots=True)
class Note:
    """What is known of a copy.

    Attributes:
        at: when the server was last asked with success, UTC.
        entries: how many events and tasks it had then.
        etag, modified: version of a subscription, as its server told it.
        content, source: hashes of the copy and of the address it is from: a version counts for both alone.
    """

    at: datetime
    entries: int = 0
    etag: str = ""
    modified: str = ""
    content: str = ""
    source: str = ""


def read_note(folder: Path) -> Note | None:
    """Return the note of a copy; None if there is none that can be read."""
    try:
        found = json.loads((folder / _FILE).read_bytes())
        at = datetime.fromisoformat(str(found.pop("at"))).astimezone(UTC)
        entries = int(found.pop("entries"))
        texts = {name: str(found.get(name, "")) for name in ("etag", "modified", "content", "source")}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return Note(at, entries, **texts)


def write_note(folder: Path, note: Note) -> None:
    """Keep the note of a copy.

    Raises:
        StorageError: if it cannot be written.
    """
    values = asdict(note) | {"at": note.at.astimezone(UTC).isoformat()}
    write_private(folder / _FILE, json.dumps(values, indent=2).encode() + b"\n")


def digest(data: bytes) -> str:
    """Return a hash, by which content is known again."""
    return hashlib.sha256(data).hexdigest()


def count_entries(data: bytes) -> int:
    """Return how many events and tasks stand in a calendar; overrides of occurrences count too."""
    return len(_ENTRY.findall(data))


def age_text(age: timedelta) -> str:
    """Return an age in words: ``3 days``, ``5 hours``, ``1 minute``."""
    minutes = max(0, int(age.total_seconds() // 60))
    for size, name in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            number = minutes // size
            return f"{number} {name}{'' if number == 1 else 's'}"
    return "less than a minute"
