"""From a solution to what is shown and written: one view, and a file for each ending."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from equipoise.domain.commitments import EnergyKind

if TYPE_CHECKING:
    from equipoise.domain.plan import Plan
    from equipoise.planning.engine import Solution
    from equipoise.views import ScoreRow, WeekView

__all__ = ["ENDINGS", "FOLDER", "Shown"]

ENDINGS = (".ics", ".json", ".svg", ".png", ".html", ".txt")
"""Endings that a plan can be written with."""
FOLDER = ("plan.ics", "plan.json", "week.svg", "week.png", "week.html")
"""What ``--out`` writes."""


class Shown:
    """A solution with its reasons, repairs, scorecard and view, each made when first needed."""

    def __init__(self, solution: Solution, plan: Plan, next_steps: tuple[str, ...] = ()) -> None:
        self.solution = solution
        self.plan = plan
        self.next_steps = next_steps

    @cached_property
    def why(self) -> Mapping[str, str]:
        """Sentence for each block."""
        from equipoise.planning.explain import why_all

        return why_all(self.solution)

    @cached_property
    def scores(self) -> tuple[ScoreRow, ...]:
        """The scorecard's rows."""
        from equipoise.planning.scorecard import score_rows, scorecard
        from equipoise.views import ScoreRow

        rows = score_rows([scorecard(self.solution.setup.request, self.plan)])
        return tuple(ScoreRow(r.key, r.label, r.unit, r.better, r.values) for r in rows)

    @cached_property
    def view(self) -> WeekView:
        """The week as it is drawn."""
        return self._view(self.plan, self.why, self.next_steps)

    @cached_property
    def given(self) -> tuple[Plan, Mapping[str, str]]:
        """The plan and its sentences as others may read them."""
        from equipoise.domain.discretion import discreet, discreet_words

        tasks = self.solution.setup.request.life.tasks
        return discreet(self.plan, tasks), discreet_words(self.plan, self.why, tasks)

    @cached_property
    def shared(self) -> WeekView:
        """The week as it is drawn for others: pages and pictures are made to be passed on."""
        from equipoise.domain.discretion import hiding

        hide = hiding(self.plan, self.solution.setup.request.life.tasks)
        return self._view(*self.given, tuple(hide(step) for step in self.next_steps))

    def _view(self, plan: Plan, why: Mapping[str, str], next_steps: tuple[str, ...]) -> WeekView:
        from equipoise.views import hints_from_rulebooks, week_view

        request = self.solution.setup.request
        energy = {kind: request.curve.levels(kind.value) for kind in EnergyKind}
        hints = hints_from_rulebooks(
            plan,
            request.books,
            non_negotiables=request.life.non_negotiables,
            energy={kind: [float(x) for x in levels] for kind, levels in energy.items()},
            why=why,
            next_steps=next_steps,
        )
        return week_view(plan, hints)

    def bytes_for(self, path: Path) -> bytes:
        """Return the content of a file, by its ending."""
        from equipoise.lifefile import plan_to_json
        from equipoise.views import svg_to_png, week_html, week_svg, week_text

        match path.suffix.lower():
            case ".ics":
                return self._calendar()
            case ".json":
                text = json.dumps(plan_to_json(self.plan), ensure_ascii=False, indent=2)
                return f"{text}\n".encode()
            case ".svg":
                return week_svg(self.shared, theme="auto").encode()
            case ".png":
                return svg_to_png(week_svg(self.shared))
            case ".html":
                return week_html(self.shared, scores=self.scores).encode()
            case _:
                return week_text(self.view).encode()

    def _calendar(self) -> bytes:
        """Return the plan for a calendar program, as the rulebook wants it shown."""
        from equipoise.calendars.appearance import alarms_of
        from equipoise.calendars.writing import plan_to_ics
        from equipoise.planning.slack import defended, slacks

        request = self.solution.setup.request
        kept = defended(self.plan, slacks(self.solution), request.books, request.life)
        plan, why = self.given
        return plan_to_ics(plan, why, kept, alarms=alarms_of(self.plan, request.books))
