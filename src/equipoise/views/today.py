"""Today: what is on now, what comes next, and tomorrow's one big task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rich.console import Group, RenderableType
from rich.text import Text

from equipoise.domain.commitments import Area, BlockKind
from equipoise.views.model import Entry, WeekView
from equipoise.views.reading import kind_words
from equipoise.views.terminal import TextOptions, TextStyle, render
from equipoise.views.terminal_style import letter, tone
from equipoise.views.words import clock, date_words, length, span

__all__ = ["Today", "today", "today_text"]


@dataclass(frozen=True, slots=True)
class Today:
    """The day around a moment.

    Attributes:
        current: what is on now, a fixed event first. ``following``: what comes after it today, in order.
        big: tomorrow's one big task: its longest deep work, else its longest work.
    """

    now: datetime
    current: Entry | None
    following: tuple[Entry, ...]
    big: Entry | None

    @property
    def next(self) -> Entry | None:
        """What comes next today."""
        return self.following[0] if self.following else None


def _longest(entries: Iterable[Entry]) -> Entry | None:
    return max(entries, key=lambda entry: (entry.when.minutes, -entry.when.start.timestamp()), default=None)


def today(view: WeekView, now: datetime) -> Today:
    """Return what matters at ``now``, an aware date-time in any zone."""
    local, at = now.astimezone(view.now.tzinfo), now.astimezone(UTC)
    unique = {piece.entry.id: piece.entry for day in view.days for piece in day.pieces if piece.entry.busy}
    entries = sorted(unique.values(), key=lambda entry: (entry.when.interval.start, not entry.fixed))
    real = [entry for entry in entries if entry.kind is not BlockKind.BUFFER]
    on = [e for e in real if e.when.interval.start <= at < e.when.interval.end]
    later = [e for e in real if e.when.interval.start > at and e.when.start.date() == local.date()]
    morrow = local.date() + timedelta(days=1)
    mine = [entry for entry in real if entry.when.start.date() == morrow and not entry.fixed]
    big = _longest(entry for entry in mine if entry.kind is BlockKind.FOCUS)
    big = big or _longest(entry for entry in mine if entry.area is Area.WORK)
    current = next((entry for entry in on if entry.fixed), on[0] if on else None)
    return Today(local, current, tuple(later), big)


def today_text(view: WeekView, now: datetime, options: TextOptions | None = None) -> str:
    """Return the day around ``now`` in words."""
    options = options or TextOptions()
    what = today(view, now)
    if options.style is TextStyle.PLAIN:
        return "\n".join(_plain(what)) + "\n"
    head = Text(date_words(what.now.date(), weekday=True), style="bold").append(
        f"   {clock(what.now)}", style="dim"
    )
    parts: list[RenderableType] = [head, Text(), _now(what)]
    if what.following:
        parts += [Text(), Text("Then", style="bold")]
        parts += [_line(entry) for entry in what.following]
    if what.big:
        parts += [Text(), Text.assemble(("Tomorrow's one big task  ", "bold"), _named(what.big))]
    return render(Group(*parts), options)


def _named(entry: Entry) -> str:
    return f"{entry.title}, {span(entry.when.start, entry.when.end)}"


def _left(what: Today, entry: Entry) -> str:
    left = entry.when.interval.end - what.now.astimezone(UTC)
    return f"{length(left.total_seconds() / 60)} left"


def _free(what: Today) -> str:
    if what.next is None:
        return "Nothing more is planned today."
    return f"Free until {clock(what.next.when.start)}."


def _now(what: Today) -> Text:
    entry = what.current
    if entry is None:
        return Text.assemble(("Now   ", "bold"), _free(what))
    line = Text.assemble(("Now   ", "bold"), (f" {letter(entry)} ", tone(entry)), f" {entry.title}")
    return line.append(f"  until {clock(entry.when.end)}, {_left(what, entry)}", style="dim")


def _line(entry: Entry) -> Text:
    when = span(entry.when.start, entry.when.end)
    line = Text.assemble(
        "  ", (when.ljust(13), "dim"), (f" {letter(entry)} ", tone(entry)), f" {entry.title}"
    )
    return line.append(f"  {kind_words(entry)}", style="dim")


def _plain(what: Today) -> list[str]:
    lines = [f"{date_words(what.now.date(), weekday=True)}, {clock(what.now)}."]
    if what.current:
        lines.append(
            f"Now: {what.current.title}, until {clock(what.current.when.end)}, {_left(what, what.current)}."
        )
    else:
        lines.append(f"Now: {_free(what)}")
    lines += [f"Then: {clock(e.when.start)} {e.title}, {kind_words(e)}." for e in what.following]
    if what.big:
        lines.append(f"Tomorrow's one big task: {_named(what.big)}.")
    return lines
