"""The week in sentences: what a screen reader, a description or a plain terminal says."""

from __future__ import annotations

from equipoise.domain.commitments import BlockKind
from equipoise.views.model import Day, Entry, Piece, WeekView
from equipoise.views.words import (
    DAYS,
    KIND_NAMES,
    certificate_words,
    date_words,
    length,
    range_words,
    span,
    span_words,
)

__all__ = [
    "describe",
    "describe_day",
    "entry_words",
    "headline",
    "kept_words",
    "kind_words",
    "starting",
    "summary",
]


def kind_words(entry: Entry) -> str:
    """Return what an entry is, such as "deep work", "meeting, fixed" or "messages, pinned"."""
    known = not (entry.fixed and entry.kind is BlockKind.ADMIN)
    parts = [KIND_NAMES[entry.kind]] if known else []
    parts += ["fixed"] if entry.fixed else ["pinned"] if entry.pinned else []
    parts += [] if entry.busy or entry.all_day else ["takes no time"]
    return ", ".join(parts)


def entry_words(entry: Entry) -> str:
    """Return time, title and kind of an entry on one line."""
    when = "all day" if entry.all_day else span(entry.when.start, entry.when.end)
    place = f", {entry.place}" if entry.place else ""
    return f"{when} {entry.title} ({kind_words(entry)}{place})"


def starting(day: Day) -> tuple[Piece, ...]:
    """Return the pieces of a day whose entries start on it, each entry once, buffers left out."""
    seen: set[str] = set()
    out: list[Piece] = []
    for piece in day.pieces:
        entry = piece.entry
        here = entry.when.start.date() == day.date and entry.id not in seen
        if here and entry.kind is not BlockKind.BUFFER:
            seen.add(entry.id)
            out.append(piece)
    return tuple(out)


def headline(view: WeekView) -> str:
    """Return the dates of the view in words."""
    text = range_words(view.first, len(view.days))
    return text if len(view.rows) == 1 else f"{text}, {len(view.rows)} weeks"


def summary(view: WeekView) -> str:
    """Return one sentence on what is planned and what is not."""
    text = f"{length(view.planned)} planned"
    if view.misfits:
        text += f", {len(view.misfits)} did not fit"
    if view.clashes:
        text += (
            f", {len(view.clashes)} {'clash' if len(view.clashes) == 1 else 'clashes'} in your own calendar"
        )
    return text


def kept_words(day: Day) -> str:
    """Return what a day keeps free of all planning, the nights left out, or "" if nothing."""
    kept = [f"{span_words(b.start, b.end)} {b.title}" for b in day.kept if not b.sleep]
    return f"Kept free: {'; '.join(kept)}." if kept else ""


def describe_day(day: Day) -> str:
    """Return a day in one sentence."""
    parts = [entry_words(entry) for entry in day.all_day]
    parts += [entry_words(piece.entry) for piece in starting(day)]
    head = f"{DAYS[day.date.weekday()]} {date_words(day.date)}"
    after = "".join(
        f" {words}" for words in (f"{day.change}." if day.change else "", kept_words(day)) if words
    )
    return f"{head}: {'; '.join(parts) if parts else 'nothing planned'}.{after}"


def describe(view: WeekView) -> str:
    """Return the whole view in sentences; beyond two weeks, only the hours of each day."""
    lines = [f"{summary(view)}. {certificate_words(view.certificate, len(view.days))}"]
    if len(view.days) <= 14:
        lines += [describe_day(day) for day in view.days]
    else:
        lines += [f"{date_words(day.date, weekday=True)}: {length(day.booked)}." for day in view.days]
    return " ".join(lines)
