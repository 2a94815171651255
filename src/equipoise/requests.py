"""From a life to the request that the planner answers: rhythm, rulebooks, energy, holidays, horizon."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import BY_HAND, CLOSING, Event
from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import EnergyProfile, Life
from equipoise.domain.plan import Plan, Progress
from equipoise.domain.rhythm import Rhythm
from equipoise.domain.rules import Rulebook
from equipoise.handmade import known_to, plan_by_hand, with_hand_made
from equipoise.loading import Loaded, When, grid_for, load, moment, own_patterns
from equipoise.progress import progress_since, with_progress

if TYPE_CHECKING:
    from equipoise.energy import EnergyCurve
    from equipoise.planning.build import Request
    from equipoise.rhythms import Pattern

__all__ = [
    "Source",
    "books_for",
    "choose_rhythm",
    "contrast",
    "energy_curve",
    "request",
    "request_after",
    "request_behind",
    "rest_of",
    "rhythm_name",
]

Source = Life | Loaded | str | os.PathLike[str]
"""Whatever names a life: the file's path, what ``load`` gave, or a ``Life``, whose calendars stay unread."""


def energy_curve(profile: EnergyProfile) -> EnergyCurve:
    """Return the energy that a person states: peaks and lows, else chronotype, else the population's."""
    from equipoise.energy import KINDS, Chronotype, from_chronotype, from_peaks, population_curve

    wake, sleep = profile.wake, profile.sleep
    kind: Chronotype | float | None = profile.mid_sleep_free
    if kind is None and profile.chronotype:
        kind = Chronotype(profile.chronotype)
    peaks = {k: profile.peaks[k] for k in KINDS if k in profile.peaks}
    lows = {k: profile.lows[k] for k in KINDS if k in profile.lows}
    if peaks or lows:
        return from_peaks(peaks, lows, wake, sleep, chronotype=kind)
    return population_curve(wake, sleep) if kind is None else from_chronotype(kind, wake, sleep)


def choose_rhythm(own: Rhythm, *, pattern: str = "", dial: float | None = None) -> Rhythm:
    """Return a rhythm with another pattern, another dial, or both.

    The person's own changes of hours, rituals and days off, and their weekdays, give way to another
    pattern's, as they would otherwise make all patterns alike; all else stays.
    """
    from equipoise.planning.variants import PATTERN_RULES

    out = own
    if pattern and pattern != own.pattern:
        kept = tuple(change for change in own.overrides if change.rule_id not in PATTERN_RULES)
        out = replace(out, pattern=pattern, by_weekday={}, overrides=kept)
    return out if dial is None else replace(out, dial=dial)


def rhythm_name(rhythm: Rhythm) -> str:
    """Return a rhythm in a few words, such as ``A Boundary Fortress, your changes, dial 0.10``."""
    from equipoise.rhythms import builtin_patterns

    def words(name: str) -> str:
        found = builtin_patterns().get(name)
        return f"{found.letter} {found.name}" if found else Path(name).stem

    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    parts = [words(rhythm.pattern)]
    parts += [f"{words(name)} on {days[day]}" for day, name in sorted(rhythm.by_weekday.items())]
    own = ", your changes" if rhythm.overrides else ""
    return f"{'; '.join(parts)}{own}, dial {rhythm.dial:.2f}"


def contrast(own: Rhythm) -> dict[str, Rhythm]:
    """Return the person's rhythm beside balance and integration, by name."""
    balance = choose_rhythm(own, pattern="A", dial=0.2)
    integration = choose_rhythm(own, pattern="D", dial=0.8)
    return {"Yours": own, "Balance (A, dial 0.2)": balance, "Integration (D, dial 0.8)": integration}


def request(
    life: Source,
    *,
    weeks: int = 1,
    now: When = None,
    first: date | str | None = None,
    days: int | None = None,
    events: Iterable[Event] = (),
    rhythm: Rhythm | str | float | None = None,
    previous: Plan | None = None,
) -> Request:
    """Return all that a plan is made from.

    Args:
        life: a path, a loaded life, or a ``Life``. Of a loaded life, the days asked for lie within those loaded;
            without any, all of them are meant.
        weeks: 1 to 12 whole weeks.
        now: the moment from which is planned; None asks the machine's clock, or takes the loaded life's.
        first: first date; None means the local date of ``now``.
        days: a number of days instead of weeks.
        events: further events, such as those of calendars that were read elsewhere.
        rhythm: instead of the person's own: a rhythm, a pattern's letter, name or file, or a dial from 0 to
            1.
        previous: the plan in force, for a replan.

    Raises:
        InputError: what was given cannot be used; all findings at once.
    """
    from equipoise.planning.build import Request
    from equipoise.rhythms import rulebooks
    from equipoise.rhythms.holidays import public_holidays

    if isinstance(life, str | os.PathLike):
        life = load(life, weeks=weeks, now=now, first=first, days=days)
    loaded = life if isinstance(life, Loaded) else None
    person = loaded.life if loaded else life
    assert isinstance(person, Life)
    if loaded and now is None and first is None and days is None and weeks == 1:
        grid, at = loaded.grid, loaded.now
    else:
        at = loaded.now if loaded and now is None else moment(now, person.person.zone)
        grid = grid_for(person.person.zone, at, weeks, first, days)
    if loaded and not (loaded.grid.start <= grid.start and grid.end <= loaded.grid.end):
        told = f"the calendars were read from {loaded.grid.first} for {loaded.grid.days} days only"
        raise InputError([Finding(told, "load the life again for the days to plan", field="life")])
    chosen, patterns = _rhythm(person, loaded, rhythm)
    dates = [grid.first + timedelta(days=i) for i in range(-1, grid.days + 1)]
    holidays = public_holidays(person.person.country, person.person.subdivision, dates)
    every = {e.id: e for e in (*(loaded.events if loaded else ()), *person.events, *events)}
    return Request(
        life=replace(person, rhythm=chosen),
        events=tuple(sorted(every.values(), key=lambda e: (e.when, e.id))),
        books=_less_held(rulebooks(chosen, dates, person.person, person.energy, patterns), person),
        curve=energy_curve(person.energy),
        grid=grid,
        now=at,
        holidays=frozenset(holidays),
        previous=previous,
    )


