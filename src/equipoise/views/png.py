"""Pictures as PNG, the same on a machine without any font: the package brings its own typeface."""

from __future__ import annotations

from contextlib import ExitStack
from importlib import resources

import resvg_py

from equipoise.views.metrics import FAMILY

__all__ = ["svg_to_png"]


def svg_to_png(svg: str, *, scale: float = 2.0) -> bytes:
    """Return a picture as PNG.

    Characters that the shipped typeface lacks (emoji, Arabic, Chinese) come from the machine's own fonts,
    if it has any; all else comes out the same everywhere.

    Args:
        svg: a document of this package; theme "light" or "dark".
        scale: pixels for each unit of the picture, 2 for dense screens.
    """
    fonts = resources.files("equipoise.views").joinpath("fonts")
    with ExitStack() as stack:
        files = [
            str(stack.enter_context(resources.as_file(item)))
            for item in sorted(fonts.iterdir(), key=lambda item: item.name)
            if item.name.endswith(".ttf")
        ]
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg, zoom=scale, font_files=files, font_family=FAMILY, sans_serif_family=FAMILY
            )
        )
