"""A plan as a feed: one address that any program can subscribe to, for people whose employer allows nothing else.

A feed changes only where the plan does: an entry that says what it said before keeps its DTSTAMP, so that equal plans
give equal bytes whenever they were made, and a reader with an ETag fetches nothing.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from equipoise.calendars.lines import basic, moments, to_bytes
from equipoise.calendars.published import busy_times
from equipoise.calendars.writing import Details, calendar_lines, event_lines, in_order
from equipoise.domain.discretion import discreet, discreet_words
from equipoise.domain.plan import Plan
from equipoise.domain.time import Interval, at_local

__all__ = ["busy_feed", "plan_feed"]

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:equipoise:busy")
_HOUR = timedelta(hours=1)
_EVENT = re.compile(r"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
_STAMP = re.compile(r"^DTSTAMP:.*\r\n", re.MULTILINE)
_OWN_UID = re.compile(r"^UID:(.*)\r\n", re.MULTILINE)


def plan_feed(
    plan: Plan,
    why: Mapping[str, str],
    defended: Mapping[str, bool],
    *,
    uids: Mapping[str, str] | None = None,
    alarms: Mapping[str, int] | None = None,
    refresh: timedelta = _HOUR,
    previous: bytes = b"",
) -> bytes:
    """Return the plan as a feed.

    Args:
        plan: the plan. ``why``, ``defended``, ``uids``, ``alarms``: as ``writing.Details`` tells them.
        refresh: how often readers should ask again, whole minutes, more than 0 (RFC 7986 section 5.7, and the older
            X-PUBLISHED-TTL that Outlook reads).
        previous: the feed as it was given out last; entries that have not changed keep their DTSTAMP.
    """
    plan, why = discreet(plan), discreet_words(plan, why)
    details = Details(why, defended, uids or {}, alarms or {})
    events = [list(event_lines(block, plan, details)) for block in in_order(plan)]
    return _feed(plan, f"Equipoise: {plan.person}", events, refresh, previous)


def busy_feed(
    plan: Plan, defended: Mapping[str, bool], *, refresh: timedelta = _HOUR, previous: bytes = b""
) -> bytes:
    """Return the plan's taken time as a feed that tells nothing else: no titles, places, kinds or reasons.

    Blocks that touch are one entry, and blocks that others may still take are none.

    Args:
        plan: the plan. ``defended``, ``refresh``, ``previous``: as for ``plan_feed``.
    """
    zone = ZoneInfo(plan.zone)
    after = plan.first + timedelta(days=plan.days)
    window = Interval(*(at_local(day, datetime.min.time(), zone) for day in (plan.first, after)))
    events = []
    for when in busy_times(plan, (), defended, window):
        name = f"{plan.person}\n{basic(when.start)}/{basic(when.end)}"
        lines = [f"UID:{uuid.uuid5(_NAMESPACE, name)}@equipoise", f"DTSTAMP:{basic(plan.now)}"]
        lines += moments(when, zone)
        lines += ["SUMMARY:Busy", "STATUS:CONFIRMED", "TRANSP:OPAQUE", "X-EQUIPOISE-BLOCK:busy"]
        events.append(["BEGIN:VEVENT", *lines, "END:VEVENT"])
    return _feed(plan, f"Busy: {plan.person}", events, refresh, previous)


def _feed(plan: Plan, name: str, events: list[list[str]], refresh: timedelta, previous: bytes) -> bytes:
    period = f"PT{max(1, int(refresh.total_seconds() // 60))}M"
    before = _entries(previous)
    lines = [line for event in events for line in _stamped(event, before)]
    more = (f"REFRESH-INTERVAL;VALUE=DURATION:{period}", f"X-PUBLISHED-TTL:{period}")
    return to_bytes(calendar_lines(plan, name, lines, more))


def _entries(feed: bytes) -> dict[str, tuple[str, str]]:
    """Return the entries of a feed by UID: what each says apart from its DTSTAMP line, and that line."""
    out = {}
    for event in _EVENT.findall(feed.decode("utf-8", "replace").replace("\r\n ", "")):
        uid, stamp = _OWN_UID.search(event), _STAMP.search(event)
        if uid and stamp:
            out[uid[1]] = (_STAMP.sub("", event), stamp[0].rstrip("\r\n"))
    return out


def _stamped(event: list[str], before: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return the lines of an entry with the DTSTAMP that it had when it said the same."""
    whole = "".join(f"{line}\r\n" for line in event)
    uid = _OWN_UID.search(whole)
    said, stamp = before.get(uid[1] if uid else "", ("", ""))
    if said != _STAMP.sub("", whole):
        return event
    return [stamp if line.startswith("DTSTAMP:") else line for line in event]
