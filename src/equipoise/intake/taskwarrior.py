"""Taskwarrior: what ``task export`` writes; the fields are described at taskwarrior.org/docs/design/task."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from equipoise.calendars.values import parse_duration
from equipoise.intake.found import DEFAULT, MOST, Context, Found, Intake, clean, key_of, numbered, priority_of
from equipoise.lifefile.notation import NotationError, duration_text, estimate, estimate_text
from equipoise.quick_entry.references import find_goal

__all__ = ["read_taskwarrior"]

_SIZES = ("estimate", "est", "duration", "estimated")


def read_taskwarrior(text: str, context: Context) -> Intake:
    """Return the tasks of an export: a JSON array, or an object a line."""
    rows, problems = _rows(text)
    if len(rows) > MOST:
        problems.append(f"Only the first {MOST} tasks were read.")
    open_ids = {
        str(row.get("uuid", "")) for row in rows[:MOST] if row.get("status") in ("pending", "waiting")
    }
    read = []
    for row in rows[:MOST]:
        status = str(row.get("status", "pending"))
        if status == "deleted" or not clean(row.get("description", "")):
            continue
        if status == "recurring":
            title = clean(row["description"])[:60]
            problems.append(
                f"“{title}” is a pattern that repeats; its single tasks are taken. A routine may suit it."
            )
            continue
        read.append(_task(row, open_ids, context))
    keys = numbered(one.key for one in read)
    return Intake(
        tuple(Found(key, one.data, one.done, one.notes) for key, one in zip(keys, read, strict=True)),
        tuple(problems),
    )


def _rows(text: str) -> tuple[list[Mapping[str, Any]], list[str]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found, bad = [], 0
        for line in text.splitlines():
            try:
                found.append(json.loads(line.strip().rstrip(","))) if line.strip() not in {
                    "",
                    "[",
                    "]",
                } else None
            except (ValueError, RecursionError):
                bad += 1
        if bad:
            return [row for row in found if isinstance(row, Mapping)], [f"{bad} lines are no JSON."]
    rows = found if isinstance(found, list) else [found]
    kept = [row for row in rows if isinstance(row, Mapping)]
    return kept, [] if len(kept) == len(rows) else [f"{len(rows) - len(kept)} entries are no tasks."]


def _task(row: Mapping[str, Any], open_ids: set[str], context: Context) -> Found:
    notes: list[str] = []
    data: dict[str, Any] = {"title": clean(row["description"]), "estimate": _size(row, notes)}
    for theirs, ours in (("due", "due"), ("wait", "release"), ("scheduled", "release")):
        if theirs in row:
            found = _moment(str(row[theirs]), context)
            if found:
                data[ours] = found
            else:
                notes.append(f"{theirs} “{clean(row[theirs])[:40]}” is no date.")
    if data.get("release", "")[:10] > data.get("due", "9999")[:10]:
        del data["release"]
        notes.append("It may not start before it is due, so the start was left out.")
    priority = priority_of(str(row.get("priority", "")))
    if priority and priority != "normal":
        data["priority"] = priority
    if row.get("project"):
        goal = find_goal(str(row["project"]), context.known)
        notes += [] if goal else [f"Its project “{clean(row['project'])[:60]}” is no goal here."]
        data |= {"goal": goal} if goal else {}
    tags = row.get("tags")
    for tag in tags if isinstance(tags, list) else []:
        place = next((p for p in context.known.places if p.lower() == str(tag).lstrip("@").lower()), None)
        data |= {"place": place} if place else {}
    waits = row.get("depends", [])
    waits = waits.split(",") if isinstance(waits, str) else waits if isinstance(waits, list) else []
    after = [_key(str(one)) for one in waits if str(one) in open_ids and str(one) != str(row.get("uuid"))]
    data |= {"after": after} if after else {}
    uuid = str(row.get("uuid") or data["title"])
    return Found(_key(uuid), data, row.get("status") == "completed", tuple(notes))


def _key(uuid: str) -> str:
    return key_of("tw", f"tw-{uuid}")


def _size(row: Mapping[str, Any], notes: list[str]) -> str:
    for name in _SIZES:
        said = row.get(name)
        if said in (None, ""):
            continue
        try:
            if re.fullmatch(r"P[0-9TDHMSW]+", str(said)):
                minutes = int(parse_duration(str(said)).total_seconds() // 60)
                return duration_text(minutes) if minutes > 0 else DEFAULT
            found = estimate(f"{said}h" if isinstance(said, int | float) else str(said))
        except (NotationError, ValueError, OverflowError):
            notes.append(f"{name} “{clean(said)[:40]}” is no length.")
            continue
        if found.low > 0:
            return estimate_text(found)
    return DEFAULT


def _moment(text: str, context: Context) -> str | None:
    """Return a moment of an export as local text; midnight is a date."""
    try:
        at = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(context.zone)
    except (ValueError, OverflowError):
        return None
    return at.date().isoformat() if at.time() == time(0) else at.replace(tzinfo=None).isoformat()
