"""Checks of pins: their own times, and whether what a pinned task waits for is sure to be finished by then."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from zoneinfo import ZoneInfo

from equipoise.domain.time import Interval
from equipoise.lifefile.moments import instant
from equipoise.lifefile.notation import duration_text
from equipoise.lifefile.records import Record, good
from equipoise.lifefile.sink import Path, Sink
from equipoise.lifefile.spans import check_span

__all__ = ["check_pins"]


def check_pins(
    tasks: Sequence[Record], waits: Sequence[Sequence[int]], ids: Sequence[str], zone: ZoneInfo, sink: Sink
) -> None:
    """Tell the sink what is wrong with pins.

    Args:
        tasks: the tasks, as read.
        waits: for each task, the numbers of those that it waits for.
        ids: the ids of the tasks.
        zone: the person's zone.
        sink: where problems go.
    """
    pins = [_pins(task, ("task", number, "pins"), zone, sink) for number, task in enumerate(tasks)]
    every = sorted((pin for some in pins for pin in some), key=lambda item: item[0])
    for (first, _), (second, place) in pairwise(every):
        if first.overlaps(second):
            sink.warn(place, "the pin overlaps another one", "move one of the two")
    for number, some in enumerate(pins):
        if not some:
            continue
        when, place = min(some, key=lambda item: item[0])
        for before in waits[number]:
            left = _open(tasks[before], [pin for pin, _place in pins[before]], when)
            if left and not _due(tasks[before], when, zone):
                _note(sink, place, good(tasks[before], "title") or ids[before], left)


def _pins(task: Record, path: Path, zone: ZoneInfo, sink: Sink) -> list[tuple[Interval, Path]]:
    out = []
    for order, pin in enumerate(good(task, "pins") or ()):
        when = check_span(pin, (*path, order), zone, sink)
        if when is not None:
            out.append((when, (*path, order)))
    return out


def _open(task: Record, pins: Sequence[Interval], by: Interval) -> int:
    """Return the minutes of a task that are neither done nor pinned before a time; 0 if its size is unknown."""
    estimate = good(task, "estimate")
    if estimate is None:
        return 0
    sure = sum(pin.minutes for pin in pins if pin.end <= by.start)
    return int(max(0, estimate.planned - (good(task, "done") or 0) - sure))


def _due(task: Record, by: Interval, zone: ZoneInfo) -> bool:
    """Tell whether a task is wanted before a time anyway."""
    due = good(task, "deadline") or good(task, "due")
    return due is not None and instant(due, zone, end=True) <= by.start


def _note(sink: Sink, place: Path, title: str, left: int) -> None:
    sink.warn(
        place,
        f'the pin waits for "{title}", of which {duration_text(left)} is not done, pinned or due before it',
        f'give "{title}" a due date before the pin, pin it too, or take the link out of after',
    )
