"""Round numbers for axes, linear and logarithmic."""

from __future__ import annotations

import math

__all__ = ["linear_ticks", "log_ticks", "tick_words"]


def linear_ticks(low: float, high: float, count: int = 5) -> tuple[float, ...]:
    """Return about ``count`` round numbers in the range; steps are 1, 2 or 5 times a power of ten."""
    if not high > low:
        return (low,)
    raw = (high - low) / max(count - 1, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.75)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return tuple(round(i * step, 12) for i in range(first, last + 1))


def log_ticks(low: float, high: float) -> tuple[float, ...]:
    """Return the powers of ten in the range, with 2 and 5 between them where there is little else."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    decades = [10.0**i for i in range(first, last + 1)]
    few = sum(low <= value <= high for value in decades) < 3
    values = [value * factor for value in decades for factor in ((1, 2, 5) if few else (1,))]
    return tuple(value for value in values if low * 0.999 <= value <= high * 1.001)


def tick_words(value: float) -> str:
    """Return a tick's number as people write it: 0.05, 20, 5 k, 2 M."""
    size = abs(value)
    for limit, sign in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if size >= limit:
            scale = 1e3 if sign == "k" else limit
            return f"{value / scale:g} {sign}".replace("-", "−")  # noqa: RUF001 - a true minus sign
    return f"{value:g}".replace("-", "−")  # noqa: RUF001 - a true minus sign