def books_for(loaded: Loaded, dates: Collection[date]) -> tuple[Mapping[date, Rulebook], frozenset[date]]:
    """Return the rulebook of each of some dates under the person's own rhythm, and the public holidays among them.

    Raises:
        InputError: the rhythm names a pattern that cannot be read.
    """
    from equipoise.rhythms import rulebooks
    from equipoise.rhythms.holidays import public_holidays

    life = loaded.life
    chosen, patterns = _rhythm(life, loaded, None)
    books = rulebooks(chosen, dates, life.person, life.energy, patterns)
    return books, frozenset(public_holidays(life.person.country, life.person.subdivision, dates))


def _less_held(books: Mapping[date, Rulebook], life: Life) -> dict[date, Rulebook]:
    """Return rulebooks without the rituals that are dealt with on their dates; a shutdown still ends its day."""
    held = defaultdict(set)
    for ritual, day in life.rituals_held:
        held[day].add(ritual)
    out = {day: book.without_rituals(held[day]) if day in held else book for day, book in books.items()}
    zone = life.person.zone
    for event in life.events:
        day, end = event.when.start.astimezone(zone).date(), event.when.end.astimezone(zone)
        if event.id.startswith(f"{BY_HAND}{CLOSING}/") and day in out and end.date() == day:
            out[day] = out[day].closed_at(end.time(), day.weekday())
    return out


def request_after(
    life: Source,
    previous: Plan,
    now: When,
    *,
    done: Mapping[str, int] | None = None,
    missed: bool = False,
    rhythm: Rhythm | str | float | None = None,
) -> Request:
    """Return the request for the rest of a plan, with what counts as done by then.

    Args:
        life: as things stand now.
        previous: the plan in force.
        now: the moment; from its date to the previous plan's end is planned.
        done, missed: as for ``progress_since``.
        rhythm: as for ``request``.

    Raises:
        InputError: what was given cannot be used, or the previous plan is over.
    """
    at, days = rest_of(previous, now)
    source, person = _opened(life, at, at.date(), days)
    if isinstance(source, Loaded):
        previous = plan_by_hand(previous, source.by_hand, person)
    progress = progress_since(person, previous, at, done=done, missed=missed)
    wanted = request(_informed(source, person, progress), now=at, days=days, rhythm=rhythm, previous=previous)
    return replace(wanted, progress=progress)


def request_behind(
    life: Source, plan: Plan, *, rhythm: Rhythm | str | float | None = None, previous: Plan | None = None
) -> Request:
    """Return the request that a plan answers: its horizon, its now, and what counted as done."""
    source, person = _opened(life, plan.now, plan.first, plan.days)
    if isinstance(source, Loaded) and source.written is not None:
        kept = known_to(plan, source.by_hand)
        person, _told = with_hand_made(source.written, kept, plan.now, source.events)
        source = replace(source, life=person, by_hand=kept)
        previous = previous and plan_by_hand(previous, kept, person)
    known = _informed(source, person, plan.progress)
    wanted = request(known, now=plan.now, first=plan.first, days=plan.days, rhythm=rhythm, previous=previous)
    return replace(wanted, progress=plan.progress)


def _opened(life: Source, now: datetime, first: date, days: int) -> tuple[Loaded | Life, Life]:
    """Return what names a life, read, and the life."""
    if isinstance(life, str | os.PathLike):
        life = load(life, now=now, first=first, days=days)
    return life, life.life if isinstance(life, Loaded) else life


def _informed(source: Loaded | Life, person: Life, progress: Progress) -> Loaded | Life:
    known = with_progress(person, progress)
    return replace(source, life=known) if isinstance(source, Loaded) else known


def _rhythm(
    life: Life, loaded: Loaded | None, rhythm: Rhythm | str | float | None
) -> tuple[Rhythm, Mapping[str, Pattern]]:
    base = loaded.path.parent if loaded else Path()
    if isinstance(rhythm, str):
        rhythm = choose_rhythm(life.rhythm, pattern=rhythm)
    elif isinstance(rhythm, int | float):
        rhythm = choose_rhythm(life.rhythm, dial=float(rhythm))
    chosen = rhythm or life.rhythm
    patterns = dict(loaded.patterns) if loaded else {}
    return chosen, patterns | own_patterns([chosen.pattern, *chosen.by_weekday.values()], base)


def rest_of(previous: Plan, now: When) -> tuple[datetime, int]:
    """Return the moment, and the number of dates from it to the end of a plan.

    Raises:
        InputError: the plan is over by then.
    """
    at = moment(now, ZoneInfo(previous.zone))
    days = (previous.first - at.date()).days + previous.days
    if days < 1:
        told = f"the previous plan ended on {previous.first + timedelta(days=previous.days - 1)}"
        raise InputError([Finding(told, "make a new one with equipoise plan", field="--previous")])
    return at, min(days, 84)
