"""The week as one self-contained SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from equipoise.domain.commitments import BlockKind
from equipoise.views.icons import CHECK, GLYPHS
from equipoise.views.metrics import FONT_STACK, SLACK, fit, text_width
from equipoise.views.model import Day, WeekView
from equipoise.views.palette import style_sheet
from equipoise.views.reading import describe, headline, summary
from equipoise.views.svg_bands import band_glyph
from equipoise.views.svg_block import glyph
from equipoise.views.svg_day import CHIP, HEAD, NOTE, chips, column, day_head, hour_labels, notes_below
from equipoise.views.svg_scale import Scale
from equipoise.views.svg_text import caption
from equipoise.views.words import KIND_NAMES, certificate_words, clean, length, proves
from equipoise.views.xml import esc, num, tag

__all__ = ["document", "kind_legend", "week_svg"]

_MARGIN = 36.0
_GUTTER = 44.0
_GAP = 8.0
_NOTED = 2
"""Most rows with notes under their days; a picture of more weeks is an overview."""


def document(
    body: str,
    size: tuple[float, float],
    *,
    title: str,
    description: str,
    theme: str,
    ids: str,
    defs: str = "",
) -> str:
    """Return a whole SVG document around ``body``.

    Args:
        body: markup.
        size: width and height in pixels.
        title: what the picture is, for a screen reader.
        description: what it shows, in sentences.
        theme: "light", "dark" or "auto"; "none" leaves the style sheet to the page around it.
        ids: prefix of all ids, so that several pictures can stand on one page.
        defs: further definitions.
    """
    width, height = size
    fonts = f".eq-week text{{font-family:{FONT_STACK}}}.eq-week .eq-strong{{font-weight:600}}"
    style = "" if theme == "none" else tag("style", style_sheet(theme) + fonts)
    return tag(
        "svg",
        tag("title", esc(title), id=f"{ids}-title"),
        tag("desc", esc(description), id=f"{ids}-desc"),
        style,
        tag("defs", defs) if defs else "",
        tag("rect", class_="eq-page", width=width, height=height),
        body,
        xmlns="http://www.w3.org/2000/svg",
        class_="eq-week",
        role="img",
        aria_labelledby=f"{ids}-title {ids}-desc",
        viewBox=f"0 0 {num(width)} {num(height)}",
        width=width,
        height=height,
    )


def week_svg(
    view: WeekView, *, theme: str = "light", width: float = 1200, ids: str = "eq", heading: bool = True
) -> str:
    """Return the week, or weeks in rows, as an SVG document.

    Args:
        view: what to draw.
        theme: "light", "dark", "auto" (follows the reader's screen), or "none" (the page brings the styles).
        width: pixels, 700 or more.
        ids: prefix of ids; give each picture on one page its own.
        heading: False leaves out dates, proof and misfits, for a page that says them itself.
    """
    width = max(width, 700)
    body, y = _header(view, width) if heading else ("", 24.0)
    per_hour = _per_hour(view)
    for row in view.rows:
        markup, y = _row(row, view, width, (y, per_hour), ids)
        body += markup
        y += 26
    markup, y = _legend(view, width, y + 2)
    body += markup
    if view.misfits and heading:
        names = "; ".join(f"{clean(misfit.title)} ({length(misfit.missing)})" for misfit in view.misfits)
        text = fit(f"Did not fit: {names}", width - 2 * _MARGIN, 11.5)
        body += caption(text, class_="eq-bad", x=_MARGIN, y=y + 12, font_size=11.5)
        y += 24
    return document(
        body,
        (width, y + _MARGIN - 14),
        title=f"Week plan: {headline(view)}",
        description=describe(view),
        theme=theme,
        ids=ids,
        defs=_hatch(ids),
    )


def _per_hour(view: WeekView) -> float:
    """Return the height of an hour: the fewer hours and weeks there are, the more room each has."""
    room = {1: 1000.0, 2: 640.0}.get(len(view.rows), 400.0)
    return min(62.0, max(22.0, room / view.axis.hours))


def _hatch(ids: str) -> str:
    stroke = tag(
        "path", class_="eq-path-buffer", d="M0 6L6 0M-1.5 1.5L1.5 -1.5M4.5 7.5L7.5 4.5", stroke_width=0.7
    )
    return tag("pattern", stroke, id=f"{ids}-hatch", width=6, height=6, patternUnits="userSpaceOnUse")


def _header(view: WeekView, width: float) -> tuple[str, float]:
    """Return dates and rhythm on the left, proof and hours on the right; and where the rows begin."""
    half = (width - 2 * _MARGIN - 24) / 2
    right = width - _MARGIN
    parts = (view.person, view.rhythm, view.zone.replace("_", " "))
    proof = fit(certificate_words(view.certificate, len(view.days)), half - 18, 12.5, 600)
    facts = fit(summary(view), half, 12.5)
    room = width - 2 * _MARGIN - text_width(facts, 12.5) - 40
    line = fit("  ·  ".join(part for part in parts if part), room, 12.5)
    title = fit(headline(view), width - 2 * _MARGIN - text_width(proof, 12.5, 600) - 40, 24, 600)
    tick = right - text_width(proof, 12.5, 600) / SLACK - 18
    out = caption(title, class_="eq-ink eq-strong", x=_MARGIN, y=56, font_size=24)
    out += caption(line, class_="eq-muted", x=_MARGIN, y=79, font_size=12.5)
    good = proves(view.certificate)
    if good:
        out += glyph(CHECK, tick, 44.5, 12, "eq-path-life")
    out += caption(
        proof,
        class_="eq-good eq-strong" if good else "eq-muted",
        x=right,
        y=55,
        font_size=12.5,
        text_anchor="end",
    )
    out += caption(facts, class_="eq-muted", x=right, y=79, font_size=12.5, text_anchor="end")
    return out, 108.0


def _row(
    row: tuple[Day, ...], view: WeekView, width: float, place: tuple[float, float], ids: str
) -> tuple[str, float]:
    """Return one row of days, from a height on and with a height for each hour, and its lower end."""
    y, per_hour = place
    strip = max((min(len(day.all_day), 2) for day in row), default=0) * CHIP
    head = HEAD if any(day.change for day in row) else HEAD - 14
    scale = Scale(view.axis, y + head + strip, per_hour)
    left = _MARGIN + _GUTTER
    pitch = (width - left - _MARGIN + _GAP) / 7
    out = hour_labels(scale, left - 10)
    if len(view.rows) > 1:
        week = f"W{row[0].date.isocalendar().week}"
        out += caption(week, class_="eq-muted", x=left - 10, y=y + 14.5, font_size=11, text_anchor="end")
    most = 0
    for i, day in enumerate(row):
        x = left + i * pitch
        out += day_head(day, view, x, y, pitch - _GAP)
        out += chips(day, x, y + head, pitch - _GAP)
        markup, unnamed = column(day, view, (x, pitch - _GAP), scale, ids)
        out += markup
        if len(view.rows) <= _NOTED:
            out += notes_below(unnamed, x, scale.bottom + 8, pitch - _GAP)
            most = max(most, len(unnamed))
    for (_, high), (low, _) in zip(view.axis.stretches, view.axis.stretches[1:], strict=False):
        middle = (scale.y(high * 60) + scale.y(low * 60)) / 2
        dots = f"M{num(left)} {num(middle)}H{num(width - _MARGIN)}"
        out += tag(
            "path", class_="eq-mark", d=dots, stroke_width=1, stroke_dasharray="0.1 6", stroke_linecap="round"
        )
    return out, scale.bottom + (6 + most * NOTE if most else 0)


def _legend(view: WeekView, width: float, y: float) -> tuple[str, float]:
    """Return what the marks mean, with the hours of each kind, and its lower end."""
    items = [(_kind_key(kind), f"{KIND_NAMES[kind]} {length(m)}") for kind, m in view.totals.items()]
    return _flow([*items, *_marks(view)], width, y)


def kind_legend(kinds: Iterable[BlockKind], width: float, y: float) -> tuple[str, float]:
    """Return what colours and glyphs of kinds mean, from a height on, and its lower end."""
    return _flow([(_kind_key(kind), KIND_NAMES[kind]) for kind in kinds], width, y)


def _flow(items: Sequence[tuple[str, str]], width: float, y: float) -> tuple[str, float]:
    """Return keys and labels over as many lines as needed."""
    x, out = _MARGIN, ""
    for key, label in items:
        room = 22 + text_width(label, 11.5) + 22
        if x > _MARGIN and x + room - 22 > width - _MARGIN:
            x, y = _MARGIN, y + 24
        out += tag("g", key, transform=f"translate({num(x)} {num(y)})")
        out += caption(label, class_="eq-muted", x=x + 22, y=y + 11.5, font_size=11.5)
        x += room
    return out, y + (26 if items else 0)


def _kind_key(kind: BlockKind) -> str:
    box = tag("rect", class_=f"eq-tint-{kind}", width=16, height=16, rx=4)
    bar = tag("rect", class_=f"eq-bar-{kind}", width=2.6, height=16, rx=1.3)
    return box + bar + glyph(GLYPHS[kind], 4.2, 3, 10, f"eq-glyph-{kind}")


def _marks(view: WeekView) -> list[tuple[str, str]]:
    """Return keys for fixed events, golden hours, own hours and energy, as far as the week has them."""
    out = []
    entries = [piece.entry for day in view.days for piece in day.pieces]
    entries += [entry for day in view.days for entry in day.all_day]
    if any(entry.fixed for entry in entries):
        box = tag(
            "rect", class_="eq-edge-admin", x=0.6, y=0.6, width=14.8, height=14.8, rx=4, stroke_width=1.2
        )
        other = sum(day.other for day in view.days)
        out.append((box, "outlined: fixed in a calendar" + (f", other {length(other)}" if other else "")))
    if any(day.golden for day in view.days):
        out.append((tag("rect", class_="eq-gold", x=6, width=3, height=16, rx=1.5), "golden hours"))
    if any(day.own for day in view.days):
        ground = tag("rect", class_="eq-off", width=16, height=16, rx=4)
        bright = tag("rect", class_="eq-card", y=3.5, width=16, height=9)
        edge = tag("rect", class_="eq-line", x=0.5, y=0.5, width=15, height=15, rx=4)
        out.append((ground + bright + edge, "bright: own hours"))
    for sleep, words in ((True, "sleep"), (False, "kept free")):
        if any(band.sleep is sleep for day in view.days for band in day.kept):
            ground = tag("rect", class_="eq-kept", width=16, height=16, rx=4)
            out.append((ground + band_glyph(sleep, 3, 3, 10), words))
    if view.energy:
        area = tag("path", class_="eq-energy", d="M0 0L6 0C6 5 14 5 14 8C14 11 7 11 7 16L0 16z")
        crest = tag("path", class_="eq-crest", d="M6 0C6 5 14 5 14 8C14 11 7 11 7 16", stroke_width=1)
        out.append((area + crest, "energy, more to the right"))
    return out
