"""Rules of one rulebook that cannot be lived together: own hours in your sleep, a ritual with no room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from equipoise.domain.commitments import Area, BlockKind, LocalWindow, Ritual
from equipoise.domain.errors import Finding
from equipoise.domain.rules import Rulebook
from equipoise.rhythms.windows import DAY_MINUTES, DAY_NAMES, minute_of, window_minutes, windows_text

__all__ = ["clashes"]

_STEP = 5
_WEEK = 7 * DAY_MINUTES // _STEP


def _slots(window: LocalWindow) -> Iterator[tuple[int, range]]:
    """Yield each weekday of a window and its five-minute slots of the week; they may run past its end."""
    first, length = minute_of(window.start) // _STEP, window_minutes(window) // _STEP
    for day in sorted(window.days):
        start = day * (DAY_MINUTES // _STEP) + first
        yield day, range(start, start + length)


def _covered(windows: Iterable[LocalWindow]) -> frozenset[int]:
    return frozenset(slot % _WEEK for window in windows for _, slots in _slots(window) for slot in slots)


def clashes(rulebook: Rulebook) -> tuple[Finding, ...]:
    """Find rules that get in each other's way, all as warnings: a plan exists, but not as the rhythm reads.

    Returns:
        A finding for own hours or golden hours inside sleep or outside the hard stop, and for each ritual
        that no weekday of its window has room for.
    """
    sleep = _covered(rulebook.windows("sleep"))
    outer = _covered(rulebook.windows("hours.outer")) if rulebook.has("hours.outer") else None
    out: list[Finding] = []
    for rule_id, name in (("hours.own", "own hours"), ("hours.focus", "golden hours")):
        for window in rulebook.windows(rule_id):
            lost = _covered([window])
            where = windows_text([window])
            if lost & sleep:
                cure = f"change {rule_id}, or your usual times of sleep and waking"
                out.append(_warn(rule_id, f"{name} {where} reach into your sleep", cure))
            if outer is not None and lost - outer:
                out.append(
                    _warn(
                        rule_id,
                        f"{name} {where} reach past the hard stop",
                        f"change {rule_id} or hours.outer",
                    )
                )
    out.extend(
        finding for ritual in rulebook.rituals() for finding in _no_room(rulebook, ritual, sleep, outer)
    )
    return tuple(out)


def _warn(rule_id: str, message: str, cure: str) -> Finding:
    return Finding(message, cure, field=f"rhythm.rules.{rule_id}", warning=True)


def _no_room(
    rulebook: Rulebook, ritual: Ritual, sleep: frozenset[int], outer: frozenset[int] | None
) -> Iterator[Finding]:
    closed = sleep | _covered(rulebook.windows("hours.family"))
    if rulebook.is_hard("hours.focus") and ritual.kind is not BlockKind.FOCUS:
        closed |= _covered(rulebook.windows("hours.focus"))
    if ritual.area is Area.WORK:
        closed |= _covered(rulebook.windows("weekend")) if rulebook.is_hard("weekend") else frozenset()
        closed |= frozenset(range(_WEEK)) - outer if outer is not None else frozenset()
    need = -(-ritual.minutes // _STEP)
    for day, slots in _slots(ritual.window):
        run = best = 0
        for slot in slots:
            run = 0 if slot % _WEEK in closed else run + 1
            best = max(best, run)
        if best < need:
            message = f"{ritual.title} ({ritual.minutes} min) has no room on {DAY_NAMES[day]}"
            yield _warn(
                "rituals",
                f"{message} in {windows_text([ritual.window])}",
                "widen its window or drop that day",
            )
