"""Equipoise: an autopilot for your weeks, between balance and integration. Planned, proven, explained.

>>> import equipoise
>>> plan = equipoise.plan("life.toml", weeks=1)      # doctest: +SKIP
>>> plan.certificate.gap                             # doctest: +SKIP
0.0031

Everything in ``__all__`` is stable: it changes only with a new major version. Names are imported when first
used, so that ``import equipoise`` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from equipoise.api import (
        Loaded,
        compare,
        energy_curve,
        explain,
        forecast,
        hour_prices,
        load,
        meeting_cost,
        plan,
        recall,
        replan,
        request,
        solve,
        verify,
        why_not,
    )
    from equipoise.domain.commitments import (
        Area,
        BlockKind,
        EnergyKind,
        Estimate,
        Event,
        Goal,
        LocalWindow,
        NonNegotiable,
        OnCall,
        Priority,
        Ritual,
        Routine,
        Task,
    )
    from equipoise.domain.errors import (
        ConflictError,
        EquipoiseError,
        Finding,
        InputError,
        SolverError,
        StorageError,
    )
    from equipoise.domain.life import CalendarSource, EnergyProfile, Life, Person, TravelTable
    from equipoise.domain.plan import Block, Certificate, Clash, Misfit, Plan, Progress, Status
    from equipoise.domain.rhythm import Override, Rhythm, Season, SeasonKind
    from equipoise.domain.rules import Rule, Rulebook, Strength
    from equipoise.domain.time import Interval
    from equipoise.lifefile import life_schema, plan_from_json, plan_schema, plan_to_json

_HOMES = {
    "equipoise.api": (
        "Loaded",
        "compare",
        "energy_curve",
        "explain",
        "forecast",
        "hour_prices",
        "load",
        "meeting_cost",
        "plan",
        "recall",
        "replan",
        "request",
        "solve",
        "verify",
        "why_not",
    ),
    "equipoise.domain.commitments": (
        "Area",
        "BlockKind",
        "EnergyKind",
        "Estimate",
        "Event",
        "Goal",
        "LocalWindow",
        "NonNegotiable",
        "OnCall",
        "Priority",
        "Ritual",
        "Routine",
        "Task",
    ),
    "equipoise.domain.errors": (
        "ConflictError",
        "EquipoiseError",
        "Finding",
        "InputError",
        "SolverError",
        "StorageError",
    ),
    "equipoise.domain.life": ("CalendarSource", "EnergyProfile", "Life", "Person", "TravelTable"),
    "equipoise.domain.plan": ("Block", "Certificate", "Clash", "Misfit", "Plan", "Progress", "Status"),
    "equipoise.domain.rhythm": ("Override", "Rhythm", "Season", "SeasonKind"),
    "equipoise.domain.rules": ("Rule", "Rulebook", "Strength"),
    "equipoise.domain.time": ("Interval",),
    "equipoise.lifefile": ("life_schema", "plan_from_json", "plan_schema", "plan_to_json"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Area",
    "Block",
    "BlockKind",
    "CalendarSource",
    "Certificate",
    "Clash",
    "ConflictError",
    "EnergyKind",
    "EnergyProfile",
    "EquipoiseError",
    "Estimate",
    "Event",
    "Finding",
    "Goal",
    "InputError",
    "Interval",
    "Life",
    "Loaded",
    "LocalWindow",
    "Misfit",
    "NonNegotiable",
    "OnCall",
    "Override",
    "Person",
    "Plan",
    "Priority",
    "Progress",
    "Rhythm",
    "Ritual",
    "Routine",
    "Rule",
    "Rulebook",
    "Season",
    "SeasonKind",
    "SolverError",
    "Status",
    "StorageError",
    "Strength",
    "Task",
    "TravelTable",
    "compare",
    "energy_curve",
    "explain",
    "forecast",
    "hour_prices",
    "life_schema",
    "load",
    "meeting_cost",
    "plan",
    "plan_from_json",
    "plan_schema",
    "plan_to_json",
    "recall",
    "replan",
    "request",
    "solve",
    "verify",
    "why_not",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'equipoise' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
