"""A week as those see it who may only look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from equipoise.views.words import KIND_NAMES, LETTERS

__all__ = ["days_of"]


def days_of(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the days of a plan with what lies in them; a block over midnight stands on the day it begins."""
    if not data:
        return []
    first = date.fromisoformat(data["first"])
    letters = {kind.value: LETTERS[kind] for kind in KIND_NAMES}
    days = [first + timedelta(days=number) for number in range(data["days"])]
    return [
        {
            "date": day,
            "entries": [
                {
                    "kind": entry["kind"],
                    "kind_name": entry["kind_name"],
                    "letter": letters.get(entry["kind"], ""),
                    "title": entry["title"],
                    "start": entry["start"][11:16],
                    "end": entry["end"][11:16],
                    "all_day": entry["all_day"],
                    "fixed": entry["fixed"],
                }
                for entry in data["entries"]
                if entry["start"][:10] == day.isoformat() and entry["kind"] not in {"buffer", "travel"}
            ],
        }
        for day in days
    ]
