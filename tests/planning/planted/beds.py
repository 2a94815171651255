"""Days filled with meetings and work as tightly as the rules let them stand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from tests.planning.verify.lives import Level, window

from equipoise.domain.commitments import BlockKind, LocalWindow
from equipoise.domain.time import Grid, Interval

__all__ = ["DAY", "MARGIN", "NIGHT", "TRAVEL", "Garden", "Piece", "Shape", "Slope"]

BREAK, STRETCH, MARGIN = 2, 24, 0.1
ROLE_GAP, MEETING_GAP, TRAVEL = 2, 1, 3


@dataclass(frozen=True)
class Shape:
    """How a person's days are cut: pairs of local times."""

    own: tuple[str, str]
    outer: tuple[str, str]
    sleep: tuple[str, str]
    family: tuple[str, str]
    golden: tuple[str, str]
    leisure: tuple[str, str]
    weekend: bool


DAY = Shape(
    ("09:00", "17:00"), ("08:00", "18:30"), ("23:00", "06:00"), ("12:00", "12:45"), ("09:00", "10:30"),
    ("18:30", "22:30"), weekend=True,
)  # fmt: skip
NIGHT = Shape(
    ("00:00", "07:00"), ("00:00", "08:00"), ("11:00", "18:00"), ("04:00", "04:20"), ("00:00", "01:10"),
    ("19:00", "23:40"), weekend=False,
)  # fmt: skip
"""The second one works while clocks change, on Sundays too."""


@dataclass(frozen=True)
class Slope(Level):
    """A curve that climbs for the mind and falls for the body from midnight to midnight."""

    weight: float = 0.5

    def level(self, kind: str, minute_of_day: float) -> float:
        share = minute_of_day / 1440
        return {"cognitive": share, "physical": 1 - share}.get(kind, 0.25)


@dataclass(frozen=True)
class Piece:
    """A piece of work on the timeline, in slots."""

    start: int
    end: int
    role: str
    place: str
    kind: BlockKind = BlockKind.ADMIN
    meeting: bool = False

    def gap_to(self, other: Piece) -> int:
        """Return the least distance to what follows."""
        differ = bool(self.role and other.role and self.role != other.role)
        far = bool(self.place and other.place and self.place != other.place)
        gaps = (ROLE_GAP * differ, MEETING_GAP * (self.meeting != other.meeting), TRAVEL * far)
        return max(gaps)


@dataclass
class Garden:
    """A week under construction."""

    rng: random.Random
    grid: Grid
    shape: Shape
    work: list[Piece] = field(default_factory=list)
    events: list[Piece] = field(default_factory=list)
    closings: list[Piece] = field(default_factory=list)

    def slots(self, day: date, times: tuple[str, str]) -> tuple[int, int]:
        """Return a local window of a date in slots."""
        when = self.window_of(day, window(*times))
        return self.grid.floor(when.start), self.grid.floor(when.end)

    def exists(self, day: date) -> bool:
        """Tell whether the zone has the date at all."""
        number = (day - self.grid.first).days
        return self.grid.midnights[number] < self.grid.midnights[number + 1]

    def window_of(self, day: date, local: LocalWindow) -> Interval:
        """Return a local window of a date."""
        return self.grid.window(day, local.start, local.end)

    def when(self, piece: Piece) -> Interval:
        """Return the time of a piece."""
        return Interval(self.grid.instant(piece.start), self.grid.instant(piece.end))

    def fill(self, day: date) -> None:
        """Fill the own hours of a date with meetings and work, up to the margin."""
        if not self.exists(day):
            return
        (lo, hi), family = self.slots(day, self.shape.own), self.slots(day, self.shape.family)
        meetings = list(self._meetings(lo, hi, family))
        self.events += meetings
        taken = sum(m.end - m.start for m in meetings) + max(0, family[1] - family[0])
        budget = int((1 - MARGIN) * (hi - lo - taken) + 1e-9) - 2
        shut = sorted([family, *((m.start, m.end) for m in meetings), (hi, hi)])
        self._work(day, lo, shut, meetings, budget)

    def _meetings(self, lo: int, hi: int, family: tuple[int, int]) -> Iterator[Piece]:
        for half in ((lo, family[0]), (family[1], hi)):
            length = self.rng.choice((6, 6, 9, 12))
            if self.rng.random() < 0.6 and half[1] - half[0] > length:
                start = self.rng.randint(half[0], half[1] - length)
                place = self.rng.choice(("", "office"))
                yield Piece(start, start + length, "work", place, meeting=self.rng.random() < 0.7)

    def _work(
        self, day: date, lo: int, shut: list[tuple[int, int]], meetings: list[Piece], budget: int
    ) -> None:
        """Put work between what is shut; the last act of the date is the ritual that closes it."""
        last: Piece | None = None
        chain, at = lo, lo
        for start, end in shut:
            meeting = next((m for m in meetings if m.start == start), None)
            while (
                piece := self._next(day, at, last, chain, meeting=meeting, limit=start, budget=budget)
            ) is not None:
                if last is None or piece.start - last.end >= BREAK:
                    chain = piece.start
                self.work.append(piece)
                budget -= piece.end - piece.start
                last, at = piece, piece.end
            if meeting is not None:
                if last is None or meeting.start - last.end >= BREAK:
                    chain = meeting.start
                last = meeting
            at = max(at, end)
        self._close(last, shut)

    def _next(
        self,
        day: date,
        at: int,
        last: Piece | None,
        chain: int,
        *,
        meeting: Piece | None,
        limit: int,
        budget: int,
    ) -> Piece | None:
        """Return the next piece of work before a limit, as near to the last one as is legal; None if none fits."""
        rng = self.rng
        role, place = rng.choice(("work", "work", "own", "")), rng.choice(("", "", "home"))
        length = rng.randint(3, 14)
        start = max(at, last.end + last.gap_to(Piece(0, 0, role, place))) if last else at
        start += rng.choice((0, 0, 0, 1, 5))
        if last is not None and start - last.end < BREAK and start + length - chain > STRETCH:
            start = last.end + max(BREAK, start - last.end)
        piece = Piece(start, start + length, role, place)
        room = limit - (max(BREAK, piece.gap_to(meeting)) if meeting is not None else 0)
        if piece.end > room or length > budget:
            return None
        lo, hi = self.slots(day, self.shape.golden)
        focus = (start < hi and piece.end > lo) or rng.random() < 0.5
        return replace(piece, kind=BlockKind.FOCUS) if focus else piece

    def _close(self, last: Piece | None, shut: list[tuple[int, int]]) -> None:
        if last is None:
            return
        start = last.end + last.gap_to(Piece(0, 0, "", ""))
        if all(start + 3 <= lo or hi <= start for lo, hi in shut[:-1]) and start + 2 <= shut[-1][0]:
            self.closings.append(Piece(start, start + 2, "", ""))
