"""What the week page shows, as JSON: made once when a plan is made, so that reading the page costs one row."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from equipoise.domain.commitments import BY_HAND, BlockKind
from equipoise.lifefile import plan_to_json
from equipoise.showing import Shown
from equipoise.views.model import Day, Entry, WeekView
from equipoise.views.scores import ScoreRow, score_words
from equipoise.views.words import KIND_NAMES, certificate_words, length

__all__ = ["for_page", "plan_json", "view_json", "with_past"]

MISFITS = 20
"""Of what did not fit, how much the page of the week names; the list of tasks has them all."""

STEP = 30
"""Minutes of one step of the energy that is drawn behind a day."""


def plan_json(shown: Shown) -> dict[str, Any]:
    """Return the plan as its schema has it."""
    return plan_to_json(shown.plan)


def view_json(shown: Shown) -> dict[str, Any]:
    """Return the week for the browser.

    Times are local wall-clock text without an offset, since a calendar grid shows clocks: a block in the hour that
    autumn repeats lies where its clock reads. ``entries`` are blocks and events, ``bands`` what lies behind them.
    """
    view = shown.view
    entries = {piece.entry.id: piece.entry for day in view.days for piece in day.pieces}
    entries |= {entry.id: entry for day in view.days for entry in day.all_day}
    return {
        "person": view.person,
        "rhythm": view.rhythm,
        "zone": view.zone,
        "now": _wall(view.now),
        "first": view.first.isoformat(),
        "days": len(view.days),
        "from": view.axis.stretches[0][0] * 60,
        "to": view.axis.stretches[-1][1] * 60,
        "entries": [_entry(entry, shown) for entry in sorted(entries.values(), key=_order)],
        "bands": [band for day in view.days for band in _bands(day)],
        "energy": [round(level, 3) for level in view.energy[:: max(1, len(view.energy) * STEP // 1440)]],
        "totals": [_total(day) for day in view.days],
        "misfits": [_misfit(misfit, view) for misfit in view.misfits],
        "clashes": [{"rule": c.rule, "text": c.text} for c in view.clashes],
        "certificate": certificate_words(view.certificate, len(view.days)),
        "gap": view.certificate.gap,
        "notes": list(view.notes),
        "scores": [_score(row) for row in shown.scores],
    }


def for_page(view: dict[str, Any] | None) -> dict[str, Any]:
    """Return a week as its page shows it: of a long list of what did not fit the first few, and how many more."""
    misfits = (view or {}).get("misfits", [])
    if len(misfits) <= MISFITS:
        return view or {}
    return {**(view or {}), "misfits": misfits[:MISFITS], "more_misfits": len(misfits) - MISFITS}


def with_past(view: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    """Return a week with what lay before its first date in the week that it replaces, so that Monday stays to be seen.

    Args:
        view: of a replan, from a later date on. ``before``: of the plan that it replaces.
    """
    if not before or before["first"] >= view["first"]:
        return view
    first = date.fromisoformat(before["first"])
    days = (date.fromisoformat(view["first"]) - first).days + int(view["days"])
    past = [_over(one) for one in before["entries"] if one["end"] <= view["first"]]
    bands = [one for one in before["bands"] if one["start"] < view["first"]]
    return view | {
        "first": before["first"],
        "days": days,
        "entries": past + view["entries"],
        "bands": bands + view["bands"],
        "totals": [one for one in before["totals"] if one["date"] < view["first"]] + view["totals"],
        "from": min(before["from"], view["from"]),
        "to": max(before["to"], view["to"]),
    }


def _over(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry of a day that is over: nothing can be done to it, and its id is its own."""
    name = entry["id"] if entry["id"].startswith("past/") else f"past/{entry['start']}/{entry['id']}"
    return entry | {"id": name, "movable": False}


def _order(entry: Entry) -> tuple[datetime, str]:
    return entry.when.interval.start, entry.id


def _wall(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def _entry(entry: Entry, shown: Shown) -> dict[str, Any]:
    by_hand = entry.id.startswith(BY_HAND)
    block = next((b for b in shown.plan.blocks if b.id == entry.id), None)
    return {
        "id": entry.id,
        "title": entry.title,
        "kind": entry.kind.value,
        "kind_name": KIND_NAMES[entry.kind],
        "area": entry.area.value,
        "start": _wall(entry.when.start),
        "end": _wall(entry.when.end),
        "minutes": entry.when.minutes,
        "length": length(entry.when.minutes),
        "fixed": entry.fixed and not by_hand,
        "pinned": entry.pinned or by_hand,
        "busy": entry.busy,
        "all_day": entry.all_day,
        "place": entry.place,
        "role": entry.role,
        "why": entry.why,
        "commitment": block.commitment if block else "",
        "movable": by_hand or (not entry.fixed and entry.kind not in {BlockKind.BUFFER, BlockKind.TRAVEL}),
    }


def _bands(day: Day) -> list[dict[str, Any]]:
    """Return golden hours, off hours and kept time of a day."""
    spans = [("golden", "Golden hours", *span) for span in day.golden]
    spans += [("own", "", *span) for span in day.own]
    spans += [("sleep" if band.sleep else "kept", band.title, band.start, band.end) for band in day.kept]
    midnight = datetime.combine(day.date, datetime.min.time())
    return [
        {
            "kind": kind,
            "title": title,
            "start": _wall(midnight + timedelta(minutes=start)),
            "end": _wall(midnight + timedelta(minutes=end)),
        }
        for kind, title, start, end in spans
    ]


def _total(day: Day) -> dict[str, Any]:
    minutes = {kind.value: round(value) for kind, value in day.totals.items() if value}
    return {"date": day.date.isoformat(), "booked": round(day.booked), "kinds": minutes}


def _score(row: ScoreRow) -> dict[str, Any]:
    value = row.values[0]
    words = score_words(value, row.unit)
    return {"key": row.key, "label": row.label, "better": row.better, "value": value, "words": words}


def _misfit(misfit: Any, view: WeekView) -> dict[str, Any]:
    return {
        "commitment": misfit.commitment,
        "title": misfit.title,
        "missing": misfit.missing,
        "placed": misfit.placed,
        "missing_words": length(misfit.missing),
        "reason": misfit.reason,
        "repairs": list(view.repairs.get(misfit.commitment, ())),
    }
