"""Line charts for documents: few lines, direct labels, no legend to look up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from equipoise.views.metrics import fit, text_width
from equipoise.views.palette import SERIES
from equipoise.views.svg import document
from equipoise.views.svg_text import caption
from equipoise.views.ticks import linear_ticks, log_ticks, tick_words
from equipoise.views.words import clean
from equipoise.views.xml import num, tag

__all__ = ["ChartAxis", "Series", "line_chart"]

_DASHES = (None, "6 4", "1.5 4", "10 4 2 4", None, "6 4", "1.5 4", "10 4 2 4")
_SIZE = 12.0


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name and its points (x, y); points that are not finite break the line."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ChartAxis:
    """An axis: what it measures, in which unit, on which scale; the range follows from the data if None."""

    label: str
    unit: str = ""
    log: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def title(self) -> str:
        """Label with unit."""
        return f"{clean(self.label)} ({self.unit})" if self.unit else clean(self.label)


@dataclass(frozen=True, slots=True)
class _Map:
    """From values to pixels along one axis."""

    log: bool
    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.log:
            share = (math.log(value) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def knows(self, value: float) -> bool:
        """Tell whether the value can be shown."""
        return math.isfinite(value) and (value > 0 or not self.log)

    @property
    def ticks(self) -> tuple[float, ...]:
        """Round values within the range."""
        return log_ticks(self.low, self.high) if self.log else linear_ticks(self.low, self.high)


def line_chart(
    series: Sequence[Series],
    *,
    x: ChartAxis,
    y: ChartAxis,
    title: str,
    note: str = "",
    theme: str = "light",
    size: tuple[float, float] = (760, 420),
    ids: str = "chart",
) -> str:
    """Return a line chart as an SVG document; every line is named at its right end.

    Args:
        series: up to eight lines. On a logarithmic axis, values of zero or less are left out.
        x: the horizontal axis.
        y: the vertical axis.
        title: heading, also for screen readers.
        note: a line below, such as the source.
        theme: "light", "dark", "auto" or "none".
        size: width and height in pixels.
        ids: prefix of ids.

    Raises:
        ValueError: if there are more than eight lines.
    """
    if len(series) > len(SERIES):
        raise ValueError(f"a chart holds {len(SERIES)} lines, not {len(series)}")
    body = _plot(series, x, y, size, bool(note))
    width, height = size
    heading = fit(clean(title), width - 48, 17, 600)
    body += caption(heading, class_="eq-ink eq-strong", x=24, y=36, font_size=17)
    if note:
        text = fit(clean(note), width - 48, 10.5)
        body += caption(text, class_="eq-muted", x=24, y=height - 14, font_size=10.5)
    return document(body, size, title=clean(title), description=_describe(series, x, y), theme=theme, ids=ids)


def _plot(
    series: Sequence[Series], x: ChartAxis, y: ChartAxis, size: tuple[float, float], noted: bool
) -> str:
    """Return axes, lines and their names."""
    width, height = size
    room = max((text_width(clean(item.name), _SIZE, 600) for item in series), default=0.0)
    right = width - 24 - min(room + 12, width * 0.34)
    base = height - (78 if noted else 62)
    across = _fit_axis(x, [point[0] for item in series for point in item.points], 70, right)
    up = _fit_axis(y, [point[1] for item in series for point in item.points], base, 78)
    out = caption(fit(y.title, width - 48, _SIZE), class_="eq-muted", x=24, y=58, font_size=_SIZE)
    out += _frame(across, up, x)
    out += "".join(_line(item, i, across, up) for i, item in enumerate(series))
    return out + _names(series, across, up, width - 18 - right)


def _fit_axis(axis: ChartAxis, values: Sequence[float], start: float, end: float) -> _Map:
    """Return the map of an axis whose range holds all values."""
    known = [value for value in values if math.isfinite(value) and (value > 0 or not axis.log)]
    low = axis.low if axis.low is not None else min(known, default=1.0 if axis.log else 0.0)
    high = axis.high if axis.high is not None else max(known, default=low)
    if not axis.log and axis.low is None and 0 < low < 0.5 * high:
        low = 0.0
    if axis.log:
        low = max(low, 1e-12)
        high = max(high, low * 1.0001)
        return _Map(
            True, low * (0.9 if axis.low is None else 1), high * (1.1 if axis.high is None else 1), start, end
        )
    spread = (high - low) or abs(high) or 1.0
    high = high if axis.high is not None and high > low else high + 0.04 * spread
    return _Map(False, low, high, start, end)


def _frame(across: _Map, up: _Map, x: ChartAxis) -> str:
    """Return hair lines, numbers and the horizontal axis' title."""
    out = ""
    for value in up.ticks:
        y = up(value)
        out += tag(
            "path", class_="eq-line", d=f"M{num(across.start)} {num(y)}H{num(across.end)}", stroke_width=1
        )
        out += caption(tick_words(value), class_="eq-muted", x=across.start - 8, y=y + 4, font_size=11,
                   text_anchor="end")  # fmt: skip
    base = up.start
    out += tag(
        "path", class_="eq-mark", d=f"M{num(across.start)} {num(base)}H{num(across.end)}", stroke_width=1
    )
    free = across.start - 100
    for value in across.ticks:
        words, at = tick_words(value), across(value)
        half = text_width(words, 11) / 2
        if at - half < free:
            continue
        free = at + half + 8
        out += tag("path", class_="eq-mark", d=f"M{num(at)} {num(base)}v4", stroke_width=1)
        out += caption(words, class_="eq-muted", x=at, y=base + 17, font_size=11, text_anchor="middle")
    return out + caption(fit(x.title, across.end - across.start, _SIZE), class_="eq-muted",
                     x=across.end, y=base + 36, font_size=_SIZE, text_anchor="end")  # fmt: skip


