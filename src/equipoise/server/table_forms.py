"""Forms made from the life file's own table of fields, so that help, examples and defaults are said in one place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from equipoise.domain.errors import Finding
from equipoise.lifefile.kinds import Choice, Flag, Kind, Many
from equipoise.lifefile.moments import Moment
from equipoise.lifefile.overrides import WINDOW
from equipoise.lifefile.quantities import Clock, Number, Whole
from equipoise.lifefile.records import Field, Table
from equipoise.lifefile.shapes import EnergyMap
from equipoise.quick_entry import moment_of

__all__ = ["FormField", "Sent", "fields_of", "read_form", "told"]

Choices = Mapping[str, Iterable[tuple[str, str]]]
Sent = Mapping[str, Sequence[str]]
"""What a form sent: the values of each name."""
YES, NO = "yes", "no"
ENERGIES = ("cognitive", "social", "physical")
LABELS: Mapping[str, str] = {
    "zone": "Time zone",
    "subdivision": "State or province",
    "email": "E-mail in invitations",
    "synchronous": "Being there at once",
    "deep": "Deep work",
    "wake": "Wake up",
    "sleep": "Fall asleep",
    "mid_sleep_free": "Mid-sleep on free days",
    "default_travel": "Usual travel",
    "id": "Short name",
    "windows": "Days and hours",
    "window": "Days and hours",
    "per_week": "Times a week",
}
"""What people call a field, where its name alone would not say it."""
_PLAINER: Mapping[str, tuple[str, str]] = {
    "goal": ("", "What it serves."),
    "after": ("", "Tasks that must be finished first, by id or title."),
    "split": ("", "No if it must be done in one piece."),
    "min_chunk": ("", "Shortest piece that is worth beginning."),
    "max_chunk": ("", "Longest piece at a stretch."),
    "area": ("", "Side of the boundary that it belongs to."),
    "role": ("Hat", "Hat under which it is done; changing hats needs a few minutes between."),
    "pins": ("", "Times that you fixed for parts of it: a start and a length, such as Fri 14:00, 1h."),
    "default_travel": ("", "Between two places whose way is not named below."),
}
"""Beginning of the file's own meaning, where that speaks of lines and quotation marks, and what a form says instead."""


