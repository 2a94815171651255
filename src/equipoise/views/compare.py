"""Two or more rhythms on the same weeks, side by side: the weeks as small multiples, the scores as bars."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from equipoise.domain.commitments import BlockKind
from equipoise.views.icons import CHECK
from equipoise.views.metrics import fit, text_width, wrap
from equipoise.views.reading import headline
from equipoise.views.scores import CompareColumn, ScoreRow, best, score_words, table
from equipoise.views.svg import document, kind_legend
from equipoise.views.svg_block import Box, glyph
from equipoise.views.svg_mini import common_axis, mini_row
from equipoise.views.svg_text import caption
from equipoise.views.terminal import TextOptions, TextStyle, render
from equipoise.views.words import clean, length
from equipoise.views.xml import num, tag

__all__ = ["compare_svg", "compare_text"]

_MARGIN = 36.0
_GAP = 28.0
_LABELS = 196.0
_ROW = 30.0
_DIRECTION = {"more": "more is better", "less": "less is better", "neutral": ""}


def compare_svg(
    columns: Sequence[CompareColumn],
    rows: Sequence[ScoreRow] = (),
    *,
    theme: str = "light",
    title: str = "",
    width: float = 0,
    ids: str = "cmp",
) -> str:
    """Return the comparison as an SVG document.

    Args:
        columns: one for each rhythm, in order, at least one.
        rows: the scores; without them, every score that a column brings is shown as it is.
        theme: "light", "dark", "auto" or "none".
        title: heading; the dates if empty.
        width: pixels; 0 chooses by the number of columns.
        ids: prefix of ids.

    Raises:
        ValueError: if there is no column, or a row has another number of values than there are columns.
    """
    if not columns:
        raise ValueError("there is nothing to compare")
    width = max(width, 640.0, _MARGIN * 2 + _LABELS + len(columns) * 240.0)
    scores = table(columns, rows)
    head = clean(title) if title else f"Compared: {headline(columns[0].view)}"
    body, height = _body(columns, scores, head, width)
    text = _describe(columns, scores)
    return document(body, (width, height), title=head, description=text, theme=theme, ids=ids)


def _body(
    columns: Sequence[CompareColumn], scores: Sequence[ScoreRow], head: str, width: float
) -> tuple[str, float]:
    """Return heading, weeks, bars and legend, and the height of all."""
    pitch = (width - 2 * _MARGIN - _LABELS + _GAP) / len(columns)
    frames = [Box(_MARGIN + _LABELS + i * pitch, 0, pitch - _GAP, 0) for i in range(len(columns))]
    heading = fit(head, width - 2 * _MARGIN, 22, 600)
    out = caption(heading, class_="eq-ink eq-strong", x=_MARGIN, y=52, font_size=22)
    weeks, y = _weeks(columns, frames, 84)
    bars, y = _bars(scores, frames, y + 22)
    legend, y = kind_legend(_kinds(columns), width, y + 18)
    return out + weeks + bars + legend, y + 20


def _kinds(columns: Sequence[CompareColumn]) -> tuple[BlockKind, ...]:
    return tuple(
        dict.fromkeys(
            kind for column in columns for kind in column.view.totals if kind is not BlockKind.BUFFER
        )
    )


def _weeks(columns: Sequence[CompareColumn], frames: Sequence[Box], y: float) -> tuple[str, float]:
    """Return names, small weeks and highlights, and their lower end."""
    axis = common_axis([column.view.axis for column in columns])
    out, bottom = "", y
    for column, frame in zip(columns, frames, strict=True):
        x = frame.x
        if column.recommended:
            out += glyph(CHECK, x, y - 0.5, 13, "eq-path-life")
            x += 18
        name = fit(clean(column.name), frame.x + frame.width - x, 15, 600)
        tone = "eq-good" if column.recommended else "eq-ink"
        out += caption(name, class_=f"{tone} eq-strong", x=x, y=y + 11, font_size=15)
        planned = f"{length(column.view.planned)} planned" + (
            ", advised for you" if column.recommended else ""
        )
        out += caption(
            fit(planned, frame.width, 11.5),
            class_="eq-muted",
            x=frame.x,
            y=y + 29,
            font_size=11.5,
        )
        top = y + 40
        weeks = column.view.rows[:4]
        each = 190.0 if len(weeks) == 1 else 120.0
        for week in weeks:
            out += mini_row(week, axis, Box(frame.x, top, frame.width, each))
            top += each + 10
        if len(column.view.rows) > 4:
            more = f"and {len(column.view.rows) - 4} more weeks"
            out += caption(more, class_="eq-muted", x=frame.x, y=top + 8, font_size=11)
            top += 18
        markup, end = _highlights(column, frame, top + 12)
        out += markup
        bottom = max(bottom, end)
    return out, bottom


def _highlights(column: CompareColumn, frame: Box, y: float) -> tuple[str, float]:
    out = ""
    for note in column.highlights[:4]:
        for i, line in enumerate(wrap(clean(note), frame.width - 12, 11.5, lines=2)):
            if not i:
                out += tag("circle", class_="eq-accent", cx=frame.x + 2.5, cy=y - 4, r=1.8)
            out += caption(line, class_="eq-ink", x=frame.x + 11, y=y, font_size=11.5)
            y += 15.5
        y += 3
    return out, y


def _bars(rows: Sequence[ScoreRow], frames: Sequence[Box], y: float) -> tuple[str, float]:
    """Return a row of bars for each score; the best value is bold and carries a tick."""
    words = [score_words(value, row.unit) for row in rows for value in row.values]
    room = max((text_width(word, 12.5, 600) for word in words), default=0.0) + 24
    out = ""
    for row in rows:
        right = frames[-1].x + frames[-1].width
        out += tag("path", class_="eq-line", d=f"M{num(_MARGIN)} {num(y)}H{num(right)}", stroke_width=0.8)
        label = fit(clean(row.label), _LABELS - 18, 12.5, 600)
        aim = _DIRECTION[row.better]
        base = y + (15 if aim else 22.5)
        out += caption(label, class_="eq-ink eq-strong", x=_MARGIN, y=base, font_size=12.5)
        if aim:
            out += caption(aim, class_="eq-muted", x=_MARGIN, y=y + 28, font_size=10)
        out += _row_bars(row, frames, y, room)
        y += _ROW + 8
    return out, y


def _row_bars(row: ScoreRow, frames: Sequence[Box], y: float, room: float) -> str:
    top = max((abs(value) for value in row.values if value is not None), default=0.0) or 1.0
    winners = best(row)
    words = [score_words(value, row.unit) for value in row.values]
    out = ""
    for i, (value, frame) in enumerate(zip(row.values, frames, strict=True)):
        span = max(frame.width - room, 20.0)
        filled = 0.0 if value is None else abs(value) / top * span
        bar = {"x": frame.x, "y": y + 14, "height": 8, "rx": 4}
        out += tag("rect", class_="eq-rule", width=span, **bar)
        if filled:
            kind = "life" if i in winners else "admin"
            out += tag("rect", class_=f"eq-bar-{kind}", width=max(filled, 3), **bar)
        x = frame.x + span + 8
        style = "eq-good eq-strong" if i in winners else "eq-ink"
        out += caption(words[i], class_=style, x=x, y=y + 22.5, font_size=12.5)
        if i in winners:
            out += glyph(CHECK, frame.x + frame.width - 11, y + 12.5, 11, "eq-path-life")
    return out


def _describe(columns: Sequence[CompareColumn], rows: Sequence[ScoreRow]) -> str:
    out = []
    for i, column in enumerate(columns):
        facts = "; ".join(f"{clean(row.label)} {score_words(row.values[i], row.unit)}" for row in rows)
        notes = " ".join(clean(note) for note in column.highlights)
        advised = " (advised)" if column.recommended else ""
        out.append(f"{clean(column.name)}{advised}: {facts}. {notes}".strip())
    return " ".join(out)


def compare_text(
    columns: Sequence[CompareColumn], rows: Sequence[ScoreRow] = (), options: TextOptions | None = None
) -> str:
    """Return the comparison as a table for a terminal, or as sentences in plain style."""
    options = options or TextOptions()
    scores = table(columns, rows)
    if options.style is TextStyle.PLAIN:
        return _plain(columns, scores)
    out = Table(box=None, padding=(0, 3, 0, 0), show_edge=False, expand=False)
    out.add_column("")
    for column in columns:
        out.add_column(clean(column.name) + (" ✓ advised" if column.recommended else ""), justify="right")
    for row in scores:
        label = Text(clean(row.label)).append(
            f"  {_DIRECTION[row.better]}" if _DIRECTION[row.better] else "", style="dim"
        )
        winners = best(row)
        cells = [
            Text(
                f"{score_words(value, row.unit)}{' *' if i in winners else '  '}",
                style="bold green" if i in winners else "",
            )
            for i, value in enumerate(row.values)
        ]
        out.add_row(label, *cells)
    notes = [f"{clean(column.name)}: {clean(note)}" for column in columns for note in column.highlights]
    out.caption = Text("\n".join(["* best", *notes]), style="dim", justify="left")
    return render(out, options)


def _plain(columns: Sequence[CompareColumn], rows: Sequence[ScoreRow]) -> str:
    lines = []
    for row in rows:
        winners = best(row)
        values = (
            f"{clean(column.name)} {score_words(value, row.unit)}{' (best)' if i in winners else ''}"
            for i, (column, value) in enumerate(zip(columns, row.values, strict=True))
        )
        aim = f", {_DIRECTION[row.better]}" if _DIRECTION[row.better] else ""
        lines.append(f"{clean(row.label)}{aim}: {', '.join(values)}.")
    lines += [f"Advised: {clean(column.name)}." for column in columns if column.recommended]
    lines += [f"{clean(column.name)}: {clean(note)}" for column in columns for note in column.highlights]
    return "\n".join(lines) + "\n"
