"""What a plan wants in the calendar, and what a sync would change there: values without behaviour."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.wishes import Wish
from equipoise.domain.errors import Finding
from equipoise.domain.time import Interval

__all__ = ["Change", "Make", "Preview", "Wanted"]

Make = Callable[[Mapping[str, str]], Mapping[str, bytes]]
"""From the UID of each block to the body of its entry."""


def _nobodys(_uid: str, _block: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Wanted:
    """The entries that a plan wants.

    Attributes:
        uids: the default UID of each block. ``make``: what makes their bodies from UIDs.
        standing: entries that stand week after week beside the blocks, such as sleep: bodies by UID.
        stands: blocks that the person put somewhere and that are events of the plan now.
        ended: commitments that are done, with the clause that says so: why their blocks go.
        mine: tells of a UID and a block's id whether that entry is one of this person's plans.
    """

    uids: Mapping[str, str]
    make: Make
    standing: Mapping[str, bytes] = field(default_factory=dict)
    stands: Collection[str] = ()
    ended: Mapping[str, str] = field(default_factory=dict)
    mine: Callable[[str, str], bool] = _nobodys


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the difference that a sync makes.

    Attributes:
        side: where. ``what``: ``add``, ``change``, ``move`` or ``remove``. ``title``: of the entry.
        was, when: where it stood, and where it will stand; None where there is none. ``why``: a clause.
    """

    side: Side
    what: str
    title: str
    was: Interval | None
    when: Interval | None
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sync would do; nothing was changed.

    Attributes:
        changes: entry by entry. ``wishes``: what the person did to the plan's entries since the last sync.
        findings: what the person should know.
    """

    changes: tuple[Change, ...]
    wishes: tuple[Wish, ...]
    findings: tuple[Finding, ...]
