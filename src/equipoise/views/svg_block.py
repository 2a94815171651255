"""One block in a picture: tint, bar, glyph and as much text as its box holds."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.domain.commitments import BlockKind
from equipoise.views.icons import GLYPHS, LOCK
from equipoise.views.metrics import fit, text_width, wrap
from equipoise.views.model import Entry, Piece
from equipoise.views.reading import entry_words
from equipoise.views.svg_text import caption
from equipoise.views.words import clock, span
from equipoise.views.xml import esc, tag

__all__ = ["READABLE", "Box", "block", "glyph", "shape"]

READABLE = 12.5
"""Height from which on a block holds words."""
_TALL = 34.0
"""Height from which on words begin at the top of a block; below it they stand in its middle."""
_LARGE, _MEDIUM, _SMALL, _TIME = 11.5, 10.2, 9.2, 10.2
"""Sizes of type: titles where they fit, else; in the thinnest blocks; and times."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a picture."""

    x: float
    y: float
    width: float
    height: float


def glyph(path: str, x: float, y: float, size: float, class_: str) -> str:
    """Return a glyph of the field of 12 by 12, drawn ``size`` wide."""
    scale = size / 12
    return tag(
        "path",
        class_=class_,
        d=path,
        transform=f"translate({x:.2f} {y:.2f}) scale({scale:.3f})",
        stroke_width=1.35,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def shape(entry: Entry, box: Box, true: Box, hatch: str) -> str:
    """Return the body of a block: filled if planned, outlined if fixed, dashed if it takes no time.

    ``true`` is the box of its time, which the bar at its edge keeps where the body had to grow.
    """
    kind, radius = entry.kind, min(5.0, box.height / 3)
    bar = tag(
        "rect",
        class_=f"eq-bar-{kind}",
        x=true.x,
        y=true.y,
        width=min(3.2, true.width),
        height=true.height,
        rx=min(1.6, true.height / 3),
    )
    if entry.fixed:
        inset = 0.6
        outline = tag(
            "rect",
            class_=f"eq-edge-{kind}",
            x=box.x + inset,
            y=box.y + inset,
            width=max(box.width - 2 * inset, 0.5),
            height=max(box.height - 2 * inset, 0.5),
            rx=radius,
            stroke_width=1.2,
            stroke_dasharray=None if entry.busy else "3 2.5",
        )
        return outline + (bar if box != true else "")
    place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": radius}
    body = tag("rect", class_=f"eq-tint-{kind}", **place)
    return body + (tag("rect", fill=f"url(#{hatch})", **place) if kind is BlockKind.BUFFER else bar)


def block(piece: Piece, box: Box, true: Box, hatch: str) -> str:
    """Return one block, with its whole meaning as a title that a pointer or a reader finds.

    Args:
        piece: what to draw.
        box: where its body stands.
        true: the box of its time: ``box``, or a thinner one inside it.
        hatch: id of the pattern that fills buffers.
    """
    entry = piece.entry
    inner = tag("title", esc(entry_words(entry))) + shape(entry, box, true, hatch)
    if entry.kind is BlockKind.BUFFER:
        return tag("g", inner, data_block=entry.id)
    return tag("g", inner + _label(piece, box), data_block=entry.id)


def _label(piece: Piece, box: Box) -> str:
    """Return glyph, title and time, as far as the box has room."""
    entry = piece.entry
    if box.height < READABLE - 0.01 or box.width < 14:
        return ""
    left, right = box.x + 8.0, box.x + box.width - 5
    mark = min(10.5, box.height - 3)
    roomy = box.width >= 84
    left += mark + 4 if roomy else 0
    pinned = entry.pinned and box.width > 60
    setting = _setting(entry.title, right - left - (12 if pinned else 0), box.height)
    height = len(setting.lines) * setting.step
    top = box.y + (5.5 if box.height >= _TALL else (box.height - height) / 2)
    middle = top + setting.step / 2
    out = (
        glyph(GLYPHS[entry.kind], box.x + 8, middle - mark / 2, mark, f"eq-glyph-{entry.kind}")
        if roomy
        else ""
    )
    if pinned:
        out += glyph(LOCK, right - 8, middle - 4.5, 8.5, f"eq-glyph-{entry.kind}")
    for i, line in enumerate(setting.lines):
        base = top + i * setting.step + setting.size * 0.93
        style = f"eq-text-{entry.kind} eq-strong"
        out += caption(line, class_=style, x=left, y=base, font_size=setting.size)
    below = top + height + _TIME * 0.93
    if below > box.y + box.height - 4.5 or not setting.lines:
        return out
    return out + _when(entry, (left, below), right - left)


@dataclass(frozen=True, slots=True)
class _Setting:
    """Lines of a title, and the size in which they are set."""

    size: float
    lines: tuple[str, ...]

    @property
    def step(self) -> float:
        """From one base line to the next."""
        return self.size * 1.2


def _setting(title: str, room: float, height: float) -> _Setting:
    """Return a title in the largest size in which all of it fits, else in the smaller with as much as fits."""
    whole = " ".join(title.split())
    large = min(_LARGE, max(_SMALL, height * 0.72))
    for size in dict.fromkeys((large, min(large, _MEDIUM))):
        pad = 7.5 if height >= _TALL else 2.5
        rows = max(1, int((height - pad) // (size * 1.2)))
        found = _Setting(size, wrap(title, room, size, weight=600, lines=min(3, rows)))
        if " ".join(found.lines) == whole:
            break
    return found


def _when(entry: Entry, place: tuple[float, float], room: float) -> str:
    """Return the time of an entry, or its start where there is less room."""
    words = span(entry.when.start, entry.when.end)
    words = words if text_width(words, _TIME) <= room else fit(clock(entry.when.start), room, _TIME)
    if not words:
        return ""
    return caption(words, class_=f"eq-text-{entry.kind}", x=place[0], y=place[1], font_size=_TIME)
