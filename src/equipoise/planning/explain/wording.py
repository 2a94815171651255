"""Words for times, lengths and value-minutes, as a person would say them. No ids, no raw floats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from equipoise.domain.time import SLOT_MINUTES, Grid

__all__ = [
    "TERMS",
    "clock",
    "day_name",
    "joined",
    "length",
    "moment",
    "parts",
    "priced",
    "shares",
    "span",
    "title_of",
    "when",
    "worth",
]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

TERMS: Mapping[str, str] = {
    "placed": "work left undone",
    "completion": "work left undone",
    "tardy": "lateness",
    "sooner": "waiting",
    "energy": "energy",
    "off_hours": "work outside your hours",
    "weekend": "work on a day off",
    "personal_in_hours": "personal time in working hours",
    "batch": "a split meeting batch",
    "focus": "golden hours",
    "preferred": "hours that you do not prefer",
    "ritual": "rituals given up",
    "block": "fragments",
    "switch": "role switches",
    "goal": "time for your goals",
    "change": "changes to your plan",
}
"""What a loss in each term of the worth is a loss of."""

GAINS: Mapping[str, str] = {
    "work left undone": "work done",
    "rituals given up": "rituals kept",
    "time for your goals": "time for your goals",
}
"""What the opposite of a loss is a gain in, where it is more than something saved."""


def title_of(text: str) -> str:
    """Return a title on one line; "(no title)" if nothing is left."""
    return " ".join(text.split()) or "(no title)"


def clock(local: datetime) -> str:
    """Return a wall clock as 9:00; the second pass of a repeated hour is named as such."""
    text = f"{local.hour}:{local.minute:02d}"
    return f"{text} (the second time that the clock shows it)" if local.fold else text


def day_name(grid: Grid, day: date) -> str:
    """Return a date as its weekday; with day and month where the horizon is longer than a week."""
    name = _DAYS[day.weekday()]
    if grid.days <= 7 and grid.dates[0] <= day <= grid.dates[-1]:
        return name
    return f"{name} {day.day} {_MONTHS[day.month - 1]}"


def when(grid: Grid, instant: datetime) -> str:
    """Return an instant as "Tuesday 9:00" in the person's zone."""
    local = instant.astimezone(grid.zone)
    return f"{day_name(grid, local.date())} {clock(local)}"


def moment(grid: Grid, slot: int) -> str:
    """Return the start of a slot as "Tuesday 9:00"."""
    return when(grid, grid.instant(slot))


def span(grid: Grid, start: int, end: int) -> str:
    """Return slots [start, end) as "Tuesday 9:00 to 10:30"."""
    return f"{moment(grid, start)} to {clock(grid.instant(end))}"


def length(slots: int) -> str:
    """Return a length as "45 minutes", "2 hours" or "1 h 30"."""
    minutes = slots * SLOT_MINUTES
    if minutes < 120 and minutes != 60:
        return f"{minutes} minutes"
    hours, rest = divmod(minutes, 60)
    if rest:
        return f"{hours} h {rest:02d}"
    return "1 hour" if hours == 1 else f"{hours} hours"


def joined(items: Sequence[str], last: str = "and") -> str:
    """Return "a", "a and b" or "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def worth(value: float) -> str:
    """Return value-minutes as "22 minutes' worth"."""
    whole = round(abs(value))
    if whole == 0:
        return "less than a minute's worth"
    return "1 minute's worth" if whole == 1 else f"{whole} minutes' worth"


def shares(costs: Mapping[str, float]) -> dict[str, int]:
    """Round the parts of a cost to whole minutes that sum to the rounded whole (largest remainders)."""
    total = round(sum(costs.values()))
    floors = {name: int(value // 1) for name, value in costs.items()}
    missing = total - sum(floors.values())
    order = sorted(costs, key=lambda name: (floors[name] - costs[name], name))
    for name in order[: max(0, missing)]:
        floors[name] += 1
    return {name: value for name, value in floors.items() if value}


def parts(costs: Mapping[str, float], *, extra: Mapping[str, str] | None = None, most: int = 3) -> str:
    """Return the parts of a cost as "15 of energy, 7 of a split meeting batch"; gains come last.

    Args:
        costs: cost of each term, negative for a gain.
        extra: words for terms that the table does not have.
        most: losses named one by one; the rest is summed up, and so are two gains or more.
    """
    lost, won = _told(costs, extra or {})
    named = [f"{value} of {word}" for value, word in lost[:most]]
    if lost[most:]:
        named.append(f"{sum(value for value, _word in lost[most:])} of other things")
    return ", ".join(named) + _gained(won) if named else ""


def priced(costs: Mapping[str, float], *, extra: Mapping[str, str] | None = None) -> str:
    """Return a cost of at least half a minute with its parts.

    "22 minutes' worth: 15 of energy, 7 of a split meeting batch", or "2 minutes' worth of waiting".
    """
    total = worth(sum(costs.values()))
    lost, won = _told(costs, extra or {})
    if len(lost) == 1 and not won:
        return f"{total} of {lost[0][1]}"
    detail = parts(costs, extra=extra)
    return f"{total}: {detail}" if detail else total


def _told(
    costs: Mapping[str, float], extra: Mapping[str, str]
) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return losses and gains in whole minutes with their words, the largest first."""
    words = {**TERMS, **extra}
    told: dict[str, float] = {}
    for name, value in costs.items():
        word = words.get(name, name)
        told[word] = told.get(word, 0.0) + value
    rounded = sorted(shares(told).items(), key=lambda item: (-item[1], item[0]))
    lost = [(value, word) for word, value in rounded if value > 0]
    return lost, [(-value, word) for word, value in rounded if value < 0]


def _gained(won: Sequence[tuple[int, str]]) -> str:
    """Return what is gained beside a loss, as the end of a phrase."""
    if len(won) != 1:
        return f", less {sum(value for value, _word in won)} saved elsewhere" if won else ""
    value, word = won[0]
    return f", less {value} gained in {GAINS[word]}" if word in GAINS else f", less {value} saved on {word}"
