"""What the parts of a life file say together: times that contradict, ids that lead nowhere.

Works on records in which some fields may be unreadable, so that one slip does not hide another.
"""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import LocalWindow
from equipoise.domain.rhythm import Override
from equipoise.lifefile.build import Entries
from equipoise.lifefile.identity import Names
from equipoise.lifefile.notation import duration_text, window_text
from equipoise.lifefile.places import check_places
from equipoise.lifefile.records import Record, good
from equipoise.lifefile.sink import Path, Sink
from equipoise.lifefile.spans import check_span, check_window
from equipoise.lifefile.task_checks import check_tasks
from equipoise.lifefile.windows import longest, meetings, stretch_minutes

__all__ = ["check_meaning"]

_LEAST_SLEEP = 240


def check_meaning(data: Record, entries: Entries, names: Names, zone: ZoneInfo, sink: Sink) -> None:
    """Tell the sink what in the file contradicts itself.

    Args:
        data: the whole file, as read.
        entries: its arrays of tables.
        names: the ids of its entries.
        zone: the person's zone; any zone if that could not be read.
        sink: where problems go.
    """
    person = good(data, "person") or {}
    if good(person, "subdivision") and "country" not in person:
        sink.warn(
            ("person", "subdivision"), "a subdivision says nothing without a country", "add the country"
        )
    _rhythm(good(data, "rhythm") or {}, sink)
    _energy(good(data, "energy") or {}, sink)
    check_places(entries, sink)
    check_tasks(entries.get("task", ()), names, zone, sink)
    for number, record in enumerate(entries.get("event", ())):
        check_span(record, ("event", number), zone, sink)
        check_window(record, ("event", number), zone, sink)
    for number, record in enumerate(entries.get("on_call", ())):
        check_span(record, ("on_call", number), zone, sink)
    for number, record in enumerate(entries.get("routine", ())):
        _routine(record, ("routine", number), names, sink)
    for number, record in enumerate(entries.get("non_negotiable", ())):
        _non_negotiable(record, ("non_negotiable", number), sink)
    _at_once(entries.get("non_negotiable", ()), sink)
    for number, record in enumerate(entries.get("ritual", ())):
        _ritual(record, ("ritual", number), sink)


def _rhythm(record: Record, sink: Sink) -> None:
    before: list[tuple[date, date, int]] = []
    for number, season in enumerate(good(record, "season") or ()):
        start, end = good(season, "start") or date.min, good(season, "end") or date.max
        path: Path = ("rhythm", "season", number)
        if end < start:
            sink.add(
                (*path, "end"), f"the season ends ({end}) before it starts ({start})", "swap the two dates"
            )
            continue
        clash = next((other for first, last, other in before if start <= last and first <= end), None)
        if clash is not None:
            sink.warn(
                path,
                f"it overlaps season {clash + 1}; the first of them counts",
                "let one end before the other",
            )
        before.append((start, end, number))
    for change in good(record, "rules") or ():
        _rule(change, sink)


def _rule(change: Override, sink: Sink) -> None:
    if change.rule_id == "hours.outer" and change.value == ():
        outer: Path = ("rhythm", "rules", "hours.outer")
        sink.warn(
            outer, "without any hours no work is placed at all", 'write ["daily 00:00-24:00"] for no limit'
        )
    if change.rule_id != "sleep" or not isinstance(change.value, tuple):
        return
    path: Path = ("rhythm", "rules", "sleep")
    for window in change.value:
        minutes = longest([window]) if isinstance(window, LocalWindow) else _LEAST_SLEEP
        if minutes < _LEAST_SLEEP:
            sink.warn(
                path, f"{duration_text(minutes)} of sleep is less than 4 hours", "adults need 7 hours or more"
            )


def _energy(record: Record, sink: Sink) -> None:
    wake, sleep = good(record, "wake"), good(record, "sleep")
    if wake is None and sleep is None:
        return
    minutes = stretch_minutes(sleep or time(23), wake or time(7))
    place: Path = ("energy", "sleep" if sleep is not None else "wake")
    if minutes < _LEAST_SLEEP:
        sink.warn(
            place, f"{duration_text(minutes)} of sleep is less than 4 hours", "adults need 7 hours or more"
        )
    elif minutes > 960:
        sink.warn(
            place,
            f"{duration_text(minutes)} of sleep is more than 16 hours",
            "check that the two are not swapped",
        )


def _routine(record: Record, path: Path, names: Names, sink: Sink) -> None:
    goal = good(record, "goal")
    if goal is not None:
        names.lookup(goal, "goal", (*path, "goal"), sink)
    length, times = good(record, "length"), good(record, "per_week")
    windows = good(record, "windows") or ()
    if windows and length is not None and longest(windows) < length:
        sink.warn(
            (*path, "windows"),
            f"none of its windows is as long as it takes ({duration_text(length)})",
            "widen a window, or shorten the routine",
        )
    gap = good(record, "gap_days")
    gap = 1 if gap is None else gap
    days = len({day for window in windows for day in window.days}) if windows else 7
    most = min(days, 6 // gap + 1) if gap else times
    if times is not None and times > most:
        sink.warn(
            (*path, "per_week"),
            f"{times} times do not fit into a week",
            f"at most {most} do, by its windows and gap",
        )


def _non_negotiable(record: Record, path: Path, sink: Sink) -> None:
    length, times = good(record, "length") or 0, good(record, "per_week") or 0
    if "length" in record and length and not times and record.get("per_week", 0) == 0:
        sink.add(
            (*path, "length"), "it does not say how often a week", "add per_week, or take the length out"
        )
    if times and not length and record.get("length", 0) == 0:
        sink.add(
            (*path, "per_week"), "it does not say how long each time is", "add a length, or take per_week out"
        )
    windows = good(record, "windows")
    if windows == ():
        sink.add((*path, "windows"), "it has no windows", 'write at least one, such as "daily 18:30-20:00"')
    if windows and longest(windows) < length:
        sink.add(
            (*path, "windows"),
            f"none of its windows is as long as it takes ({duration_text(length)}), so no plan can keep it",
            "widen a window, or shorten it",
        )


def _at_once(records: tuple[Record, ...], sink: Sink) -> None:
    """Note closed non-negotiables that fall on the same time: nobody can be at two places."""
    closed = [
        (number, good(record, "title") or "", good(record, "windows") or ())
        for number, record in enumerate(records)
        if not record.get("length") and not record.get("per_week")
    ]
    for late, early, when in meetings([windows for _number, _title, windows in closed]):
        sink.warn(
            ("non_negotiable", closed[late][0], "windows"),
            f'it falls on the same time as "{closed[early][1]}": {window_text(when)}',
            "move one of the two, unless you do both at once; all of their time is kept free",
        )


def _ritual(record: Record, path: Path, sink: Sink) -> None:
    length, window = good(record, "length"), good(record, "window")
    if length is not None and window is not None and longest([window]) < length:
        sink.warn(
            (*path, "window"),
            f"the window is shorter than {duration_text(length)}",
            "widen it, or shorten the ritual",
        )
