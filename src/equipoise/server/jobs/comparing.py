"""Comparing rhythms: each is planned for the same week, and all are measured alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from equipoise import api
from equipoise.loading import Loaded
from equipoise.planning.compare import Comparison
from equipoise.server.choices import chosen_rhythm
from equipoise.views import CompareColumn, ScoreRow, compare_svg, hints_from_rulebooks, week_view
from equipoise.views.scores import alike, best, score_words

__all__ = ["compared"]

SECONDS = 1.0
"""For each plan of a comparison."""


def compared(
    loaded: Loaded, wanted: Mapping[str, Mapping[str, Any]], told: Callable[[str, int, int], None]
) -> dict[str, Any]:
    """Return a comparison as the page shows it: a picture, the figures, and what the person's values speak for.

    Args:
        loaded: the life. ``wanted``: choices by the names to show. ``told``: called with name, number done and in all.
    """
    rhythms = {name: chosen_rhythm(loaded.life.rhythm, choice) for name, choice in wanted.items()}
    found = api.compare(loaded, rhythms, now=loaded.now, seconds=SECONDS, on_progress=told)
    columns, rows = _columns(found)
    shown = [row for row in rows if not alike(row)] or rows
    return {
        "names": [one.name for one in found.contenders],
        "values": [one.plan.certificate.gap for one in found.contenders],
        "svg": compare_svg(columns, shown, theme="auto") if columns else "",
        "rows": [_row(row) for row in rows if not alike(row)],
        "same": [f"{row.label} {score_words(row.values[0], row.unit)}" for row in rows if alike(row)],
        "recommended": found.recommended,
        "tied": list(found.advice.tied),
        "own_values": list(found.advice.values),
        "reasons": list(found.advice.reasons),
        "trade_offs": list(found.advice.trade_offs),
        "notes": list(found.notes),
        "impossible": dict(found.impossible),
    }


def _columns(found: Comparison) -> tuple[list[CompareColumn], list[ScoreRow]]:
    columns = []
    for one in found.contenders:
        dates = set(one.request.grid.dates)
        books = {day: book for day, book in one.request.books.items() if day in dates}
        view = week_view(one.plan, hints_from_rulebooks(one.plan, books))
        columns.append(CompareColumn(one.name, view, one.scores, one.highlights, one.advised))
    return columns, [ScoreRow(r.key, r.label, r.unit, r.better, r.values) for r in found.common]


def _row(row: ScoreRow) -> dict[str, Any]:
    leading = best(row)
    cells = [{"words": score_words(v, row.unit), "best": i in leading} for i, v in enumerate(row.values)]
    return {"label": row.label, "better": row.better, "cells": cells}
