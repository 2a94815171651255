"""What lies between elements: buffers and travel (8), breaks (9), and the margin of a day (10)."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import accumulate

import numpy as np

from equipoise.domain.commitments import Area
from equipoise.domain.time import SLOT_MINUTES
from equipoise.planning.verify.case import BoolArray, Case
from equipoise.planning.verify.closed import ClosedTime
from equipoise.planning.verify.timeline import Element, Timeline, minutes_between, utc
from equipoise.planning.verify.verdict import Violation
from equipoise.planning.verify.wording import name

__all__ = ["breaks", "buffers_and_travel", "margin"]


def consecutive(elements: Iterable[Element]) -> Iterator[tuple[Element, Element]]:
    """Yield the pairs A, B where B starts at or after the end of A and no other element lies between the two.

    Where nothing overlaps these are the neighbours in the order of time. Where fixed events overlap each
    other, the one that ends last is still next to what follows.
    """
    by_end = sorted((e for e in elements if e.when.start < e.when.end), key=lambda e: e.when.end)
    ends = [element.when.end for element in by_end]
    latest_start = list(accumulate((element.when.start for element in by_end), max))
    for two in by_end:
        i = bisect_right(ends, two.when.start) - 1
        if i < 0:
            continue
        bar = latest_start[i]
        while i >= 0 and ends[i] > bar:
            yield by_end[i], two
            i -= 1


def buffers_and_travel(case: Case, timeline: Timeline) -> Iterator[Violation]:
    """Rule 8: consecutive elements keep the largest of role buffer, meeting buffer and travel."""
    for one, two in consecutive(timeline.elements):
        if not (one.free or two.free):
            continue
        needed, cause = _needed_gap(case, one, two)
        gap = minutes_between(one.when.end, two.when.start)
        if gap < needed:
            text = (
                f"{gap:g} minutes lie between {name(case, one)} and {name(case, two)}, {needed:g} are needed"
            )
            yield Violation(8, text, one.ids + two.ids, cause)


def _needed_gap(case: Case, one: Element, two: Element) -> tuple[float, str]:
    book = case.book(case.date_of(two.when.start))
    a, b = one.traits, two.traits
    needs = [(float(case.life.travel.between(a.place, b.place)), "travel")]
    if a.role and b.role and a.role != b.role:
        needs.append((book.number("buffer.role"), "buffer.role"))
    if one.meeting != two.meeting:
        needs.append((book.number("buffer.meeting"), "buffer.meeting"))
    return max(needs)


def breaks(case: Case, timeline: Timeline) -> Iterator[Violation]:
    """Rule 9: no chain of two or more joined work elements is longer than the longest stretch."""
    work = [element for element in timeline.elements if element.traits.area is Area.WORK]
    for chain in _chains(case, work):
        start, end = chain[0].when.start, max(element.when.end for element in chain)
        longest = case.book(case.date_of(start)).number("stretch.max")
        length = minutes_between(start, end)
        if len(chain) > 1 and length > longest and any(element.free for element in chain):
            ids = tuple(block_id for element in chain for block_id in element.ids)
            titles = ", ".join(name(case, element) for element in chain)
            text = f"{length:g} minutes of work without a break, {longest:g} are allowed: {titles}"
            yield Violation(9, text, ids, "stretch.max")


def _chains(case: Case, work: list[Element]) -> Iterator[list[Element]]:
    """Cut work elements into maximal chains; a gap is joined by the rulebook of the later element's date."""
    chain: list[Element] = []
    for element in work:
        if chain:
            gap = minutes_between(max(e.when.end for e in chain), element.when.start)
            if gap >= case.book(case.date_of(element.when.start)).number("break.min"):
                yield chain
                chain = []
        chain.append(element)
    if chain:
        yield chain


def margin(case: Case, timeline: Timeline, closed: ClosedTime) -> Iterator[Violation]:
    """Rule 10: placed blocks leave the margin of each date's own hours free."""
    own = case.own & case.from_now
    free = own & ~(closed.busy | closed.family | closed.all_kept)
    planned = _planned(case, timeline, own)
    free_minutes = np.bincount(case.day_index[free], minlength=case.grid.days) * SLOT_MINUTES
    for i, (day, minutes) in enumerate(zip(case.grid.dates, free_minutes.tolist(), strict=True)):
        share = _share(case, day)
        budget = math.floor((1 - share) * minutes / SLOT_MINUTES + 1e-9) * SLOT_MINUTES
        used = sum(count for _, count in planned[i])
        if used > budget and any(element.free for element, _ in planned[i]):
            ids = tuple(block_id for element, _ in planned[i] for block_id in element.ids)
            text = (
                f"{used} minutes are planned inside your own hours on {day:%a %d %b}, "
                f"{budget} of {minutes} may be ({share:.0%} stay free)"
            )
            yield Violation(10, text, ids, "margin")


def _planned(case: Case, timeline: Timeline, own: BoolArray) -> list[list[tuple[Element, int]]]:
    """Return, for each date, the minutes of each placed block that count against the date's budget."""
    dates: list[list[tuple[Element, int]]] = [[] for _ in case.grid.dates]
    for element in timeline.placed:
        days, slots = np.unique(case.day_index[element.slots][own[element.slots]], return_counts=True)
        for day, count in zip(days.tolist(), slots.tolist(), strict=True):
            dates[day].append((element, count * SLOT_MINUTES))
    return dates


def _share(case: Case, day: date) -> float:
    """Return the share of a date that stays free."""
    book, whole = case.book(day), case.whole_date(day)
    share = book.number("margin")
    if any(utc(duty.when).overlaps(whole) for duty in case.life.on_call):
        share = max(share, book.number("margin.on_call"))
    return share
