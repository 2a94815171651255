"""Compiled inner loops of the squeaky-wheel baseline.

Arrays, all int64: `owner` holds for every free quarter hour the job that has it or -1; `run_end` the
exclusive end of its uninterrupted stretch; `jobs` one row a job with need, due, weight, level and chunk;
`prefix[level, s]` the units a job of weight 1 would earn in the quarter hours before `s`. `random` is a
one-element generator state (uint64).
"""

# ruff: noqa: PLR0917 - compiled functions take their arrays one by one and by position

import math
from typing import Any, Final

import numba
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
State = npt.NDArray[np.uint64]

NEED: Final = 0
DUE: Final = 1
WEIGHT: Final = 2
LEVEL: Final = 3
CHUNK: Final = 4
FREE: Final = -1
DONE_UNITS: Final = 6
SPLIT_CHANCE: Final = 0.05
SWAP_CHANCE: Final = 0.25
RETRIES: Final = 3


def _compiled(function: Any) -> Any:
    return numba.njit(cache=True, nogil=True)(function)


def _draw(random: State) -> float:
    """Next number in [0, 1) of a 64-bit xorshift generator."""
    x = random[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    random[0] = x
    return float(x >> np.uint64(11)) / 9007199254740992.0


draw = _compiled(_draw)


def _utility(owner: Ints, jobs: Ints, prefix: Ints, placed: Ints) -> int:
    """Utility of a plan in units; `placed` receives the on-time quarter hours of each job."""
    placed[:] = 0
    total = 0
    for slot in range(owner.shape[0]):
        job = owner[slot]
        if job >= 0 and slot < jobs[job, DUE]:
            placed[job] += 1
            level = jobs[job, LEVEL]
            total += jobs[job, WEIGHT] * (prefix[level, slot + 1] - prefix[level, slot])
    for job in range(jobs.shape[0]):
        if placed[job] >= jobs[job, NEED]:
            total += DONE_UNITS * jobs[job, WEIGHT] * jobs[job, NEED]
    return total


utility = _compiled(_utility)


def _remove(owner: Ints, job: int) -> None:
    """Takes all quarter hours from a job."""
    for slot in range(owner.shape[0]):
        if owner[slot] == job:
            owner[slot] = FREE


remove = _compiled(_remove)


def _best_start(owner: Ints, run_end: Ints, job_row: Ints, prefix: Ints, random: State) -> int:
    """Start of the free stretch of full length worth most, or -1; ties are broken at random."""
    need, due, level = job_row[NEED], job_row[DUE], job_row[LEVEL]
    best = -1
    best_gain = -1
    ties = 0
    length = 0
    for slot in range(due - 1, -1, -1):
        if owner[slot] != FREE:
            length = 0
            continue
        length = length + 1 if run_end[slot] > slot + 1 else 1
        if length < need:
            continue
        gain = prefix[level, slot + need] - prefix[level, slot]
        if gain > best_gain:
            best_gain, best, ties = gain, slot, 1
        elif gain == best_gain:
            ties += 1
            if draw(random) * ties < 1.0:
                best = slot
    return best


best_start = _compiled(_best_start)


def _fill_pieces(
    owner: Ints, run_end: Ints, jobs: Ints, prefix: Ints, job: int, remaining: int, random: State
) -> None:
    """Places a splittable job in legal pieces, the richest stretch first, as far as it fits."""
    due, level, chunk = jobs[job, DUE], jobs[job, LEVEL], jobs[job, CHUNK]
    while remaining > 0:
        best = -1
        best_take = 0
        best_worth = -1.0
        slot = 0
        while slot < due:
            if owner[slot] != FREE:
                slot += 1
                continue
            stop = slot + 1
            while stop < due and stop < run_end[slot] and owner[stop] == FREE:
                stop += 1
            take = min(remaining, stop - slot)
            if 0 < remaining - take < chunk:
                take = remaining - chunk
            if take >= chunk:
                for start in (slot, stop - take):
                    gain = prefix[level, start + take] - prefix[level, start]
                    worth = gain / take + 0.02 * take + 0.2 * draw(random)
                    if worth > best_worth:
                        best, best_take, best_worth = start, take, worth
            slot = stop
        if best < 0:
            return
        owner[best : best + best_take] = job
        remaining -= best_take


fill_pieces = _compiled(_fill_pieces)


def _insert(owner: Ints, run_end: Ints, jobs: Ints, prefix: Ints, job: int, random: State) -> None:
    """Places a job that has nothing yet: whole where it is worth most, else in pieces, else not at all."""
    need = jobs[job, NEED]
    can_split = need >= 2 * jobs[job, CHUNK]
    if not can_split or draw(random) >= SPLIT_CHANCE:
        start = best_start(owner, run_end, jobs[job], prefix, random)
        if start >= 0:
            owner[start : start + need] = job
            return
    if can_split:
        fill_pieces(owner, run_end, jobs, prefix, job, need, random)


insert = _compiled(_insert)


def _construct(order: Ints, owner: Ints, run_end: Ints, jobs: Ints, prefix: Ints, random: State) -> None:
    """Builds a plan from nothing, one job after the other."""
    owner[:] = FREE
    for job in order:
        insert(owner, run_end, jobs, prefix, job, random)


construct = _compiled(_construct)


def _force(owner: Ints, run_end: Ints, jobs: Ints, prefix: Ints, job: int, out: Ints, random: State) -> int:
    """Puts a job at a random time and evicts whoever is there.

    Returns:
        How many jobs `out` now names, or -1 when the chosen time cannot hold the job.
    """
    due, need, chunk = jobs[job, DUE], jobs[job, NEED], jobs[job, CHUNK]
    start = int(draw(random) * due)
    room = min(run_end[start], due) - start
    length = min(need, room)
    if length < need:
        if 0 < need - length < chunk:
            length = need - chunk
        if length < chunk or need < 2 * chunk:
            first = min(run_end[start], due) - need
            if first < 0 or run_end[first] != run_end[start]:
                return -1
            start, length = first, need
    count = 0
    for slot in range(start, start + length):
        other = owner[slot]
        if other >= 0:
            if count == out.shape[0]:
                return -1
            out[count] = other
            count += 1
            remove(owner, other)
    owner[start : start + length] = job
    if length < need:
        fill_pieces(owner, run_end, jobs, prefix, job, need - length, random)
    return count


force = _compiled(_force)


def _neighbour(
    owner: Ints, run_end: Ints, jobs: Ints, prefix: Ints, placed: Ints, out: Ints, random: State
) -> bool:
    """Changes a plan at random: shift with eviction, or exchange; then offers room to the unplaced.

    Returns:
        False when nothing sensible was drawn.
    """
    count = jobs.shape[0]
    job = int(draw(random) * count)
    if jobs[job, DUE] == 0:
        return False
    remove(owner, job)
    if draw(random) < SWAP_CHANCE:
        out[0] = int(draw(random) * count)
        out[1] = job
        evicted = 2 if out[0] != job else 1
        remove(owner, out[0])
    else:
        evicted = force(owner, run_end, jobs, prefix, job, out, random)
    if evicted < 0:
        return False
    for index in range(evicted):
        other = index + int(draw(random) * (evicted - index))
        out[index], out[other] = out[other], out[index]
        insert(owner, run_end, jobs, prefix, out[index], random)
    for _ in range(RETRIES):
        other = int(draw(random) * count)
        if placed[other] < jobs[other, NEED] and other != job:
            remove(owner, other)
            insert(owner, run_end, jobs, prefix, other, random)
    return True


neighbour = _compiled(_neighbour)


def _anneal(
    owner: Ints,
    best: Ints,
    run_end: Ints,
    jobs: Ints,
    prefix: Ints,
    steps: int,
    temperature: float,
    random: State,
) -> int:
    """Runs `steps` steps of simulated annealing at one temperature (units).

    Returns:
        Utility of `best`, which is overwritten whenever a better plan than it appears.
    """
    count = jobs.shape[0]
    placed = np.zeros(count, np.int64)
    trial_placed = np.zeros(count, np.int64)
    out = np.zeros(64, np.int64)
    best_value: int = utility(best, jobs, prefix, placed)
    value = utility(owner, jobs, prefix, placed)
    trial = owner.copy()
    for _ in range(steps):
        trial[:] = owner
        if not neighbour(trial, run_end, jobs, prefix, placed, out, random):
            continue
        trial_value = utility(trial, jobs, prefix, trial_placed)
        change = trial_value - value
        if change >= 0 or draw(random) < math.exp(change / temperature):
            owner[:] = trial
            placed[:] = trial_placed
            value = trial_value
            if value > best_value:
                best_value = value
                best[:] = owner
    return best_value


anneal = _compiled(_anneal)
