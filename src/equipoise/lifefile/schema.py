"""JSON Schemas of the life file and of the plan, for editors and for other programs."""

from __future__ import annotations

from typing import Any

from equipoise.lifefile.plan_tables import PLAN
from equipoise.lifefile.records import Table
from equipoise.lifefile.tables import ROOT

__all__ = ["life_schema", "plan_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def life_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a life file. TOML dates and times are texts in it."""
    return _document(ROOT, "Equipoise life file", "life")


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a plan."""
    return _document(PLAN, "Equipoise plan", "plan")


def _document(table: Table, title: str, name: str) -> dict[str, Any]:
    return {"$schema": _DIALECT, "$id": f"urn:equipoise:{name}:1", "title": title} | table.schema()
