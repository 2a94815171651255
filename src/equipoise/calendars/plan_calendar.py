"""A plan in the person's own calendar: shown before it is written, written so that it can be undone, and read back.

One sync goes: look at both sides; note what the person did to the plan's entries; take over what changed on the server;
put the plan's entries here, with the person's hand over the plan's; bring both sides together. Every step can be
repeated: killed anywhere, the next sync finishes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from equipoise.calendars.lines import STANDING
from equipoise.calendars.plan_changes import Change, Make, Preview, Wanted
from equipoise.calendars.plan_lines import STANDS, carried, line_of, pushed, standing_of
from equipoise.calendars.private import make_folder
from equipoise.calendars.rivals import RivalError, rivals_of, signed
from equipoise.calendars.stores.base import ANY, Fetched, Storage
from equipoise.calendars.stores.folder import FolderStore
from equipoise.calendars.sync.loop import Outcome, Progress, compare, sync
from equipoise.calendars.sync.model import Action, Remove, Side, Write
from equipoise.calendars.sync.publish import (
    Publication,
    Published,
    brake,
    found_again,
    publication,
    standing_publication,
    uid_for,
)
from equipoise.calendars.sync.resource import NAMED, ResourceError, parse, uid_of
from equipoise.calendars.sync.state import Done, State
from equipoise.calendars.sync.undo import undo
from equipoise.calendars.sync.wishes import Wish, WishKind, wish_from_json, wish_to_json, wishes_of
from equipoise.domain.errors import Finding

__all__ = ["STANDS", "Change", "Make", "PlanCalendar", "Preview", "Wanted"]


class PlanCalendar:
    """The calendar in which a plan stands.

    Args:
        folder: where the entries of the last sync and its memory lie; it is made if it is not there.
        server: the person's calendar. ``zone``: for times without one.
        keep: False to look only: where there is no folder yet, none is made.

    Raises:
        StorageError: if the folder cannot be used.
    """

    def __init__(self, folder: Path, server: Storage, zone: ZoneInfo, *, keep: bool = True) -> None:
        if keep:
            make_folder(folder)
        self.here = FolderStore(folder / "entries", name="here", stores=frozenset(NAMED))
        self.server = server
        self.zone = zone
        self.state = State(folder / "sync.sqlite" if folder.is_dir() else ":memory:", server.name)

    def close(self) -> None:
        """Close the memory."""
        self.state.close()

    def preview(
        self,
        wanted: Wanted,
        now: datetime,
        *,
        restore: bool = False,
        take_over: bool = False,
        allow_mass_deletion: bool = False,
    ) -> Preview:
        """Return what ``sync`` would do, with the same arguments; nothing is changed, here or there.

        Raises:
            EmptiedError: if a side became empty, or lost much at once.
            StorageError: if the server cannot be read.
        """
        compared = compare(self.here, self.server, self.state, allow_mass_deletion=allow_mass_deletion)
        actions = compared.decision.actions
        wishes, rivals = self._wishes(actions, take_over=take_over, restore=restore)
        before = self._bodies()
        after = dict(before)
        for action in actions:
            if isinstance(action, Write | Remove) and action.side is Side.LOCAL:
                after.pop(action.uid, None)
                if isinstance(action, Write):
                    after[action.uid] = action.body
        news = self._publication(wanted, after, wishes, now, rivals, restore=restore)
        if not allow_mass_deletion:
            brake(news, len(self._entries()))
        changes = [carried(a, before, self.zone) for a in actions if isinstance(a, Write | Remove)]
        changes += [pushed(after.get(uid, b""), body, wanted, self.zone) for uid, body in news.put.items()]
        changes += [pushed(after.get(uid, b""), b"", wanted, self.zone) for uid in sorted(news.drop)]
        return Preview(tuple(changes), wishes, (*compared.decision.findings, *news.findings))

    def sync(
        self,
        wanted: Wanted,
        now: datetime,
        *,
        run: str,
        restore: bool = False,
        take_over: bool = False,
        allow_mass_deletion: bool = False,
        on_progress: Progress | None = None,
    ) -> Outcome:
        """Bring the plan into the calendar, and what the person did there back here.

        Args:
            wanted: the plan's entries. ``now``: what has begun by then is left as it is.
            run: name of this sync, by which it can be undone.
            restore: what the person deleted is put back.
            take_over: what another Equipoise wrote there gives way.
            allow_mass_deletion: the person said that many deletions are meant.
            on_progress: called with the number of actions done and of all.

        Raises:
            EmptiedError: if a side became empty, or lost much at once.
            RivalError: if another Equipoise writes there too.
            StorageError: if the server cannot be read, or the folder cannot be written.
            StateError: if the memory cannot be written, or another sync keeps it.
        """
        options: dict[str, Any] = {"run": run, "now": now, "allow_mass_deletion": allow_mass_deletion}
        with self.state.alone():
            if restore:
                self.restore()
            said = {"take_over": take_over, "restore": restore}
            return self._sync(wanted, now, on_progress, options, said)

    def _sync(
        self,
        wanted: Wanted,
        now: datetime,
        on_progress: Progress | None,
        options: Mapping[str, Any],
        said: Mapping[str, bool],
    ) -> Outcome:
        allow, run = options["allow_mass_deletion"], options["run"]
        compared = compare(self.here, self.server, self.state, allow_mass_deletion=allow)
        wishes, rivals = self._wishes(compared.decision.actions, **said)
        self.state.keep_past(run, {action.uid for action in compared.decision.actions})
        for wish in wishes:
            self.state.wish(wish.uid, wish_to_json(wish))
        first = Outcome()
        if compared.decision.actions:
            first = sync(
                self.here, self.server, self.state, compared=compared, on_progress=on_progress, **options
            )
            if not first.complete:
                return first
        news = self._publication(wanted, self._bodies(), (), now, rivals)
        if not allow:
            brake(news, len(self._entries()))
        first.findings += news.findings
        if not news.put and not news.drop:
            self._note(news.entries)
            return first
        known = {entry.uid: entry for entry in (*self._entries(), *news.entries)}
        self.state.keep_past(run, {*news.put, *news.drop})
        self._note(tuple(known.values()))
        self._carry_out(news, run)
        second = sync(self.here, self.server, self.state, meant=news.drop, on_progress=on_progress, **options)
        self._note(news.entries)
        return Outcome(first.done + second.done, first.findings + second.findings, second.complete)

    def undo(self) -> list[Finding]:
        """Put both sides back as they were before the last sync that changed something.

        Returns:
            What could not be put back because it was changed since.
        """
        with self.state.alone():
            run = self.state.last_run()
            return undo(self.here, self.server, self.state, run) if run else []

    @property
    def last_run(self) -> str:
        """Name of the last sync that changed something and was not undone; empty if there is none."""
        return self.state.last_run()

    def wishes(self) -> dict[str, Wish]:
        """Return what the person did to entries that the plan has written, by block."""
        blocks = {entry.uid: entry.block for entry in self._entries()}
        out = {}
        for uid, text in self.state.wishes().items():
            wish = wish_from_json(uid, text)
            if uid in blocks:
                out[blocks[uid]] = wish
        return out

    def written(self, run: str) -> list[Change]:
        """Return what a sync has changed in the person's calendar, in the order in which it did."""
        done = [one for one in reversed(self.state.changes_of(run)) if one.side is Side.REMOTE]
        once = {
            (one.uid, one.after): one for one in reversed(done)
        }  # a step that was cut short was noted twice
        return [
            line_of(one.side, one.before, one.after, standing_of(one.after or one.before), self.zone)
            for one in done
            if once[one.uid, one.after] is one and one.before != one.after
        ]

    def give_way(self, blocks: Collection[str]) -> None:
        """Let the plan move what the person had put elsewhere in the calendar: they have said otherwise since."""
        bodies = self._bodies() if blocks else {}
        gone = {entry.uid for entry in self._entries() if entry.block in blocks and entry.uid in bodies}
        if gone:
            rows = [(e.uid, e.block, bodies[e.uid] if e.uid in gone else e.body) for e in self._entries()]
            self.state.publish(rows)
        for uid in gone:
            self.state.wish(uid, "")

    def restore(self) -> int:
        """Forget what the person deleted, so that the next sync puts it back; returns how many entries that is."""
        count = 0
        for uid, text in self.state.wishes().items():
            if wish_from_json(uid, text).kind is WishKind.DELETED:
                self.state.wish(uid, "")
                count += 1
        return count

    def _entries(self) -> tuple[Published, ...]:
        return tuple(Published(*row) for row in self.state.published())

    def _note(self, entries: tuple[Published, ...]) -> None:
        deleted = {uid for uid, text in self.state.wishes().items() if wish_from_json(uid, text).when is None}
        gone = [entry for entry in self._entries() if entry.uid in deleted]
        rows = {entry.uid: (entry.uid, entry.block, entry.body) for entry in (*gone, *entries)}
        self.state.publish(rows.values())

    def _bodies(self) -> dict[str, bytes]:
        found = self.here.fetch(list(self.here.listing().etags))
        out = {}
        for item in found.values():
            if isinstance(item, Fetched):
                try:
                    out[uid_of(parse(item.body))] = item.body
                except ResourceError:
                    continue
        return out

    def _publication(
        self,
        wanted: Wanted,
        here: Mapping[str, bytes],
        fresh: tuple[Wish, ...],
        now: datetime,
        rivals: Collection[str],
        *,
        restore: bool = False,
    ) -> Publication:
        every = [entry for entry in self._entries() if entry.uid not in rivals]
        standing = [entry for entry in every if entry.block.startswith(STANDING)]
        entries = [entry for entry in every if entry not in standing]
        entries += found_again({entry.uid for entry in every}, here, wanted.mine)
        uids = {
            block: uid_for(block, default, entries, now, self.zone) for block, default in wanted.uids.items()
        }
        memory = self.state.signature()
        bodies = {block: signed(body, memory) for block, body in wanted.make(uids).items()}
        known = [wish_from_json(uid, text) for uid, text in self.state.wishes().items() if not restore]
        deleted = {wish.uid for wish in (*known, *fresh) if wish.kind is WishKind.DELETED}
        both = {block: (uids[block], body) for block, body in bodies.items()}
        blocks = publication(
            both, entries, here, deleted=deleted, now=now, zone=self.zone, stands=wanted.stands
        )
        stands = {uid: signed(body, memory) for uid, body in wanted.standing.items()}
        hours = standing_publication(stands, standing, here, deleted=deleted, zone=self.zone)
        return Publication(
            {**blocks.put, **hours.put},
            blocks.drop | hours.drop,
            (*blocks.entries, *hours.entries),
            (*blocks.findings, *hours.findings),
        )

    def _wishes(
        self, actions: Collection[Action], *, take_over: bool, restore: bool
    ) -> tuple[tuple[Wish, ...], frozenset[str]]:
        """Return what the person did to the plan's entries, and the UIDs of those that another Equipoise changed.

        Raises:
            RivalError: if there are such, and they are not to be taken over.
        """
        base, mine = self.state.base(), {entry.uid for entry in self._entries()}
        rivals = rivals_of(actions, base, mine, self.state.signature())
        if rivals and not take_over:
            raise RivalError(len(rivals))
        found = wishes_of(actions, base, self.zone)
        if rivals or restore:  # what is gone was taken out by the other's plan, or is put back
            found = tuple(w for w in found if w.uid not in rivals and w.kind is not WishKind.DELETED)
        return found, rivals

    def _carry_out(self, news: Publication, run: str) -> None:
        """Write the plan's entries here; each is noted for undo before it is made."""
        for uid, body in news.put.items():
            self._put(run, uid, body)
        for uid in sorted(news.drop):
            self._put(run, uid, b"")

    def _put(self, run: str, uid: str, body: bytes) -> None:
        href = self.here.href_for(uid)
        found = self.here.fetch([href]).get(href)
        before = found.body if isinstance(found, Fetched) else b""
        number = self.state.begin(run, Done(Side.LOCAL, uid, href, before, body, ""))
        if body:
            etag = self.here.write(href, body, match=ANY if before else "")
            self.state.settle(number, etag)
        else:
            if before:
                self.here.remove(href, match=ANY)
            self.state.settle(number, "")
