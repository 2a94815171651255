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

__all__ = ["Box", "block", "glyph", "shape"]


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


def shape(entry: Entry, box: Box, hatch: str) -> str:
    """Return the body of a block: filled if planned, outlined if fixed, dashed if it takes no time."""
    kind, radius = entry.kind, min(5.0, box.height / 3)
    if entry.fixed:
        inset = 0.6
        return tag(
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
    common = {"x": box.x, "y": box.y, "height": box.height}
    body = tag("rect", class_=f"eq-tint-{kind}", width=box.width, rx=radius, **common)
    if kind is BlockKind.BUFFER:
        return body + tag("rect", fill=f"url(#{hatch})", width=box.width, rx=radius, **common)
    return body + tag(
        "rect", class_=f"eq-bar-{kind}", width=min(3.2, box.width), rx=min(1.6, radius), **common
    )


def block(piece: Piece, box: Box, hatch: str) -> str:
    """Return one block, with its whole meaning as a title that a pointer or a reader finds."""
    entry = piece.entry
    inner = tag("title", esc(entry_words(entry))) + shape(entry, box, hatch)
    if entry.kind is BlockKind.BUFFER:
        return tag("g", inner, data_block=entry.id)
    return tag("g", inner + _label(piece, box), data_block=entry.id)


def _label(piece: Piece, box: Box) -> str:
    """Return glyph, title and time, as far as the box has room."""
    entry = piece.entry
    if box.height < 8.5 or box.width < 14:
        return ""
    size = 11.5 if box.height >= 17 else max(9.0, box.height * 0.72)
    mark = 10.5 if box.height >= 14 else box.height - 3
    pad = 8.0
    single = box.height < 33
    top = box.y + (box.height - size) / 2 if single and box.height < 22 else box.y + 5.5
    roomy = box.width >= 84
    out, left = "", box.x + pad
    if roomy or box.height < 10.5:
        out = glyph(GLYPHS[entry.kind], left, top + (size - mark) / 2, mark, f"eq-glyph-{entry.kind}")
        left += mark + 4
    right = box.x + box.width - 5
    if entry.pinned and box.width > 60:
        out += glyph(LOCK, right - 8, top + 1, 8.5, f"eq-glyph-{entry.kind}")
        right -= 12
    if box.height < 10.5:
        return out
    return out + _text(piece, (left, top, right), size, box)


def _text(piece: Piece, place: tuple[float, float, float], size: float, box: Box) -> str:
    """Return title lines beside the glyph and the time below them, if there is height."""
    left, top, right = place
    step = size * 1.22
    rows = max(1, int((box.y + box.height - top - 2) // step))
    timed = rows >= 2
    lines = wrap(piece.entry.title, right - left, size, weight=600, lines=min(3, rows - 1 if timed else 1))
    style = f"eq-text-{piece.entry.kind} eq-strong"
    out = ""
    for i, line in enumerate(lines):
        out += caption(line, class_=style, x=left, y=top + size * 0.86 + i * step, font_size=size)
    if not timed or not lines:
        return out
    local = piece.entry.when
    when = span(local.start, local.end)
    when = when if text_width(when, 10.5) <= right - left else fit(clock(local.start), right - left, 10.5)
    y = top + size * 0.86 + len(lines) * step
    if not when:
        return out
    return out + caption(when, class_=f"eq-text-{piece.entry.kind}", x=left, y=y, font_size=10.5)
