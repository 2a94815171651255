"""``equipoise sync``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from equipoise.cli.failures import FAILED, FITS
from equipoise.cli.options import as_json_option, life_argument
from equipoise.domain.errors import Finding, InputError

if TYPE_CHECKING:
    from equipoise.calendars.plan_calendar import Change, PlanCalendar, Preview, Wanted
    from equipoise.calendars.stores.base import Storage
    from equipoise.calendars.sync.carrying import Outcome
    from equipoise.domain.plan import Plan

__all__ = ["command"]

PLAN = Path("out") / "plan.json"
VERBS = {"add": "+", "change": "~", "move": ">", "remove": "-"}


@click.command()
@life_argument
@click.option("--plan", "plan_path", metavar="PLAN", help=f"The plan.json to write; by default {PLAN}.")
@click.option("--into", metavar="FOLDER", help="Write into a folder of .ics files instead of a server.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option(
    "--yes", is_flag=True, help="Do not ask; autopilot = true in calendars.toml says the same for good."
)
@click.option(
    "--undo", "take_back", is_flag=True, help="Put the calendar back as it was before the last sync."
)
@click.option("--restore", is_flag=True, help="Put back what you deleted from the calendar.")
@click.option("--allow-mass-deletion", is_flag=True, help="Many deletions at once are meant.")
@click.option("--now", metavar="MOMENT", help="Another moment than now: 14:20, or 2026-11-23T14:20.")
@as_json_option
def command(life: str, **options: Any) -> int:
    """Bring the plan into your calendar, and what you did there back.

    What would change is shown first, and written when you say so. A block that you dragged comes back as a pin: plan
    or replan, and the rest goes around it. One that you deleted is not put back. What is not Equipoise's own stays as
    it is. The calendar is the collection marked plan = true in calendars.toml.

    \b
    Examples:
      equipoise sync life.toml --dry-run
      equipoise sync life.toml --plan out/plan.json --yes
      equipoise sync life.toml --undo
      equipoise sync life.toml --into ~/.calendars/plan

    Exit codes: 0 done, or nothing to do; 1 a server could not be asked, or not everything was written;
    2 bad input, or nobody said yes.
    """
    from equipoise.handmade import folder_of

    with _opened(Path(life), options["into"]) as (store, autopilot):
        from equipoise.calendars.plan_calendar import PlanCalendar

        zone = _zone(life)
        calendar = PlanCalendar(folder_of(Path(life)), store, zone, keep=not options["dry_run"])
        try:
            if options["take_back"]:
                return _undo(calendar, as_json=options["as_json"])
            if options["restore"]:
                calendar.restore()
            code = _sync(life, calendar, zone, autopilot=autopilot, **options)
        finally:
            calendar.close()
    return code


@contextmanager
def _opened(life: Path, into: str | None) -> Iterator[tuple[Storage, bool]]:
    """Open the place into which the plan goes; with it, whether it may be written without asking."""
    if into is not None:
        from equipoise.calendars.stores.folder import FolderStore

        folder = Path(into).expanduser()
        if folder.exists() and not folder.is_dir():
            raise InputError(
                [Finding(f"{into} is not a folder", "name a folder of .ics files", field="--into")]
            )
        yield FolderStore(folder, name=str(folder.resolve())), False
        return
    from equipoise.calendars.connections import Connections, open_plan_store

    with Connections.of(life, os.environ) as config:
        yield open_plan_store(config), config.accounts.autopilot


def _zone(life: str) -> ZoneInfo:
    from equipoise.lifefile import check, read_text

    found, findings = check(read_text(Path(life)), life)
    if found is None:
        raise InputError(findings)
    return found.person.zone


def _sync(life: str, calendar: PlanCalendar, zone: ZoneInfo, *, autopilot: bool, **options: Any) -> int:
    from equipoise.cli.plans import read_plan
    from equipoise.cli.screen import notes, print_json
    from equipoise.loading import moment

    plan = read_plan(options["plan_path"] or PLAN)
    now = moment(options["now"], zone)
    wanted = _wanted(life, plan, now)
    allow = {"allow_mass_deletion": options["allow_mass_deletion"]}
    preview = calendar.preview(wanted, now, **allow)
    if not options["as_json"]:
        click.echo(_told(preview, zone), nl=False)
    notes(preview.findings)
    if options["dry_run"]:
        if options["as_json"]:
            print_json(_plain(preview, done=False))
        return FITS
    if preview.changes and not (options["yes"] or autopilot):
        _ask(as_json=options["as_json"])
    run = datetime.now(UTC).isoformat()
    outcome = calendar.sync(wanted, now, run=run, on_progress=_progress(), **allow)
    _keep_wishes(Path(life), calendar, plan)
    return _finish(preview, outcome, as_json=options["as_json"])


def _ask(*, as_json: bool) -> None:
    if as_json or not sys.stdin.isatty():
        told = "nobody is here to say yes"
        raise InputError([Finding(told, "add --yes, or look first with --dry-run", field="--yes")])
    click.confirm("Do this?", abort=True)


def _wanted(life: str, plan: Plan, now: datetime) -> Wanted:
    """Return the entries of a plan, with why each is there and how firmly its time is kept."""
    from equipoise import api
    from equipoise.calendars.appearance import alarms_of
    from equipoise.calendars.plan_calendar import Wanted
    from equipoise.calendars.writing import block_resources, block_uid
    from equipoise.domain.discretion import discreet_words
    from equipoise.planning.explain import why_all
    from equipoise.planning.slack import defended, slacks

    solution = api.recall(life, plan)
    request = solution.setup.request
    why = discreet_words(plan, why_all(solution), request.life.tasks)
    firm = defended(plan, slacks(solution, now=now), request.books, request.life)
    reminders = alarms_of(plan, request.books)

    def make(uids: Mapping[str, str]) -> Mapping[str, bytes]:
        return block_resources(plan, why, firm, uids, alarms=reminders)

    return Wanted({block.id: block_uid(plan.person, block) for block in plan.blocks}, make)


def _told(preview: Preview, zone: ZoneInfo) -> str:
    """Return the difference in lines."""
    if not preview.changes and not preview.wishes:
        return "The calendar and the plan agree: nothing to do.\n"
    lines = []
    for side, head in (("remote", "In your calendar:"), ("local", "From your calendar:")):
        found = [change for change in preview.changes if change.side == side]
        if found:
            lines += [head, *(f"  {_line(change, zone)}" for change in found)]
    for wish in preview.wishes:
        if wish.when is not None and wish.when != wish.was:
            lines.append(
                f"You moved “{wish.title}”: it is pinned there. Replan, and the rest goes around it."
            )
        elif wish.when is None:
            lines.append(f"You deleted “{wish.title}”: it is not put back (--restore does).")
    return "\n".join(lines) + "\n"


def _line(change: Change, zone: ZoneInfo) -> str:
    def at(span: Any) -> str:
        start, end = span.start.astimezone(zone), span.end.astimezone(zone)
        return f"{start:%a %d %b %H:%M}-{end:%H:%M}"

    when = at(change.when) if change.when else ""
    if change.what == "move" and change.was:
        when = f"{at(change.was)} to {when}"
    elif change.what == "remove" and change.was:
        when = at(change.was)
    return f"{VERBS[change.what]} {change.title}{', ' if when else ''}{when} ({change.why})"


def _progress() -> Any:
    if not sys.stderr.isatty():
        return None

    def tell(done: int, of: int) -> None:
        click.echo(f"\r{done} of {of} changes", nl=done == of, err=True)

    return tell


def _keep_wishes(life: Path, calendar: PlanCalendar, plan: Plan) -> None:
    """Write down what the person did by hand, for the next plan."""
    from equipoise.cli.writing import write_all
    from equipoise.handmade import HandMade, folder_of, read_hand_made, write_hand_made

    commitments = {block.id: block.commitment for block in plan.blocks}
    known = {entry.block: entry.commitment for entry in read_hand_made(life)}
    entries = [
        HandMade(block, commitment, wish.title, wish.was, wish.when)
        for block, wish in calendar.wishes().items()
        if (commitment := commitments.get(block) or known.get(block, "")) and wish.when != wish.was
    ]
    write_all({folder_of(life) / "by-hand.json": write_hand_made(entries)})


def _finish(preview: Preview, outcome: Outcome, *, as_json: bool) -> int:
    from equipoise.calendars.sync.model import Side
    from equipoise.cli.screen import notes, print_json

    if as_json:
        print_json(_plain(preview, done=outcome.complete))
    elif preview.changes:
        there, here = outcome.writes(Side.REMOTE), outcome.writes(Side.LOCAL)
        click.echo(
            f"Done: {there} changed in your calendar, {here} taken over from it. --undo takes it back."
        )
    left = [finding for finding in outcome.findings if finding not in preview.findings]
    notes(left)
    return FITS if outcome.complete and not left else FAILED


def _undo(calendar: PlanCalendar, *, as_json: bool) -> int:
    from equipoise.cli.screen import notes, print_json

    findings = calendar.undo()
    if as_json:
        print_json({"undone": True, "findings": [str(finding) for finding in findings]})
    else:
        click.echo("The calendar is as it was before the last sync." if not findings else "Undone, but for:")
    notes(findings)
    return FITS if not findings else FAILED


def _plain(preview: Preview, *, done: bool) -> dict[str, Any]:
    def pair(span: Any) -> list[str] | None:
        return [span.start.isoformat(), span.end.isoformat()] if span else None

    return {
        "done": done,
        "changes": [
            {
                "where": c.side,
                "what": c.what,
                "title": c.title,
                "was": pair(c.was),
                "when": pair(c.when),
                "why": c.why,
            }
            for c in preview.changes
        ],
        "by_hand": [
            {"kind": w.kind, "title": w.title, "was": pair(w.was), "when": pair(w.when)}
            for w in preview.wishes
        ],
        "findings": [str(finding) for finding in preview.findings],
    }
