"""The bookable hours that ``equipoise sync`` gives to the server of the plan's calendar, where that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from equipoise.domain.errors import Finding, StorageError

if TYPE_CHECKING:
    from equipoise.calendars.connections import Connections
    from equipoise.calendars.plan_calendar import Preview
    from equipoise.calendars.publishing import PublishedHours
    from equipoise.calendars.stores.caldav import CalDavStore
    from equipoise.loading import Loaded

__all__ = ["Hours", "memory_of", "opened_hours"]

KINDS: Mapping[str, tuple[str, str]] = {
    "availability": ("VAVAILABILITY", "bookable hours (RFC 7953)"),
    "freebusy": ("VFREEBUSY", "free/busy entries"),
}


def memory_of(life: Path) -> Path:
    """Return the file that holds what was written of hours to servers."""
    from equipoise.handmade import folder_of

    return folder_of(life) / "hours.json"


def opened_hours(config: Connections, life: Path, store: CalDavStore) -> PublishedHours | None:
    """Return the hours on a calendar's server; None if nobody wants them there, or the server keeps none."""
    from equipoise.calendars.publishing import PublishedHours
    from equipoise.calendars.stores.inbox import Inbox

    memory = memory_of(life)
    if "availability" not in config.accounts.publish and not memory.exists():
        return None
    try:
        inbox = Inbox.find(store.session, store.path)
    except StorageError:  # the calendar itself answers, so that this is no reason to stop
        return None
    return PublishedHours(memory, inbox) if inbox else None


@dataclass(frozen=True, slots=True)
class Hours:
    """What one sync does with the hours: the step, and the hours that are to stand.

    Attributes:
        step: ``add``, ``change``, ``remove`` or nothing. ``findings``: what the person should know.
    """

    there: PublishedHours | None
    body: bytes = b""
    step: str = ""
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(
        cls,
        there: PublishedHours | None,
        loaded: Loaded,
        now: datetime,
        publish: tuple[str, ...],
        stores: frozenset[str],
        *,
        insist: bool,
    ) -> Hours:
        """Return what is to be done; a server that refuses even to be asked about hours is told, and nothing fails.

        Args:
            there: the hours on the server, if it keeps any. ``publish``: what the person wants there.
            stores: kinds of entries that the plan's calendar can hold. ``insist``: write over other programs' hours.
        """
        from equipoise.calendars.hours import Purpose
        from equipoise.syncing.standing import hours_file

        lacking = tuple(_lacking(what, stores, inbox=there is not None) for what in publish)
        told = tuple(finding for finding in lacking if finding)
        if there is None:
            return cls(None, findings=told)
        body = hours_file(loaded, now, Purpose.BOOKING) if "availability" in publish else b""
        try:
            step, findings = there.wanted(body, insist=insist)
        except StorageError as error:
            return cls(None, findings=(*told, _refused(error)))
        return cls(there, body, step, (*told, *findings))

    def shown(self, preview: Preview) -> Preview:
        """Return a preview with what is done to the hours in it."""
        from equipoise.calendars.plan_calendar import Change
        from equipoise.calendars.sync.model import Side

        changes = preview.changes
        if self.step:
            why = "asked for by publish" if self.body else "not asked for any more"
            changes += (Change(Side.REMOTE, self.step, "Your bookable hours", None, None, why),)
        return replace(preview, changes=changes, findings=(*preview.findings, *self.findings))

    def write(self, run: str) -> list[Finding]:
        """Do it; returns what the person should know."""
        if self.there is None or not self.step:
            return []
        try:
            self.there.write(self.body, run)
        except StorageError as error:
            return [_refused(error)]
        return []


def _lacking(what: str, stores: frozenset[str], *, inbox: bool) -> Finding | None:
    kind, words = KINDS[what]
    if kind in stores or (inbox and what == "availability"):
        return None
    cure = f"equipoise export --as {what} writes them to a file"
    return Finding(f"the server of the plan's calendar keeps no {words}", cure, warning=True)


def _refused(error: StorageError) -> Finding:
    cure = "all else is written; take availability out of publish in calendars.toml to be asked no more"
    return Finding(f"the server does not take your bookable hours: {error}", cure, warning=True)
