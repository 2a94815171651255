"""Copies of calendars brought up to date; a plan that an event has hit is made anew."""

from __future__ import annotations

from django.utils import timezone

from equipoise.calendars.refresh import refresh
from equipoise.domain.commitments import BY_HAND, Event
from equipoise.domain.errors import EquipoiseError
from equipoise.domain.time import Interval
from equipoise.server.connecting import connections_of
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Errand, Life, Proposal
from equipoise.server.plans import plan_of
from equipoise.server.store import open_life
from equipoise.server.wording import as_told

__all__ = ["hit", "refresh_copies"]


def refresh_copies(errand: Errand) -> None:
    """Bring the copies of all accounts up to date, or of one; a server that fails leaves its copy as it was."""
    names = errand.options.get("names", [])
    allow = bool(errand.options.get("allow"))

    def told(name: str, done: int, of: int) -> None:
        Errand.objects.filter(pk=errand.pk).update(progress={"name": name, "done": done, "of": of})

    with connections_of(errand.life) as config:
        done = list(
            refresh(config, now=timezone.now(), only=names, allow_mass_deletion=allow, on_progress=told)
        )
    errand.result = {
        "calendars": [{"name": one.name, "status": one.status, "entries": one.entries} for one in done]
    }
    if any(one.emptied for one in done):
        errand.result["brake"] = True
    errand.problems = [as_told(finding) for one in done for finding in one.findings]
    life = Life.objects.select_related("plan").get(pk=errand.life_id)
    if hit(life):
        found = ask(life, Proposal.Kind.REPLAN, why="your calendar has changed", accept=True)
        errand.result["replan"] = str(found.pk)


def hit(life: Life) -> bool:
    """Tell whether what is fixed has changed since the plan in force was made, for the rest of its time."""
    if life.plan is None or life.plan.plan is None:
        return False
    plan = plan_of(life.plan)
    now = max(timezone.now(), plan.now)
    try:
        loaded = open_life(life, now=plan.now, first=plan.first, days=plan.days)
    except EquipoiseError:
        return False  # told where the calendars are shown
    end = loaded.grid.end

    def taken(events: tuple[Event, ...]) -> set[tuple[str, Interval]]:
        return {
            (e.id, e.when)
            for e in events
            if e.busy
            and not e.flexible
            and not e.id.startswith(BY_HAND)
            and now < e.when.end
            and e.when.start < end
        }

    return taken((*loaded.events, *loaded.life.events)) != taken(plan.fixed)
