"""Figures as people say them: one wording for tables, pictures, sentences and advice."""

from __future__ import annotations

__all__ = ["duration", "figure"]

_MINUS = "\u2212"


def duration(minutes: float) -> str:
    """Return a duration of 0 or more as 45 min, 2 h or 1 h 30 min, rounded to the minute."""
    whole, rest = divmod(round(minutes), 60)
    if not whole:
        return f"{rest} min"
    return f"{_grouped(whole)} h {rest} min" if rest else f"{_grouped(whole)} h"


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


def figure(value: float, unit: str) -> str:
    """Return a measured value in words.

    Args:
        value: the value in its unit.
        unit: "min" and "h" give a duration, "clock" (hours after midnight) a time of day, "%" whole percents; anything
            else stands behind the number as it is.
    """
    if unit == "clock":
        minutes = round(60 * value)
        return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}" + (" the next day" if minutes >= 1440 else "")
    size = abs(value)
    if unit in {"min", "h"}:
        minutes = round(size * 60 if unit == "h" else size)
        text = duration(minutes) if minutes else f"0 {unit}"
    elif unit == "%":
        text = f"{_percent(size)} %"
    else:
        text = (
            _grouped(round(size))
            if size >= 100 or float(size).is_integer()
            else f"{size:.1f}".removesuffix(".0")
        )
        text = f"{text} {unit}".strip()
    return f"{_MINUS}{text}" if value < 0 and text != f"0 {unit}".strip() else text


def _percent(size: float) -> str:
    """Return a share in whole percents, but neither 0 nor 100 for what is not: then with a decimal or a bound."""
    whole = round(size)
    if whole not in {0, 100} or size == whole:
        return f"{whole}"
    if 0.05 <= size < 99.95 or size > 100:
        return f"{size:.1f}".removesuffix(".0")
    return "under 0.1" if size < 1 else "over 99.9"
