"""The energy curve: cognitive, social and physical levels over the local day, with their uncertainty.

A level is a number in [0, 1]; for a curve from the alertness model it is (9 - KSS) / 8, the distance from
"fighting sleep" on the nine-point Karolinska scale. It is *not* stretched to fill [0, 1]: that a rested
person's day is nearly flat from ten to seven is the finding, and stretching would hide it.

Asleep, a curve shows what a person just woken would have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Kind = Literal["cognitive", "social", "physical"]
Source = Literal["population curve", "your stated peaks", "your ratings"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
SOURCES: Final[tuple[Source, ...]] = get_args(Source)

POINTS: Final = 288
STEP_MINUTES: Final = 5
GRID_MINUTES: Final[Floats] = np.arange(POINTS, dtype=np.float64) * STEP_MINUTES
GRID_MINUTES.setflags(write=False)

SLEEP_INERTIA_MINUTES: Final = 60
"""No deep work is advised for this long after waking.

Inertia mostly ends within 30 minutes but can last up to two hours (Hilditch & McHill 2019, known to us
second-hand). The cognitive curve already carries it, as process W of the three-process model.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """One curve and its uncertainty: three read-only arrays of 288 levels, lo <= level <= hi, all in [0, 1].

    Attributes:
        level: Expected level at 00:00, 00:05, ... 23:55 local time.
        lo: Lower end of the 80 % interval of the person's average level at that time of day.
        hi: Upper end of it.
    """

    level: Floats
    lo: Floats
    hi: Floats

    def __post_init__(self) -> None:
        for name in ("level", "lo", "hi"):
            values = np.array(getattr(self, name), dtype=np.float64)
            if values.shape != (POINTS,):
                raise ValueError(f"{name} must hold {POINTS} levels; got shape {values.shape}")
            if not bool(np.all((values >= 0) & (values <= 1))):
                raise ValueError(f"{name} must lie in [0, 1]; got {values.min()} to {values.max()}")
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        if not bool(np.all((self.lo <= self.level) & (self.level <= self.hi))):
            raise ValueError("the band must enclose the level: lo <= level <= hi")

    @classmethod
    def around(cls, level: Floats, half_width: Floats | float) -> Band:
        """A level with a band `half_width` (>= 0) to either side, all clipped to [0, 1]."""
        raw = np.asarray(level, dtype=np.float64)
        return cls(np.clip(raw, 0, 1), np.clip(raw - half_width, 0, 1), np.clip(raw + half_width, 0, 1))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Band):
            return NotImplemented
        return self._bytes() == other._bytes()

    def __hash__(self) -> int:
        return hash(self._bytes())

    def _bytes(self) -> bytes:
        return self.level.tobytes() + self.lo.tobytes() + self.hi.tobytes()


@dataclass(frozen=True, slots=True)
class EnergyCurve:
    """A person's energy over the local day.

    Attributes:
        cognitive: For work that needs thinking; carries sleep inertia after waking.
        social: For being with people.
        physical: For moving, and for vigour.
        source: What the curve rests on, in words that a page may show.
        weight: How much a planner should trust the curve, [0, 1]: the probability that hour of day matters to
            this person as the curve says, rather than not at all. 0.25 for a population curve, 0.5 for stated
            peaks; only the person's own ratings can raise it towards 1, and they can lower it too. Sleep and
            rest rules come first whatever the weight.
        ratings: How many of the person's ratings the curve has learnt from, >= 0.
    """

    cognitive: Band
    social: Band
    physical: Band
    source: Source
    weight: float
    ratings: int = 0

    def __post_init__(self) -> None:
        if self.source not in SOURCES:
            raise ValueError(f"source must be one of {SOURCES}; got {self.source!r}")
        if not 0 <= self.weight <= 1:
            raise ValueError(f"weight must lie in [0, 1]; got {self.weight}")

    def of(self, kind: Kind) -> Band:
        """The curve of one kind with its band."""
        bands: dict[Kind, Band] = {
            "cognitive": self.cognitive,
            "social": self.social,
            "physical": self.physical,
        }
        if kind not in bands:
            raise ValueError(f"kind must be one of {KINDS}; got {kind!r}")
        return bands[kind]

    def levels(self, kind: Kind) -> Floats:
        """The 288 levels of one kind at 00:00, 00:05, ... 23:55 local time, read-only, in [0, 1]."""
        return self.of(kind).level

    def level(self, kind: Kind, minute_of_day: float) -> float:
        """Level of one kind at a minute after local midnight, interpolated between points, in [0, 1].

        Any finite number is accepted and taken modulo a day, so 1450 is 00:10.
        """
        return _at(self.of(kind).level, minute_of_day)

    def band(self, kind: Kind, minute_of_day: float) -> tuple[float, float]:
        """The 80 % interval (lo, hi) at a minute after local midnight; see `Band`."""
        band = self.of(kind)
        return _at(band.lo, minute_of_day), _at(band.hi, minute_of_day)


def _at(values: Floats, minute_of_day: float) -> float:
    return float(np.interp(minute_of_day, GRID_MINUTES, values, period=1440))