@dataclass(frozen=True, slots=True)
class FormField:
    """An input.

    Attributes:
        name: of the field; "peaks.cognitive" within a table. ``label``, ``help``: words for people.
        shape: "text", "time", "number", "select", "checks" (several of a few words) or "lines".
        holder: an example, shown where nothing is written. ``value``: what stands, as one would write it.
        ticked: of "checks" the words that are. ``problems``: what is wrong with the value.
        options: value and words of a select or of checks, or of a list to choose from.
    """

    name: str
    label: str
    shape: str
    help: str
    holder: str = ""
    value: str = ""
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    ticked: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many lines of it are seen."""
        return min(max(2, self.value.count("\n") + 1), 8)


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
    out: list[FormField] = []
    for row in table.fields:
        if row.name in omitted:
            continue
        if isinstance(row.kind, EnergyMap):
            out += _by_energy(row, values)
        else:
            out.append(_field(row, values.get(row.name), (choices or {}).get(row.name)))
    return out


def _by_energy(row: Field, values: Mapping[str, Any]) -> Iterable[FormField]:
    inner = values.get(row.name) or {}
    for energy in ENERGIES:
        name = f"{row.name}.{energy}"
        value = values.get(name, inner.get(energy) if isinstance(inner, Mapping) else None)
        label = f"{_label(row.name)}, {energy}"
        words = "Such as 09:30-11:30; one a line."
        yield FormField(name, label, "lines", words, "09:30-11:30", _shown(value))


def _field(row: Field, value: Any, offered: Iterable[tuple[str, str]] | None) -> FormField:
    kind = row.kind
    common: dict[str, Any] = {"name": row.name, "label": _label(row.name), "required": row.required}
    begin, plainer = _PLAINER.get(row.name, ("", row.meaning))
    help_text = plainer if row.meaning.startswith(begin) else row.meaning
    default = "" if row.default is None else _shown(row.default)
    if isinstance(kind, Many) and isinstance(kind.kind, Choice):
        ticked = tuple(map(str, value)) if isinstance(value, list | tuple) else (_shown(value),)
        options = tuple((word, word.capitalize()) for word in kind.kind.words)
        return FormField(**common, shape="checks", help=help_text, options=options, ticked=ticked)
    options = _options(kind, offered, default, required=row.required)
    if options:
        return FormField(**common, shape="select", help=help_text, options=options, value=_shown(value))
    shape = _shape(kind)
    if shape == "lines":
        help_text += " One a line."
    elif row.example and shape == "text":
        help_text += f" Such as {_example(row)}."
    if default:
        help_text += f" Without it: {default}."
    return FormField(
        **common,
        shape=shape,
        help=help_text,
        holder=_example(row),
        value=_shown(value)[:5] if shape == "time" else _shown(value),
        options=tuple(offered or ()),
    )


def _options(
    kind: Kind, offered: Iterable[tuple[str, str]] | None, default: str, *, required: bool
) -> tuple[tuple[str, str], ...]:
    """Return what one is chosen from; nothing if it is written."""
    if isinstance(kind, Choice | Flag):
        words = kind.words if isinstance(kind, Choice) else (YES, NO)
        first = ("", f"{default.capitalize()} (as usual)" if default else "As usual")
        return (*(() if required else (first,)), *((word, word.capitalize()) for word in words))
    if offered is not None and not isinstance(kind, Many):
        return (("", "None"), *offered)
    return ()


def _shape(kind: Kind) -> str:
    if isinstance(kind, Many):
        return "lines"
    if isinstance(kind, Clock):
        return "time"
    return "number" if isinstance(kind, Number | Whole) else "text"


def _label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ").capitalize())


def _shown(value: Any) -> str:
    """Return JSON as one writes it into an input."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list | tuple):
        return "\n".join(_shown(item) for item in value)
    if isinstance(value, Mapping):  # a pin
        return ", ".join(str(value[name]) for name in ("start", "end", "length") if name in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _example(row: Field) -> str:
    if not row.example:
        return ""
    value = tomllib.loads(f"value = {row.example}")["value"]
    return _shown(value if isinstance(value, list | bool | int | float) else str(value))


def read_form(table: Table, sent: Sent, now: datetime, **how: Callable[[str], Any]) -> dict[str, Any]:
    """Return the values that a form says, as JSON; what was left empty is left out.

    Whether they are right is judged by the life file's reader, which says so in words.

    Args:
        table: of the life file. ``sent``: by name. ``now``: local, for dates such as "Fri".
        how: readers of a single item of some fields.
    """
    out: dict[str, Any] = {}
    for row in table.fields:
        value = _read(row, sent, now, how.get(row.name))
        if value not in (None, "", [], {}):
            out[row.name] = value
    return out


def _read(row: Field, sent: Sent, now: datetime, how: Callable[[str], Any] | None) -> Any:
    text = "\n".join(sent.get(row.name, ())).strip()
    if isinstance(row.kind, EnergyMap):
        kinds = {
            energy: _items("\n".join(sent.get(f"{row.name}.{energy}", ())), "\n;") for energy in ENERGIES
        }
        return {energy: lines for energy, lines in kinds.items() if lines}
    if isinstance(row.kind, Many):
        return [(how or str)(item) for item in _items(text, "\n;" if row.kind.kind == WINDOW else "\n")]
    return how(text) if how and text else _value(row, text, now)


def _items(text: str, ends: str) -> list[str]:
    """Return the items of a text, one a line; of hours a semicolon ends one too."""
    return [item.strip() for item in re.split(f"[\r{ends}]", text) if item.strip()]


def _value(row: Field, text: str, now: datetime) -> Any:
    if not text:
        return None
    if isinstance(row.kind, Flag):
        return text == YES
    if isinstance(row.kind, Moment):
        return moment_of(text, now) or text
    if isinstance(row.kind, Whole | Number):
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            return text
        return int(number) if number.is_integer() and abs(number) < 1e9 else number
    return " ".join(text.split())


def told(fields: Iterable[FormField], findings: Iterable[Finding]) -> list[str]:
    """Put each finding beside its input; return those that belong to none."""
    longest = sorted(fields, key=lambda one: len(one.name), reverse=True)
    rest: list[str] = []
    for finding in findings:
        words = f"{finding.message}: {finding.cure}" if finding.cure else finding.message
        path = "." + re.sub(r"[\[\].]+", ".", finding.field) + "."
        where = next((one for one in longest if f".{one.name}." in path), None)
        (where.problems if where else rest).append(words)
    return rest
