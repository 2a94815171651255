"""``equipoise import``."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from equipoise.cli.failures import FITS
from equipoise.cli.options import as_json_option, life_argument
from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import CalendarSource

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from equipoise.domain.commitments import Task
    from equipoise.domain.life import Life

__all__ = ["command"]


@dataclass(frozen=True)
class _Found:
    """What a file would add. ``events``: how many it has in the coming twelve weeks. ``known``: it is named already."""

    source: CalendarSource
    events: int
    tasks: tuple[Task, ...]
    findings: tuple[Finding, ...]
    known: bool


@click.command()
@life_argument
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--area", type=click.Choice(["work", "life"]), default="work", help="What it all belongs to.")
@click.option("--now", metavar="MOMENT", help="Count from this moment: 2026-11-23T07:30.")
@click.option("--yes", is_flag=True, help="Do it; without this it is only shown.")
@as_json_option
def command(life: str, *, files: tuple[str, ...], yes: bool, as_json: bool, **options: Any) -> int:
    """Add calendar files and their tasks to a life.

    A file with events becomes a [[calendar]] of the life file, which is read anew whenever you plan. Tasks
    (VTODO) that are open become [[task]] entries, once; one that is there already is left out. Without --yes
    it is only shown what would be added, and nothing is written.

    \b
    Examples:
      equipoise import life.toml work.ics                 what would be added
      equipoise import life.toml work.ics tasks.ics --yes
      equipoise import life.toml family.ics --area life --yes
    """
    from equipoise.cli.screen import print_json
    from equipoise.cli.writing import write_all
    from equipoise.lifefile import parse, read_text
    from equipoise.loading import moment
    from equipoise.syncing.life_edit import with_calendars, with_tasks

    text = read_text(life)
    person = parse(text, life)
    now = moment(options["now"], person.person.zone)
    found = _all(files, person, Path(life), options["area"], now)
    tasks = [task for one in found for task in one.tasks]
    text = with_calendars(text, life, [one.source for one in found if one.events and not one.known])
    text = with_tasks(text, life, tasks, person.person.zone)
    if yes:
        write_all({Path(life): text.encode()})
    if as_json:
        print_json({"written": yes, "files": [_plain(one) for one in found]})
        return FITS
    for one in found:
        _tell(one, person.person.zone)
    if not yes:
        click.echo("Nothing was written; --yes does it.", err=True)
    return FITS


def _all(files: Sequence[str], life: Life, path: Path, area: str, now: datetime) -> list[_Found]:
    """Return what each file would add.

    Raises:
        InputError: if a file cannot be read, for all of them at once.
    """
    taken = {task.id for task in life.tasks}
    out, findings = [], []
    for name in files:
        try:
            data = Path(name).read_bytes()
        except OSError as error:
            findings.append(Finding(f"it cannot be read: {error.strerror or error}", "check the name", name))
            continue
        one = _one(data, name, life, path, area=area, now=now)
        tasks = tuple(_named(task) for task in one.tasks)
        fresh = tuple(task for task in tasks if task.id not in taken)
        taken |= {task.id for task in fresh}
        out.append(replace(one, tasks=fresh))
    if findings:
        raise InputError(findings)
    return out


def _named(task: Task) -> Task:
    """Return a task whose ids a life file takes: without spaces, quotation marks, slashes and colons."""
    return replace(task, id=_as_id(task.id), after=tuple(_as_id(other) for other in task.after))


def _as_id(text: str) -> str:
    return re.sub(r"[^\w.@+-]+", "-", text).strip("-") or "task"


def _one(data: bytes, name: str, life: Life, path: Path, *, area: str, now: datetime) -> _Found:
    from equipoise.calendars.reading import read_events
    from equipoise.calendars.todos import read_tasks
    from equipoise.domain.time import Interval

    zone = life.person.zone
    folder = path.resolve().parent
    here = Path(name).resolve()
    inside = here.is_relative_to(folder)
    shown = here.relative_to(folder).as_posix() if inside else Path(os.path.relpath(here, folder)).as_posix()
    source = CalendarSource(shown, here.stem, area, "work" if area == "work" else "")
    window = Interval(now, now + timedelta(weeks=12))
    events, findings = read_events(data, name=name, zone=zone, window=window, source=source)
    tasks, more = read_tasks(data, name=name, zone=zone, now=now, source=source)
    known = any(folder / one.path == here for one in life.calendars)
    seen = dict.fromkeys((*findings, *more))
    return _Found(source, len(events), tuple(t for t in tasks if t.remaining), tuple(seen), known)


def _tell(one: _Found, zone: ZoneInfo) -> None:
    for finding in one.findings:
        click.echo(f"note: {finding}", err=True)
    if one.known:
        click.echo(f"{one.source.path}: its events are read already")
    elif one.events:
        many = "1 event" if one.events == 1 else f"{one.events} events"
        click.echo(f"{one.source.path}: a calendar with {many} in the coming twelve weeks")
    elif not one.tasks:
        click.echo(f"{one.source.path}: nothing to add")
    for task in one.tasks:
        due = _due(task.due.astimezone(zone)) if task.due else ""
        click.echo(f"{one.source.path}: the task “{task.title}”, {task.remaining} min{due}")


def _due(at: datetime) -> str:
    """Return when a task is due, on the person's clock; midnight ends a date."""
    if at.time() == time(0):
        return f", due {at.date() - timedelta(days=1)}"
    return f", due {at:%Y-%m-%d %H:%M}"


def _plain(one: _Found) -> dict[str, Any]:
    from equipoise.cli.failures import as_plain

    tasks = [
        {
            "id": task.id,
            "title": task.title,
            "minutes": task.remaining,
            "due": task.due and task.due.isoformat(),
        }
        for task in one.tasks
    ]
    return {
        "path": one.source.path,
        "known": one.known,
        "events": one.events,
        "tasks": tasks,
        "findings": [as_plain(finding) for finding in one.findings],
    }
