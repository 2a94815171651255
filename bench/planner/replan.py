"""One event changes: how fast the new plan comes, how little it moves, and what that costs."""

from __future__ import annotations

import importlib
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import time as clock_time
from datetime import timedelta
from typing import Final, Protocol, cast

from bench.planner import churn
from bench.planner.common import (
    ENDLESS,
    Json,
    Options,
    cases,
    mark,
    median,
    ms,
    percent,
    percentile,
    request_for,
    table,
    warm_up,
)

from equipoise.domain.commitments import Event
from equipoise.domain.plan import Block, Plan
from equipoise.domain.time import Interval, at_local
from equipoise.planning.build import Request
from equipoise.planning.engine import Solution, check_plan, solve
from equipoise.planning.search import Effort
from equipoise.testing.weeks import Made, make_week

__all__ = ["changed_events", "hit", "lost", "moved", "run", "storm", "tables"]

SIZES: Final = ((46, 7, 0.15), (200, 28, 0.4))
"""Tasks, days, most seconds for a replan, 95th percentile."""
LOADS: Final = (0.6, 0.85, 1.1)
MOST_SHARE: Final = 0.08
MOST_LOSS: Final = 0.005
SPARE: Final = 2
STORM: Final = 100


class Replanned(Protocol):
    """What the planner's replan gives."""

    @property
    def solution(self) -> Solution:
        """The new plan with what it was made from."""


class Replan(Protocol):
    """The planner's replan."""

    def __call__(
        self, request: Request, effort: Effort | None = None, *, max_moves: int | None = None
    ) -> Replanned:
        """Return a plan close to ``request.previous``."""


def _replan() -> Replan:
    return cast("Replan", importlib.import_module("equipoise.planning.replan").replan)


def _movable(plan: Plan) -> set[tuple[str, Interval]]:
    return {(b.commitment, b.when) for b in plan.blocks if b.commitment and not b.pinned}


def moved(before: Plan, after: Plan) -> int:
    """Count the movable blocks of ``before`` that do not stand at the same place in ``after``."""
    return len(_movable(before) - {(b.commitment, b.when) for b in after.blocks})


def hit(before: Plan, event: Event, request: Request) -> int:
    """Count the blocks of ``before`` that meet a new event or the buffer around it, and cannot stay."""
    book = request.books[event.when.start.astimezone(request.grid.zone).date()]
    pause = timedelta(minutes=book.number("buffer.meeting") if event.meeting else 0)
    span = Interval(event.when.start - pause, event.when.end + pause)
    return sum(_concerns(block, span) for block in before.blocks)


def _concerns(block: Block, span: Interval) -> bool:
    return bool(block.commitment) and not block.pinned and block.when.overlaps(span)


def _new_event(rng: random.Random, made: Made, events: Sequence[Event], number: int) -> Event | None:
    """Return a meeting between nine and five on a weekday that meets no other event; None if luck is out."""
    for _ in range(50):
        day = rng.choice([d for d in made.grid.dates if d.weekday() < 5])
        begin = at_local(day, clock_time(9), made.grid.zone) + timedelta(minutes=30 * rng.randrange(15))
        when = Interval(begin, begin + timedelta(minutes=rng.choice((30, 60))))
        if not any(when.overlaps(e.when) for e in events):
            role = events[0].role if events else ""
            return Event(id=f"new-{number}", title="New meeting", when=when, role=role, meeting=True)
    return None


def changed_events(made: Made, seed: int) -> tuple[tuple[Event, ...], Event | None]:
    """Return the events after one change, with the event that came; None if one was cancelled instead."""
    rng = random.Random(seed)
    events = made.life.events
    if seed % 4 == 3 and events:
        gone = rng.choice(events)
        return tuple(e for e in events if e is not gone), None
    new = _new_event(rng, made, events, seed)
    return ((*events, new), new) if new else (events, None)


def lost(replanned: Plan, free: Plan) -> float:
    """Return the share of worth that staying close costs against a plan made afresh."""
    kept = replanned.certificate.objective - replanned.terms.get("change", 0.0)
    return (free.certificate.objective - kept) / max(1e-9, abs(free.certificate.objective))


def _one(made: Made, seed: int, replan: Replan, seconds: float) -> Json:
    plan = solve(request_for(made), Effort(seconds=seconds)).plan
    events, new = changed_events(made, seed)
    request = request_for(made, plan, events)
    began = time.perf_counter()
    after = replan(request).solution.plan
    took = time.perf_counter() - began
    free = solve(replace(request, previous=None), Effort(seconds=seconds, patience=ENDLESS)).plan
    still = replan(request_for(made, plan)).solution.plan
    blocks = len(_movable(plan))
    return {
        "seconds": took,
        "blocks": blocks,
        "hit": hit(plan, new, request) if new else 0,
        "moved": moved(plan, after),
        "moved_free": moved(plan, free),
        "loss": lost(after, free),
        "idle": moved(plan, still) + moved(still, plan),
        "ok": check_plan(request, after).ok,
    }


