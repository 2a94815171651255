"""Weeks as small multiples: shapes only, so that the rhythm of a week is seen at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.domain.commitments import BlockKind
from equipoise.views.axis import Axis
from equipoise.views.model import Day, Entry
from equipoise.views.svg_block import Box
from equipoise.views.svg_scale import Scale
from equipoise.views.svg_text import caption
from equipoise.views.words import DAYS
from equipoise.views.xml import tag

__all__ = ["common_axis", "mini_row"]


def common_axis(axes: Sequence[Axis]) -> Axis:
    """Return one axis without folds that shows what any of the given ones shows."""
    low = min((axis.stretches[0][0] for axis in axes), default=8)
    high = max((axis.stretches[-1][1] for axis in axes), default=18)
    return Axis(((low, high),))


def mini_row(days: Sequence[Day], axis: Axis, box: Box) -> str:
    """Return up to seven days in a box, with the weekday's letters above."""
    scale = Scale(axis, box.y + 14, (box.height - 14) / axis.hours)
    pitch = box.width / max(len(days), 1)
    room = pitch - 3
    out = ""
    for hour in range(axis.stretches[0][0], axis.stretches[0][1] + 1):
        if hour % 6 == 0:
            y = scale.y(hour * 60) + 3
            out += caption(f"{hour:02d}", class_="eq-muted", x=box.x - 6, y=y, font_size=9, text_anchor="end")
    for i, day in enumerate(days):
        x = box.x + i * pitch
        letters = DAYS[day.date.weekday()][: 3 if room > 24 else 1]
        out += caption(
            letters,
            class_="eq-muted",
            x=x + room / 2,
            y=box.y + 9,
            font_size=9.5,
            text_anchor="middle",
        )
        out += _column(day, scale, (x, room))
    return out


def _column(day: Day, scale: Scale, place: tuple[float, float]) -> str:
    x, room = place
    ground = {"x": x, "width": room}
    out = tag("rect", class_="eq-off", y=scale.top, height=scale.bottom - scale.top, rx=3, **ground)
    for span in day.own:
        for top, bottom in scale.spans(span):
            out += tag("rect", class_="eq-card", y=top, height=bottom - top, rx=2, **ground)
    for piece in day.pieces:
        if piece.entry.kind is BlockKind.BUFFER:
            continue
        lane = (room - 2) / piece.lanes
        for top, bottom in scale.spans((piece.start, piece.end)):
            box = Box(x + 1 + piece.lane * lane, top + 0.4, lane, max(bottom - top - 0.8, 1.2))
            out += _mark(piece.entry, box)
    return out


def _mark(entry: Entry, box: Box) -> str:
    """Return a block without words: solid if planned, outlined if fixed."""
    radius = min(2.0, box.height / 3)
    place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": radius}
    if not entry.fixed:
        return tag("rect", class_=f"eq-bar-{entry.kind}", fill_opacity=0.82, **place)
    dashes = None if entry.busy else "2 1.6"
    return tag("rect", class_=f"eq-edge-{entry.kind}", stroke_width=1, stroke_dasharray=dashes, **place)
