"""A week in a terminal: columns where there is room, an agenda where there is not, sentences for a pipe.

Everything returns text. Three styles: colour; mono, for terminals that ask for none (https://no-color.org);
and plain, without box drawing or colour, for pipes, files and screen readers.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from rich.color import Color, ColorSystem
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from equipoise.domain.commitments import BlockKind
from equipoise.views.model import Day, WeekView
from equipoise.views.reading import describe_day, headline, kind_words, starting, summary
from equipoise.views.terminal_grid import day_table, grid, legend
from equipoise.views.terminal_style import letter, tone
from equipoise.views.words import DAYS, KIND_NAMES, certificate_words, clean, date_words, length, proves, span

__all__ = ["TextOptions", "TextStyle", "agenda_text", "next_steps", "render", "text_options", "week_text"]

COLUMNS_FROM = 100
"""Width from which days stand side by side."""

MOST_MISFITS = 20
"""Most of what did not fit that is listed."""


class TextStyle(StrEnum):
    """How text may look."""

    COLOUR = "colour"
    MONO = "mono"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class TextOptions:
    """Style, width in characters, and how many colours a terminal knows ("256" or "truecolor")."""

    style: TextStyle = TextStyle.PLAIN
    width: int = 80
    colours: Literal["256", "truecolor"] = "256"


def text_options(*, is_tty: bool, environ: Mapping[str, str], width: int = 80) -> TextOptions:
    """Return options for a stream: plain if nobody looks at it, mono if ``NO_COLOR`` is set and not empty."""
    deep = environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"}
    style = TextStyle.COLOUR
    if not is_tty or environ.get("TERM", "") == "dumb":
        style = TextStyle.PLAIN
    elif environ.get("NO_COLOR"):
        style = TextStyle.MONO
    return TextOptions(style, max(width, 20), "truecolor" if deep else "256")


_TRUE = re.compile(r"([34]8);2;(\d+);(\d+);(\d+)")
"""A colour by its three parts. Rich keeps the first codes that it made for a style, whatever the terminal
knows; so it always makes these, and they are turned into the nearest of 256 afterwards."""


def _nearest(match: re.Match[str]) -> str:
    red, green, blue = (float(match[i]) for i in (2, 3, 4))
    number = Color.from_rgb(red, green, blue).downgrade(ColorSystem.EIGHT_BIT).number
    return f"{match[1]};5;{number}"


def render(item: RenderableType, options: TextOptions) -> str:
    """Return what a console of these options would print, without trailing blanks."""
    colour = options.style is TextStyle.COLOUR
    out = io.StringIO()
    console = Console(
        file=out,
        width=options.width,
        force_terminal=options.style is not TextStyle.PLAIN,
        color_system=None if options.style is TextStyle.PLAIN else "truecolor",
        no_color=not colour,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
        _environ={},
    )
    console.print(item)
    text = out.getvalue()
    if options.colours == "256":
        text = _TRUE.sub(_nearest, text)
    lines = (line.rstrip() for line in text.splitlines())
    return "\n".join(lines).strip("\n") + "\n"


def week_text(view: WeekView, options: TextOptions | None = None) -> str:
    """Return the whole report: the week, its totals, the proof, what did not fit, and what to do next."""
    options = options or TextOptions()
    if options.style is TextStyle.PLAIN:
        return _plain(view)
    parts: list[RenderableType] = [_title(view), Text()]
    if options.width >= COLUMNS_FROM:
        for row in view.rows:
            parts += [grid(row, view, options.width), Text()]
        parts += [legend(view, options.width)]
    else:
        parts += [*_agenda(view), day_table(view, options.width)]
    parts += [Text(), *_report(view)]
    return render(Group(*parts), options)


def agenda_text(view: WeekView, options: TextOptions | None = None) -> str:
    """Return the blocks and events, day by day."""
    options = options or TextOptions()
    if options.style is TextStyle.PLAIN:
        return "\n".join([headline(view), "", *_plain_days(view)]) + "\n"
    return render(Group(_title(view), Text(), *_agenda(view)), options)


def _title(view: WeekView) -> Text:
    line = Text(headline(view), style="bold")
    about = ", ".join(part for part in (view.person, view.rhythm) if part)
    return line.append(f"   {about}", style="not bold dim") if about else line


def _agenda(view: WeekView) -> list[RenderableType]:
    out: list[RenderableType] = []
    for day in view.days:
        head = Text(f"{DAYS[day.date.weekday()]} {date_words(day.date)}", style="bold")
        if day.date == view.now.date():
            head.append("  today", style="bold red")
        head.append(f"   {length(day.booked)}" if day.booked else "   free", style="not bold dim")
        if day.change:
            head.append(f"   {day.change}", style="not bold yellow")
        out += [head, *_agenda_lines(day), Text()]
    return out


def _agenda_lines(day: Day) -> list[RenderableType]:
    lines: list[RenderableType] = [
        Text.assemble("  ", ("all day".ljust(13), "dim"), f" {letter(entry)} ", f" {entry.title}")
        for entry in day.all_day
    ]
    for piece in starting(day):
        entry = piece.entry
        when = span(entry.when.start, entry.when.end)
        line = Text.assemble(
            "  ", (when.ljust(13), "dim"), (f" {letter(entry)} ", tone(entry)), f" {entry.title}"
        )
        if entry.place:
            line.append(f", {entry.place}")
        line.append(f"  {kind_words(entry)}", style="dim")
        lines.append(line)
    return lines


def _report(view: WeekView) -> list[RenderableType]:
    """Return proof, clashes, misfits and next steps."""
    words = certificate_words(view.certificate, len(view.days))
    style = "bold green" if proves(view.certificate) else "bold yellow"
    out: list[RenderableType] = [Text.assemble((words, style), f"  {summary(view)}.")]
    out += [Text.assemble(("Clash  ", "bold red"), clean(clash.text)) for clash in view.clashes]
    if view.misfits:
        out += [Text(), Text("Did not fit", style="bold red")]
        for misfit in view.misfits[:MOST_MISFITS]:
            head = Text.assemble((clean(misfit.title), "bold"), f", {length(misfit.missing)} short. ")
            out.append(Padding(head.append(clean(misfit.reason)), (0, 0, 0, 2)))
            repairs = view.repairs.get(misfit.commitment, ())
            out += [Padding(Text(f"- {clean(repair)}"), (0, 0, 0, 4)) for repair in repairs]
    out += [Padding(Text(line), (0, 0, 0, 2)) for line in _more(view)]
    out += [Text(), Text("Next", style="bold")]
    out += [Padding(Text(f"- {step}"), (0, 0, 0, 2)) for step in next_steps(view)]
    return out


def _more(view: WeekView) -> list[str]:
    """Return a line on what did not fit but is not listed, if there is any."""
    rest = len(view.misfits) - MOST_MISFITS
    return [f"and {rest} more; --json lists all"] if rest > 0 else []


def next_steps(view: WeekView) -> tuple[str, ...]:
    """Return what the person can do now: what was given, or what follows from the plan."""
    if view.next_steps:
        return tuple(clean(step) for step in view.next_steps)
    steps = []
    if view.clashes:
        steps.append("Settle the clashes in your own calendar; no plan can do that for you.")
    if view.misfits:
        steps.append(f"Decide what gives way for {_listed_misfits(view)}, or leave it out this time.")
    if not any(piece for day in view.days for piece in day.pieces):
        return ("Add a task or a routine, and plan again.",)
    return (*steps, "Look the week over, change what feels wrong, then write it to your calendar.")


def _listed_misfits(view: WeekView) -> str:
    """Return the titles of what did not fit, each once, two at most."""
    titles = list(dict.fromkeys(clean(misfit.title) for misfit in view.misfits))
    rest = f" and {len(titles) - 2} more" if len(titles) > 2 else ""
    return f"{' and '.join(titles[:2]) if not rest else ', '.join(titles[:2])}{rest}"


def _plain_days(view: WeekView) -> list[str]:
    return [line for day in view.days for line in (_plain_head(day), *_plain_lines(day), "")]


def _plain_head(day: Day) -> str:
    sums = ", ".join(f"{k} {length(m)}" for k, m in _named(day).items())
    change = f" {day.change}." if day.change else ""
    return f"{describe_day(day).split(':', maxsplit=1)[0]}: {sums or 'free'}.{change}"


def _named(day: Day) -> dict[str, float]:
    totals = {
        KIND_NAMES[kind]: minutes for kind, minutes in day.totals.items() if kind is not BlockKind.BUFFER
    }
    return totals | ({"other": day.other} if day.other else {})


def _plain_lines(day: Day) -> list[str]:
    lines = [f"  all day, {entry.title}, {kind_words(entry)}" for entry in day.all_day]
    for piece in starting(day):
        e = piece.entry
        place = f", at {e.place}" if e.place else ""
        when = span(e.when.start, e.when.end).replace("–", " to ")  # noqa: RUF001 - a range is read aloud as "to"
        lines.append(f"  {when}, {e.title}, {kind_words(e)}{place}")
    return lines


def _plain(view: WeekView) -> str:
    """Return the report in lines that read well aloud."""
    about = ", ".join(part for part in (view.person, view.rhythm) if part)
    words = certificate_words(view.certificate, len(view.days)).replace(" %", " percent")
    lines = [
        f"{headline(view)}. {about}." if about else f"{headline(view)}.",
        f"{words} {summary(view)}.",
        "",
        *_plain_days(view),
    ]
    lines += [f"Clash: {clean(clash.text)}" for clash in view.clashes]
    for misfit in view.misfits[:MOST_MISFITS]:
        lines.append(
            f"Did not fit: {clean(misfit.title)}, {length(misfit.missing)} short. {clean(misfit.reason)}"
        )
        lines += [f"  Repair: {clean(repair)}" for repair in view.repairs.get(misfit.commitment, ())]
    lines += [f"Did not fit: {line}" for line in _more(view)]
    lines += [f"Next: {step}" for step in next_steps(view)]
    return "\n".join(lines) + "\n"
