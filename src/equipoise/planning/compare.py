"""The same commitments under several rhythms: solved, measured alike, side by side, with advice by values.

The worth of a plan is counted in the prices of its own rulebook. Plans made under different rulebooks
therefore cannot be compared by it, nor by their bounds. What is compared is the scorecard, and for advice
only its *common* measures, which no rulebook is the yardstick of.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from equipoise.domain.errors import ConflictError
from equipoise.domain.plan import Plan
from equipoise.planning.advice import Advice, advise, highlights
from equipoise.planning.build import Request
from equipoise.planning.engine import solve
from equipoise.planning.measures import Row, Scorecard
from equipoise.planning.scorecard import score_rows, scorecard
from equipoise.planning.search import Effort

__all__ = ["Comparison", "Contender", "compare", "compare_plans"]

WIDE_GAP = 0.02
NOT_COMPARABLE = (
    "Each plan's worth is counted in the prices of its own rulebook, so worths and bounds are not compared. "
    "The measures below are taken alike for all."
)


@dataclass(frozen=True, slots=True)
class Contender:
    """One rhythm of a comparison.

    Attributes:
        card: its scorecard. ``highlights``: a few short phrases on what stands out against the others.
        advised: True for the one that is advised.
    """

    name: str
    request: Request
    plan: Plan
    card: Scorecard
    highlights: tuple[str, ...] = ()
    advised: bool = False

    @property
    def scores(self) -> Mapping[str, float]:
        """The numbers of the scorecard by key, without what could not be measured."""
        return {m.key: m.value for m in self.card if m.value is not None}


@dataclass(frozen=True)
class Comparison:
    """Several rhythms side by side.

    Attributes:
        contenders: those for which a plan exists, in the order given.
        impossible: those for which none exists, with the reason.
        rows: all numeric measures. ``common``: those that compare across rulebooks.
        advice: what the stated values speak for, and what it costs.
        notes: what one has to know to read it.
    """

    contenders: tuple[Contender, ...]
    rows: tuple[Row, ...]
    common: tuple[Row, ...]
    advice: Advice
    impossible: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def recommended(self) -> str | None:
        """Name of the advised rhythm; None without stated values or if there is a tie."""
        return self.advice.recommended


def _notes(plans: Mapping[str, Plan], impossible: Mapping[str, str]) -> tuple[str, ...]:
    out = [NOT_COMPARABLE] if len(plans) > 1 else []
    wide = {n: p.certificate.gap for n, p in plans.items() if p.certificate.gap > WIDE_GAP}
    if wide:
        gaps = ", ".join(f"{name} {gap:.0%}" for name, gap in wide.items())
        out.append(
            f"Not proven within {WIDE_GAP:.0%} of the best under their own rules: {gaps}. Small differences "
            "may come from the search; more seconds narrow it."
        )
    out += [f"{name}: no plan keeps all its hard rules. {reason}" for name, reason in impossible.items()]
    return tuple(out)


def compare_plans(
    plans: Mapping[str, tuple[Request, Plan]],
    values: Sequence[str] = (),
    *,
    impossible: Mapping[str, str] | None = None,
) -> Comparison:
    """Compare plans that exist already.

    Args:
        plans: request and plan by the name under which they are shown.
        values: what counts for the person: of "health", "family", "acceleration".
        impossible: names for which there is no plan, with the reason.

    Raises:
        InputError: an unknown value.
    """
    cards = {name: scorecard(request, plan) for name, (request, plan) in plans.items()}
    rows = score_rows(list(cards.values()))
    common = score_rows(list(cards.values()), common=True)
    advice = advise(tuple(cards), common, values)
    notable = highlights(tuple(cards), common)
    contenders = tuple(
        Contender(name, *plans[name], card, notable[name], advised=name == advice.recommended)
        for name, card in cards.items()
    )
    failed = dict(impossible or {})
    notes = _notes({name: plan for name, (_request, plan) in plans.items()}, failed)
    return Comparison(contenders, rows, common, advice, failed, notes)


def compare(
    requests: Mapping[str, Request],
    effort: Effort | None = None,
    values: Sequence[str] = (),
    *,
    on_progress: Callable[[str, int, int], None] | None = None,
    stop: threading.Event | None = None,
) -> Comparison:
    """Plan the same commitments under several rulebooks and compare the plans.

    Args:
        requests: by the name of the rhythm; they should differ in nothing but ``books``.
        effort: for each plan; the same for all, so that none is favoured.
        values: what counts for the person: of "health", "family", "acceleration"; none gives no advice.
        on_progress: called with (name, done, all) before each plan, and once at the end with an empty name.
        stop: set it from another thread to cut every search short.

    Returns:
        The comparison. A rhythm whose hard rules contradict each other stands under ``impossible``.

    Raises:
        InputError: an unknown value.
    """
    plans: dict[str, tuple[Request, Plan]] = {}
    impossible: dict[str, str] = {}
    for done, (name, request) in enumerate(requests.items()):
        if on_progress:
            on_progress(name, done, len(requests))
        fresh = replace(request, previous=None)
        try:
            plans[name] = (fresh, solve(fresh, effort, stop=stop, rhythm=name).plan)
        except ConflictError as error:
            impossible[name] = str(error)
    if on_progress:
        on_progress("", len(requests), len(requests))
    return compare_plans(plans, values, impossible=impossible)
