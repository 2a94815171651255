"""The examples' weeks, planned beforehand: a newcomer sees one at once, while the planner is still being compiled."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from equipoise import api
from equipoise.domain.errors import EquipoiseError
from equipoise.lifefile import plan_from_json
from equipoise.server.demo import WEEK, examples
from equipoise.server.jobs.planning import accept
from equipoise.server.models import Life, Proposal
from equipoise.server.store import open_life
from equipoise.server.viewing import plan_json, view_json
from equipoise.showing import Shown

__all__ = ["BEGIN", "FILE", "moved", "take_ready_made", "week_of"]

FILE = "week.json"
"""Lies beside an example's life file: its plan as its schema has it, and what the page of the week shows."""
BEGIN = time(7, 30)
"""When on their Monday the examples are planned."""
_WHEN = re.compile(
    r"(?P<moment>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)[+-]\d{2}:\d{2}|(?P<utc>\d{8}T\d{6})Z"
    r"|(?<!\d)(?:(?P<basic>\d{8})(?=T\d{4})|(?P<date>\d{4}-\d{2}-\d{2})(?!\d))"
    r"|\b(?P<worded>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))\b"
)
"""Moments and dates, as plans, ids of events and sentences have them."""


def take_ready_made(life: Life, name: str, weeks: int) -> bool:
    """Put an example's shipped plan into force, moved to the life's week; tell whether it is.

    It is not if the checker finds that it does not fit that week, which may have a holiday or a clock change.
    """
    try:
        text = (examples() / name / FILE).read_text("utf-8")
        week = moved(json.loads(text), weeks)
        plan = plan_from_json(week["plan"], FILE)
        fits = api.verify(open_life(life, now=plan.now), plan).ok
    except (OSError, ValueError, KeyError, EquipoiseError):
        return False
    if not fits:
        return False
    with transaction.atomic():
        proposal = Proposal.objects.create(
            life=life,
            why="the first plan",
            revision=life.revision,
            options={"now": week["plan"]["now"], "accept": True},
            state=Proposal.State.READY,
            ready=timezone.now(),
            **week,
        )
        return accept(proposal)


def moved(week: dict[str, Any], weeks: int) -> dict[str, Any]:
    """Return a shipped week some weeks later: the same clock times, in words too."""
    zone, by = ZoneInfo(week["plan"]["zone"]), timedelta(weeks=weeks)

    def later(found: re.Match[str]) -> str:
        kind, text = str(found.lastgroup), found[str(found.lastgroup)]
        match kind:
            case "moment":
                return (datetime.fromisoformat(text).replace(tzinfo=zone) + by).isoformat()
            case "utc":
                local = datetime.strptime(text, "%Y%m%dT%H%M%S").replace(tzinfo=UTC).astimezone(zone)
                return f"{(local + by).astimezone(UTC):%Y%m%dT%H%M%SZ}"
            case "worded":
                day = datetime.strptime(f"{text} {WEEK.year}", "%a %d %b %Y").replace(tzinfo=zone) + by
                return f"{day:%a} {day.day} {day:%b}"
            case _:
                day = datetime.fromisoformat(text).replace(tzinfo=zone) + by
                return f"{day:%Y%m%d}" if kind == "basic" else f"{day:%Y-%m-%d}"

    later_week: dict[str, Any] = json.loads(_WHEN.sub(later, json.dumps(week, ensure_ascii=False)))
    return later_week


def week_of(name: str, seconds: float = 30.0) -> dict[str, Any]:
    """Plan an example's own week; return what is shipped as ``FILE``."""
    path = examples() / name / "life.toml"
    zone = api.load(path, now=datetime.combine(WEEK, BEGIN, ZoneInfo("UTC"))).life.person.zone
    solution = api.solve(path, now=datetime.combine(WEEK, BEGIN, zone), seconds=seconds)
    shown = Shown(solution, solution.plan)
    return {"plan": plan_json(shown), "view": view_json(shown)}


def write(folder: Path) -> None:
    """Write an example's week anew."""
    text = json.dumps(week_of(folder.name), ensure_ascii=False, separators=(",", ":"))
    (folder / FILE).write_text(f"{text}\n", "utf-8")
