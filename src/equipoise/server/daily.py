"""One day of a plan, from what the week shows: what is on now, what comes, when messages may be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

__all__ = ["big_of", "day_of", "messages", "steps_of", "trimmed"]

Entry = Mapping[str, Any]
_FIELDS = (
    *("id", "title", "kind", "kind_name", "start", "end", "minutes", "length"),
    *("fixed", "place", "commitment", "movable", "area"),
)


def trimmed(view: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """Return what takes time from the day before ``now`` on, with the fields that this page shows, in order."""
    since = (now - timedelta(days=1)).date().isoformat()
    entries = view.get("entries", ())
    kept = [
        {name: entry.get(name) for name in _FIELDS}
        for entry in entries
        if entry["busy"] and not entry["all_day"] and entry["kind"] != "buffer" and entry["end"] >= since
    ]
    return sorted(kept, key=lambda entry: (entry["start"], not entry["fixed"]))


def day_of(entries: Sequence[Entry], now: datetime) -> dict[str, Any]:
    """Return the day around a local moment.

    Returns:
        ``current``: what is on, a fixed event first, with ``left`` in minutes and ``share`` done in percent;
        ``rest``: what comes later today; ``next``: the first of it; ``free``: minutes until then.
    """
    at, day = now.strftime("%Y-%m-%dT%H:%M:%S"), now.date().isoformat()
    running = [entry for entry in entries if entry["start"] <= at < entry["end"]]
    current = next((e for e in running if e["fixed"]), running[0] if running else None)
    rest = [entry for entry in entries if entry["start"] > at and entry["start"][:10] == day]
    out: dict[str, Any] = {"current": None, "rest": rest[1:], "next": rest[0] if rest else None}
    if current is not None:
        left = _minutes(now, current["end"])
        share = 100 - round(100 * left / max(1, current["minutes"]))
        out["current"] = {
            **current,
            "left": left,
            "left_words": words_of(left),
            "share": min(100, max(0, share)),
        }
    if rest:
        out["free"] = words_of(_minutes(now, rest[0]["start"]))
    return out


def messages(entries: Iterable[Entry], now: datetime) -> dict[str, str]:
    """Return when messages may be read: ``title`` and ``words``; empty if the plan has no time for them."""
    at = now.strftime("%Y-%m-%dT%H:%M:%S")
    windows = [entry for entry in entries if entry["kind"] == "comms" and entry["end"] > at]
    if not windows:
        return {}
    first = windows[0]
    if first["start"] <= at:
        return {
            "title": f"Messages: now, until {first['end'][11:16]}",
            "words": words_of(_minutes(now, first["end"])) + " left",
        }
    start, today = first["start"], now.date().isoformat()
    tomorrow = (now.date() + timedelta(days=1)).isoformat()
    names = {today: "", tomorrow: "tomorrow "}
    day = names.get(start[:10], f"{datetime.fromisoformat(start):%A} ")
    told = f"Messages wait until {day}{start[11:16]}"
    return {"title": told, "words": f"in {words_of(_minutes(now, start))}" if start[:10] == today else ""}


def big_of(entries: Iterable[Entry], now: datetime) -> list[Entry]:
    """Return candidates for tomorrow's one big task: its work, deep work first, the longest first, three at most."""
    tomorrow = (now.date() + timedelta(days=1)).isoformat()
    mine = [e for e in entries if e["start"][:10] == tomorrow and not e["fixed"] and e["area"] == "work"]
    mine = [e for e in mine if e["kind"] in {"focus", "admin", "meeting"}]
    mine.sort(key=lambda e: (e["kind"] != "focus", -e["minutes"], e["start"]))
    seen: dict[str, Entry] = {}
    for entry in mine:
        seen.setdefault(entry["title"], entry)
    return list(seen.values())[:3]


def steps_of(advice: str) -> list[str]:
    """Return the checklist that a rule says in a sentence: what stands between its commas."""
    _head, colon, tail = advice.partition(":")
    parts = re.split(r"[,;.]\s+|\.$", tail if colon else advice)
    return [part.strip()[0].upper() + part.strip()[1:] for part in parts if part.strip()]


def words_of(minutes: int) -> str:
    """Return minutes in words, such as 1 h 20 min."""
    hours, rest = divmod(max(0, minutes), 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part
    )


def _minutes(now: datetime, wall: str) -> int:
    """Return minutes until a local time, on clocks, rounded up."""
    left = datetime.fromisoformat(wall) - now.replace(tzinfo=None)
    return max(0, -int(-left.total_seconds() // 60))