def storm(made: Made, replan: Replan, count: int = STORM) -> Json:
    """Change the calendar ``count`` times, each time from the plan before; watch for swinging blocks.

    Returns:
        Blocks moved and hit in all, and ``swings``: returns of a block to a place that it had left in one of
        the three changes before, although no event came to drive it back.
    """
    rng = random.Random(99)
    events = made.life.events
    plan = solve(request_for(made), Effort(seconds=0.5)).plan
    gone: list[set[tuple[str, Interval]]] = []
    total = driven = swings = refused = 0
    for number in range(count):
        added = [e for e in events if e.id.startswith("new-")]
        new = None if len(added) > 4 else _new_event(rng, made, events, number)
        events = (*events, new) if new else tuple(e for e in events if e not in added[:1])
        request = request_for(made, plan, events)
        after = replan(request).solution.plan
        refused += not check_plan(request, after).ok
        near = hit(plan, new, request) if new else 0
        total, driven = total + moved(plan, after), driven + near
        left, come = _movable(plan) - _movable(after), _movable(after) - _movable(plan)
        swings += 0 if near else sum(any(c in old for old in gone[-3:]) for c in come)
        gone.append(left)
        plan = after
    return {"events": count, "moved": total, "hit": driven, "swings": swings, "refused": refused}


def run(options: Options) -> Json:
    """Measure replans of weeks and months, a storm, and the churn of methods that start over."""
    warm_up()
    result: Json = {"churn": churn.run(options), "sizes": []}
    try:
        replan = _replan()
    except ImportError:
        print("  the planner has no replan yet; only the churn of others is measured")
        return result
    for tasks, days, target in SIZES[:1] if options.quick else SIZES:
        count = 3 if options.quick else max(1, options.seeds // len(LOADS))
        rows: list[Json] = []
        for share in LOADS:
            found = cases(count, tasks=tasks, days=days, share=share)
            seconds = 0.5 if tasks < 100 else 2.0
            rows += [{"load": share, **_one(made, seed, replan, seconds)} for seed, _who, made in found]
        result["sizes"].append({"tasks": tasks, "days": days, "target": target, "rows": rows})
        print(f"  replan of {tasks} tasks: {len(rows)}", flush=True)
    result["storm"] = storm(make_week(1, load=0.85), replan, 10 if options.quick else STORM)
    return result


def _verdicts(size: Json) -> list[tuple[str, str, str, str, str]]:
    rows = size["rows"]
    name = f"{size['tasks']} tasks, {size['days']} days ({len(rows)})"
    took = [row["seconds"] for row in rows]
    p95 = percentile(took, 0.95)
    over = sum(row["moved"] > row["hit"] + SPARE for row in rows)
    share = percentile([row["moved"] / max(1, row["blocks"]) for row in rows], 0.95)
    loss = median([row["loss"] for row in rows])
    worst = percentile([row["loss"] for row in rows], 0.95)
    idle = sum(row["idle"] for row in rows)
    refused = sum(not row["ok"] for row in rows)
    target = size["target"]
    return [
        (name, "new plan, p95", ms(target), f"{ms(p95)} (p50 {ms(median(took))})", mark(p95 <= target)),
        (name, f"moves more than those hit + {SPARE}", "0", str(over), mark(over == 0)),
        (
            name,
            "share of blocks moved, p95",
            percent(MOST_SHARE, 0),
            percent(share, 1),
            mark(share <= MOST_SHARE),
        ),
        (
            name,
            "worth lost against starting over, median",
            percent(MOST_LOSS, 1),
            f"{percent(loss)} (p95 {percent(worst)})",
            mark(loss <= MOST_LOSS),
        ),
        (name, "blocks moved though nothing changed", "0", str(idle), mark(idle == 0)),
        (name, "plans that the checker refuses", "0", str(refused), mark(refused == 0)),
    ]


def tables(result: Json) -> dict[str, str]:
    """Return the tables of a saved result by marker."""
    rows = [row for size in result["sizes"] for row in _verdicts(size)]
    if "storm" in result:
        found = result["storm"]
        name = f"storm of {found['events']} changes"
        said = f"{found['moved']} moved, {found['hit']} hit"
        limit = found["hit"] + SPARE * found["events"]
        rows.append((name, "blocks moved", str(limit), said, mark(found["moved"] <= limit)))
        swings = found["swings"]
        rows.append((name, "blocks that go back and forth", "0", str(swings), mark(swings == 0)))
    head = ("instances (how many)", "what", "target", "measured", "verdict")
    text = table(head, rows) if rows else "Not measured yet: the planner has no replan."
    return {"replan": text, "churn": churn.text(result["churn"], result["sizes"])}
