"""Checks of starts, ends and lengths."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from equipoise.domain.time import Interval
from equipoise.lifefile.build import interval
from equipoise.lifefile.moments import instant, skipped
from equipoise.lifefile.records import Record, good
from equipoise.lifefile.sink import Path, Sink

__all__ = ["check_clock", "check_span", "check_window"]


def check_clock(record: Record, path: Path, zone: ZoneInfo, sink: Sink, *keys: str) -> None:
    """Warn of local times that do not exist because the clocks go forward."""
    for key in keys:
        raw = good(record, key)
        if isinstance(raw, datetime) and skipped(raw, zone):
            real = instant(raw, zone).astimezone(zone)
            sink.warn(
                (*path, key),
                f"{raw:%H:%M} does not exist on {raw.date()}, when the clocks go forward",
                f"it is read as {real:%H:%M}",
            )


def check_span(record: Record, path: Path, zone: ZoneInfo, sink: Sink) -> Interval | None:
    """Return the time that start, end and length say; None, and a problem, if they say none."""
    check_clock(record, path, zone, sink, "start", "end")
    if good(record, "start") is None or any(
        key in record and good(record, key) is None for key in ("end", "length")
    ):
        return None  # already told
    if "end" in record and "length" in record:
        sink.add((*path, "length"), "both an end and a length are given", "keep one of the two lines")
        return None
    if "end" not in record and "length" not in record and isinstance(record["start"], datetime):
        sink.add(path, "it has neither an end nor a length", 'add a line such as length = "45 min"')
        return None
    when = interval(record, zone)
    if when is None:
        start, end = instant(record["start"], zone), instant(record["end"], zone, end=True)
        empty = start == end and isinstance(record["end"], datetime)
        what = "is empty: it ends when it starts" if empty else "ends before it starts"
        sink.add((*path, "end"), f"it {what}", "write an end after the start")
    return when


def check_window(record: Record, path: Path, zone: ZoneInfo, sink: Sink) -> None:
    """Check the stretch within which an event may be moved."""
    check_clock(record, path, zone, sink, "earliest", "latest")
    given = [key for key in ("earliest", "latest") if key in record]
    if len(given) == 1:
        other = "latest" if given == ["earliest"] else "earliest"
        sink.add((*path, given[0]), f"{given[0]} says nothing without {other}", f"add {other}")
        return
    first, last = good(record, "earliest"), good(record, "latest")
    if first is None or last is None:
        return
    begin, stop = instant(first, zone), instant(last, zone, end=True)
    if stop <= begin:
        sink.add((*path, "latest"), "latest is not after earliest", "write a later one")
        return
    quiet = Sink()
    when = check_span(record, path, zone, quiet)
    if when is not None and stop - begin < timedelta(minutes=when.minutes):
        sink.add(
            (*path, "latest"),
            "there is less room between earliest and latest than it takes",
            "give it more room",
        )
    if good(record, "flexible") is not True and "flexible" not in record:
        sink.warn(
            (*path, "earliest"), "without flexible = true the event is not moved", "add flexible = true"
        )
