"""Is the forecast calibrated? Simulated people, real plans, and what then happens.

Run from the repository: ``python bench/forecast/calibration.py [--people 200] [--sip FILE] [--write]``. It
prints the tables of docs/forecast.md, and with ``--write`` puts them there.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.forecast.worlds import WORLDS, Human  # isort: skip
from equipoise.domain.commitments import Estimate
from equipoise.domain.plan import Plan
from equipoise.energy import population_curve
from equipoise.planning.build import Request
from equipoise.planning.engine import make_plan
from equipoise.planning.forecast import PRIOR, Outcome, brier, coverage, forecast, pit_histogram, reliability
from equipoise.planning.forecast.execute import execute
from equipoise.planning.forecast.track import lay_track
from equipoise.planning.search import Effort
from equipoise.rhythms import rulebooks
from equipoise.testing.weeks import PEOPLE, make_week

HISTORIES = (0, 10, 40)
DOC = Path(__file__).resolve().parents[2] / "docs" / "forecast.md"
BEGIN, END = "<!-- calibration: begin -->", "<!-- calibration: end -->"


@dataclass
class Record:
    """What was said, and what came of it, in one world with one length of history."""

    pit: list[float] = field(default_factory=list)
    chances: list[float] = field(default_factory=list)
    kept: list[bool] = field(default_factory=list)
    holds: list[float] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)
    within: list[bool] = field(default_factory=list)


def plans() -> list[tuple[Request, Plan]]:
    """Return solved weeks of different people and loads."""
    out = []
    for seed, who in enumerate(PEOPLE):
        for load in (0.85, 1.0):
            made = make_week(seed, who=who, tasks=16, load=load, events_per_week=10)
            life = made.life
            books = rulebooks(life.rhythm, made.grid.dates, life.person, life.energy)
            curve = population_curve(life.energy.wake, life.energy.sleep)
            request = Request(life, life.events, books, curve, made.grid, made.now)
            out.append((request, make_plan(request, Effort(seconds=1.0, rounds=60))))
    return out


def live(
    record: Record,
    human: Human,
    request: Request,
    plan: Plan,
    history: list[Outcome],
    *,
    rng: np.random.Generator,
) -> None:
    """Forecast one week, let it happen, and write both down."""
    said = forecast(request, plan, history, samples=500, seed=int(rng.integers(1 << 30)))
    track = lay_track(request, plan)
    ratios = human.ratios(len(track.tasks), rng)
    drawn = PRIOR.update(history).draw(np.ones(1), 1000, rng)[0]
    record.pit += [float(np.mean(drawn <= r)) for r in ratios]
    need = np.array([task.remaining for task in track.tasks], np.float64)
    run = execute(track, (ratios * need)[:, None])
    done = {t.id: float(run.finish[i, 0]) for i, t in enumerate(track.tasks)}
    start, all_kept = request.grid.start, True
    for task in said.tasks:
        finish = done.get(task.id, math.inf)
        if task.promised and task.chance is not None and task.due is not None:
            on_time = finish <= (task.due - start).total_seconds() / 60 + 1e-6
            record.chances.append(task.chance)
            record.kept.append(on_time)
            all_kept &= on_time
        if task.p80 is not None:
            record.within.append(finish <= (task.p80 - start).total_seconds() / 60 + 1e-6)
    if said.promises:
        record.holds.append(said.holds)
        record.held.append(all_kept)


def simulate(people: int, seed: int = 0) -> dict[tuple[str, int], Record]:
    """Return the records of all worlds and lengths of history."""
    weeks = plans()
    out: dict[tuple[str, int], Record] = defaultdict(Record)
    for number, (world, draw) in enumerate(WORLDS.items()):
        for person in range(people):
            rng = np.random.default_rng([seed, number, person])
            human = draw(rng)
            past = human.history(max(HISTORIES), rng)
            request, plan = weeks[int(rng.integers(len(weeks)))]
            for count in HISTORIES:
                live(out[world, count], human, request, plan, past[:count], rng=rng)
    return out


def table(records: dict[tuple[str, int], Record]) -> str:
    """Return the records as a table in Markdown."""
    heads = (
        "world",
        "own tasks known",
        "tasks",
        "P50 covers",
        "P80 covers",
        "P95 covers",
        "finish by P80",
        "due dates: Brier",
        "base rate",
        "plan believed",
        "of those said 75-85 %",
        "all kept: said, happened",
        "Brier, base rate",
    )
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    for (world, count), r in records.items():
        kept = np.array(r.kept, np.float64)
        chances = np.array(r.chances)
        near = (chances >= 0.75) & (chances < 0.85)
        rate, week_rate = float(kept.mean()), float(np.mean(r.held))
        cover = " | ".join(f"{100 * coverage(r.pit, s):.1f} %" for s in (0.5, 0.8, 0.95))
        happened = f"{100 * kept[near].mean():.0f} % of {near.sum()}" if near.any() else "none"
        cells = (
            world,
            count,
            len(r.pit),
            cover,
            f"{100 * np.mean(r.within):.1f} %",
            f"{brier(chances, kept):.3f}",
            f"{rate * (1 - rate):.3f}",
            f"{1 - rate:.3f}",
            happened,
            f"{100 * np.mean(r.holds):.0f} %, {100 * week_rate:.0f} %",
            f"{brier(r.holds, r.held):.3f}, {week_rate * (1 - week_rate):.3f}",
        )
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return "\n".join(lines)


def bins(records: dict[tuple[str, int], Record], world: str, count: int) -> str:
    """Return the reliability table and the PIT of one world."""
    record = records[world, count]
    lines = ["| said | happened | due dates |", "| --- | --- | --- |"]
    lines += [
        f"| {100 * b.stated:.0f} % | {100 * b.happened:.0f} % | {b.count} |"
        for b in reliability(record.chances, record.kept)
    ]
    pit = ", ".join(f"{100 * share:.1f}" for share in pit_histogram(record.pit))
    return "\n".join(lines) + f"\n\nPIT in tenths, percent of tasks (10 each if calibrated): {pit}."


def sip(path: Path) -> str:
    """Check the ratio model on a real record: each developer's tasks in order, forecast from those before."""
    by_person: dict[str, list[tuple[int, Outcome]]] = defaultdict(list)
    rows = list(csv.DictReader(path.open(encoding="latin-1")))
    seen: dict[str, int] = defaultdict(int)
    for r in rows:
        seen[r["TaskNumber"]] += 1
    for r in rows:
        estimate, actual = 60 * float(r["HoursEstimate"]), 60 * float(r["HoursActual"])
        done = r["StatusCode"] in {"FINISHED", "COMPLETED"}
        if done and seen[r["TaskNumber"]] == 1 and estimate >= 1 and actual > 0:
            outcome = Outcome(Estimate.single(round(estimate)), actual)
            by_person[r["DeveloperID"]].append((int(r["TaskNumber"]), outcome))
    lines = [
        "| own tasks known | forecasts | P50 covers | P80 covers | P95 covers |",
        "| --- | --- | --- | --- | --- |",
    ]
    rng = np.random.default_rng(0)
    for known in (0, 10, 40, 200):
        pit: list[float] = []
        for found in by_person.values():
            ordered = [outcome for _number, outcome in sorted(found, key=lambda item: item[0])]
            for at in range(known, min(len(ordered), known + 200), 10):
                drawn = np.sort(PRIOR.update(ordered[at - known : at]).draw(np.ones(1), 2000, rng)[0])
                for outcome in ordered[at : at + 10]:
                    ratio = outcome.actual / outcome.estimate.planned
                    low, high = np.searchsorted(drawn, ratio, "left"), np.searchsorted(drawn, ratio, "right")
                    pit.append(float(rng.uniform(low, high + 1)) / (len(drawn) + 1))
        cover = " | ".join(f"{100 * coverage(pit, s):.1f} %" for s in (0.5, 0.8, 0.95))
        lines.append(f"| {known} | {len(pit)} | {cover} |")
    return "\n".join(lines)


def main() -> None:
    """Print the tables; with --write put them into docs/forecast.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--sip", type=Path, help="Sip-task-info.csv of github.com/Derek-Jones/SiP_dataset")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    records = simulate(args.people)
    text = f"{args.people} people in each world.\n\n{table(records)}\n"
    for world, count in (("as assumed", 10), ("heavy tails (t3)", 40)):
        text += f"\n**{world}, {count} own tasks known**\n\n{bins(records, world, count)}\n"
    if args.sip:
        text += f"\n**A real record (SiP, one company, tasks of one developer)**\n\n{sip(args.sip)}\n"
    print(text)
    if args.write:
        before, _, rest = DOC.read_text(encoding="utf-8").partition(BEGIN)
        DOC.write_text(f"{before}{BEGIN}\n{text}{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