def _line(item: Series, index: int, across: _Map, up: _Map) -> str:
    """Return one line, broken where a point cannot be shown, with a dot at its last point."""
    path, pen, last = "", "M", None
    for a, b in item.points:
        if not (across.knows(a) and up.knows(b)):
            pen = "M"
            continue
        last = (across(a), up(b))
        path += f"{pen}{num(last[0])} {num(last[1])}"
        pen = "L"
    if last is None:
        return ""
    kind = SERIES[index]
    line = tag("path", class_=f"eq-path-{kind}", d=path, stroke_width=2.2, stroke_dasharray=_DASHES[index],
               stroke_linejoin="round", stroke_linecap="round")  # fmt: skip
    return line + tag("circle", class_=f"eq-bar-{kind}", cx=last[0], cy=last[1], r=3.2)


def _names(series: Sequence[Series], across: _Map, up: _Map, room: float) -> str:
    """Return the lines' names at their right ends, moved apart where they would touch."""
    ends: list[tuple[float, int]] = []
    for i, item in enumerate(series):
        shown = [point for point in item.points if across.knows(point[0]) and up.knows(point[1])]
        if shown:
            ends.append((up(shown[-1][1]), i))
    ends.sort()
    places: list[float] = []
    for wanted, _ in ends:
        places.append(max(wanted, places[-1] + 16) if places else wanted)
    over = places[-1] - up.start if places else 0.0
    for k in range(len(places) - 1, -1, -1):
        limit = up.start if k == len(places) - 1 else places[k + 1] - 16
        places[k] = min(places[k], limit) if over > 0 else places[k]
    return "".join(
        caption(fit(clean(series[i].name), room, _SIZE, 600), class_=f"eq-text-{SERIES[i]} eq-strong",
            x=across.end + 10, y=place + 4, font_size=_SIZE)
        for place, (_, i) in zip(places, ends, strict=True)
    )  # fmt: skip


def _describe(series: Sequence[Series], x: ChartAxis, y: ChartAxis) -> str:
    parts = [f"{y.title} over {x.title}."]
    for item in series:
        if item.points:
            (a, b), (c, d) = item.points[0], item.points[-1]
            parts.append(f"{clean(item.name)}: from {b:g} at {a:g} to {d:g} at {c:g}.")
    return " ".join(parts)
