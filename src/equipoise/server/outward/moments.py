"""Moments at which a person is told something: few, and each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from equipoise.server.daily import big_of

__all__ = ["MOMENTS", "USUAL", "Told", "gathered", "next_block", "shutdown_at", "tomorrow", "window_after"]

Entry = Mapping[str, Any]
Hide = Callable[[str], str]

MOMENTS: Mapping[str, str] = {
    "tomorrow": "Tomorrow's one big task, when the day ends",
    "approval": "A plan waits for your yes",
    "trouble": "A calendar or a webhook has stopped",
    "next": "The next block, five minutes before it begins",
}
"""Names, and what is told."""
USUAL = ("tomorrow", "approval", "trouble")
"""What a new channel tells."""
LEAD = timedelta(minutes=5)
EVENING = timedelta(hours=3)
"""How late the evening's notice may come."""
DAY = (9, 18)
"""Hours in which notices come where the plan has no time for messages."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something to tell.

    Attributes:
        key: the same is told once. ``moment``: of ``MOMENTS``. ``subject``: a line. ``words``: the rest.
        due: not before. ``until``: not after; None for whenever.
    """

    key: str
    moment: str
    subject: str
    words: str
    due: datetime
    until: datetime | None = None


def shutdown_at(entries: Iterable[Entry], now: datetime) -> datetime | None:
    """Return when the day ends: at its shutdown, or without one when its last work is over; None without any."""
    mine = [entry for entry in entries if entry["start"][:10] == now.date().isoformat()]
    starts = [entry["start"] for entry in mine if "shutdown" in entry["id"]]
    ends = [entry["end"] for entry in mine if entry["area"] == "work" and entry["kind"] != "buffer"]
    at = min(starts) if starts else max(ends, default="")
    return _moment(at, now) if at else None


def tomorrow(entries: Sequence[Entry], now: datetime, named: str, hide: Hide) -> Told | None:
    """Return the evening's notice, once the day ends; None before, long after, or when tomorrow has no work.

    Args:
        entries: of the plan. ``now``: local. ``named``: the one big task if it was chosen. ``hide``: leaves private
            titles out.
    """
    at = shutdown_at(entries, now)
    found = big_of(entries, now)
    if at is None or not at <= now < at + EVENING or not (named or found):
        return None
    planned = next(
        (entry for entry in found if entry["title"] == named), found[0] if found and not named else None
    )
    title = hide(named or found[0]["title"])
    when = f" It is planned from {planned['start'][11:16]} to {planned['end'][11:16]}." if planned else ""
    words = f"“{title}”.{when} Close the day: what is noted need not be kept in mind."
    return Told(f"tomorrow:{now.date()}", "tomorrow", "Tomorrow's one big task", words, at, at + EVENING)


def next_block(entries: Iterable[Entry], now: datetime, hide: Hide) -> list[Told]:
    """Return notices of blocks that begin within five minutes. Events of the person's own calendar tell themselves."""
    out = []
    for entry in entries:
        start = _moment(entry["start"], now)
        if entry["fixed"] or entry["all_day"] or not entry["busy"] or not now < start <= now + LEAD:
            continue
        if entry["kind"] in {"buffer", "travel"}:
            continue
        words = f"{entry['start'][11:16]} to {entry['end'][11:16]}, {entry['kind_name'].lower()}."
        key = f"next:{entry['start']}:{entry['id']}"
        subject = f"Next: {hide(entry['title'])}"[:200]
        out.append(Told(key, "next", subject, words, now, start + timedelta(minutes=2)))
    return out


def window_after(entries: Iterable[Entry], now: datetime) -> datetime:
    """Return when messages may come: now within a window for messages, else at the start of the next one.

    Where the plan has none within a day and a half, the day between nine and six counts as one.
    """
    spans = [(_moment(e["start"], now), _moment(e["end"], now)) for e in entries if e["kind"] == "comms"]
    coming = sorted(span for span in spans if now < span[1] and span[0] < now + timedelta(hours=36))
    if coming:
        return max(now, coming[0][0])
    opening = now.replace(hour=DAY[0], minute=0, second=0, microsecond=0)
    if DAY[0] <= now.hour < DAY[1]:
        return now
    return (
        opening
        if now < opening
        else (opening.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=now.tzinfo)
    )


def gathered(notices: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return one message of several notices.

    Args:
        notices: subjects and words.
    """
    if len(notices) == 1:
        return notices[0]
    parts = [f"{subject}\n{words}" for subject, words in notices]
    return f"{len(notices)} notices", "\n\n".join(parts)


def _moment(wall: str, now: datetime) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=now.tzinfo)
