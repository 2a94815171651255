"""What ``equipoise sync`` says: the difference in lines, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from equipoise.calendars.plan_calendar import Change, Preview
    from equipoise.calendars.sync.wishes import Wish
    from equipoise.domain.time import Interval

__all__ = ["plain", "told"]

VERBS = {"add": "+", "change": "~", "move": ">", "remove": "-"}


def told(preview: Preview, zone: ZoneInfo) -> str:
    """Return the difference in lines."""
    if not preview.changes and not preview.wishes:
        return "The calendar and the plan agree: nothing to do.\n"
    lines = []
    for side, head in (("remote", "In your calendar:"), ("local", "From your calendar:")):
        found = [change for change in preview.changes if change.side == side]
        if found:
            lines += [head, *(f"  {_line(change, zone)}" for change in found)]
    lines += [line for wish in preview.wishes if (line := _wish(wish, zone))]
    return "\n".join(lines) + "\n"


def _wish(wish: Wish, zone: ZoneInfo) -> str:
    """Return what the person did to one entry, and what comes of it; empty if nothing does."""
    if wish.when is None:
        return f"You deleted “{wish.title}”: it is not put back (--restore does)."
    if wish.when == wish.was:
        return ""
    if wish.standing:
        return (
            f"You moved “{wish.title}”: it stays there, but the plan follows the life file; change it there."
        )
    if wish.when.whole_days(zone):
        return f"You made “{wish.title}” a whole day: that fixes no hour, and it is planned as before."
    return f"You moved “{wish.title}”: it is pinned there. Replan, and the rest goes around it."


def _line(change: Change, zone: ZoneInfo) -> str:
    def at(span: Interval) -> str:
        start, end = span.start.astimezone(zone), span.end.astimezone(zone)
        if span.whole_days(zone):
            return f"{start:%a %d %b}, all day"
        return f"{start:%a %d %b %H:%M}-{end:%H:%M}"

    when = at(change.when) if change.when else ""
    if change.what == "move" and change.was:
        when = f"{at(change.was)} to {when}"
    elif change.what == "remove" and change.was:
        when = at(change.was)
    return f"{VERBS[change.what]} {change.title}{', ' if when else ''}{when} ({change.why})"


def plain(preview: Preview, *, done: bool) -> dict[str, Any]:
    """Return a preview as JSON tells it."""

    def pair(span: Interval | None) -> list[str] | None:
        return span.as_pair() if span else None

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
