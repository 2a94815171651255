"""One day's column in a picture: ground, energy, golden hours, blocks and the line of now."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.domain.commitments import BlockKind
from equipoise.views.clock import wall_minutes
from equipoise.views.icons import GLYPHS
from equipoise.views.metrics import fit, text_width
from equipoise.views.model import Day, Entry, WeekView
from equipoise.views.reading import entry_words
from equipoise.views.svg_bands import bands
from equipoise.views.svg_block import block, glyph
from equipoise.views.svg_place import Placed, place_blocks
from equipoise.views.svg_scale import Scale
from equipoise.views.svg_text import caption
from equipoise.views.words import DAYS, clock, length
from equipoise.views.xml import esc, num, tag

__all__ = ["CHIP", "HEAD", "NOTE", "chips", "column", "day_head", "hour_labels", "notes_below"]

HEAD = 40.0
"""Height of a day's heading."""
CHIP = 19.0
"""Height of an all-day event."""
NOTE = 15.0
"""Height of a note under a day."""


def hour_labels(scale: Scale, x: float) -> str:
    """Return the hours beside the columns, right-aligned at ``x``."""
    out = ""
    step = 1 if scale.per_hour >= 26 else 2
    for low, high in scale.axis.stretches:
        for hour in range(low, high + 1):
            if (hour - low) % step == 0:
                y = scale.y(hour * 60) + 3.7 if hour < high or high == 24 else scale.y(hour * 60 - 0.01) + 3.7
                label = f"{hour:02d}:00"
                out += caption(label, class_="eq-muted", x=x, y=y, font_size=10.5, text_anchor="end")
    return out


def day_head(day: Day, view: WeekView, x: float, y: float, width: float) -> str:
    """Return weekday, date, hours booked, and all-day events of a day."""
    today = day.date == view.now.date()
    name = DAYS[day.date.weekday()][:3]
    tone = "eq-accent" if today else "eq-ink"
    out = caption(name, class_=f"{tone} eq-strong", x=x + 2, y=y + 15, font_size=14)
    left = x + 2 + text_width(name, 14, 600) + 5
    number = f"{day.date.day}" if day.date.day != 1 else f"1.{day.date.month}."
    out += caption(number, class_="eq-accent" if today else "eq-muted", x=left, y=y + 15, font_size=14)
    room = x + width - 2 - left - text_width(number, 14) - 6
    total = fit(length(day.booked) if day.booked else "free", room, 10.5)
    if total:
        out += caption(
            total,
            class_="eq-muted",
            x=x + width - 2,
            y=y + 14.5,
            font_size=10.5,
            text_anchor="end",
        )
    if day.change:
        words = fit(day.change, width - 4, 10)
        out += caption(words, class_="eq-accent", x=x + 2, y=y + 30, font_size=10)
    return out


def chips(day: Day, x: float, y: float, width: float) -> str:
    """Return up to two all-day events; a third and more are counted."""
    out = ""
    shown = day.all_day[:2]
    for i, entry in enumerate(shown):
        top = y + i * CHIP
        more = len(day.all_day) - 2 if i == 1 else 0
        label = fit(entry.title + (f" and {more} more" if more else ""), width - 14, 10.5)
        out += tag(
            "g",
            tag("title", esc(entry_words(entry))),
            tag(
                "rect",
                class_=f"eq-edge-{entry.kind}",
                x=x + 0.6,
                y=top,
                width=width - 1.2,
                height=CHIP - 4,
                rx=4,
                stroke_dasharray=None if entry.busy else "3 2.5",
            ),
            caption(label, class_=f"eq-text-{entry.kind}", x=x + 7, y=top + 11.3, font_size=10.5),
        )
    return out


