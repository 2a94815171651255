"""Colours of every picture and page: one light and one dark theme, and the kinds of blocks in both.

The palette is quiet on purpose: a block is a pale tint of its kind with a strong bar and a dark text of the
same hue, so that a full week stays calm and still readable. Colour never carries meaning alone: every kind
also has a letter (terminal) and a glyph (pictures).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from equipoise.domain.commitments import BlockKind

__all__ = [
    "DARK",
    "LIGHT",
    "SERIES",
    "THEMES",
    "KindColours",
    "Theme",
    "contrast",
    "style_sheet",
    "text_pairs",
]


@dataclass(frozen=True, slots=True)
class KindColours:
    """Colours of one kind: ``tint`` fills a block, ``bar`` marks its edge, ``text`` is written on it."""

    tint: str
    bar: str
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of one theme, as ``#rrggbb``.

    Attributes:
        page: behind everything. ``card``: own hours in a day's column. ``off``: off hours in it.
        kept: sleep and non-negotiables in it.
        ink, muted: text of first and second rank. ``line``: hair lines. ``accent``: links, now, highlights.
        gold: golden hours, and the curve of energy, pale. ``good``, ``bad``: better and worse, never alone.
    """

    name: str
    page: str
    card: str
    off: str
    kept: str
    ink: str
    muted: str
    line: str
    accent: str
    gold: str
    good: str
    bad: str
    kinds: Mapping[BlockKind, KindColours]


def _kinds(rows: Mapping[str, tuple[str, str, str]]) -> dict[BlockKind, KindColours]:
    return {BlockKind(name): KindColours(*row) for name, row in rows.items()}


LIGHT = Theme(
    name="light",
    page="#fbfaf7",
    card="#ffffff",
    off="#f3f1ec",
    kept="#e7e8e3",
    ink="#22252b",
    muted="#5f6470",
    line="#e4e1da",
    accent="#b4412c",
    gold="#d9a62e",
    good="#1f6f4a",
    bad="#a8371f",
    kinds=_kinds(
        {
            "focus": ("#e2e7fb", "#4a5fd0", "#25327f"),
            "admin": ("#e8ebef", "#6c7a8d", "#353f4c"),
            "meeting": ("#fbe4da", "#d0653a", "#76300f"),
            "comms": ("#f8ecc8", "#a67a0c", "#5b4300"),
            "life": ("#deefdf", "#3f9457", "#1a4f2c"),
            "recovery": ("#d8eeee", "#2a9090", "#0e4c50"),
            "ritual": ("#efe3f5", "#9159af", "#54296a"),
            "buffer": ("#f0eee9", "#a39e94", "#5a564e"),
            "travel": ("#eee5db", "#94704d", "#553c22"),
        }
    ),
)
"""Warm paper, for day and print."""

DARK = Theme(
    name="dark",
    page="#15171c",
    card="#22262e",
    off="#181a20",
    kept="#121419",
    ink="#eceae4",
    muted="#a3a8b3",
    line="#2d3139",
    accent="#f08f78",
    gold="#d9ad4a",
    good="#7fcf9f",
    bad="#f2987f",
    kinds=_kinds(
        {
            "focus": ("#272e57", "#8394f2", "#d5dbff"),
            "admin": ("#2b313a", "#8c9bae", "#d7dde6"),
            "meeting": ("#4a2a1e", "#ee8c63", "#ffd9c8"),
            "comms": ("#41361a", "#d9b044", "#f7e4ae"),
            "life": ("#1f3d29", "#67bd80", "#cdeed5"),
            "recovery": ("#173b3d", "#4fb9b9", "#c3eded"),
            "ritual": ("#3b2947", "#ba85d6", "#ecd7f7"),
            "buffer": ("#23262d", "#737984", "#b9bec8"),
            "travel": ("#3a2f25", "#bd9771", "#ecdac7"),
        }
    ),
)
"""Deep slate, for the evening."""

THEMES: Mapping[str, Theme] = {"light": LIGHT, "dark": DARK}

SERIES = (
    BlockKind.FOCUS,
    BlockKind.MEETING,
    BlockKind.RECOVERY,
    BlockKind.RITUAL,
    BlockKind.COMMS,
    BlockKind.LIFE,
    BlockKind.TRAVEL,
    BlockKind.ADMIN,
)
"""Kinds whose colours charts take for their series, in this order."""


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def text_pairs(theme: Theme) -> Iterator[tuple[str, str, str]]:
    """Yield (what, text colour, background colour) for every text that a picture or page may show."""
    for ground in ("page", "card", "off", "kept"):
        for text in ("ink", "muted", "accent", "good", "bad"):
            yield f"{text} on {ground}", getattr(theme, text), getattr(theme, ground)
    for kind, colours in theme.kinds.items():
        yield f"{kind} on its tint", colours.text, colours.tint
        for ground in ("page", "card", "off"):
            yield f"{kind} on {ground}", colours.text, getattr(theme, ground)


def _rules(theme: Theme) -> str:
    rules = [
        f".eq-{name}{{fill:{getattr(theme, name)}}}"
        for name in ("page", "card", "off", "kept", "ink", "muted", "accent", "gold", "good", "bad")
    ]
    rules += [
        f".eq-line{{stroke:{theme.line};fill:none}}",
        f".eq-rule{{fill:{theme.line}}}",
        f".eq-now{{stroke:{theme.accent};fill:none}}",
        f".eq-crest{{stroke:{theme.gold};fill:none;stroke-opacity:.4}}",
        f".eq-energy{{fill:{theme.gold};fill-opacity:.07}}",
        f".eq-mark{{stroke:{theme.muted};fill:none}}",
    ]
    for kind, c in theme.kinds.items():
        rules += [
            f".eq-tint-{kind}{{fill:{c.tint}}}",
            f".eq-bar-{kind}{{fill:{c.bar}}}",
            f".eq-text-{kind}{{fill:{c.text}}}",
            f".eq-glyph-{kind}{{stroke:{c.text};fill:none}}",
            f".eq-edge-{kind}{{stroke:{c.bar};fill:{theme.card}}}",
            f".eq-path-{kind}{{stroke:{c.bar};fill:none}}",
        ]
    return "".join(rules)


def style_sheet(theme: str) -> str:
    """Return the style rules of the pictures' classes.

    Args:
        theme: "light", "dark", or "auto": light, and dark where the screen asks for it (never in print).

    Raises:
        ValueError: for any other name.
    """
    if theme == "auto":
        dark = _rules(DARK)
        return f"{_rules(LIGHT)}@media screen and (prefers-color-scheme:dark){{{dark}}}"
    if theme not in THEMES:
        raise ValueError(f"there is no theme {theme!r}; use 'light', 'dark' or 'auto'")
    return _rules(THEMES[theme])
