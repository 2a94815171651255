"""Forecasts of whole plans: chances by formula, sentences, determinism, speed, calibration."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.domain.plan import Plan
from equipoise.planning.build import Request
from equipoise.planning.forecast import Forecast, Outcome, RatioModel, brier, forecast
from equipoise.planning.forecast.execute import execute
from equipoise.planning.forecast.track import lay_track
from equipoise.planning.forecast.words import chance_words, extra_sentence, moment

from .smallweek import BERLIN, at, block, make_plan, make_request, task

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from bench.forecast.worlds import WORLDS

KNOWN = RatioModel(math.log(1.2), 1e9, 1e9, 0.16 * 1e9)
"""Bias 1.2 and scatter 0.4, known for certain: log ratios are normal and independent."""


@pytest.fixture
def week() -> tuple[Request, Plan]:
    tasks = [
        task("memo", 60, due=at(0, "12:00")),
        task("report", 120, due=at(1, "17:00")),
        task("ideas", 60),
        task("lost", 60, due=at(2, "12:00")),
        task("tardy", 60, due=at(2, "09:30")),
    ]
    blocks = [
        block("memo", 0, "10:00", "11:00"),
        block("ideas", 0, "11:30", "17:00", kind=block("x", 0, "09:00", "10:00").kind),
        block("report", 1, "09:00", "10:00"),
        block("report", 1, "14:00", "15:00"),
        block("tardy", 2, "09:00", "10:00"),
    ]
    request = make_request(tasks)
    return request, make_plan(request, blocks)


def _of(found: Forecast, name: str) -> float | None:
    return next(t.chance for t in found.tasks if t.id == name)


def test_the_chance_of_one_task_is_the_lognormals(week: tuple[Request, Plan]) -> None:
    request, plan = week
    # the memo has its hour and 30 minutes of margin until ideas begin at 11:30, which take an hour of 5 1/2
    alone = replace(request, life=replace(request.life, tasks=request.life.tasks[:1]))
    found = forecast(alone, make_plan(alone, plan.blocks[:1]), prior=KNOWN, samples=40_000)
    expected = NormalDist().cdf((math.log(2) - math.log(1.2)) / 0.4)  # 10:00 to 12:00 is twice the estimate
    assert _of(found, "memo") == pytest.approx(expected, abs=0.01)
    assert found.holds == _of(found, "memo")
    done = found.tasks[0]
    assert done.p50 is not None
    assert done.p80 is not None
    assert (done.p50 - at(0, "10:00")).total_seconds() / 60 == pytest.approx(72, abs=1)
    assert (done.p80 - at(0, "10:00")).total_seconds() / 60 == pytest.approx(
        72 * math.exp(0.4 * 0.8416), abs=1.5
    )
    assert done.planned_end == at(0, "11:00")


def test_promises_are_what_the_plan_places_whole_in_time(week: tuple[Request, Plan]) -> None:
    found = forecast(*week)
    assert [t.id for t in found.tasks if t.promised] == ["memo", "report"]
    assert found.promises == 2
    assert _of(found, "lost") == 0
    assert _of(found, "ideas") is None
    both = [_of(found, "memo") or 0, _of(found, "report") or 0]
    assert found.holds <= min(both)
    assert found.kept == pytest.approx(sum(both))
    assert [(w.promises, w.holds) for w in found.weeks] == [(2, found.holds)]


def test_sentences(week: tuple[Request, Plan]) -> None:
    found = forecast(*week)
    assert found.sentences[0].startswith(
        f"{100 * found.holds:.0f} % that all 2 due dates that the plan promises"
    )
    assert "“Lost” is due by Wednesday 12:00 and has no place in the plan." in found.sentences
    tardy = next(t.sentence for t in found.tasks if t.id == "tardy")
    assert tardy.endswith("is done by Wednesday 09:30; the plan itself does not place all of it before then.")
    memo = next(t for t in found.tasks if t.id == "memo")
    assert memo.sentence == f"{100 * (memo.chance or 0):.0f} % that “Memo” is done by Monday 12:00."
    assert found.sentences[-1].startswith(
        "Nothing of your own is recorded yet; assumed is that half of your tasks"
    )
    told = forecast(*week, [Outcome.of(60, 90)] * 20).sentences[-1]
    assert told.startswith("From 20 finished tasks of yours: half of your tasks take over 1.4 times")


def test_words() -> None:
    assert [chance_words(p) for p in (0.0, 0.004, 0.844, 0.991, 1.0)] == [
        "under 1 %", "under 1 %", "84 %", "over 99 %", "over 99 %",
    ]  # fmt: skip
    assert moment(at(4, "18:00"), BERLIN, at(0, "00:00")) == "Friday 18:00"
    assert moment(at(11, "18:00"), BERLIN, at(0, "00:00")) == "Friday 4 December 18:00"
    assert extra_sentence((0, 0, 0)).startswith("Nineteen times in twenty")
    assert "One time in five it takes more than 1 h 30" in extra_sentence((0, 91, 200))
    assert extra_sentence((30, 91, 200)).startswith("Expect to find 30 min more")


def test_the_same_seed_gives_the_same_forecast(week: tuple[Request, Plan]) -> None:
    assert forecast(*week) == forecast(*week)
    assert forecast(*week) != forecast(*week, seed=1)


def test_names_do_not_matter(week: tuple[Request, Plan]) -> None:
    request, plan = week
    tasks = tuple(replace(t, id=f"x-{t.id}") for t in request.life.tasks)
    other = replace(request, life=replace(request.life, tasks=tasks))
    renamed = replace(plan, blocks=tuple(replace(b, commitment=f"x-{b.commitment}") for b in plan.blocks))
    before, after = forecast(request, plan), forecast(other, renamed)
    assert [t.chance for t in after.tasks] == [t.chance for t in before.tasks]
    assert after.holds == before.holds


def test_an_empty_plan_and_a_finished_life_are_fine() -> None:
    request = make_request([task("a", 60, done=60)])
    found = forecast(request, make_plan(request))
    assert (found.tasks, found.holds, found.promises, found.extra_p95) == ((), 1.0, 0, 0.0)
    assert found.sentences[0] == "The plan promises nothing by a date."
    with pytest.raises(ValueError, match="at least one sample"):
        forecast(request, make_plan(request), samples=0)


def test_history_of_a_slow_person_lowers_the_chances(week: tuple[Request, Plan]) -> None:
    slow = forecast(*week, [Outcome.of(60, 150)] * 20)
    quick = forecast(*week, [Outcome.of(60, 50)] * 20)
    assert slow.holds < forecast(*week).holds < quick.holds
    assert slow.extra_p80 > quick.extra_p80


def _filled(quarters: Sequence[bool]) -> tuple[Request, Plan]:
    """Two tasks on Monday; of the other quarter hours until 17:00 those marked are taken."""
    tasks = [task("a", 60, due=at(0, "17:00")), task("b", 60, due=at(0, "17:00"))]
    request = make_request(tasks)
    clock = [f"{9 + k // 4:02d}:{15 * (k % 4):02d}" for k in range(33)]
    taken = [block("x", 0, clock[8 + k], clock[9 + k]) for k, full in enumerate(quarters) if full]
    own = [block("a", 0, "09:00", "10:00"), block("b", 0, "10:00", "11:00")]
    return request, make_plan(request, [*own, *taken])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.booleans(), min_size=24, max_size=24), st.data())
def test_more_margin_never_lowers_the_chance_that_the_week_holds(
    taken: list[bool], data: st.DataObject
) -> None:
    freed = [full and data.draw(st.booleans()) for full in taken]
    tight, loose = forecast(*_filled(taken), samples=200), forecast(*_filled(freed), samples=200)
    assert loose.holds >= tight.holds
    assert loose.kept >= tight.kept
    assert loose.extra_p80 <= tight.extra_p80


def _crowded() -> tuple[Request, Plan]:
    """Forty-six tasks over five days, six and a half hours of eight."""
    tasks, blocks = [], []
    for i in range(46):
        day, place = i % 5, i // 5
        start = 9 * 60 + place * 45
        tasks.append(
            task(
                f"t{i}", 40, due=at(day if i % 3 else 4, "17:00"), after=(f"t{i - 5}",) if i % 7 == 6 else ()
            )
        )
        clock = [f"{m // 60:02d}:{m % 60:02d}" for m in (start, start + 40)]
        blocks.append(block(f"t{i}", day, *clock))
    request = make_request(tasks)
    return request, make_plan(request, blocks)


def test_two_thousand_futures_of_forty_six_tasks_take_under_half_a_second() -> None:
    request, plan = _crowded()
    forecast(request, plan, samples=10)
    times = []
    for _ in range(3):
        start = time.process_time()
        forecast(request, plan)
        times.append(time.process_time() - start)
    assert min(times) < 0.5


@pytest.mark.parametrize("known", [0, 20])
def test_due_dates_are_met_as_often_as_said(known: int) -> None:
    request, plan = _crowded()
    track = lay_track(request, plan)
    need = np.array([t.remaining for t in track.tasks], float)
    due = np.array(track.due)
    said: list[float] = []
    kept: list[bool] = []
    for person in range(60):
        rng = np.random.default_rng([person, known, 1])
        human = WORLDS["as assumed"](rng)
        found = forecast(request, plan, human.history(known, rng), samples=300, seed=person)
        finish = execute(track, (human.ratios(len(need), rng) * need)[:, None]).finish[:, 0]
        said += [t.chance for t in found.tasks if t.chance is not None]
        kept += (finish <= due).tolist()
    chances, happened = np.array(said), np.array(kept)
    for low, high in ((0.3, 0.5), (0.5, 0.7), (0.7, 0.9)):
        inside = (chances >= low) & (chances < high)
        if inside.sum() > 100:
            assert happened[inside].mean() == pytest.approx(chances[inside].mean(), abs=0.1)
    rate = happened.mean()
    assert rate == pytest.approx(chances.mean(), abs=0.07)
    assert brier(chances, happened) < rate * (1 - rate)
    assert brier(chances, happened) < 1 - rate
