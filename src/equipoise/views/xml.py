"""Writing XML and HTML as text: every value is escaped here and nowhere else."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

__all__ = ["esc", "num", "tag"]

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 section 2.2 does not allow, in any form."""


def esc(text: str) -> str:
    """Return ``text`` safe between tags; characters that XML does not know become U+FFFD."""
    return escape(_ILLEGAL.sub("\ufffd", text), {"'": "&#39;", '"': "&quot;"})


def num(value: float) -> str:
    """Return a number as short as its first two decimals allow: 12, 3.5, 0.25."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def tag(name: str, /, *children: str, **attributes: str | float | None) -> str:
    """Return one element.

    Args:
        name: of the element.
        children: inner markup, already escaped; none gives an empty element.
        attributes: ``class_`` is written ``class``, ``stroke_width`` as ``stroke-width``; None is left out.
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None:
            continue
        text = _ILLEGAL.sub("\ufffd", value) if isinstance(value, str) else num(value)
        parts.append(f"{key.rstrip('_').replace('_', '-')}={quoteattr(text)}")
    head = " ".join(parts)
    return f"<{head}>{''.join(children)}</{name}>" if children else f"<{head}/>"
