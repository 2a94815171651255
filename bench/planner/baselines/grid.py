"""A quarter-hour view of an instance, shared by the baselines.

Only free working quarter hours are numbered, 0 upwards in time order; a *run* is a stretch of them without an
interruption. A plan is an `owner` list: for every free quarter hour the index of the job that has it, or -1.
Utility is kept in whole units, a tenth of a weighted quarter hour each, so that all methods compare the
neutral U exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from .neutral import Instance, PlacedBlock, TaskSpec

SLOT: Final = 15
UNOWNED: Final = -1
COMPLETION_UNITS: Final = 6
SHARE_UNITS: Final = 2
FULL_UNITS: Final = 10
PRIORITY_WEIGHT: Final = {1: 1, 2: 2, 3: 4, 4: 8}
LEVELS: Final = {"high": 0, "medium": 1, "low": 2}
_FORMAT: Final = "%Y-%m-%dT%H:%M:%SZ"


def parse(text: str) -> datetime:
    """Reads an ISO 8601 UTC time such as `2026-11-23T09:00:00Z`."""
    return datetime.fromisoformat(text).astimezone(UTC)


def show(moment: datetime) -> str:
    """Writes a UTC time the way `parse` reads it."""
    return moment.strftime(_FORMAT)


@dataclass(frozen=True, slots=True)
class Job:
    """A task on the grid.

    Attributes:
        index: Position in `Grid.jobs`.
        task: The task as the instance has it.
        need: Length in quarter hours, at least 1.
        due: Number of free quarter hours that end before the deadline; work is on time in [0, due).
        weight: Priority weight 1, 2, 4 or 8.
        level: Wanted energy: 0 high, 1 medium, 2 low.
        chunk: Shortest allowed piece in quarter hours; equal to `need` when the task must not be split.
    """

    index: int
    task: TaskSpec
    need: int
    due: int
    weight: int
    level: int
    chunk: int

    @property
    def splittable(self) -> bool:
        """Whether two or more legal pieces make up the job."""
        return self.need >= 2 * self.chunk

    def piece(self, remaining: int, room: int) -> int:
        """Longest legal piece.

        Args:
            remaining: Quarter hours still to place, at least 1.
            room: Uninterrupted quarter hours on offer.

        Returns:
            A length that leaves either nothing or a further legal piece; 0 when there is none.
        """
        take = min(remaining, room)
        rest = remaining - take
        if 0 < rest < self.chunk:
            take = remaining - self.chunk
        return take if take >= self.chunk else 0


@dataclass(frozen=True, slots=True)
class Grid:
    """An instance on the grid.

    Attributes:
        origin: Midnight of the first day, UTC.
        position: For every free quarter hour, its number counted from `origin`; increasing.
        run_end: For every free quarter hour, the exclusive end of the run it is in.
        energy: For every free quarter hour, 0 high, 1 medium, 2 low.
        jobs: The tasks.
    """

    origin: datetime
    position: list[int]
    run_end: list[int]
    energy: list[int]
    jobs: list[Job]

    def units(self, level: int, slot: int) -> int:
        """Utility of one on-time quarter hour of a job of weight 1 (2 to 4 units)."""
        return SHARE_UNITS + max(0, 2 - abs(level - self.energy[slot]))

    def utility(self, owner: Sequence[int]) -> int:
        """Utility of a plan in units; U is this divided by `full_utility`."""
        placed = [0] * len(self.jobs)
        total = 0
        for slot, index in enumerate(owner):
            if index == UNOWNED or slot >= self.jobs[index].due:
                continue
            job = self.jobs[index]
            placed[index] += 1
            total += job.weight * self.units(job.level, slot)
        done = (job for job in self.jobs if placed[job.index] >= job.need)
        return total + sum(COMPLETION_UNITS * job.weight * job.need for job in done)

    @property
    def full_utility(self) -> int:
        """Utility of all work done on time at its best energy, in units."""
        return FULL_UNITS * sum(job.weight * job.need for job in self.jobs)

    def gaps(self, owner: Sequence[int], limit: int | None = None) -> list[tuple[int, int]]:
        """Unowned stretches.

        Args:
            owner: The plan.
            limit: Exclusive end of the free quarter hours looked at; all when absent.

        Returns:
            Pairs of start and exclusive end in time order.
        """
        end = len(owner) if limit is None else limit
        found: list[tuple[int, int]] = []
        slot = 0
        while slot < end:
            if owner[slot] != UNOWNED:
                slot += 1
                continue
            stop = slot + 1
            while stop < min(end, self.run_end[slot]) and owner[stop] == UNOWNED:
                stop += 1
            found.append((slot, stop))
            slot = stop
        return found

    def moment(self, position: int) -> datetime:
        """The time of a quarter hour counted from `origin`."""
        return self.origin + timedelta(minutes=SLOT * position)

    def blocks(self, owner: Sequence[int]) -> list[PlacedBlock]:
        """Turns a plan into blocks, joining touching quarter hours of one job."""
        found: list[PlacedBlock] = []
        slot = 0
        while slot < len(owner):
            stop = slot + 1
            while stop < self.run_end[slot] and owner[stop] == owner[slot]:
                stop += 1
            if owner[slot] != UNOWNED:
                start = self.position[slot]
                task = self.jobs[owner[slot]].task["id"]
                end = self.moment(start + stop - slot)
                found.append({"task": task, "start": show(self.moment(start)), "end": show(end)})
            slot = stop
        return found


def pieces(job: Job, gaps: Sequence[tuple[int, int]], remaining: int) -> list[tuple[int, int]]:
    """Cuts a job into legal pieces, gap after gap.

    Args:
        job: The job; when it must not be split, at most one piece comes back.
        gaps: Stretches on offer (start, exclusive end), in the order of preference.
        remaining: Quarter hours to place.

    Returns:
        Pairs of start and length; together at most `remaining`.
    """
    found: list[tuple[int, int]] = []
    for start, end in gaps:
        if remaining == 0:
            break
        length = job.piece(remaining, end - start)
        if length:
            found.append((start, length))
            remaining -= length
    return found


def put(owner: list[int], job: Job, placed: Sequence[tuple[int, int]]) -> None:
    """Gives the stretches (start, length) to the job."""
    for start, length in placed:
        owner[start : start + length] = [job.index] * length


def _free_positions(instance: Instance, origin: datetime) -> list[int]:
    def minute(text: str) -> int:
        return int((parse(text) - origin).total_seconds() // 60)

    taken: set[int] = set()
    for busy in instance["busy"]:
        taken.update(range(minute(busy["start"]) // SLOT, -(-minute(busy["end"]) // SLOT)))
    first = -(-minute(instance["now"]) // SLOT)
    opens, closes = (hour * 60 // SLOT for hour in instance["work"])
    found: list[int] = []
    for day in instance["days"]:
        base = minute(day) // SLOT
        found += [slot for slot in range(base + opens, base + closes) if slot >= first and slot not in taken]
    return found


def build(instance: Instance) -> Grid:
    """Lays an instance on the grid.

    Args:
        instance: The problem; times off the quarter hour shrink the free time rather than being overrun.

    Returns:
        The grid.
    """
    origin = parse(instance["days"][0])
    position = _free_positions(instance, origin)
    run_end = [0] * len(position)
    for slot in range(len(position) - 1, -1, -1):
        joined = slot + 1 < len(position) and position[slot + 1] == position[slot] + 1
        run_end[slot] = run_end[slot + 1] if joined else slot + 1
    bands = [(hours[0] * 60, hours[1] * 60, LEVELS[str(hours[2])]) for hours in instance["energy"]]
    energy: list[int] = []
    for slot in position:
        minute = slot * SLOT % 1440
        energy.append(next(level for start, end, level in bands if start <= minute < end))
    jobs: list[Job] = []
    for index, task in enumerate(instance["tasks"]):
        deadline = int((parse(task["deadline"]) - origin).total_seconds() // 60) // SLOT
        need = -(-task["dur"] // SLOT)
        chunk = max(1, -(-task["min_chunk"] // SLOT)) if task["splittable"] else need
        due = sum(slot < deadline for slot in position)
        weight = PRIORITY_WEIGHT[task["prio"]]
        jobs.append(Job(index, task, need, due, weight, LEVELS[task["energy"]], min(chunk, need)))
    return Grid(origin, position, run_end, energy, jobs)
