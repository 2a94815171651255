"""Chronotype: the five classes, the MEQ and rMEQ scoring keys, and mid-sleep as a class.

Only the scoring keys are here, which are facts. The texts of the questionnaires are copyrighted and are not
shipped.

Sources: Horne & Ostberg's Morningness-Eveningness Questionnaire (MEQ) in the AutoMEQ-SA 4.0 data format of
the Center for Environmental Therapeutics; the reduced rMEQ (items 1, 7, 10, 18, 19).

Traps, all handled here:

* The lowest answer to item 19 scores 0; some printed copies give 1, which makes the stated ranges impossible.
* The bands of item 10 are not those of item 2.
* Answers to items 1 and 2 outside the printed bands score 0 (AutoMEQ), so a total of 14 is possible although
  the printed range begins at 16.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import Enum
from types import MappingProxyType


class Chronotype(Enum):
    """Five classes from evening to morning; the value is the class's name for people to read."""

    DEFINITE_EVENING = "definite evening"
    MODERATE_EVENING = "moderate evening"
    INTERMEDIATE = "intermediate"
    MODERATE_MORNING = "moderate morning"
    DEFINITE_MORNING = "definite morning"


def _key() -> dict[int, frozenset[int]]:
    four, five = frozenset(range(1, 5)), frozenset(range(1, 6))
    key = dict.fromkeys(range(1, 20), four)
    key.update(dict.fromkeys((10, 17, 18), five))
    key.update(dict.fromkeys((1, 2), five | {0}))
    key.update(dict.fromkeys((11, 19), frozenset({0, 2, 4, 6})))
    key[12] = frozenset({0, 2, 3, 5})
    return key


MEQ_POINTS: Mapping[int, frozenset[int]] = MappingProxyType(_key())
"""Points that an answer to each of the 19 items can score."""

RMEQ_ITEMS = (1, 7, 10, 18, 19)

_MEQ_FLOORS = (70, 59, 42, 31)
_RMEQ_FLOORS = (22, 18, 12, 8)
_FROM_MORNING = tuple(reversed(Chronotype))

# Item -> (start of a band in minutes after midnight, points); each band runs to the start of the next.
_BANDS: dict[int, tuple[tuple[int, int | None], ...]] = {
    1: ((300, 5), (390, 4), (465, 3), (585, 2), (660, 1), (720, 0)),
    2: ((30, 2), (105, 1), (180, 0), (1200, 5), (1260, 4), (1335, 3)),
    10: ((45, 2), (120, 1), (180, None), (1200, 5), (1260, 4), (1335, 3)),
    17: ((240, 5), (480, 4), (540, 3), (840, 2), (1020, 1)),
    18: ((300, 5), (480, 4), (600, 3), (1020, 2), (1320, 1)),
}


def points_for_time(item: int, at: time) -> int:
    """Points for a time of day given as the answer to an MEQ item.

    Args:
        item: 1 (rising), 2 (going to bed), 10 (tired in the evening), 17 (start of one's own working hours)
            or 18 (feeling best).
        at: The answer. Bands are half-open: 06:30 to item 1 belongs to the band that starts at 06:30.

    Returns:
        The points, 0 to 5.

    Raises:
        ValueError: If the item is not answered with a time, or if item 10 is answered with a time outside
            20:00-03:00, for which no score is published.
    """
    if item not in _BANDS:
        raise ValueError(f"MEQ item {item} is not answered with a time; items {sorted(_BANDS)} are")
    minute = at.hour * 60 + at.minute
    bands = _BANDS[item]
    points = next((points for start, points in reversed(bands) if start <= minute), bands[-1][1])
    if points is None:
        raise ValueError(
            f"MEQ item {item} has no score for {at:%H:%M}; answer with a time from 20:00 to 03:00"
        )
    return points


def meq_total(points: Mapping[int, int]) -> int:
    """Total of the 19 items, given the points of each (item number -> points).

    Raises:
        ValueError: If an item is missing, unknown, or has points that its key does not allow.
    """
    return _total(points, tuple(MEQ_POINTS))


def rmeq_total(points: Mapping[int, int]) -> int:
    """Total of the five items of the rMEQ: 1, 7, 10, 18 and 19 (MEQ numbering -> points).

    Raises:
        ValueError: If an item is missing, unknown, or has points that its key does not allow.
    """
    return _total(points, RMEQ_ITEMS)


def meq_class(total: int) -> Chronotype:
    """Class of an MEQ total.

    Args:
        total: 14 to 86; 14 and 15 come only from times outside the printed bands of items 1 and 2.

    Raises:
        ValueError: If the total is out of range.
    """
    return _class(total, 14, 86, _MEQ_FLOORS)


def rmeq_class(total: int) -> Chronotype:
    """Class of an rMEQ total.

    Args:
        total: 3 to 25; 3 comes only from a time outside the printed bands of item 1.

    Raises:
        ValueError: If the total is out of range.
    """
    return _class(total, 3, 25, _RMEQ_FLOORS)


@dataclass(frozen=True, slots=True)
class MsfscPrior:
    """What a class says about mid-sleep on free days: a normal distribution, hours after midnight."""

    mean_h: float
    sd_h: float


# Citation from memory (Roenneberg), to be checked before either number reaches a screen.
_POPULATION_MEAN_H = 4.5
_POPULATION_SD_H = 1.4


def msfsc_prior(chronotype: Chronotype) -> MsfscPrior:
    """Corrected mid-sleep on free days (MSFsc) to expect of a class, until it is measured.

    Ours, not published: the classes are spaced one population standard deviation apart around the population
    mean, and half a standard deviation of spread is left inside each, because a questionnaire does not
    measure sleep. The population's mean and deviation are cited from memory and must not be shown to a
    person.
    """
    return MsfscPrior(_POPULATION_MEAN_H + _rank(chronotype) * _POPULATION_SD_H, 0.5 * _POPULATION_SD_H)


def chronotype_of_msfsc(msfsc_h: float) -> Chronotype:
    """The class whose expected mid-sleep lies nearest (see `msfsc_prior`).

    Args:
        msfsc_h: MSFsc in hours after midnight, taken modulo 24, so 23.5 is earlier than 0.5.
    """
    offset = (msfsc_h - _POPULATION_MEAN_H + 12.0) % 24.0 - 12.0
    return min(Chronotype, key=lambda kind: abs(offset - _rank(kind) * _POPULATION_SD_H))


def _rank(chronotype: Chronotype) -> int:
    """-2 for definite morning to 2 for definite evening: the order of mid-sleep."""
    return _FROM_MORNING.index(chronotype) - 2


def _total(points: Mapping[int, int], items: tuple[int, ...]) -> int:
    problems = [f"item {item} is missing" for item in items if item not in points]
    problems += [f"item {item} is not part of the scale" for item in points if item not in items]
    problems += [
        f"item {item} scored {points[item]}, allowed are {sorted(MEQ_POINTS[item])}"
        for item in items
        if item in points and points[item] not in MEQ_POINTS[item]
    ]
    if problems:
        raise ValueError("; ".join(problems))
    return sum(points[item] for item in items)


def _class(total: int, lowest: int, highest: int, floors: tuple[int, ...]) -> Chronotype:
    if not lowest <= total <= highest:
        raise ValueError(f"total {total} is outside {lowest}-{highest}")
    place = next((rank for rank, floor in enumerate(floors) if total >= floor), len(floors))
    return _FROM_MORNING[place]
