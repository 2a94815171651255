"""A plan as JSON and back, without loss.

Date-times are written with the offset of the person's zone and read back in that zone, as the grid gives
them. One in the hour that an autumn change repeats is read back in UTC, because Python compares such
local times without regard to which of the two it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import Area, BlockKind, Event
from equipoise.domain.errors import InputError
from equipoise.domain.plan import Block, Certificate, Clash, Misfit, Plan, Progress, Status
from equipoise.domain.time import Interval
from equipoise.lifefile.plan_tables import PLAN, VERSION
from equipoise.lifefile.records import Record, good
from equipoise.lifefile.sink import Path, Sink

__all__ = ["plan_from_json", "plan_to_json"]


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Return the plan as plain JSON values, as ``plan_schema`` describes them."""
    zone = ZoneInfo(plan.zone)

    def when(interval: Interval) -> dict[str, Any]:
        return {"start": _text(interval.start, zone), "end": _text(interval.end, zone)}

    return {
        "equipoise_plan": VERSION,
        "person": plan.person,
        "zone": plan.zone,
        "first": plan.first.isoformat(),
        "days": plan.days,
        "now": _text(plan.now, zone),
        "rhythm": plan.rhythm,
        "blocks": [_fields(block, when(block.when)) for block in plan.blocks],
        "fixed": [_event(event, zone) for event in plan.fixed],
        "misfits": [_fields(misfit) | {"blockers": list(misfit.blockers)} for misfit in plan.misfits],
        "clashes": [_fields(clash, when(clash.when)) for clash in plan.clashes],
        "certificate": _certificate(plan.certificate),
        "terms": dict(plan.terms),
        "notes": list(plan.notes),
        "progress": {
            "minutes": dict(plan.progress.minutes),
            "dates": {name: [day.isoformat() for day in days] for name, days in plan.progress.dates.items()},
        },
    }


def plan_from_json(data: object, name: str = "") -> Plan:
    """Return the plan that JSON values say.

    Args:
        data: what a JSON reader gave.
        name: the name of the file, for the findings.

    Raises:
        InputError: the values are no plan; all findings are in it.
    """
    sink = Sink()
    version = data.get("equipoise_plan") if isinstance(data, Mapping) else VERSION
    if isinstance(version, int) and version > VERSION:
        sink.add(
            ("equipoise_plan",),
            f"the plan has version {version}",
            f"update Equipoise, which reads up to {VERSION}",
        )
        raise InputError(sink.findings(name, {}, data))
    record: Record = PLAN.read(data, (), sink)
    zone = good(record, "zone") or ZoneInfo("UTC")
    for table in ("blocks", "fixed", "clashes"):
        for number, item in enumerate(good(record, table) or ()):
            _localise(item, (table, number), zone, sink)
            if isinstance(good(item, "window"), dict):
                _localise(item["window"], (table, number, "window"), zone, sink)
    if sink.failed:
        raise InputError(sink.findings(name, {}, data))
    return _plan(record, zone)


def _fields(value: Any, when: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a value's fields in order, with start and end in the place of ``when``."""
    out: dict[str, Any] = {}
    for key in value.__slots__:
        if key == "when":
            out |= when or {}
        else:
            item = getattr(value, key)
            out[key] = str(item) if isinstance(item, str) else item
    return out


def _event(event: Event, zone: ZoneInfo) -> dict[str, Any]:
    out = _fields(event, {"start": _text(event.when.start, zone), "end": _text(event.when.end, zone)})
    if event.window is not None:
        out["window"] = {"start": _text(event.window.start, zone), "end": _text(event.window.end, zone)}
    return out


def _certificate(value: Certificate) -> dict[str, Any]:
    out = _fields(value)
    out["bound"] = value.bound if math.isfinite(value.bound) else None
    return out | {"multipliers": dict(value.multipliers), "versions": dict(value.versions)}


def _text(value: datetime, zone: ZoneInfo) -> str:
    """Return an instant with the zone's offset, or in UTC where that offset has seconds, as long ago."""
    local = value.astimezone(UTC).astimezone(zone)
    offset = local.utcoffset()
    return (local.astimezone(UTC) if offset is None or offset.seconds % 60 else local).isoformat()


def _local(value: datetime, zone: ZoneInfo) -> datetime:
    """Return an instant in the zone; in UTC where local clocks show its time twice."""
    out = value.astimezone(UTC).astimezone(zone)
    return out if out.utcoffset() == out.replace(fold=1 - out.fold).utcoffset() else value.astimezone(UTC)


def _localise(record: Record, path: Path, zone: ZoneInfo, sink: Sink) -> None:
    """Put an interval in the place of start and end."""
    start, end = good(record, "start"), good(record, "end")
    if start is None or end is None:
        return
    if end.astimezone(UTC) < start.astimezone(UTC):
        sink.add((*path, "end"), "it ends before it starts", "swap start and end")
        return
    first, last = _local(start, zone), _local(end, zone)
    if (first.tzinfo is UTC) != (last.tzinfo is UTC):
        first, last = first.astimezone(UTC), last.astimezone(UTC)
    record["when"] = Interval(first, last)
    del record["start"], record["end"]


def _plan(record: Record, zone: ZoneInfo) -> Plan:
    """Return the plan of a record without errors."""
    certificate = record["certificate"]
    return Plan(
        person=record["person"],
        zone=zone.key,
        first=record["first"],
        days=record["days"],
        now=_local(record["now"], zone),
        blocks=tuple(_block(item) for item in record["blocks"]),
        fixed=tuple(_event_of(item) for item in record["fixed"]),
        misfits=tuple(Misfit(**item) for item in record["misfits"]),
        clashes=tuple(Clash(**item) for item in record["clashes"]),
        certificate=Certificate(**certificate | {"status": Status(certificate["status"])}),
        terms=record["terms"],
        rhythm=record.get("rhythm", ""),
        notes=record.get("notes", ()),
        progress=Progress(**record.get("progress", {})),
    )


def _block(item: Record) -> Block:
    return Block(**item | {"kind": BlockKind(item["kind"]), "area": Area(item["area"])})


def _event_of(item: Record) -> Event:
    window = item.get("window")
    fields: Record = {"role": ""} | item
    fields |= {"area": Area(item["area"]), "window": window["when"] if window else None}
    return Event(**fields)
