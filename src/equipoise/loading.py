"""From files on disk to what the planner is told: the life file, its own patterns, and its calendars."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import Event, Task
from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import Life
from equipoise.domain.rhythm import Rhythm
from equipoise.domain.time import Grid, Interval
from equipoise.handmade import HandMade, read_hand_made, with_hand_made

if TYPE_CHECKING:
    from equipoise.rhythms import Pattern

__all__ = ["Loaded", "When", "grid_for", "load", "moment", "own_patterns", "with_deletions_forgotten"]

When = datetime | date | str | None
"""A moment as people give it: aware, local, a date (its midnight), ISO text, "14:20" (today), None (now)."""

MAX_WEEKS = 12


@dataclass(frozen=True)
class Loaded:
    """A life file with the calendars that it names, read for one horizon.

    Attributes:
        life: the life, with the tasks of its calendars where those are planned. ``path``: its file.
        events: events of its calendars that touch the horizon; those of the life file itself are in ``life``.
        findings: everything that is odd but does not prevent planning.
        patterns: the person's own patterns that the rhythm names, by the name it uses.
        by_hand: what the person did to the plan in their calendar; ``life`` keeps it, ``written`` is without it.
        grid: the horizon for which the calendars were read. ``now``: the moment from which is planned.
    """

    life: Life
    path: Path
    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    grid: Grid
    now: datetime
    patterns: Mapping[str, Pattern] = field(default_factory=dict)
    by_hand: tuple[HandMade, ...] = ()
    written: Life | None = None


def moment(when: When, zone: ZoneInfo, name: str = "now") -> datetime:
    """Return a moment as an aware date-time in ``zone``; what has no zone is read in it.

    Raises:
        InputError: the text is no moment.
    """
    if when is None:
        return datetime.now(UTC).astimezone(zone)
    if isinstance(when, str):
        when = _parsed(when.strip(), zone, name)
    if not isinstance(when, datetime):
        when = datetime.combine(when, time(0))
    return when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(zone)


def _parsed(text: str, zone: ZoneInfo, name: str) -> datetime:
    if text == "now":
        return datetime.now(UTC).astimezone(zone)
    try:
        if len(text) <= 5 and ":" in text:
            today = datetime.now(UTC).astimezone(zone).date()
            return datetime.combine(today, time.fromisoformat(text.zfill(5)))
        return datetime.fromisoformat(text)
    except ValueError:
        cure = "write it like 2026-11-23T07:30, 2026-11-23, or 14:20 for today"
        raise InputError([Finding(f"{text!r} is not a moment", cure, field=name)]) from None


def grid_for(
    zone: ZoneInfo, now: datetime, weeks: int = 1, first: date | str | None = None, days: int | None = None
) -> Grid:
    """Return the horizon: whole weeks, or days, from ``first``, by default from the local date of ``now``.

    Raises:
        InputError: the horizon is shorter than a day or longer than twelve weeks, ``first`` is no
            date, or all of it lies before ``now``.
    """
    if isinstance(first, str):
        try:
            first = date.fromisoformat(first)
        except ValueError:
            found = Finding(f"{first!r} is not a date", "write it like 2026-11-23", field="from")
            raise InputError([found]) from None
    length = 7 * weeks if days is None else days
    if not 1 <= length <= 7 * MAX_WEEKS:
        told = f"{weeks} weeks cannot be planned" if days is None else f"{days} days cannot be planned"
        raise InputError([Finding(told, f"choose 1 to {MAX_WEEKS} weeks", field="weeks")])
    start = first or now.astimezone(zone).date()
    if not date(1970, 1, 1) <= start <= date(2200, 1, 1):
        raise InputError([Finding(f"{start} is out of reach", "plan a date from 1970 to 2200", field="from")])
    grid = Grid(start, length, zone)
    if grid.end <= now:
        last = start + timedelta(days=length - 1)
        told = f"the horizon ends on {last}, before now, {now.astimezone(zone):%Y-%m-%d %H:%M}"
        raise InputError([Finding(told, "choose another --now or a later --from", field="from")])
    return grid


def own_patterns(names: Iterable[str], base: Path) -> dict[str, Pattern]:
    """Return the patterns among ``names`` that are files, read from beside the life file, by the name given.

    Raises:
        InputError: a file is missing or is no pattern.
    """
    from equipoise.lifefile import read_text
    from equipoise.rhythms import load_pattern

    out: dict[str, Pattern] = {}
    for name in dict.fromkeys(names):
        path = base / name
        if name.lower().endswith(".toml") or (len(name) > 1 and path.is_file()):
            out[name] = load_pattern(read_text(path), str(path))
    return out


def load(
    path: str | os.PathLike[str],
    *,
    weeks: int = 1,
    now: When = None,
    first: date | str | None = None,
    days: int | None = None,
    by_hand: Iterable[HandMade] = (),
) -> Loaded:
    """Read a life file, its own patterns and its calendars.

    Args:
        path: the life file.
        weeks: length of the horizon, as in ``grid_for``.
        now: the moment from which is planned; None asks the machine's clock.
        first: first date of the horizon.
        days: its length in days, instead of ``weeks``.
        by_hand: what the person did to the plan elsewhere than in a calendar.

    Raises:
        InputError: with every finding of file and calendars at once, by file, line and field.
    """
    from equipoise.lifefile import check, read_text

    file = Path(path)
    life, findings = check(read_text(file), str(file))
    if life is None:
        raise InputError(findings)
    moment_ = moment(now, life.person.zone)
    grid = grid_for(life.person.zone, moment_, weeks, first, days)
    events, tasks, problems = _calendars(life, file.parent, grid, moment_)
    problems = tuple(_placed(problem, life, file) for problem in problems)
    findings = (*findings, *problems, *_copies(life, file, moment_), *_rhythm_findings(life.rhythm, file))
    if any(not finding.warning for finding in findings):
        raise InputError(findings)
    every = (*read_hand_made(file), *by_hand)
    ids = {task.id for task in life.tasks}
    written = replace(life, tasks=(*life.tasks, *(task for task in tasks if task.id not in ids)))
    life, told = with_hand_made(written, every, moment_, events)
    patterns = own_patterns(_names(life.rhythm), file.parent)
    return Loaded(life, file, events, (*findings, *told), grid, moment_, patterns, every, written)


def with_deletions_forgotten(loaded: Loaded) -> Loaded:
    """Return a loaded life that plans again what the person deleted from their calendar."""
    if loaded.written is None:
        return loaded
    kept = tuple(entry for entry in loaded.by_hand if entry.when is not None)
    life, _told = with_hand_made(loaded.written, kept, loaded.now, loaded.events)
    return replace(loaded, life=life, by_hand=kept)


def _calendars(
    life: Life, folder: Path, grid: Grid, now: datetime
) -> tuple[tuple[Event, ...], tuple[Task, ...], tuple[Finding, ...]]:
    """Read events and tasks of a life's calendars."""
    from equipoise.calendars.reading import reading_sources
    from equipoise.calendars.todos import tasks_of_sources

    window = Interval(grid.start - timedelta(days=1), grid.end + timedelta(days=1))
    places = {place for pair in life.travel.minutes for place in pair}
    events, problems = reading_sources(
        life.calendars, folder, grid.zone, window, owner=life.person.email, places=places
    )
    tasks, more = tasks_of_sources(life.calendars, folder, grid.zone, now, places=places)
    return events, tasks, (*problems, *(one for one in more if one not in problems))


