"""Recurrence sets (RFC 5545 sections 3.8.4.4 and 3.8.5): a series and its overrides become occurrences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice

from equipoise.calendars.content import Report
from equipoise.calendars.items import Item, Moment, instant_of
from equipoise.calendars.recurrence import Budget, BudgetError, expand
from equipoise.calendars.rules import Rule
from equipoise.domain.time import Interval

__all__ = ["Occurrence", "occurrences"]

MAX_FUTURES = 100
_MARGIN = timedelta(hours=3)  # more than any change of clocks


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One instance of an item. ``key`` is the RECURRENCE-ID it has or would have, "" for a single event."""

    item: Item
    when: Interval
    key: str


def occurrences(
    items: list[Item], window: Interval, budget: Budget, report: Report, *, half: bool = False
) -> list[Occurrence]:
    """Return the occurrences, inside the window, of all items that share a UID.

    Args:
        items: masters and overrides. ``window``: what is asked for. ``budget``: of the file. ``report``: of the file.
        half: True if the series was split: an override beyond its end may belong to the other half.
    """
    if len(items) == 1 and items[0].single:
        item = items[0]
        when = _span(item, item.start.wall, item.start.zone, item.start.instant)
        return [Occurrence(item, when, "")] if _touches(when, window) else []
    masters = _newest_masters(item for item in items if item.override is None)
    overrides = _newest_overrides(item for item in items if item.override is not None)
    found: list[Occurrence] = []
    instants = {_key(item.override) for item in overrides if item.override}
    dates = {item.override.wall.date() for item in overrides if item.override}
    for master in masters:
        replaced = dates if master.start.whole_day else instants
        found += _Series(master, replaced, _futures(overrides, report), window, budget, report).run()
    gone = {_key(moment) for master in masters for moment in master.removed}
    for item in overrides:
        assert item.override is not None
        if not half and any(_outdated(item, master) for master in masters):
            continue
        if not item.cancelled and _key(item.override) not in gone:
            when = _span(item, item.start.wall, item.start.zone, item.start.instant)
            if _touches(when, window):
                label = _label(item.override.wall, item.override.instant, whole=item.override.whole_day)
                found.append(Occurrence(item, when, label))
    return found


def _outdated(item: Item, master: Item) -> bool:
    """Tell whether an override was left over when its series was cut short: later than its end, and older than that."""
    untils = [rule.until for rule in master.rules]
    if not untils or item.sequence >= master.sequence or master.added or item.override is None:
        return False
    wall = item.override.wall
    if not item.override.whole_day and not master.start.whole_day:
        wall = item.override.instant.astimezone(master.start.zone).replace(tzinfo=None)
    return all(isinstance(until, datetime) and until < wall for until in untils)


def _newest_masters(items: Iterable[Item]) -> list[Item]:
    """Of several masters with one UID the highest SEQUENCE counts; equals at different times are all kept."""
    every = list(items)
    newest = max((item.sequence for item in every), default=0)
    kept = {(item.start.wall, item.start.zone): item for item in reversed(every) if item.sequence == newest}
    return list(reversed(kept.values()))


def _newest_overrides(items: Iterable[Item]) -> list[Item]:
    kept: dict[datetime | date, Item] = {}
    for item in items:
        assert item.override is not None
        key = _key(item.override)
        if key not in kept or item.sequence >= kept[key].sequence:
            kept[key] = item
    return list(kept.values())


def _futures(overrides: list[Item], report: Report) -> list[Item]:
    """Return the overrides that count for later instances too, in order."""
    found = sorted((item for item in overrides if item.future), key=lambda item: _instant(item.override))
    if len(found) > MAX_FUTURES:
        text = f"a series changes more than {MAX_FUTURES} times"
        report.add(text, cure="later changes were left out", line=found[0].line, prop="RECURRENCE-ID")
    return found[:MAX_FUTURES]


def _key(moment: Moment) -> datetime | date:
    """Return what identifies an instance: its instant, or its date if it takes whole days."""
    return moment.wall.date() if moment.whole_day else moment.instant


def _label(wall: datetime, instant: datetime, *, whole: bool) -> str:
    """Return how a RECURRENCE-ID names an instance that starts at ``wall``, which is ``instant`` in UTC."""
    day = wall if whole else instant
    text = f"{day.year:04}{day.month:02}{day.day:02}"
    return text if whole else f"{text}T{day.hour:02}{day.minute:02}{day.second:02}Z"


def _span(
    item: Item, wall: datetime, zone: tzinfo, begin: datetime, length: timedelta | None = None
) -> Interval:
    """Return the time an instance of ``item`` takes that starts at ``wall`` in ``zone``, which is ``begin`` in UTC."""
    if length is not None:
        return Interval(begin, begin + length)
    end = instant_of(wall + item.wall, zone) + item.exact
    return Interval(begin, max(begin, end))


def _touches(when: Interval, window: Interval) -> bool:
    return window.start <= when.start < window.end or when.overlaps(window)


