"""Resources for tests of the sync."""

from __future__ import annotations

from equipoise.calendars.sync.resource import parse


def event(
    uid: str, title: str = "Memo", start: str = "20261123T090000", *, extra: str = "", kind: str = "VEVENT"
) -> bytes:
    end = f"{start[:9]}230000"
    close = f"DUE:{end}" if kind == "VTODO" else f"DTEND:{end}"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", f"BEGIN:{kind}", f"UID:{uid}", "DTSTAMP:20261101T000000Z",
        f"DTSTART:{start}", close, f"SUMMARY:{title}", *([extra] if extra else []), f"END:{kind}", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(line + "\r\n" for line in lines).encode()


def gist_of(body: bytes) -> list[tuple[str, ...]]:
    """Return what no server may change: kind, UID, title and the wall clock of start and end of each part."""
    names = ("UID", "SUMMARY", "DTSTART", "DTEND", "DUE")
    parts = (part for part in parse(body).children if part.name != "VTIMEZONE")
    return [(part.name, *(part.value(name) for name in names)) for part in parts]