def _placed(problem: Finding, life: Life, file: Path) -> Finding:
    """Return a calendar's finding with the file's name as the person can open it from here."""
    named = any(problem.file == source.path for source in life.calendars)
    if problem.field == "calendar.path" and _is_copy(problem.file):
        told = (
            "there is no copy of this calendar"
            if not problem.warning
            else "the copy of this calendar is empty"
        )
        cure = "" if problem.warning else f"make one with: equipoise calendars refresh {file}"
        return replace(problem, file=str(file), message=f"{problem.file}: {told}", cure=cure)
    if problem.field == "calendar.path" and "://" in problem.file:
        cure = f"connect it with: equipoise calendars add {file} NAME {problem.file}"
        return replace(problem, file=str(file), message="a path is no web address", cure=cure)
    if problem.field == "calendar.path":
        return replace(problem, file=str(file), message=f"{problem.file}: {problem.message}")
    return replace(problem, file=str(file.parent / problem.file)) if named or problem.file else problem


def _is_copy(path: str) -> bool:
    return Path(path).parts[:2] == (".equipoise", "calendars")


def _copies(life: Life, file: Path, now: datetime) -> Iterator[Finding]:
    """Tell of copies of calendars that were not brought up to date for long."""
    from equipoise.calendars.copies import STALE, age_text, read_note

    for source in life.calendars:
        note = read_note(file.parent / source.path) if _is_copy(source.path) else None
        if note and now - note.at > STALE:
            told = f"the copy of {source.name or source.path} is {age_text(now - note.at)} old"
            cure = f"bring it up to date with: equipoise calendars refresh {file}"
            yield Finding(told, cure, str(file), warning=True)


def _names(rhythm: Rhythm) -> tuple[str, ...]:
    return (rhythm.pattern, *rhythm.by_weekday.values())


def _rhythm_findings(rhythm: Rhythm, file: Path) -> tuple[Finding, ...]:
    """Return what is wrong with the patterns that the rhythm names."""
    from equipoise.rhythms import find_pattern

    found: list[Finding] = []
    for name in dict.fromkeys(_names(rhythm)):
        try:
            find_pattern(name, own_patterns([name], file.parent))
        except InputError as error:
            found += error.findings
    return tuple(item if item.file else replace(item, file=str(file)) for item in found)