@dataclass(slots=True)
class _Series:
    master: Item
    replaced: Collection[datetime | date]
    futures: list[Item]
    window: Interval
    budget: Budget
    report: Report

    def run(self) -> list[Occurrence]:
        """Return the occurrences that no override replaces; those under a RANGE=THISANDFUTURE follow it."""
        master = self.master
        if master.cancelled:
            return []
        walls = self._walls()
        gone = self._removed(walls) | self._not_instances() | set(self.replaced)
        lengths = {_key(moment): length for moment, length in master.added if length is not None}
        repeats = bool(master.rules or master.added)
        found: list[Occurrence] = []
        zone, whole = master.start.zone, master.start.whole_day
        for wall in walls:
            instant, day = instant_of(wall, zone), wall.date()
            key = day if whole else instant
            if key in gone or day in gone:
                continue
            item = self._governing(instant)
            if item.cancelled:
                continue
            if item is master:
                when = _span(master, wall, zone, instant, lengths.get(key))
            else:
                moved = Moment(wall + self._shift(item), zone)
                when = _span(item, moved.wall, zone, moved.instant)
            if _touches(when, self.window):
                label = _label(wall, instant, whole=whole) if repeats else ""
                found.append(Occurrence(item, when, label))
            if len(found) >= self.budget.series:
                text = f"this event repeats more than {self.budget.series} times in the time that is planned"
                self._complain(text, "only the first of them are read")
                break
        return found

    def _governing(self, instant: datetime) -> Item:
        """Return what an instance follows: the last change for later instances that lies before it, or the master."""
        for item in reversed(self.futures):
            if _instant(item.override) < instant:
                return item
        return self.master

    def _complain(self, message: str, cure: str) -> None:
        title = f" (\u201c{self.master.title}\u201d)" if self.master.title else ""
        self.report.add(message + title, cure=cure, line=self.master.line, prop="RRULE")

    def _removed(self, walls: list[datetime]) -> set[datetime | date]:
        """Return what the EXDATEs name.

        Some programs write an EXDATE in another zone than DTSTART, yet with its wall clock; that is meant where
        the moment itself is no instance. A series of whole days is named by dates.
        """
        if not self.master.removed:
            return set()
        zone, whole = self.master.start.zone, self.master.start.whole_day
        keys = set() if whole else {_key(Moment(wall, zone)) for wall in walls}
        found: set[datetime | date] = set()
        for moment in self.master.removed:
            key = _key(moment)
            if whole:
                local = moment.instant.astimezone(zone)
                key = local.date() if local.time() == time(0) else moment.wall.date()
            elif not moment.whole_day and key not in keys:
                found.add(_key(Moment(moment.wall, zone)))
            found.add(key)
        return found

    def _shift(self, item: Item) -> timedelta:
        """Return by how much an override moves the instances after it, on the wall clock of the series."""
        assert item.override is not None
        zone = self.master.start.zone
        before = item.override.instant.astimezone(zone).replace(tzinfo=None)
        after = item.start.instant.astimezone(zone).replace(tzinfo=None)
        return after - before

    def _bounds(self) -> tuple[datetime, datetime]:
        """Return the wall-clock times between which an instance must start to reach into the window."""
        zone = self.master.start.zone
        shifts = [timedelta(0), *(self._shift(item) for item in self.futures)]
        length = max(item.wall + item.exact for item in (self.master, *self.futures))
        length = max([length, *(extra for _, extra in self.master.added if extra)])
        first = self.window.start.astimezone(zone).replace(tzinfo=None) - length - max(shifts) - _MARGIN
        last = self.window.end.astimezone(zone).replace(tzinfo=None) - min(shifts) + _MARGIN
        return first, last

    def _walls(self) -> list[datetime]:
        """Return the starts of the instances, on the wall clock of the series, in order."""
        master = self.master
        first, last = self._bounds()
        start = master.start
        found = set() if self._ended() else {start.wall}
        for rule in master.rules:
            found.update(self._expand(rule, first, last))
        for moment, _ in master.added:
            found.add(
                moment.wall
                if moment.whole_day
                else moment.instant.astimezone(start.zone).replace(tzinfo=None)
            )
        return sorted(wall for wall in found if first <= wall <= last)

    def _ended(self) -> bool:
        """Tell whether the rules end before DTSTART: so is written what was deleted whole."""
        untils = [rule.until for rule in self.master.rules]
        first = self.master.start.wall
        return bool(untils) and all(isinstance(until, datetime) and until < first for until in untils)

    def _not_instances(self) -> set[datetime | date]:
        """Return what EXRULE, which older programs write, takes away."""
        if not self.master.not_rules:
            return set()
        first, last = self._bounds()
        zone, whole = self.master.start.zone, self.master.start.whole_day
        walls = (wall for rule in self.master.not_rules for wall in self._expand(rule, first, last))
        return {_key(Moment(wall, zone, whole)) for wall in walls}

    def _expand(self, rule: Rule, first: datetime, last: datetime) -> Iterator[datetime]:
        start = self.master.start
        share = self.budget.part(self.budget.rule)
        try:
            instances = expand(rule, start.wall, first, last, share, dates=start.whole_day)
            yield from islice(instances, 10 * self.budget.series)
        except BudgetError:
            self._complain(
                "the rule of this event asks for too much work", "its occurrences are not all read"
            )
        finally:
            self.budget.refund(share)


def _instant(moment: Moment | None) -> datetime:
    return moment.instant if moment else datetime.min.replace(tzinfo=UTC)
