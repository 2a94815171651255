"""Large calendar files of one kind each: what a program writes, and what costs a reader the most for its bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

__all__ = ["LARGE"]


def _moment(number: int) -> str:
    """Return one of the moments of November 2026, one after the other."""
    return f"202611{number % 28 + 1:02d}T{number % 24:02d}{number % 60:02d}00"


def _calendar(*parts: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR", ""]).encode()


def _many(make: Callable[[int], str], size: int) -> list[str]:
    """Return so many parts that they have that size in bytes."""
    parts, total, number = [], 0, 0
    while total < size:
        parts.append(make(number))
        total += len(parts[-1]) + 2
        number += 1
    return parts


def _event(number: int) -> str:
    """An event as Google writes it."""
    at = f";TZID=Europe/Berlin:{_moment(number)}"
    return "\r\n".join(
        [
            "BEGIN:VEVENT",
            f"DTSTART{at}",
            f"DTEND{at}",
            "DTSTAMP:20260101T000000Z",
            f"UID:7g1until{number}abcdefgh@google.com",
            "CREATED:20260101T000000Z",
            "DESCRIPTION:some words that nobody reads",
            f"LOCATION:Room {number}",
            "SEQUENCE:0",
            "STATUS:CONFIRMED",
            f"SUMMARY:Meeting number {number}",
            "TRANSP:OPAQUE",
            "END:VEVENT",
        ]
    )


def _tiny(number: int) -> str:
    return f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART:{_moment(number)}\r\nEND:VEVENT"


def _inside(make: Callable[[int], str]) -> Callable[[int], bytes]:
    """Make one event with many properties."""
    return lambda size: _alone(*_many(make, size))


def _alone(*lines: str) -> bytes:
    """Return a calendar of one event with these lines."""
    return _calendar("BEGIN:VEVENT", "UID:1", "DTSTART:20261105T100000Z", *lines, "END:VEVENT")


def _zone(number: int) -> str:
    lines = [
        "TZID:z{}",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
    ]
    return "\r\n".join(["BEGIN:VTIMEZONE", *lines, "END:VTIMEZONE"]).format(number)


def _series(number: int) -> str:
    return _tiny(number).replace("\r\nEND", "\r\nRRULE:FREQ=DAILY\r\nEND")


def _task(number: int) -> str:
    return f"BEGIN:VTODO\r\nUID:{number}\r\nSUMMARY:t\r\nEND:VTODO"


def _hours(number: int) -> str:
    return _tiny(number).replace("VEVENT", "AVAILABLE")


def _within(kind: str, make: Callable[[int], str]) -> Callable[[int], bytes]:
    """Make one component with many parts."""
    return lambda size: _calendar(f"BEGIN:{kind}", *_many(make, size), f"END:{kind}")


LARGE: Final[dict[str, Callable[[int], bytes]]] = {
    "events of a real program": lambda size: _calendar(*_many(_event, size)),
    "the smallest events": lambda size: _calendar(*_many(_tiny, size)),
    "the smallest series": lambda size: _calendar(*_many(_series, size)),
    "guests": _inside(lambda i: f"ATTENDEE:mailto:{i}@v.example"),
    "guests with addresses": _inside(lambda i: f"ATTENDEE;EMAIL={i}@v.example;CN=Guest {i}:x"),
    "dates": _inside(lambda i: f"RDATE:{_moment(i)}"),
    "dates of many zones": _inside(lambda i: f"RDATE;TZID=Z{i}:{_moment(i)}"),
    "one list of dates": lambda size: _alone("RDATE:" + ",".join(_many(_moment, size))),
    "a long title": _inside(lambda _: "SUMMARY:" + "\U0001f5d3" * 100_000),
    "folds": lambda size: _alone("SUMMARY:x", *[" y"] * (size // 4)),
    "lines that nobody knows": lambda size: _calendar(*["X:y"] * (size // 5)),
    "zones": lambda size: _calendar(*_many(_zone, size)),
    "busy times": _within("VFREEBUSY", lambda i: f"FREEBUSY:{_moment(i)}Z/PT1H"),
    "the smallest tasks": lambda size: _calendar(*_many(_task, size)),
    "the smallest hours": _within("VAVAILABILITY", _hours),
}
"""The file of a kind, for a size in bytes; most of its times lie in November 2026."""
