"""``equipoise sync``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from equipoise.cli.failures import FAILED, FITS
from equipoise.cli.options import as_json_option, life_argument
from equipoise.domain.errors import Finding, InputError, StorageError

if TYPE_CHECKING:
    from equipoise.calendars.accounts import Accounts
    from equipoise.calendars.plan_calendar import PlanCalendar, Preview
    from equipoise.calendars.publishing import PublishedHours
    from equipoise.calendars.stores.base import Storage
    from equipoise.calendars.sync.carrying import Outcome

__all__ = ["command"]

PLAN = Path("out") / "plan.json"
UNDONE = "The calendar is as it was before the last sync. The next sync would write the plan again."


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
@click.option("--take-over", is_flag=True, help="What another Equipoise wrote there gives way to this plan.")
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
    from equipoise.calendars.rivals import RivalError
    from equipoise.calendars.sync.decide import EmptiedError

    zone = _zone(life)
    with _opened(Path(life), options["into"]) as target:
        if options["take_back"]:
            return _undo(life, target, zone, as_json=options["as_json"])
        try:
            return _sync(life, target, **options)
        except EmptiedError as error:
            raise StorageError(
                f"{error}. (The option is --allow-mass-deletion; --restore besides puts the plan back.)"
            ) from error
        except RivalError as error:
            raise StorageError(f"{error}. (The option is --take-over.)") from error


@dataclass(frozen=True, slots=True)
class Target:
    """Where a plan goes: the calendar, what the person wants of it, and the hours on its server, if it keeps any."""

    store: Storage
    accounts: Accounts
    hours: PublishedHours | None = None


@contextmanager
def _opened(life: Path, into: str | None) -> Iterator[Target]:
    """Open the place into which the plan goes."""
    if into is not None:
        from equipoise.calendars.accounts import Places, read_accounts
        from equipoise.calendars.stores.folder import FolderStore

        folder = Path(into).expanduser()
        if folder.exists() and not folder.is_dir():
            raise InputError(
                [Finding(f"{into} is not a folder", "name a folder of .ics files", field="--into")]
            )
        accounts = replace(read_accounts(Places.of(life).accounts), autopilot=False, publish=())
        yield Target(FolderStore(folder, name=str(folder.resolve())), accounts)
        return
    from equipoise.calendars.connections import Connections, open_plan_store
    from equipoise.syncing.hours import opened_hours

    with Connections.of(life, os.environ) as config:
        store = open_plan_store(config)
        yield Target(store, config.accounts, opened_hours(config, life, store))


def _zone(life: str) -> ZoneInfo:
    from equipoise.lifefile import check, read_text

    found, findings = check(read_text(Path(life)), life)
    if found is None:
        raise InputError(findings)
    return found.person.zone


def _sync(life: str, target: Target, **options: Any) -> int:
    from equipoise import api
    from equipoise.cli.plans import read_plan
    from equipoise.loading import moment, with_deletions_forgotten
    from equipoise.syncing.hours import Hours
    from equipoise.syncing.wanted import Asked, keep_wishes, wanted_of

    plan = read_plan(options["plan_path"] or PLAN)
    loaded = api.load(life, now=plan.now, first=plan.first, days=plan.days)
    if options["restore"]:
        loaded = with_deletions_forgotten(loaded)
    zone = loaded.life.person.zone
    now = moment(options["now"], zone)
    calendar = _calendar(life, target, zone, keep=not options["dry_run"])
    try:
        wanted, solution = wanted_of(loaded, plan, Asked(now, target.accounts, target.store.stores))
        meant = {name: options[name] for name in ("restore", "take_over", "allow_mass_deletion")}
        hours = Hours.of(
            target.hours,
            loaded,
            now,
            target.accounts.publish,
            target.store.stores,
            insist=options["restore"],
        )
        preview = hours.shown(calendar.preview(wanted, now, **meant))
        _show(preview, zone, as_json=options["as_json"], dry_run=options["dry_run"])
        if options["dry_run"]:
            return FITS
        if preview.changes and not (options["yes"] or target.accounts.autopilot):
            _ask(as_json=options["as_json"])
        run = datetime.now(UTC).isoformat()
        outcome = calendar.sync(wanted, now, run=run, on_progress=_progress(), **meant)
        keep_wishes(Path(life), calendar, plan, solution)
        outcome.findings += hours.write(run)
        return _finish(preview, outcome, as_json=options["as_json"])
    finally:
        calendar.close()


def _show(preview: Preview, zone: ZoneInfo, *, as_json: bool, dry_run: bool) -> None:
    """Show what would change; as JSON only if that is all."""
    from equipoise.cli.screen import notes, print_json
    from equipoise.cli.sync_told import plain, told

    if not as_json:
        click.echo(told(preview, zone), nl=False)
    notes(preview.findings)
    if as_json and dry_run:
        print_json(plain(preview, done=False))


def _calendar(life: str, target: Target, zone: ZoneInfo, *, keep: bool) -> PlanCalendar:
    from equipoise.calendars.plan_calendar import PlanCalendar
    from equipoise.handmade import folder_of

    return PlanCalendar(folder_of(Path(life)), target.store, zone, keep=keep)


def _ask(*, as_json: bool) -> None:
    if as_json or not sys.stdin.isatty():
        told = "nobody is here to say yes"
        raise InputError([Finding(told, "add --yes, or look first with --dry-run", field="--yes")])
    click.confirm("Do this?", abort=True)


def _progress() -> Any:
    if not sys.stderr.isatty():
        return None

    def tell(done: int, of: int) -> None:
        click.echo(f"\r{done} of {of} changes", nl=done == of, err=True)

    return tell


def _finish(preview: Preview, outcome: Outcome, *, as_json: bool) -> int:
    from equipoise.calendars.sync.model import Side
    from equipoise.cli.screen import notes, print_json
    from equipoise.cli.sync_told import plain

    if as_json:
        print_json(plain(preview, done=outcome.complete))
    elif preview.changes:
        there, here = outcome.writes(Side.REMOTE), outcome.writes(Side.LOCAL)
        click.echo(
            f"Done: {there} changed in your calendar, {here} taken over from it. --undo takes it back."
        )
    left = [finding for finding in outcome.findings if finding not in preview.findings]
    notes(left)
    return FITS if outcome.complete and not left else FAILED


def _undo(life: str, target: Target, zone: ZoneInfo, *, as_json: bool) -> int:
    from equipoise.cli.screen import notes, print_json

    calendar = _calendar(life, target, zone, keep=True)
    try:
        hours, run = target.hours, calendar.last_run
        findings: list[Finding] = []
        last = hours.last_run if hours else ""
        if hours and last and last >= run:
            findings += hours.undo()
        if run and run >= last:
            findings += calendar.undo()
    finally:
        calendar.close()
    if as_json:
        print_json({"undone": bool(run or last), "findings": [str(finding) for finding in findings]})
    elif not (run or last):
        click.echo("There is no sync to undo.")
    else:
        click.echo(UNDONE if not findings else "Undone, but for:")
    notes(findings)
    return FITS if not findings else FAILED