def column(
    day: Day, view: WeekView, box: tuple[float, float], scale: Scale, ids: str
) -> tuple[str, tuple[Entry, ...]]:
    """Return a day's column, and what is too short to be named in it.

    Args:
        day: what to draw.
        view: for the energy and now.
        box: left edge and width.
        scale: where minutes stand.
        ids: prefix of the picture's ids.
    """
    x, width = box
    places = place_blocks(day, x, width, scale)
    out = _ground(day, any(other.own for other in view.days), x, width, scale)
    if view.energy:
        out += _energy(view.energy, x, width, scale)
    out += _hour_lines(scale, x, width)
    out += bands(day, box, scale, [one.drawn for one in places])
    for span in day.golden:
        for top, bottom in scale.spans(span):
            out += tag(
                "rect", class_="eq-gold", x=x + width - 3, y=top + 1, width=3, height=bottom - top - 2, rx=1.5
            )
    if day.date == view.now.date():
        out += _now(wall_minutes(view.now), x, width, scale)
    for one in places:
        out += block(one.piece, one.drawn, one.true, f"{ids}-hatch")
    return out, _unnamed(places)


def _unnamed(places: Sequence[Placed]) -> tuple[Entry, ...]:
    """Return the entries none of whose parts holds words; buffers need none."""
    named = {one.piece.entry.id for one in places if one.readable}
    rest = (one.piece.entry for one in sorted(places, key=lambda one: one.true.y))
    entries = {e.id: e for e in rest if e.id not in named and e.kind is not BlockKind.BUFFER}
    return tuple(entries.values())


def notes_below(entries: Sequence[Entry], x: float, y: float, width: float) -> str:
    """Return a line with glyph, start and title for each short entry, under its day."""
    out = ""
    for i, entry in enumerate(entries):
        top = y + i * NOTE
        out += glyph(GLYPHS[entry.kind], x + 3, top + 2.5, 9, f"eq-glyph-{entry.kind}")
        words = fit(f"{clock(entry.when.start)} {entry.title}", width - 18, 10.2)
        line = caption(words, class_="eq-muted", x=x + 16, y=top + 10.5, font_size=10.2)
        out += tag("g", tag("title", esc(entry_words(entry))), line)
    return out


def _now(minute: float, x: float, width: float, scale: Scale) -> str:
    """Return the line of now; blocks lie over it, so that it never strikes through a title."""
    out = ""
    for top, _ in scale.spans((minute, minute + 1)):
        out += tag("path", class_="eq-now", d=f"M{num(x - 3)} {num(top)}h{num(width + 6)}", stroke_width=1.6)
        out += tag("circle", class_="eq-accent", cx=x - 3, cy=top, r=3.4)
    return out


def _ground(day: Day, bounded: bool, x: float, width: float, scale: Scale) -> str:
    height = scale.bottom - scale.top
    ground = "eq-off" if bounded else "eq-card"
    out = tag("rect", class_=ground, x=x, y=scale.top, width=width, height=height, rx=7)
    for span in day.own:
        for top, bottom in scale.spans(span):
            out += tag("rect", class_="eq-card", x=x, y=top, width=width, height=bottom - top, rx=5)
    for (_, high), (low, _) in zip(scale.axis.stretches, scale.axis.stretches[1:], strict=False):
        top, bottom = scale.y(high * 60), scale.y(low * 60)
        out += tag("rect", class_="eq-page", x=x, y=top + 3, width=width, height=bottom - top - 6)
    return out


def _hour_lines(scale: Scale, x: float, width: float) -> str:
    lines = [
        f"M{num(x)} {num(scale.y(hour * 60))}h{num(width)}"
        for low, high in scale.axis.stretches
        for hour in range(low + 1, high)
    ]
    return tag("path", class_="eq-line", d="".join(lines), stroke_width=0.8) if lines else ""


def _energy(levels: Sequence[float], x: float, width: float, scale: Scale) -> str:
    """Return the curve of energy, lying on its side: the further right, the more."""
    out = ""
    for low, high in scale.axis.stretches:
        points = []
        for minute in range(low * 60, high * 60 + 1, 10):
            level = levels[min(int(minute / 1440 * len(levels)), len(levels) - 1)]
            y = scale.y(minute) if minute < high * 60 else scale.y(minute - 0.01)
            points.append(f"{num(x + max(0.0, min(1.0, level)) * width * 0.94)} {num(y)}")
        curve = "L".join(points)
        top, bottom = num(scale.y(low * 60)), num(scale.y(high * 60 - 0.01))
        out += tag("path", class_="eq-energy", d=f"M{num(x)} {top}L{curve}L{num(x)} {bottom}z")
        out += tag("path", class_="eq-crest", d=f"M{curve}", stroke_width=1)
    return out
