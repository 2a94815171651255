"""What others may know of a person's time, without titles: hours (RFC 7953), free/busy (RFC 5545), and kept time.

Bytes out, nothing else: equal arguments give equal bytes. UIDs depend on the person and on what is told, so that a
new version of the same hours replaces the old one.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from equipoise.calendars.hours import Purpose
from equipoise.calendars.lines import PRODUCT, STANDING, basic, is_utc, moments, text, to_bytes
from equipoise.calendars.vtimezone import vtimezone
from equipoise.calendars.weekly import Series, Span, interval_of, series_lines, weekly
from equipoise.domain.commitments import BlockKind, Event
from equipoise.domain.plan import Plan
from equipoise.domain.time import Interval, at_local, merge, subtract

__all__ = [
    "availability_to_ics",
    "busy_times",
    "freebusy_to_ics",
    "intervals_of",
    "kept_resources",
    "kept_to_ics",
]

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:equipoise:published")
_SUMMARY = {Purpose.BOOKING: "Hours for meetings", Purpose.ANSWERING: "Hours for answers"}
_FREE = frozenset({BlockKind.BUFFER})


def availability_to_ics(
    person: str,
    hours: Mapping[date, tuple[Span, ...]],
    zone: ZoneInfo,
    now: datetime,
    *,
    purpose: Purpose = Purpose.BOOKING,
) -> bytes:
    """Return hours as a VCALENDAR with one VAVAILABILITY (RFC 7953 section 3.1), weekly with exceptions.

    The hours for answers belong into a file or calendar of their own: programs that read both as one would allow
    bookings in them.

    Args:
        person: whose hours; a part of the UID.
        hours: of consecutive dates, at least one, as ``hours_for`` gives them; a date may have none. Begin with the
            same date, such as this week's Monday, for the same bytes.
        zone: of the wall clock. ``now``: the moment from which they hold, aware. ``purpose``: what they are for.
    """
    first, last = min(hours), max(hours)
    start = at_local(first, datetime.min.time(), zone)
    end = at_local(last + timedelta(days=1), datetime.min.time(), zone)
    body = [
        "BEGIN:VAVAILABILITY",
        f"UID:{_uid(person, purpose.value)}",
        f"DTSTAMP:{basic(now)}",
        *moments(Interval(start, end), zone),
        f"SUMMARY:{text(_SUMMARY[purpose])}",
        "BUSYTYPE:BUSY-UNAVAILABLE",
    ]
    for series in weekly(hours, zone):
        body += [
            "BEGIN:AVAILABLE",
            f"UID:{_uid(person, purpose.value, _name(series))}",
            f"DTSTAMP:{basic(now)}",
        ]
        body += [*series_lines(series, zone), f"SUMMARY:{text(_SUMMARY[purpose])}", "END:AVAILABLE"]
    return _calendar([*body, "END:VAVAILABILITY"], zone, first.year)


def kept_to_ics(
    person: str, kept: Mapping[str, Mapping[date, tuple[Span, ...]]], zone: ZoneInfo, now: datetime
) -> bytes:
    """Return time that is kept from all others, such as sleep, as a VCALENDAR of weekly events, busy from the start.

    Args:
        person: whose time; a part of the UIDs.
        kept: title (it is shown) to spans by date; at least one date. ``zone``: of the wall clock.
        now: the moment from which they hold, aware.
    """
    parts = [part for _uid, _series, part in _kept(person, kept, zone, now)]
    year = min((day.year for hours in kept.values() for day in hours), default=now.year)
    return _calendar([line for part in parts for line in part], zone, year)


def kept_resources(
    person: str, kept: Mapping[str, Mapping[date, tuple[Span, ...]]], zone: ZoneInfo, now: datetime
) -> dict[str, bytes]:
    """Return the same as ``kept_to_ics`` with one resource for each series, as CalDAV stores them, by UID.

    A UID depends on person, title and weekdays alone, so that other hours take the place of those that stand there.
    """
    return {
        uid: _calendar(part, None if series.exact else zone, series.first.year)
        for uid, series, part in _kept(person, kept, zone, now)
    }


def _kept(
    person: str, kept: Mapping[str, Mapping[date, tuple[Span, ...]]], zone: ZoneInfo, now: datetime
) -> Iterator[tuple[str, Series, list[str]]]:
    """Yield the series of kept time: UID, series, and the lines of its VEVENT."""
    seen: Counter[tuple[str, str]] = Counter()
    for title, hours in kept.items():
        for series in weekly(hours, zone):
            days = "".join(str(day) for day in sorted(series.weekdays))
            name = series.first.isoformat() if series.exact else days
            seen[title, name] += 1
            uid = _uid(person, "kept", title, name, str(seen[title, name]))
            part = ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{basic(now)}", *series_lines(series, zone)]
            part += [f"SUMMARY:{text(title)}", "STATUS:CONFIRMED", "TRANSP:OPAQUE"]
            part += [f"X-EQUIPOISE-BLOCK:{text(STANDING + title)}", "END:VEVENT"]
            yield uid, series, part


def busy_times(
    plan: Plan, events: Iterable[Event], defended: Mapping[str, bool], window: Interval
) -> tuple[Interval, ...]:
    """Return the time that is taken, joined, in order, inside a window.

    Args:
        plan: its blocks count where they are defended; a block of which ``defended`` says nothing is, but for
            buffers. ``events``: busy ones count, whole days too.
    """
    blocks = [b.when for b in plan.blocks if defended.get(b.id, b.kind not in _FREE)]
    found = [*blocks, *(event.when for event in events if event.busy)]
    clipped = (when.clip(window) for when in found)
    return merge(when for when in clipped if when is not None and when.start < when.end)


def freebusy_to_ics(
    plan: Plan,
    events: Iterable[Event],
    defended: Mapping[str, bool],
    *,
    unavailable: Iterable[Interval] = (),
    window: Interval | None = None,
) -> bytes:
    """Return a VCALENDAR with one VFREEBUSY (RFC 5545 section 3.6.4) of a plan and events: no titles, no places.

    Args:
        plan: whose DTSTAMP is the moment of planning. ``events``, ``defended``: as for ``busy_times``.
        unavailable: time that is kept from all others, such as sleep; told as BUSY-UNAVAILABLE.
        window: what is told about; by default the plan's horizon.
    """
    zone = ZoneInfo(plan.zone)
    if window is None:
        after = plan.first + timedelta(days=plan.days)
        window = Interval(*(at_local(day, datetime.min.time(), zone) for day in (plan.first, after)))
    busy = busy_times(plan, events, defended, window)
    clipped = [part for when in unavailable if (part := when.clip(window)) is not None]
    kept = subtract(merge(clipped), busy)
    rows = sorted(
        [*((when, "BUSY") for when in busy), *((when, "BUSY-UNAVAILABLE") for when in kept)], key=_start
    )
    return _calendar(
        [
            "BEGIN:VFREEBUSY",
            f"UID:{_uid(plan.person, 'freebusy')}",
            f"DTSTAMP:{basic(plan.now)}",
            f"DTSTART:{basic(window.start)}",
            f"DTEND:{basic(window.end)}",
            *(f"FREEBUSY;FBTYPE={kind}:{basic(when.start)}/{basic(when.end)}" for when, kind in rows),
            "END:VFREEBUSY",
        ],
        None,
        0,
    )


def _start(row: tuple[Interval, str]) -> datetime:
    return row[0].start


def _uid(*names: str) -> str:
    return f"{uuid.uuid5(_NAMESPACE, chr(10).join(names))}@equipoise"


def _name(series: Series) -> str:
    """Return what tells a series from the others: its span, weekdays and first date."""
    days = "".join(str(day) for day in sorted(series.weekdays))
    return f"{series.span[0]}-{series.span[1]}/{days}/{series.first.isoformat()}"


def _calendar(body: list[str], zone: ZoneInfo | None, year: int) -> bytes:
    def lines() -> Iterator[str]:
        yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN")
        if zone is not None and not is_utc(zone):
            yield from vtimezone(zone, year)
        yield from body
        yield "END:VCALENDAR"

    return to_bytes(lines())


def intervals_of(hours: Mapping[date, Iterable[Span]], zone: ZoneInfo) -> tuple[Interval, ...]:
    """Return spans by date as intervals, joined, in order."""
    return merge(interval_of(day, span, zone) for day, spans in hours.items() for span in spans)
