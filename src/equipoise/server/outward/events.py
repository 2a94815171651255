"""Events that addresses may be told of: what each is called and what it tells. Private titles are left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from equipoise.domain.discretion import hiding
from equipoise.lifefile import plan_from_json
from equipoise.server.models import Errand, Proposal

__all__ = ["EVENTS", "TEST", "failed_calendars", "plan_data", "plan_failed", "sync_trouble"]

EVENTS: Mapping[str, str] = {
    "plan.ready": "a plan was made",
    "plan.accepted": "a plan came into force",
    "plan.failed": "a plan could not be made",
    "calendar.written": "the plan was written to the calendar",
    "sync.trouble": "a calendar could not be read or written",
    "task.added": "tasks were added",
    "task.completed": "tasks were done",
    "check-in.made": "you said how much energy you have",
    "day.closed": "you closed the day",
}
"""Names, and what happened, in words."""
TEST = "webhook.test"
"""Told when a person asks for a test."""
_LINES = 50
"""Sentences of one event."""


def plan_data(proposal: Proposal) -> dict[str, Any]:
    """Return what is told of a plan: figures and what changed, not the plan itself, which the API gives."""
    plan = plan_from_json(proposal.plan, "plan")
    hide = hiding(plan)
    return {
        "proposal": str(proposal.pk),
        "kind": proposal.kind,
        "why": hide(proposal.why),
        "first": plan.first.isoformat(),
        "days": plan.days,
        "blocks": len(plan.blocks),
        "left_out": len(plan.misfits),
        "gap": plan.certificate.gap,
        "in_force": proposal.accepted is not None,
        "changes": [hide(line) for line in proposal.diff[:_LINES]],
    }


def plan_failed(proposal: Proposal) -> dict[str, Any]:
    """Return what is told of a plan that could not be made. What is wrong may name private things: it is not told."""
    return {"proposal": str(proposal.pk), "kind": proposal.kind, "problems": len(proposal.problems)}


def failed_calendars(errand: Errand) -> list[str]:
    """Return the calendars that a refresh could not read."""
    rows = errand.result.get("calendars", ()) if errand.kind == Errand.Kind.REFRESH else ()
    return sorted(row["name"] for row in rows if row["status"] == "failed")


def sync_trouble(errand: Errand) -> dict[str, Any]:
    """Return what is told of a calendar that could not be read or written."""
    plan = errand.life.plan.plan if errand.life.plan else None
    hide = hiding(plan_from_json(plan, "plan")) if plan else str
    messages = [hide(one["message"]) for one in errand.problems[:_LINES]]
    return {
        "errand": str(errand.pk),
        "what": errand.kind,
        "calendars": failed_calendars(errand),
        "stopped": "brake" in errand.result,
        "problems": messages,
    }
