"""Calendar files that somebody sends: bounded, read at once, and kept under names of our own."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from equipoise.calendars.private import write_private
from equipoise.calendars.reading import read_events
from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import CalendarSource
from equipoise.domain.time import Interval

__all__ = ["MOST", "Looked", "clear", "drop", "keep", "look", "staged"]

MOST, LARGEST = 10, 5_000_000
"""Files of one newcomer, and bytes of one file."""
AHEAD = timedelta(weeks=4)
"""How far ahead events are counted when a file is looked at."""


@dataclass(frozen=True)
class Looked:
    """What is in a calendar file: events of the next weeks, and what is odd, in words."""

    events: int
    problems: tuple[str, ...]


def staged(user_id: object) -> Path:
    """Return the folder in which a newcomer's calendars wait until there is a life."""
    return Path(settings.MEDIA_ROOT) / "begun" / str(user_id)


def look(data: bytes, name: str, zone: ZoneInfo) -> Looked:
    """Read a calendar file.

    Raises:
        InputError: it is none, or so broken that no plan could be made with it.
    """
    now = datetime.now(UTC)
    source = CalendarSource(path=name, name=name)
    events, findings = read_events(
        data, name=name, zone=zone, window=Interval(now, now + AHEAD), source=source
    )
    errors = [finding for finding in findings if not finding.warning]
    if b"BEGIN:VCALENDAR" not in data.upper():
        errors = errors or [Finding("this is no calendar file", "export it as .ics (iCalendar)", name)]
    if errors:
        raise InputError(errors)
    told = (f"line {f.line}: {f.message}" if f.line else f.message for f in findings)
    return Looked(len(events), tuple(told)[:20])


def keep(
    folder: Path, file: UploadedFile[Any], zone: ZoneInfo, there: Sequence[str]
) -> tuple[str, str, Looked]:
    """Keep a file that was sent; return the name it is kept under, what to call it, and what is in it.

    Args:
        folder: where. ``there``: names of the files that are kept already.

    Raises:
        InputError: it is too large, one too many, or no calendar; then it is not kept.
    """
    name = _called(file.name or "")
    if len(there) >= MOST:
        told = f"{MOST} files are kept already"
        raise InputError([Finding(told, "take one away, or add it later under Calendars", name)])
    if (file.size or 0) > LARGEST:
        told = f"{name} is larger than {LARGEST // 1_000_000} MB"
        raise InputError([Finding(told, "export a shorter span of time", name)])
    data = file.read()
    found = look(data, name, zone)
    path = f"calendar-{secrets.token_hex(4)}.ics"
    write_private(folder / path, data)
    return path, name, found


def _called(name: str) -> str:
    """Return what to call a file: its own name without folders, ending and signs that cannot be shown."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    return "".join(sign for sign in stem if sign.isprintable()).strip()[:80] or "Calendar"


def drop(folder: Path, path: str) -> None:
    """Take a kept file away; a name that is not ours does nothing."""
    if path.startswith("calendar-") and PurePosixPath(path).name == path:
        (folder / path).unlink(missing_ok=True)


def clear(folder: Path) -> None:
    """Take a folder of kept files away."""
    shutil.rmtree(folder, ignore_errors=True)
