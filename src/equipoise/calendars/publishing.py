"""Bookable hours on the server of the plan's calendar: shown before they are written, and put back on undo.

The person's hand counts more here too: hours that another program wrote after Equipoise stay, and that is told.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from equipoise.calendars.private import write_private
from equipoise.calendars.stores.inbox import Inbox
from equipoise.calendars.sync.resource import ResourceError, digest_of, parse
from equipoise.domain.errors import Finding, StorageError

__all__ = ["PublishedHours"]

KEPT_STEPS = 50


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the hours, as undo needs it: which sync made it, where, and what stood there before and after."""

    run: str
    place: str
    before: str
    after: str


class PublishedHours:
    """The hours on one server, and the memory of what was written there.

    Args:
        path: file of the memory; it is made with the first change. ``inbox``: where the hours are.

    Raises:
        StorageError: if the memory is damaged or cannot be read.
    """

    def __init__(self, path: Path, inbox: Inbox) -> None:
        self.path = path
        self.inbox = inbox
        try:
            text = path.read_text("utf-8") if path.exists() else "[]"
            self._all = [Step(**step) for step in json.loads(text)]
        except OSError as error:
            raise StorageError(f"{path} cannot be read: {error.strerror or error}") from error
        except (ValueError, TypeError) as error:
            raise StorageError(f"{path} is damaged: delete it and sync again") from error

    @property
    def last_run(self) -> str:
        """Name of the last sync that changed the hours and was not undone; empty if there is none."""
        steps = self._here()
        return steps[-1].run if steps else ""

    def wanted(self, body: bytes, *, insist: bool = False) -> tuple[str, tuple[Finding, ...]]:
        """Return what a sync would do, ``add``, ``change``, ``remove`` or nothing, and what the person should know.

        Args:
            body: the hours that are to stand; empty to take away those that Equipoise wrote.
            insist: True to write over what another program wrote since.

        Raises:
            StorageError: if the server cannot be asked.
        """
        there = self.inbox.read()
        if _same(there, body):
            return "", ()
        steps = self._here()
        if not body:
            mine = bool(steps) and bool(steps[-1].after) and _same(there, steps[-1].after.encode())
            return "remove" if mine else "", ()
        known = any(_same(there, text.encode()) for step in steps[-1:] for text in (step.before, step.after))
        if steps and not known and not insist:
            told = "the bookable hours on the server were changed by another program since the last sync"
            cure = "they stay; equipoise sync --restore puts yours back"
            return "", (Finding(told, cure, warning=True),)
        return "change" if there.strip() else "add", ()

    def write(self, body: bytes, run: str) -> None:
        """Put hours there, or take them away; what stood there is noted before.

        Raises:
            StorageError: if the server refuses, or the memory cannot be written.
        """
        before = self.inbox.read()
        step = Step(run, self.inbox.place, before.decode(), body.decode())
        self._note([*self._all, step])
        try:
            self.inbox.write(body)
        except StorageError:
            if _same(self.inbox.read(), before):
                self._note([one for one in self._all if one is not step])
            raise

    def undo(self) -> list[Finding]:
        """Put back what stood there before the last change; what another program wrote since stays, and is told.

        Raises:
            StorageError: if the server refuses, or the memory cannot be written.
        """
        steps = self._here()
        if not steps:
            return []
        last, there = steps[-1], self.inbox.read()
        findings = []
        if _same(there, last.after.encode()):
            self.inbox.write(last.before.encode())
        elif not _same(there, last.before.encode()):
            told = "the bookable hours on the server were changed since: they stay as they are"
            findings.append(Finding(told, "", warning=True))
        self._note([step for step in self._all if step is not last])
        return findings

    def _here(self) -> list[Step]:
        return [step for step in self._all if step.place == self.inbox.place]

    def _note(self, steps: list[Step]) -> None:
        self._all = steps[-KEPT_STEPS:]
        write_private(self.path, f"{json.dumps([asdict(s) for s in self._all], indent=1)}\n".encode())


def _same(one: bytes, other: bytes) -> bool:
    """Tell whether two bodies say the same; order, folds and time stamps do not count."""
    if not one.strip() or not other.strip():
        return one.strip() == other.strip()
    try:
        return digest_of(parse(one)) == digest_of(parse(other))
    except ResourceError:
        return one == other
