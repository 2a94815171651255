"""Hostile calendars by class: each is made here, small or large, with a good event in the same file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

__all__ = ["GOOD", "SURVIVES", "hostile_files"]

GOOD: Final = "The good neighbour"
"""Title of an event of Tuesday 2026-11-24, 15:00 UTC, that ends each file."""
_PAST: Final = "DTSTART:19700101T000000Z"
_NEAR: Final = "DTSTART:20261124T100000Z"


def _event(*lines: str, start: str = _NEAR, end: str = "DURATION:PT1M") -> list[str]:
    return ["BEGIN:VEVENT", "UID:bad", "DTSTAMP:20260101T000000Z", start, end, *lines, "END:VEVENT"]


def _file(*lines: str) -> bytes:
    good = ["BEGIN:VEVENT", "UID:good", "DTSTAMP:20260101T000000Z", "DTSTART:20261124T150000Z"]
    good += ["DURATION:PT1H", f"SUMMARY:{GOOD}", "END:VEVENT"]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//hostile//EN"]
    return "\r\n".join([*head, *lines, *good, "END:VCALENDAR", ""]).encode("utf-8", "surrogateescape")


def _rule(rule: str, start: str = _PAST) -> bytes:
    return _file(*_event(f"RRULE:{rule}", start=start))


def _zone(tzid: str, before: str, *more: str) -> list[str]:
    lines = ["BEGIN:VTIMEZONE", f"TZID:{tzid}", "BEGIN:STANDARD", "DTSTART:19700101T000000"]
    return [*lines, f"TZOFFSETFROM:{before}", "TZOFFSETTO:-1100", *more, "END:STANDARD", "END:VTIMEZONE"]


def _in_zone(tzid: str) -> list[str]:
    return _event(start=f"DTSTART;TZID={tzid}:20261124T110000")


def _dates(count: int) -> str:
    return ",".join(f"2026{i % 12 + 1:02d}{i % 28 + 1:02d}T{i % 24:02d}{i % 60:02d}00Z" for i in range(count))


def _alarm(*lines: str) -> list[str]:
    return ["BEGIN:VALARM", "TRIGGER:-PT1M", *lines, "END:VALARM"]


_RULES: Final = {
    "explosion": ("FREQ=SECONDLY", _NEAR),
    "explosion from 1970": ("FREQ=SECONDLY", _PAST),
    "29 million instances to skip": ("FREQ=MINUTELY", _PAST),
    "COUNT overflow": ("FREQ=MINUTELY;COUNT=4294967296;BYDAY=MO,TU", _PAST),
    "COUNT of 5000 digits": ("FREQ=DAILY;COUNT=" + "9" * 5000, _PAST),
    "never yields": ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", _PAST),
    "never yields, by seconds": ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9", _PAST),
    "never ending": ("FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11", _PAST),
    "INTERVAL=0": ("FREQ=DAILY;INTERVAL=0", _PAST),
    "INTERVAL=-1": ("FREQ=DAILY;INTERVAL=-1", _PAST),
    "INTERVAL huge": ("FREQ=SECONDLY;INTERVAL=999999999999999999", _PAST),
    "two frequencies": ("FREQ=DAILY;FREQ=SECONDLY", _PAST),
    "hang by BYYEARDAY": ("FREQ=HOURLY;COUNT=4;BYYEARDAY=-365,-266,-166,-1", _PAST),
    "WEEKLY with BYYEARDAY": ("FREQ=WEEKLY;BYYEARDAY=366;BYMONTH=1;COUNT=5", _PAST),
    "large set": (
        f"FREQ=YEARLY;BYSETPOS=-1;BYSECOND={','.join(map(str, range(60)))};BYMINUTE={','.join(map(str, range(60)))}",
        _PAST,
    ),
    "year 9999": ("FREQ=DAILY", "DTSTART:99991231T235959Z"),
}
_FILES: Final[dict[str, Callable[[], bytes]]] = {
    "10,000 rules": lambda: _file(*_event(*[f"RRULE:FREQ=DAILY;COUNT={i + 1}" for i in range(10_000)])),
    "2,000 greedy events": lambda: _file(
        *[line for i in range(2_000) for line in _event(f"RRULE:FREQ=SECONDLY;BYSECOND={i % 60}", f"UID:{i}")]
    ),
    "RDATE flood": lambda: _file(*_event("RDATE:" + _dates(200_000))),
    "EXDATE flood": lambda: _file(*_event("RRULE:FREQ=DAILY", "EXDATE:" + _dates(200_000))),
    "rule bomb in a zone": lambda: _file(*_zone("Bomb", "+0100", "RRULE:FREQ=SECONDLY"), *_in_zone("Bomb")),
    "offset overflow": lambda: _file(*_zone("Far", "+9959"), *_in_zone("Far")),
    "zone poisoning": lambda: _file(*_zone("Europe/Berlin", "-1100"), *_in_zone("Europe/Berlin")),
    "path as zone": lambda: _file(*_in_zone("../../../etc/passwd")),
    "zone name of 300 kB": lambda: _file(*_in_zone("A/" * 150_000)),
    "alarm bomb": lambda: _file(
        *_event(
            *_alarm("ACTION:EMAIL", "REPEAT:999999999", "DURATION:PT1S", "ATTENDEE:mailto:a@victim.example")
            * 500
        )
    ),
    "procedure alarm": lambda: _file(*_event(*_alarm("ACTION:PROCEDURE", "ATTACH:file:///bin/sh"))),
    "markup": lambda: _file(*_event("SUMMARY:<script>alert(1)</script>", "URL:javascript:alert(1)")),
    "formula": lambda: _file(*_event("SUMMARY:=HYPERLINK(1)")),
    "header injection": lambda: _file(*_event("SUMMARY:a\\nBcc: all@victim.example")),
    "UID as path": lambda: _file(*[line.replace("UID:bad", "UID:../../x") for line in _event()]),
    "title of 5 MB": lambda: _file(*_event("SUMMARY:" + "x" * 5_000_000)),
    "control characters": lambda: _file(*_event("SUMMARY:a\x00b\x1b[31mc")),
    "bad UTF-8": lambda: _file(*_event("SUMMARY:\udcff\udcfe\udc80")),
    "UTF-16": lambda: _file(*_event("SUMMARY:wide")).decode().encode("utf-16"),
    "direction override": lambda: _file(*_event("SUMMARY:\u202egpj.exe")),
    "50,000 guests": lambda: _file(*_event(*[f"ATTENDEE:mailto:{i}@victim.example" for i in range(50_000)])),
    "negative duration": lambda: _file(*_event(end="DURATION:-PT1H")),
    "a billion weeks": lambda: _file(*_event(end="DURATION:P999999999W")),
    "year 0": lambda: _file(*_event(start="DTSTART:00000101T000000Z")),
    "attachment": lambda: _file(*_event("ATTACH:http://169.254.169.254/latest/meta-data")),
    "cancel by a stranger": lambda: _file("METHOD:CANCEL", *_event("STATUS:CANCELLED")),
    "nested 200,000 deep": lambda: b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 200_000,
    "100,000 lines of nothing": lambda: _file(*[f"nonsense {i}" for i in range(100_000)]),
    "gzip": lambda: b"\x1f\x8b\x08" + bytes(1_000_000),
    "archive": lambda: b"PK\x03\x04" + bytes(1_000_000),
    "too large": lambda: b"BEGIN:VCALENDAR\r\n" + b"X" * 21_000_000,
}
_LOST: Final = {
    *(
        "cancel by a stranger",
        "nested 200,000 deep",
        "100,000 lines of nothing",
        "gzip",
        "archive",
        "too large",
    ),
}


def hostile_files() -> dict[str, Callable[[], bytes]]:
    """Return what makes each file, by the name of its class."""
    rules = {
        name: (lambda rule=rule, start=start: _rule(rule, start)) for name, (rule, start) in _RULES.items()
    }
    return {**rules, **_FILES}


SURVIVES: Final = frozenset(hostile_files()) - _LOST
"""Classes in which one part of the file is bad: the good event beside it has to be read."""
