"""What a sync changes in one entry, as a line of the difference: added, changed, moved or removed, and why."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from equipoise.calendars.lines import STANDING
from equipoise.calendars.plan_changes import Change, Wanted
from equipoise.calendars.sync.model import Remove, Side, Write
from equipoise.calendars.sync.resource import ResourceError, own_block, parse, summary_of
from equipoise.calendars.sync.wishes import shown

__all__ = ["STANDS", "carried", "line_of", "pushed", "standing_of"]

STANDS = "week after week"
"""Why an entry is there that stands beside the plan, such as sleep."""


def standing_of(body: bytes) -> str:
    """Return why an entry is there if it stands beside the plan; empty if it does not."""
    try:
        return STANDS if own_block(parse(body)).startswith(STANDING) else ""
    except ResourceError:
        return ""


def carried(action: Write | Remove, before: Mapping[str, bytes], zone: ZoneInfo) -> Change:
    """Return the line of an action. ``before``: bodies by UID. ``zone``: for times without one."""
    after = action.body if isinstance(action, Write) else b""
    known = before.get(action.uid, b"") if action.href else b""
    return line_of(action.side, known, after, action.why, zone)


def pushed(before: bytes, after: bytes, wanted: Wanted, zone: ZoneInfo) -> Change:
    """Return the line of an entry that the plan puts there, or takes away where ``after`` is empty."""
    block = own_block(parse(after or before))
    if block.startswith(STANDING):
        why = STANDS if after else "not kept any more"
    elif after:
        why = "of the plan"
    else:
        why = wanted.ended.get(block.rpartition("/")[0], "no longer in the plan")
    return line_of(Side.REMOTE, before, after, why, zone)


def line_of(side: Side, before: bytes, after: bytes, why: str, zone: ZoneInfo) -> Change:
    """Return the line of a change from one body to another; empty is none."""
    old = shown(before, zone) if before else None
    new = shown(after, zone) if after else None
    title = (new or old).title if new or old else summary_of(after or before)  # type: ignore[union-attr]
    was, when = old.when if old else None, new.when if new else None
    if not after or (was and not when):  # gone, or called off
        what = "remove"
    elif not before:
        what = "add"
    else:
        what = "change" if was == when else "move"
    return Change(side, what, title, was, when, why)
