"""First sync, sync without changes, and upload, against the same server: Equipoise and another program in turn."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from bench.calendars.servers import Place, opened
from bench.calendars.syncers import SYNCERS, Syncer, take

__all__ = ["ACTS", "run", "tables"]

ACTS: Final = {
    "connect": "to connect",
    "down": "first sync, all down",
    "again": "sync without changes",
    "up": "first sync, all up",
    "after": "sync without changes, after it",
    "far": "first sync, all up, 40 ms away",
}
AWAY: Final = 40
"""Milliseconds to a server on the internet and back."""
_SLOTS: Final = ("requests", "received", "sent", "seconds", "cpu", "megabytes")


def _entry(number: int) -> bytes:
    day, hour = number % 28 + 1, number % 9 + 8
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:entry-{number}@bench\r\nDTSTAMP:20260101T000000Z\r\n"
        f"DTSTART:2026{number % 12 + 1:02}{day:02}T{hour:02}0000Z\r\nDURATION:PT45M\r\n"
        f"SUMMARY:Conversation {number}\r\nLOCATION:Room {number % 40}\\, second floor\r\n"
        f"DESCRIPTION:{'What was said the last time; what is open. ' * 5}\r\n"
        "CATEGORIES:Work,Meeting\r\nTRANSP:OPAQUE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def run(*, quick: bool = False) -> dict[str, Any]:
    """Measure both programs.

    Args:
        quick: few entries and one round, to see that all works.
    """
    number, uploads, rounds = (40, 20, 1) if quick else (20_000, 300, 2)
    rows: list[dict[str, Any]] = []
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with (
        tempfile.TemporaryDirectory(prefix="sync-bench-") as name,
        tempfile.TemporaryDirectory(prefix="sync-bench-", dir=memory) as server,
        tempfile.TemporaryDirectory(prefix="sync-bench-", dir=memory) as distant,
        opened(Path(server)) as place,
        opened(Path(distant), away=AWAY) as far,
    ):
        folder = Path(name)
        path = place.new_calendar("down", {f"entry-{i}@bench": _entry(i) for i in range(number)})
        for turn in range(rounds):
            order = SYNCERS if turn % 2 == 0 else SYNCERS[::-1]
            found: dict[str, Any] = {}
            for one in order:
                mine = folder / f"{one.name}-{turn}"
                found[one.name] = {
                    **_down(place, one, place.url + path, mine, number),
                    **_up(place, one, f"up-{one.name.lower()}-{turn}", mine / "near", uploads),
                    "far": _up(far, one, f"up-{one.name.lower()}-{turn}", mine / "far", uploads)["up"],
                }
                print(f"  {one.name}: " + _short(found[one.name]), flush=True)
            rows.append(found)
    return {"entries": number, "uploads": uploads, "rounds": rounds, "versions": _versions(), "rows": rows}


def _down(place: Place, one: Syncer, url: str, folder: Path, number: int) -> dict[str, Any]:
    here = folder / "down"
    cost = [take(place, what) for what in one.connect(url, here)]
    found: dict[str, Any] = {"connect": _sum(cost), "down": take(place, one.sync(url, here))}
    _complete(one, here, number)
    found["again"] = take(place, one.sync(url, here))
    return found


def _up(place: Place, one: Syncer, name: str, folder: Path, number: int) -> dict[str, Any]:
    here = folder / "up"
    path = place.new_calendar(name, {})
    for what in one.connect(place.url + path, here):
        take(place, what)
    for i in range(number):
        (one.entries(here) / f"entry-{i}@bench.ics").write_bytes(_entry(i))
    found = {"up": take(place, one.sync(place.url + path, here))}
    there = len(list((place.data / "collection-root").glob(f"*/{name}/*.ics")))
    if there != number:
        raise RuntimeError(f"{one.name} has brought up {there} of {number} entries")
    found["after"] = take(place, one.sync(place.url + path, here))
    return found


def _complete(one: Syncer, folder: Path, number: int) -> None:
    there = len(list(one.entries(folder).glob("*.ics")))
    if there != number:
        raise RuntimeError(f"{one.name} has brought down {there} of {number} entries")


def _sum(costs: list[Mapping[str, Any]]) -> dict[str, Any]:
    return {slot: sum(cost[slot] for cost in costs) for slot in _SLOTS}


def _short(found: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{act} {cost['requests']} requests {cost['seconds']:.1f} s" for act, cost in found.items()
    )


def _versions() -> dict[str, str]:
    out = {}
    for name in ("radicale", "vdirsyncer"):
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            out[name] = "?"
    return out


def _middle(result: Mapping[str, Any], name: str, act: str, slot: str) -> float:
    return float(statistics.median(row[name][act][slot] for row in result["rows"]))


def _ratio(result: Mapping[str, Any], act: str, slot: str) -> float:
    """Return the median over the rounds of what Equipoise took as a share of what the other took."""
    ours, other = (one.name for one in SYNCERS)
    shares = [row[ours][act][slot] / max(row[other][act][slot], 1e-9) for row in result["rows"]]
    return float(statistics.median(shares))


def tables(result: Mapping[str, Any]) -> str:
    """Return the table for the page: what each act took either of them, and the ratio of the times."""
    ours, other = (one.name for one in SYNCERS)
    lines = [
        f"| {ours} / {other} | entries | requests | kB received | kB sent | seconds | ratio | CPU seconds | peak MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for act, title in ACTS.items():
        number = result["uploads"] if act in {"up", "after", "far"} else result["entries"]
        cells = [
            _pair(result, act, "requests", "{:.0f}"),
            _pair(result, act, "received", "{:,.0f}", 1e3),
            _pair(result, act, "sent", "{:,.0f}", 1e3),
            _pair(result, act, "seconds", "{:.1f}"),
            f"**{_ratio(result, act, 'seconds'):.2f}**" if act != "connect" else "",
            _pair(result, act, "cpu", "{:.1f}"),
            _pair(result, act, "megabytes", "{:.0f}"),
        ]
        lines.append(f"| {title} | {number:,} | {' | '.join(cells)} |")
    told = ", ".join(f"{name} {text}" for name, text in result["versions"].items())
    lines += ["", f"Medians of {result['rounds']} rounds in turn; {told}."]
    return "\n".join(lines)


def _pair(result: Mapping[str, Any], act: str, slot: str, form: str, unit: float = 1.0) -> str:
    return " / ".join(form.format(_middle(result, one.name, act, slot) / unit) for one in SYNCERS)
