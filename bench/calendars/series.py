"""What is expanded: real recurring events of the corpus in one file, repeated under other UIDs up to a number."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import available_timezones

__all__ = ["FIRST", "LAST", "Real", "file_of", "real_series", "rules_of"]

FIRST: Final = datetime(2016, 1, 1, tzinfo=UTC)
LAST: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""The ten years that are expanded."""
_FOLD: Final = re.compile(r"\r?\n[ \t]")
_EVENT: Final = re.compile(r"^BEGIN:VEVENT$.*?^END:VEVENT$", re.MULTILINE | re.DOTALL)
_ZONE: Final = re.compile(r"^BEGIN:VTIMEZONE$.*?^END:VTIMEZONE$", re.MULTILINE | re.DOTALL)
_ALARM: Final = re.compile(r"^BEGIN:VALARM$.*?^END:VALARM\n", re.MULTILINE | re.DOTALL)
_UID: Final = re.compile(r"^UID[:;].*$", re.MULTILINE)
_RELATED: Final = re.compile(r"^RELATED-TO[^:\n]*:.*$", re.MULTILINE)
_TZID: Final = re.compile(r";TZID=\"?([^\":;\n]+)")
_STAMPS: Final = re.compile(r"^(?:UID|DTSTAMP|CREATED|LAST-MODIFIED|SEQUENCE)[:;].*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Real:
    """A real series: its VEVENTs (master and overrides), and the VTIMEZONEs that came with it, by TZID."""

    events: str
    zones: tuple[tuple[str, str], ...]


def real_series(corpus: Path) -> list[Real]:
    """Return the distinct real series on which three engines agree and whose zones have IANA names."""
    records = json.loads((corpus / "expansions" / "dev-expansions.json").read_text(encoding="utf-8"))[
        "records"
    ]
    known = available_timezones()
    kept: dict[str, Real] = {}
    for record in records:
        text = _FOLD.sub("", record["ics"]).replace("\r\n", "\n")
        events = [_ALARM.sub("", part) for part in _EVENT.findall(text)]
        if "3of3" not in record["agreement"] or not any("\nRRULE" in part for part in events):
            continue
        whole = "\n".join(events)
        if not set(_TZID.findall(whole)) <= known:
            continue
        zones = {_tzid(part): part for part in _ZONE.findall(text)}
        kept.setdefault(_STAMPS.sub("", whole + "\n"), Real(whole, tuple(zones.items())))
    return list(kept.values())


def _tzid(zone: str) -> str:
    found = re.search(r"^TZID[^:\n]*:(.*)$", zone, re.MULTILINE)
    return found[1].strip() if found else ""


def file_of(series: Iterable[Real], number: int) -> bytes:
    """Return one file with ``number`` series: the real ones again and again, each time with UIDs of its own."""
    every = list(series)
    zones: dict[str, str] = {}
    parts: list[str] = []
    for count in range(number):
        one = every[count % len(every)]
        events = _UID.sub(f"UID:{count}@bench", one.events)  # and no copy a half of another's split series:
        parts.append(_RELATED.sub(rf"\g<0>-{count // len(every)}", events))
        for name in _TZID.findall(one.events):
            table = dict(one.zones).get(name)
            if table:
                zones.setdefault(name, table)
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//EN"]
    lines = "\n".join([*head, *zones.values(), *parts, "END:VCALENDAR", ""])
    return lines.replace("\n", "\r\n").encode()


def rules_of(series: Iterable[Real]) -> list[tuple[str, str]]:
    """Return (RRULE, DTSTART on the wall clock) of the masters with exactly one rule; UNTIL on that clock too."""
    found = []
    for one in series:
        for event in _EVENT.findall(one.events):
            rules = re.findall(r"^RRULE:(.*)$", event, re.MULTILINE)
            start = re.search(r"^DTSTART[^:\n]*:(\d{8})(T\d{6})?", event, re.MULTILINE)
            if len(rules) == 1 and start and "RECURRENCE-ID" not in event:
                begin = start[1] + (start[2] or "T000000")
                found.append((re.sub(r"UNTIL=(\d{8})(T\d{6})?Z?", _until, rules[0].strip()), begin))
    return found


def _until(found: re.Match[str]) -> str:
    return f"UNTIL={found[1]}{found[2] or 'T235959'}"
