"""The forecast's front door: a plan and a history in, chances out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.commitments import Task
from equipoise.domain.plan import Plan
from equipoise.planning.build import Request
from equipoise.planning.forecast import words
from equipoise.planning.forecast.execute import Run, execute
from equipoise.planning.forecast.ratios import PRIOR, Outcome, RatioModel, spread_factor
from equipoise.planning.forecast.results import Forecast, TaskForecast, WeekForecast
from equipoise.planning.forecast.track import Track, lay_track, promised

__all__ = ["SAMPLES", "forecast"]

SAMPLES = 2000
"""Futures that are drawn; the error of a chance near 50 % is then about one percent."""
SHARES = (0.5, 0.8, 0.95)
MOST_SENTENCES = 5


def _work(request: Request, track: Track, model: RatioModel, samples: int, seed: int) -> NDArray[np.float64]:
    """Draw what each task on the track really takes; the draws do not depend on the plan."""
    tasks = request.life.tasks
    factors = np.array([spread_factor(task.estimate) for task in tasks])
    ratios = model.draw(factors, samples, np.random.default_rng(seed))
    need = np.array([task.remaining for task in track.tasks], np.float64)
    return np.asarray(ratios[list(track.index)] * need[:, None])


def _quantile(values: NDArray[np.float64], share: float) -> float:
    """Return the least value that at least ``share`` of the samples stay within; may be infinite."""
    return float(np.sort(values)[max(0, int(np.ceil(share * len(values) - 1e-9)) - 1)])


def _task(request: Request, track: Track, run: Run, i: int, *, kept: bool) -> TaskForecast:
    """Return the forecast of a task that has a place."""
    task, grid = track.tasks[i], request.grid

    def local(minutes: float) -> datetime | None:
        if not np.isfinite(minutes):
            return None
        return (grid.start + timedelta(minutes=minutes)).astimezone(grid.zone)

    chance, sentence = None, ""
    if task.due is not None:
        chance = float(np.mean(run.finish[i] <= track.due[i] + 1e-6))
        due = words.moment(task.due, grid.zone, request.now)
        sentence = words.task_sentence(task.title, chance, due, placed=True, promised=kept)
    p50, p80, p95 = (local(_quantile(run.finish[i], share)) for share in SHARES)
    end = local(track.last[i])
    return TaskForecast(task.id, task.title, task.due, chance, kept, end, p50, p80, p95, sentence)


def _tasks(
    request: Request, track: Track, run: Run, promises: Mapping[int, bool]
) -> tuple[TaskForecast, ...]:
    """Return the forecast of every task that still needs time."""
    place = {task.id: i for i, task in enumerate(track.tasks)}
    return tuple(
        _task(request, track, run, place[t.id], kept=promises.get(place[t.id], False))
        if t.id in place
        else _homeless(request, t)
        for t in request.life.tasks
        if t.remaining > 0
    )


def _homeless(request: Request, task: Task) -> TaskForecast:
    """Return the forecast of a task that has no place in the plan."""
    chance, sentence = None, ""
    if task.due is not None:
        due = words.moment(task.due, request.grid.zone, request.now)
        chance, sentence = 0.0, words.task_sentence(task.title, 0.0, due, placed=False, promised=False)
    return TaskForecast(task.id, task.title, task.due, chance, False, None, None, None, None, sentence)


def _weeks(
    request: Request, track: Track, kept: NDArray[np.bool_], made: list[int]
) -> tuple[WeekForecast, ...]:
    """Return for each ISO week with promises the chance that all of them are kept."""
    weeks: dict[date, list[int]] = defaultdict(list)
    for i in made:
        due = track.tasks[i].due
        if due is not None:
            day = due.astimezone(request.grid.zone).date()
            weeks[day - timedelta(days=day.weekday())].append(i)
    return tuple(
        WeekForecast(monday, len(rows), float(kept[rows].all(axis=0).mean()))
        for monday, rows in sorted(weeks.items())
    )


def forecast(
    request: Request,
    plan: Plan,
    history: Iterable[Outcome] = (),
    *,
    prior: RatioModel = PRIOR,
    samples: int = SAMPLES,
    seed: int = 0,
) -> Forecast:
    """Say what a plan's promises are worth.

    Args:
        request: what the plan was made from.
        plan: the plan; it is executed as ``execute`` describes.
        history: the person's own finished tasks, in any order.
        prior: what is assumed before any of them.
        samples: how many futures are drawn, at least 1.
        seed: of all random numbers; the same seed gives the same forecast.
    """
    if samples < 1:
        raise ValueError("a forecast needs at least one sample")
    model = prior.update(history)
    track = lay_track(request, plan)
    run = execute(track, _work(request, track, model, samples, seed))
    promises = promised(track)
    made = [i for i, kept in promises.items() if kept]
    on_time = run.finish <= np.array(track.due)[:, None] + 1e-6
    tasks = _tasks(request, track, run, promises)
    holds = float(on_time[made].all(axis=0).mean()) if made else 1.0
    kept = float(on_time[made].sum(axis=0).mean()) if made else 0.0
    p50, p80, p95 = (_quantile(run.missing.sum(axis=0), share) for share in SHARES)
    ratios = model.quantile(0.5), model.quantile(0.8)
    weakest = sorted((t for t in tasks if t.chance is not None), key=lambda t: (t.chance or 0.0, t.id))
    sentences = (
        words.week_sentence(holds, len(made), kept),
        *(t.sentence for t in weakest[:MOST_SENTENCES]),
        words.extra_sentence((p50, p80, p95)),
        words.ratio_sentence(*ratios, model.pairs),
    )
    weeks = _weeks(request, track, on_time, made)
    all_done = float(np.isfinite(run.finish).all(axis=0).mean())
    return Forecast(
        tasks, holds, len(made), kept, weeks, all_done, p50, p80, p95, *ratios,
        model.pairs, samples, seed, sentences,
    )  # fmt: skip
