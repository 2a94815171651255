"""Measures in words: a figure with its unit, and a difference between two plans that names both figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from equipoise.planning.figures import figure
from equipoise.planning.measures import Row

__all__ = ["PHRASES", "phrase"]

PHRASES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "placed": (
            "{a} places {d} more work than {b} ({v} against {w})",
            "{a} places {d} less work than {b} ({v} against {w})",
        ),
        "placed_share": ("{a} places {v} of the work; {b} {w}",) * 2,
        "placed_value": ("{a} places {v} of the work by value; {b} {w}",) * 2,
        "on_time": ("{a} has {v} of the due tasks done in time; {b} {w}",) * 2,
        "on_time_value": ("{a} has {v} of the due work, by value, done in time; {b} {w}",) * 2,
        "misfit": (
            "{a} leaves {d} less without a place than {b} ({v} against {w})",
            "{a} leaves {d} more without a place than {b} ({v} against {w})",
        ),
        "unsocial": (
            "{a} has {d} less work than {b} before 07:00, after 19:00 or on days off ({v} against {w})",
            "{a} has {d} more work than {b} before 07:00, after 19:00 or on days off ({v} against {w})",
        ),
        "weekend": (
            "{a} has {d} less weekend work than {b} ({v} against {w})",
            "{a} has {d} more weekend work than {b} ({v} against {w})",
        ),
        "latest_end": (
            "{a} ends work by {v}; {b} as late as {w}",
            "{a} ends work as late as {v}; {b} by {w}",
        ),
        "evenings_worked": ("{a} has work after 19:00 on {v} evening{s}; {b} on {w}",) * 2,
        "workweek_span": ("{a} spreads the workweek over {v}; {b} over {w}",) * 2,
        "deep": (
            "{a} has {d} more deep work than {b} ({v} against {w})",
            "{a} has {d} less deep work than {b} ({v} against {w})",
        ),
        "deep_peak": ("{a} puts {v} of deep work at peak energy; {b} {w}",) * 2,
        "energy": ("{a} matches energy at {v} on average; {b} at {w}",) * 2,
        "switches": ("{a} changes role {v} time{s} a day; {b} {w}",) * 2,
        "fragments": ("{a} cuts tasks into {v} extra fragment{s}; {b} into {w}",) * 2,
        "longest_free": ("{a} leaves {v} in one piece free of work on a working day; {b} {w}",) * 2,
        "daily_rest": ("{a} leaves at least {v} of rest between two days of work; {b} {w}",) * 2,
        "short_rests": ("{a} has {v} rest{s} shorter than 11 h; {b} {w}",) * 2,
        "weekly_rest": ("{a} gives {v} of rest in one piece each week; {b} {w}",) * 2,
        "sleep": ("{a} protects {v} of sleep a night; {b} {w}",) * 2,
        "home": ("{a} keeps {v} of home hours free of work; {b} {w}",) * 2,
        "life": (
            "{a} reserves {d} more for personal and family time than {b} ({v} against {w})",
            "{a} reserves {d} less for personal and family time than {b} ({v} against {w})",
        ),
        "disconnection": ("{a} keeps {v} of the day free of work from Monday to Friday alike; {b} {w}",) * 2,
    }
)
"""Where a is better, and where it is worse. a, b: names; v, w: figures; d: difference; s: plural."""


def phrase(row: Row, left: int, right: int, names: Sequence[str], *, better: bool) -> str:
    """Return a sentence on how the left column differs from the right in a measure."""
    a, b = row.values[left], row.values[right]
    if a is None or b is None:
        raise ValueError(f"{row.key} was not measured for both")
    fallback = (f"{{a}} has {row.label.lower()} {{v}}; {{b}} {{w}}",) * 2
    template = PHRASES.get(row.key, fallback)[0 if better else 1]
    words = {"a": names[left], "b": names[right], "v": figure(a, row.unit), "w": figure(b, row.unit)}
    words["s"] = "" if words["v"] == "1" else "s"
    return template.format(**words, d=figure(abs(a - b), row.unit)) + "."
