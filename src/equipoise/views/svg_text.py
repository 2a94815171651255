"""Text in a picture, held to its measured width, so that another typeface cannot make it overflow either."""

from __future__ import annotations

from equipoise.views.metrics import SLACK, covers, text_width
from equipoise.views.xml import esc, tag

__all__ = ["caption"]


def caption(
    words: str, *, class_: str, x: float, y: float, font_size: float, text_anchor: str | None = None
) -> str:
    """Return a line of text.

    Where the shipped typeface has every character, the width is stated (SVG 2, textLength): a reader
    without that typeface then squeezes the one that stands in.

    Args:
        words: what to write, not escaped.
        class_: its classes; ``eq-strong`` makes it semi-bold.
        x: where it starts, or its middle or end by ``text_anchor``.
        y: its base line.
        font_size: height of the em.
        text_anchor: "middle" or "end".
    """
    weight = 600 if "eq-strong" in class_.split() else 400
    known = len(words) > 1 and covers(words)
    return tag(
        "text",
        esc(words),
        class_=class_,
        x=x,
        y=y,
        font_size=font_size,
        text_anchor=text_anchor,
        textLength=text_width(words, font_size, weight) / SLACK if known else None,
        lengthAdjust="spacingAndGlyphs" if known else None,
    )
