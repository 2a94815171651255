"""The plan that a proposal holds, as the planner knows it."""

from __future__ import annotations

from equipoise.domain.plan import Plan
from equipoise.lifefile import plan_from_json
from equipoise.server.models import Proposal

__all__ = ["plan_of"]


def plan_of(proposal: Proposal) -> Plan:
    """Return a proposal's plan."""
    return plan_from_json(proposal.plan, "plan")
