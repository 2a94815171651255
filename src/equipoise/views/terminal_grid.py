"""Days side by side in a terminal: a row for each half hour, a block in each cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from equipoise.domain.commitments import BlockKind
from equipoise.views.model import Day, Entry, Piece, WeekView
from equipoise.views.terminal_style import bar_tone, filled, kind_tone, letter, tone
from equipoise.views.words import DAYS, KIND_NAMES, LETTERS, clock, length

__all__ = ["day_table", "grid", "legend"]

_STEP = 30
"""Minutes of one row."""
_GUTTER = 6


def grid(row: Sequence[Day], view: WeekView, width: int) -> RenderableType:
    """Return up to seven days side by side."""
    cell = max(8, (width - _GUTTER) // 7 - 1)
    lines: list[RenderableType] = [_heads(row, view, cell), _sums(row, cell)]
    if any(day.all_day for day in row):
        lines.append(_all_day(row, cell))
    columns = [_column(day, view, cell) for day in row]
    for i, (low, high) in enumerate(view.axis.stretches):
        if i:
            lines.append(Text("  ⋮", style="dim"))
        for minute in range(low * 60, high * 60, _STEP):
            label = f"{minute // 60:02d}:00" if minute % 60 == 0 else ""
            line = Text().append(label.ljust(_GUTTER), style="dim")
            for column in columns:
                line.append_text(column[minute]).append(" ")
            lines.append(line)
    return Group(*lines)


def _clip(text: str, cell: int) -> str:
    if cell_len(text) <= cell:
        return set_cell_size(text, cell)
    return set_cell_size(set_cell_size(text, cell - 1).rstrip() + "…", cell)


def _heads(row: Sequence[Day], view: WeekView, cell: int) -> Text:
    line = Text(" " * _GUTTER)
    for day in row:
        today = day.date == view.now.date()
        name = f"{DAYS[day.date.weekday()][:3]} {day.date.day}" + (" today" if today else "")
        line.append(_clip(name, cell), style="bold red" if today else "bold").append(" ")
    return line


def _sums(row: Sequence[Day], cell: int) -> Text:
    line = Text(" " * _GUTTER)
    for day in row:
        line.append(_clip(length(day.booked) if day.booked else "free", cell), style="dim").append(" ")
    return line


def _all_day(row: Sequence[Day], cell: int) -> Text:
    line = Text(" " * _GUTTER)
    for day in row:
        names = "; ".join(entry.title for entry in day.all_day)
        line.append(_clip(f"= {names}" if names else "", cell), style="italic").append(" ")
    return line


def _column(day: Day, view: WeekView, cell: int) -> dict[int, Text]:
    """Return one day's cells by the minute at which their rows start."""
    seen: set[str] = set()
    chosen: dict[int, Piece | None] = {}
    for low, high in view.axis.stretches:
        for minute in range(low * 60, high * 60, _STEP):
            piece = _choose(day.pieces, minute, seen)
            chosen[minute] = piece
            seen |= {piece.entry.id} if piece else set()
    rows = Counter(piece.entry.id for piece in chosen.values() if piece)
    drawn: Counter[str] = Counter()
    out: dict[int, Text] = {}
    for minute, piece in chosen.items():
        if piece is None:
            own = any(start <= minute < end for start, end in day.own)
            out[minute] = Text(_clip("·" if own else "", cell), style="dim")
        else:
            name = piece.entry.id
            out[minute] = _cell(piece.entry, drawn[name], rows[name], cell)
            drawn[name] += 1
    return out


def _choose(pieces: Sequence[Piece], minute: int, seen: set[str]) -> Piece | None:
    """Return the piece that a row shows: one that no later row can show, else the one with most of it."""

    def overlap(piece: Piece) -> float:
        return min(piece.end, minute + _STEP) - max(piece.start, minute)

    here = [p for p in pieces if overlap(p) > 0 and p.entry.kind is not BlockKind.BUFFER]
    last = [p for p in here if p.entry.id not in seen and p.end <= minute + _STEP]
    return max(last or here, key=overlap, default=None)


def _cell(entry: Entry, count: int, rows: int, cell: int) -> Text:
    """Return one row of an entry: its title over one or two rows, its time below, then only its bar."""
    title = _two_lines(entry.title, cell - 4) if rows > 1 else (entry.title,)
    lines = [*title, _when(entry, cell - 4)]
    words = lines[count] if count < len(lines) else ""
    head = f"{letter(entry)} " if not count else "  "
    bar = "▌" if filled(entry) else "┃" if entry.busy else "┊"
    bold = "" if count >= len(lines) - 1 else "bold "
    text = f"{bold}{tone(entry)}" if filled(entry) else bold.strip()
    return Text().append(bar, style=bar_tone(entry)).append(_clip(head + words, cell - 1), style=text)


def _two_lines(title: str, room: int) -> tuple[str, ...]:
    """Return a title on one line, or broken at a space into two; the second may still be too long."""
    if cell_len(title) <= room:
        return (title,)
    words = title.split(" ")
    count = max((i for i in range(1, len(words)) if cell_len(" ".join(words[:i])) <= room), default=0)
    return (" ".join(words[:count]), " ".join(words[count:])) if count else (title,)


def _when(entry: Entry, room: int) -> str:
    start, end = clock(entry.when.start), clock(entry.when.end)
    whole = f"{start}–{end}"  # noqa: RUF001 - an en dash is the sign for a range
    return whole if len(whole) <= room else start


def legend(view: WeekView, width: int) -> Text:
    """Return what letters and bars mean, with the hours of each kind, broken between items only."""
    items = []
    for kind, minutes in view.totals.items():
        if kind is not BlockKind.BUFFER:
            chip = Text().append(f" {LETTERS[kind]} ", style=kind_tone(kind))
            items.append(chip.append(f" {KIND_NAMES[kind]} {length(minutes)}"))
    marks = ("▌ planned", "┃ fixed", "┊ takes no time", "· own hours")
    items += [Text().append(mark, style="dim") for mark in marks]
    lines, used = [Text()], 0
    for item in items:
        if used and used + item.cell_len > width:
            lines.append(Text())
            used = 0
        lines[-1].append_text(item).append("   ")
        used += item.cell_len + 3
    return Text("\n").join(lines)


def day_table(view: WeekView, width: int) -> Table:
    """Return the minutes of each kind on each day, for narrow terminals; days are rows."""
    kinds = [kind for kind in view.totals if kind is not BlockKind.BUFFER]
    names = [LETTERS[kind] if width < 100 else KIND_NAMES[kind] for kind in kinds]
    out = Table(box=None, padding=(0, 2, 0, 0), title_justify="left", caption_justify="left", show_edge=False)
    out.add_column("")
    for name in names:
        out.add_column(name, justify="right")
    out.add_column("total", justify="right", style="bold")
    for day in view.days:
        cells = [_hours(day.totals.get(kind, 0)) for kind in kinds]
        out.add_row(f"{DAYS[day.date.weekday()][:3]} {day.date.day}", *cells, _hours(day.booked))
    out.caption = "  ".join(f"{LETTERS[kind]} {KIND_NAMES[kind]}" for kind in kinds)
    return out


def _hours(minutes: float) -> str:
    hours, rest = divmod(round(minutes), 60)
    return f"{hours}:{rest:02d}" if minutes else "·"
