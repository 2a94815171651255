"""A forecast in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from equipoise.planning.misfits import hours

__all__ = ["chance_words", "extra_sentence", "moment", "ratio_sentence", "task_sentence", "week_sentence"]


def chance_words(chance: float) -> str:
    """Return a probability as whole percent, never as certain: "84 %", "under 1 %", "over 99 %"."""
    if chance < 0.01:
        return "under 1 %"
    return "over 99 %" if chance > 0.99 else f"{100 * chance:.0f} %"


def moment(when: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return a local time as people say it: "Friday 18:00", further away "Friday 4 December 18:00".

    Midnight ends the day before: "the end of Friday".
    """
    local, today = when.astimezone(zone), now.astimezone(zone).date()
    midnight = local.hour == local.minute == 0
    day = (local - timedelta(hours=12)).date() if midnight else local.date()
    near = 0 <= (day - today).days <= 6
    name = f"{day:%A}" if near else f"{day:%A} {day.day} {day:%B}"
    return f"the end of {name}" if midnight else f"{name} {local:%H:%M}"


def task_sentence(title: str, chance: float, due: str, *, placed: bool, promised: bool) -> str:
    """Return what stands behind a due date."""
    if not placed:
        return f"“{title}” is due by {due} and has no place in the plan."
    text = f"{chance_words(chance)} that “{title}” is done by {due}"
    return f"{text}." if promised else f"{text}; the plan itself does not place all of it before then."


def week_sentence(holds: float, promises: int, kept: float) -> str:
    """Return what the promises are worth together: the chance that all are kept, and how many are."""
    if not promises:
        return "The plan promises nothing by a date."
    if promises == 1:
        return f"{chance_words(holds)} that the plan's one due date is kept within your own hours."
    return (
        f"{chance_words(holds)} that all {promises} due dates that the plan promises are kept within your "
        f"own hours; on average {kept:.1f} of them are."
    )


def extra_sentence(quantiles: Sequence[float]) -> str:
    """Return how much more time it may take.

    Args:
        quantiles: minutes at 50, 80 and 95 percent.
    """
    p50, p80, p95 = (5 * round(q / 5) for q in quantiles)
    if p95 <= 0:
        return "Nineteen times in twenty the free own hours are enough for what takes longer."
    if p50 > 0:
        return (
            f"Expect to find {hours(p50)} more than the plan and its free own hours hold; "
            f"one time in five more than {hours(p80)}."
        )
    if p80 > 0:
        return f"One time in five it takes more than {hours(p80)} beyond the plan and its free own hours."
    return f"One time in twenty it takes more than {hours(p95)} beyond the plan and its free own hours."


def ratio_sentence(p50: float, p80: float, pairs: int) -> str:
    """Return what the forecast rests on."""
    middle = f"half of your tasks take over {p50:.2g} times their estimate"
    figures = f"{middle}, one in five over {p80:.2g} times"
    if not pairs:
        return f"Nothing of your own is recorded yet; assumed is that {figures}."
    known = "one finished task" if pairs == 1 else f"{pairs} finished tasks"
    return f"From {known} of yours: {figures}."
