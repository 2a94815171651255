"""The text of a first life file, with comments that teach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from equipoise.lifefile.text import array, number, quoted
from equipoise.lifefile.write import HEAD

__all__ = ["STYLES", "compose_text", "split_list", "split_named"]

STYLES = {"balance": 0.2, "between": 0.5, "integration": 0.8}
"""Style of work to position of the dial."""


def split_list(answer: str) -> list[str]:
    """Return the parts of a list with commas."""
    return [part.strip() for part in answer.split(",") if part.strip()]


def split_named(answer: str) -> list[tuple[str, list[str]]]:
    """Return names and windows of ``name: window / window; name: window``."""
    out: list[tuple[str, list[str]]] = []
    for part in answer.split(";"):
        name, _, windows = part.strip().partition(": ")
        if part.strip():
            out.append(
                (name.strip().rstrip(":"), [item.strip() for item in windows.split("/") if item.strip()])
            )
    return out


def compose_text(given: Mapping[str, str], tasks: int, dial: float, reasons: Sequence[str] = ()) -> str:
    """Return the life file for answers that are complete and checked.

    Args:
        given: question's key to answer, "" where there is none.
        tasks: how many tasks were asked for.
        dial: position between balance and integration.
        reasons: why this dial and pattern.
    """
    return "\n".join(
        [
            HEAD,
            _person(given),
            _rhythm(given, dial, reasons),
            _energy(given),
            _firm(given),
            _tasks(given, tasks),
            _rest(given),
        ]
    )


def _line(name: str, text: str, about: str = "") -> str:
    """Return a line of the file; a comment stands behind it."""
    line = f"{name} = {text}"
    return f"{line.ljust(36)}  # {about}\n" if about else f"{line}\n"


def _person(given: Mapping[str, str]) -> str:
    out = "[person]\n" + _line("name", quoted(given["name"]))
    out += _line("zone", quoted(given["zone"]), "every local time below is read in this zone")
    if given["country"]:
        out += _line("country", quoted(given["country"]), "for public holidays")
    out += _line("employment", quoted(given["employment"]), "for the law on rest")
    if given["role"]:
        out += _line("role", quoted(given["role"]))
    return out + _line(
        "values", array(quoted(item) for item in split_list(given["values"])), "first things first"
    )


def _rhythm(given: Mapping[str, str], dial: float, reasons: Sequence[str]) -> str:
    windows = [part.strip() for part in given["hours"].split(";") if part.strip()]
    why = "".join(f"#   {reason}\n" for reason in reasons)
    return (
        "# Where between balance (firm boundaries) and integration (woven days) you live.\n"
        "# Try another: equipoise compare shows the same week under several rhythms.\n"
        + (f"# Recommended, because:\n{why}" if why else "")
        + "[rhythm]\n"
        + _line("dial", number(dial), "0 is full balance, 1 full integration")
        + _line("pattern", quoted(given["pattern"]), "a letter A to F, or a pattern of your own")
        + "\n# Seasons move the dial. Add start and end dates when you know them.\n"
        + f"[[rhythm.season]]\nkind = {quoted(given['season'])}\n"
        + "\n# Your own changes of rules come last and win. equipoise rules lists what can be changed.\n"
        + "[rhythm.rules]\n"
        + f'"hours.own" = {array(quoted(item) for item in windows)}\n'
        + '# "margin" = 0.15                     # leave more of each day free\n'
        + '# "hours.outer" = ["Mon-Fri 08:00-18:30"]   # first start and hard stop\n'
    )


def _energy(given: Mapping[str, str]) -> str:
    return (
        "# Enough sleep comes first; the hour of the day only breaks ties until your own ratings say more.\n"
        "[energy]\n"
        + _line("wake", quoted(given["wake"]))
        + _line("sleep", quoted(given["sleep"]))
        + '# peaks = { cognitive = ["09:00-11:30"] }   # when you think best\n'
    )


def _firm(given: Mapping[str, str]) -> str:
    out = "# Non-negotiables: no plan ever breaks one.\n"
    for name, windows in split_named(given["non_negotiables"]):
        hours = array(quoted(item) for item in windows)
        out += f"[[non_negotiable]]\ntitle = {quoted(name)}\nwindows = {hours}\n\n"
    if given["non_negotiables"]:
        return out.removesuffix("\n")
    return (
        out + '# [[non_negotiable]]\n# title = "Dinner with the family"\n# windows = ["daily 18:30-20:00"]\n'
    )


def _tasks(given: Mapping[str, str], count: int) -> str:
    out = (
        "# Tasks: work of a known size. due costs value when it is missed; a deadline is never passed.\n"
        "# More fields: priority, after, min_chunk, max_chunk, only, not_on, preferred, place, pins.\n"
    )
    for number_ in range(1, count + 1):
        title = given[f"task_{number_}_title"]
        if not title:
            break
        out += f"[[task]]\ntitle = {quoted(title)}\nestimate = {quoted(given[f'task_{number_}_estimate'])}\n"
        due = given[f"task_{number_}_due"]
        out += f"due = {due if len(due) == 10 else quoted(due)}\n\n" if due else "\n"
    if given["task_1_title"]:
        return out.removesuffix("\n")
    return out + '# [[task]]\n# title = "Write the memo"\n# estimate = "2h-3h-5h"\n'


def _rest(given: Mapping[str, str]) -> str:
    out = "# Routines are done some times a week.\n"
    out += '# [[routine]]\n# title = "Running"\n# length = "45 min"\n# per_week = 3\n'
    out += "\n# Calendars that the plan has to live with: files or folders, relative to this file.\n"
    paths = split_list(given["calendars"])
    if not paths:
        return out + '# [[calendar]]\n# path = "work.ics"\n'
    return out + "\n".join(f"[[calendar]]\npath = {quoted(path)}\n" for path in paths)
