"""Forms made from the life file's own table of fields, so that help, examples and defaults are said in one place."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from equipoise.domain.errors import Finding
from equipoise.lifefile.kinds import Choice, Flag, Many
from equipoise.lifefile.moments import Moment
from equipoise.lifefile.quantities import Number, Whole
from equipoise.lifefile.records import Field, Table
from equipoise.quick_entry import moment_of

__all__ = ["FormField", "fields_of", "labelled", "read_form", "told"]

Choices = Mapping[str, Iterable[tuple[str, str]]]
YES, NO = "yes", "no"
_PLAINER = {
    "goal": "What it serves.",
    "after": "Tasks that must be finished first, by id or title.",
    "split": "No if it must be done in one piece.",
    "area": "Side of the boundary that it belongs to.",
    "role": "Hat under which it is done; changing hats needs a few minutes between.",
    "pins": "Times that you fixed for parts of it: a start and a length, such as Fri 14:00, 1h.",
}
"""Meanings in words of a form, where the file's own speak of lines and quotation marks."""


@dataclass(frozen=True, slots=True)
class FormField:
    """An input.

    Attributes:
        shape: "text", "select" or "lines". ``options``: value and words of a select, or of a list to choose from.
        holder: an example, shown where nothing is written. ``problems``: what is wrong with the value.
    """

    name: str
    label: str
    shape: str
    help: str
    holder: str = ""
    value: str = ""
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    problems: list[str] = field(default_factory=list)


def labelled(name: str) -> str:
    """Return the name of a field as people read it."""
    return name.replace("_", " ").capitalize()


def fields_of(
    table: Table,
    values: Mapping[str, Any],
    *,
    leave_out: Iterable[str] = (),
    choices: Choices | None = None,
) -> list[FormField]:
    """Return the inputs of a table.

    Args:
        table: of the life file.
        values: what stands there: JSON, or the texts of a form that was sent.
        leave_out: fields without an input. ``choices``: values that a field may be chosen from.
    """
    omitted = set(leave_out)
    return [
        _field(row, values.get(row.name), (choices or {}).get(row.name))
        for row in table.fields
        if row.name not in omitted
    ]


def _field(row: Field, value: Any, offered: Iterable[tuple[str, str]] | None) -> FormField:
    kind = row.kind
    help_text = _PLAINER.get(row.name, row.meaning)
    default = "" if row.default is None else _shown(row.default)
    common: dict[str, Any] = {"name": row.name, "label": labelled(row.name), "required": row.required}
    if isinstance(kind, Choice | Flag):
        words = kind.words if isinstance(kind, Choice) else (YES, NO)
        first = ("", f"{default.capitalize()} (as usual)" if default else "As usual")
        options = (first, *((word, word.capitalize()) for word in words))
        return FormField(**common, shape="select", help=help_text, options=options, value=_shown(value))
    if offered is not None and not isinstance(kind, Many):
        options = (("", "None"), *offered)
        return FormField(**common, shape="select", help=help_text, options=options, value=_shown(value))
    many = isinstance(kind, Many)
    if many:
        help_text += " One a line."
    if row.example and not many:
        help_text += f" Such as {_example(row)}."
    if default:
        help_text += f" Without it: {default}."
    return FormField(
        **common,
        shape="lines" if many else "text",
        help=help_text,
        holder=_example(row),
        value=_shown(value),
        options=tuple(offered or ()),
    )


def _shown(value: Any) -> str:
    """Return JSON as one writes it into an input."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return "\n".join(_shown(item) for item in value)
    if isinstance(value, Mapping):  # a pin
        return ", ".join(str(value[name]) for name in ("start", "end", "length") if name in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _example(row: Field) -> str:
    if not row.example:
        return ""
    value = tomllib.loads(f"value = {row.example}")["value"]
    return _shown(value if isinstance(value, list | bool | int | float) else str(value))


def read_form(
    table: Table, sent: Mapping[str, str], now: datetime, **how: Callable[[str], Any]
) -> dict[str, Any]:
    """Return the values that a form says, as JSON; what was left empty is left out.

    Whether they are right is judged by the life file's reader, which says so in words.

    Args:
        table: of the life file. ``sent``: name to text. ``now``: local, for dates such as "Fri".
        how: readers of a single item of some fields.
    """
    out: dict[str, Any] = {}
    for row in table.fields:
        text = sent.get(row.name, "").strip()
        if not text:
            continue
        if isinstance(row.kind, Many):
            one = how.get(row.name, str)
            out[row.name] = [one(line.strip()) for line in text.splitlines() if line.strip()]
        elif row.name in how:
            out[row.name] = how[row.name](text)
        else:
            out[row.name] = _value(row, text, now)
    return out


def _value(row: Field, text: str, now: datetime) -> Any:
    if isinstance(row.kind, Flag):
        return text == YES
    if isinstance(row.kind, Moment):
        return moment_of(text, now) or text
    if isinstance(row.kind, Whole | Number):
        try:
            return int(text) if isinstance(row.kind, Whole) else float(text)
        except ValueError:
            return text
    return " ".join(text.split())


def told(fields: Iterable[FormField], findings: Iterable[Finding]) -> list[str]:
    """Put each finding beside its input; return those that belong to none."""
    by_name = {one.name: one for one in fields}
    rest: list[str] = []
    for finding in findings:
        words = f"{finding.message}: {finding.cure}" if finding.cure else finding.message
        parts = [part for part in finding.field.replace("[", ".").split(".") if part]
        where = next((by_name[part] for part in reversed(parts) if part in by_name), None)
        (where.problems if where else rest).append(words)
    return rest
