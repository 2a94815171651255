"""Equipoise from Python, on one page: which part reads, which compiles, which plans, which judges.

Nothing else chooses an implementation. Heavy parts are imported when they are used, so that importing this
page costs next to nothing.

    >>> import equipoise
    >>> plan = equipoise.plan("life.toml", weeks=1)                         # doctest: +SKIP
    >>> print(plan.certificate.gap, [misfit.title for misfit in plan.misfits])  # doctest: +SKIP
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from equipoise.compiling import compiled
from equipoise.domain.plan import Plan
from equipoise.domain.rhythm import Rhythm
from equipoise.domain.time import Interval
from equipoise.loading import Loaded, When, load
from equipoise.requests import (
    Source,
    choose_rhythm,
    contrast,
    energy_curve,
    request,
    request_after,
    request_behind,
    rest_of,
    rhythm_name,
)

if TYPE_CHECKING:
    from equipoise.planning.build import Request
    from equipoise.planning.compare import Comparison
    from equipoise.planning.engine import Solution
    from equipoise.planning.explain import HourPrices, MeetingCost, WhyHere, WhyNot
    from equipoise.planning.forecast import Forecast, Outcome
    from equipoise.planning.replan import Replanned
    from equipoise.planning.search import Effort, Progress
    from equipoise.planning.verify import Verdict

__all__ = [
    "SECONDS",
    "Loaded",
    "choose_rhythm",
    "compare",
    "contrast",
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
    "rest_of",
    "rhythm_name",
    "solve",
    "verify",
    "why_not",
]

SECONDS = 10.0
"""Longest time to plan for, unless said otherwise; most weeks need a fraction of it."""


def solve(
    life: Source | Request,
    weeks: int = 1,
    now: When = None,
    *,
    first: date | str | None = None,
    rhythm: Rhythm | str | float | None = None,
    seconds: float = SECONDS,
    seed: int = 0,
    effort: Effort | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Solution:
    """Plan, and return the plan with what it was made from, which explanations and forecasts need.

    Args and errors are those of ``plan``; besides, ``life`` may be a request, ``effort`` says when to stop in
    full, and setting ``stop`` from another thread gives the best plan so far.
    """
    from equipoise.planning.build import Request
    from equipoise.planning.engine import solve as engine
    from equipoise.planning.search import Effort

    wanted = (
        life if isinstance(life, Request) else request(life, weeks=weeks, now=now, first=first, rhythm=rhythm)
    )
    compiled()
    effort = effort or Effort(seconds=seconds, seed=seed)
    return engine(wanted, effort, on_progress=on_progress, stop=stop, rhythm=rhythm_name(wanted.life.rhythm))


def plan(
    life: Source,
    weeks: int = 1,
    now: When = None,
    *,
    first: date | str | None = None,
    rhythm: Rhythm | str | float | None = None,
    seconds: float = SECONDS,
    seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
) -> Plan:
    """Plan a life's weeks.

    Args:
        life: path of a life file, what ``load`` gave, or a ``Life``.
        weeks: 1 to 12.
        now: the moment from which is planned: aware or local, ISO text, or None for the machine's clock.
        first: first date; None means the local date of ``now``.
        rhythm: instead of the person's own: a rhythm, a pattern's letter, name or file, or a dial (0 to 1).
        seconds: wall-clock limit, more than 0.
        seed: of all random numbers.
        on_progress: called with each better plan or bound.

    Returns:
        The plan; ``plan.certificate`` says how good it is, ``plan.misfits`` what found no place and why.

    Raises:
        InputError: what was given cannot be used; all findings at once, with file, line, field and cure.
        ConflictError: hard rules contradict each other; names the smallest set that does.
    """
    return solve(
        life, weeks, now, first=first, rhythm=rhythm, seconds=seconds, seed=seed, on_progress=on_progress
    ).plan


def replan(
    life: Source,
    previous: Plan,
    *,
    now: When = None,
    done: Mapping[str, int] | None = None,
    missed: bool = False,
    max_moves: int | None = None,
    rhythm: Rhythm | str | float | None = None,
    effort: Effort | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Replanned:
    """Mend a plan from a later moment on, moving as little as possible.

    Args:
        life: as for ``plan``, as things stand now.
        previous: the plan in force.
        now: the moment; from its date to the previous plan's end is planned.
        done: minutes worked since, by task; what the plan says does not count for these.
        missed: True if nothing of today's plan was done.
        max_moves: most blocks that may be moved or dropped; None leaves it to their price.
        rhythm: as for ``plan``.
        effort: how hard to try; None aims at a tenth of a second for a week.
        on_progress, stop: as for ``solve``.

    Raises:
        InputError: what was given cannot be used, or the previous plan is over.
        ConflictError: hard rules contradict each other.
    """
    from equipoise.planning.replan import replan as mend

    wanted = request_after(life, previous, now, done=done, missed=missed, rhythm=rhythm)
    compiled()
    name = rhythm_name(wanted.life.rhythm)
    return mend(wanted, effort, max_moves=max_moves, on_progress=on_progress, stop=stop, rhythm=name)


def explain(solution: Solution, block: str) -> WhyHere:
    """Say why a block stands where it stands, and what its next-best places would cost. ``block``: its id."""
    from equipoise.planning.explain import why_here

    return why_here(solution, block)


def why_not(solution: Solution, commitment: str) -> WhyNot:
    """Say why a commitment did not fit, with repairs that were checked to work. ``commitment``: its id."""
    from equipoise.planning.explain import why_not as explained

    return explained(solution, commitment)


def hour_prices(solution: Solution) -> HourPrices:
    """Say what the hours of the horizon are worth."""
    from equipoise.planning.explain import hour_prices as priced

    return priced(solution)


def meeting_cost(solution: Solution, start: datetime, end: datetime) -> MeetingCost:
    """Say what a meeting from ``start`` to ``end`` would cost the week."""
    from equipoise.planning.explain import meeting_cost as priced

    return priced(solution, Interval(start, end))


def forecast(
    solution: Solution, *, samples: int = 2000, seed: int = 0, history: Iterable[Outcome] = ()
) -> Forecast:
    """Say how likely each due date, and the week, will hold, given how estimates turn out.

    ``history``: the person's own estimates with the minutes they took; without any, a prior stands in.
    """
    from equipoise.planning.forecast import forecast as sampled

    wanted = solution.setup.request
    return sampled(wanted, solution.plan, history, samples=samples, seed=seed)


def compare(
    life: Source,
    rhythms: Mapping[str, Rhythm | str | float] | None = None,
    weeks: int = 1,
    now: When = None,
    *,
    first: date | str | None = None,
    values: Iterable[str] | None = None,
    seconds: float = SECONDS,
    seed: int = 0,
    on_progress: Callable[[str, int, int], None] | None = None,
    stop: threading.Event | None = None,
) -> Comparison:
    """Plan the same commitments under several rhythms, and lay the plans side by side.

    Args:
        life: as for ``plan``.
        rhythms: by the name to show: a rhythm, a pattern, or a dial; None compares the person's own with
            balance (A, dial 0.2) and integration (D, dial 0.8).
        values: what counts most: of "health", "family", "acceleration"; None takes what the life file says.
        weeks, now, first: as for ``plan``.
        seconds: for each plan.
        seed: of all random numbers.
        on_progress: called with (name, number done, number in all).
        stop: set it from another thread to get the best plans so far.

    Raises:
        InputError: what was given cannot be used.
    """
    from equipoise.planning.compare import compare as side_by_side
    from equipoise.planning.search import Effort

    if isinstance(life, str | os.PathLike):
        life = load(life, weeks=weeks, now=now, first=first)
    person = life.life if isinstance(life, Loaded) else life
    chosen = contrast(person.rhythm) if rhythms is None else rhythms
    requests = {
        name: request(life, weeks=weeks, now=now, first=first, rhythm=rhythm)
        for name, rhythm in chosen.items()
    }
    compiled()
    wanted = person.person.values if values is None else tuple(values)
    effort = Effort(seconds=seconds, seed=seed)
    return side_by_side(requests, effort, wanted, on_progress=on_progress, stop=stop)


def verify(
    life: Source, plan: Plan, *, rhythm: Rhythm | str | float | None = None, previous: Plan | None = None
) -> Verdict:
    """Judge a plan with the independent checker: every hard rule, and every number that the plan states.

    Args:
        life: what the plan was made from.
        plan: what is judged, over its own horizon and from its own now.
        rhythm: the rhythm that it was made under, if it was not the person's own.
        previous: the plan that it replaced, if it is a replan.
    """
    from equipoise.planning.engine import check_plan

    return check_plan(request_behind(life, plan, rhythm=rhythm, previous=previous), plan)


def recall(
    life: Source, plan: Plan, *, rhythm: Rhythm | str | float | None = None, previous: Plan | None = None
) -> Solution:
    """Return the solution behind a plan, to explain it: nothing is solved again.

    Args:
        life: what the plan was made from. Blocks that its changes leave no place for are dropped.
        plan: as read from a file.
        rhythm: the rhythm that it was made under, if it was not the person's own.
        previous: the plan that it replaced, if it is a replan.

    Raises:
        InputError: what was given cannot be used.
    """
    from equipoise.planning.recall import recall as recalled

    compiled()
    return recalled(request_behind(life, plan, rhythm=rhythm, previous=previous), plan)
