"""What is kept free of all planning, in a day's column: sleep and non-negotiables, as quiet bands with a name."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.domain.commitments import BlockKind
from equipoise.views.icons import GLYPHS
from equipoise.views.metrics import wrap
from equipoise.views.model import Band, Day
from equipoise.views.svg_block import READABLE, Box, glyph
from equipoise.views.svg_scale import Scale
from equipoise.views.svg_text import caption
from equipoise.views.words import span_words
from equipoise.views.xml import esc, tag

__all__ = ["band_glyph", "bands"]

_SIZE, _STEP, _MARK = 10.2, 12.4, 9.5


def band_glyph(sleep: bool, x: float, y: float, size: float) -> str:
    """Return the moon that marks sleep, or the heart that marks what else is kept free."""
    return glyph(GLYPHS[BlockKind.RECOVERY if sleep else BlockKind.LIFE], x, y, size, "eq-mark")


def bands(day: Day, column: tuple[float, float], scale: Scale, blocks: Sequence[Box]) -> str:
    """Return the bands of a day; each name stands in the largest part that no block covers.

    Args:
        day: whose bands.
        column: its left edge and width.
        scale: where minutes stand.
        blocks: what will lie over the bands.
    """
    out = ""
    taken = list(blocks)
    for band in day.kept:
        for top, bottom in scale.spans((band.start, band.end)):
            box = Box(column[0], top, column[1], bottom - top)
            words = f"Kept free: {span_words(band.start, band.end)} {band.title}"
            ground = tag(
                "rect", class_="eq-kept", x=box.x, y=top, width=box.width, height=box.height - 1.5, rx=5
            )
            name, room = _name(band, box, taken)
            taken += [room] if room else []
            out += tag("g", tag("title", esc(words)), ground, name)
    return out


def _name(band: Band, box: Box, taken: Sequence[Box]) -> tuple[str, Box | None]:
    """Return the name of a band and the room that it takes, or nothing where there is none."""
    free = _largest_free(box, taken)
    if free is None:
        return "", None
    rows = max(1, int((free.height - 4) // _STEP))
    left = box.x + 8 + _MARK + 5
    lines = wrap(band.title, box.x + box.width - 6 - left, _SIZE, lines=min(2, rows))
    height = len(lines) * _STEP
    top = free.y + (5 if free.height > height + 10 else (free.height - height) / 2)
    out = band_glyph(band.sleep, box.x + 8, top + (_STEP - _MARK) / 2, _MARK)
    for i, line in enumerate(lines):
        out += caption(line, class_="eq-muted", x=left, y=top + i * _STEP + 9.6, font_size=_SIZE)
    return out, Box(box.x, top, box.width, height)


def _largest_free(box: Box, taken: Sequence[Box]) -> Box | None:
    """Return the tallest part of a band without blocks, if it is tall enough to be read."""
    edges, low = [], box.y
    over = [one for one in taken if one.y < box.y + box.height and one.y + one.height > box.y]
    for one in sorted(over, key=lambda one: one.y):
        edges.append((low, one.y))
        low = max(low, one.y + one.height)
    edges.append((low, box.y + box.height))
    top, bottom = max(edges, key=lambda edge: (edge[1] - edge[0], -edge[0]))
    return Box(box.x, top, box.width, bottom - top) if bottom - top >= READABLE else None
