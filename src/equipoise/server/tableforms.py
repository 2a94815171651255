"""Forms made from the life file's own list of fields: what stands, what may be written, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from equipoise.domain.errors import Finding
from equipoise.lifefile.kinds import Choice, Many
from equipoise.lifefile.quantities import Clock, Number, Whole
from equipoise.lifefile.records import Field, Table
from equipoise.lifefile.shapes import EnergyMap

__all__ = ["Input", "given", "inputs", "problems_by_name"]

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


@dataclass(frozen=True)
class Input:
    """One input of a form.

    Attributes:
        name: of the field; "peaks.cognitive" within a table. ``label``, ``help``: words for people.
        how: "text", "time", "select", "checks" or "number".
        value: what stands, as one would write it; of "checks" the words that are ticked.
        choices: words to choose from. ``usual``: what holds if it is left empty. ``problem``: what is wrong.
    """

    name: str
    label: str
    help: str
    how: str = "text"
    value: Any = ""
    choices: tuple[str, ...] = ()
    usual: str = ""
    required: bool = False
    problem: str = ""


def inputs(
    table: Table,
    values: Mapping[str, Any],
    problems: Mapping[str, str] | None = None,
    skip: Iterable[str] = (),
) -> list[Input]:
    """Return the inputs of a table.

    Args:
        table: of the life file. ``values``: what stands there, as JSON, or as a form sent it.
        problems: name to what is wrong. ``skip``: fields without an input.
    """
    told, left_out = problems or {}, set(skip)
    out = []
    for row in table.fields:
        if row.name in left_out:
            continue
        if isinstance(row.kind, EnergyMap):
            inner = values.get(row.name) or {}
            for energy in ENERGIES:
                name = f"{row.name}.{energy}"
                shown = values.get(name, _text(inner.get(energy)) if isinstance(inner, Mapping) else "")
                label = f"{row.name.capitalize()}, {energy}"
                words = "Such as 09:30-11:30; a semicolon between several."
                out.append(Input(name, label, words, value=shown, problem=told.get(name, "")))
        else:
            out.append(_input(row, values.get(row.name), told.get(row.name, "")))
    return out


def _input(row: Field, value: Any, problem: str) -> Input:
    many = isinstance(row.kind, Many) and isinstance(row.kind.kind, Choice)
    choice = row.kind if isinstance(row.kind, Choice) else row.kind.kind if many else None  # type: ignore[attr-defined]
    how = (
        "checks"
        if many
        else "select"
        if choice
        else "time"
        if isinstance(row.kind, Clock)
        else "number"
        if isinstance(row.kind, Number | Whole)
        else "text"
    )
    example = re.sub(r'["\[\]]', "", row.example)
    words = row.meaning + (f" Such as {example}." if example and how == "text" else "")
    if isinstance(row.kind, Many) and not many:
        words += " A semicolon between several."
    usual = "" if row.default is None else _text(row.default)
    return Input(
        row.name,
        LABELS.get(row.name, row.name.replace("_", " ").capitalize()),
        words,
        how,
        list(value or []) if many else _text(value)[:5] if how == "time" else _text(value),
        choice.words if choice else (),
        usual,
        row.required,
        problem,
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(_text(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def given(table: Table, sent: QueryDict, skip: Iterable[str] = ()) -> dict[str, Any]:
    """Return what a form says, as JSON by field; None where nothing is said. The life file judges it."""
    out: dict[str, Any] = {}
    left_out = set(skip)
    for row in table.fields:
        if row.name in left_out:
            continue
        text = sent.get(row.name, "").strip()
        if isinstance(row.kind, EnergyMap):
            kinds = {energy: _parts(sent.get(f"{row.name}.{energy}", "")) for energy in ENERGIES}
            out[row.name] = {energy: parts for energy, parts in kinds.items() if parts} or None
        elif isinstance(row.kind, Many):
            alone = isinstance(row.kind.kind, Choice)
            out[row.name] = (sent.getlist(row.name) if alone else _parts(text)) or None
        elif not text:
            out[row.name] = None
        elif isinstance(row.kind, Number | Whole):
            out[row.name] = _number(text)
        else:
            out[row.name] = text
    return out


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def _number(text: str) -> Any:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) < 1e9 else number


def problems_by_name(
    table: Table, findings: Iterable[Finding], skip: Iterable[str] = ()
) -> tuple[dict[str, str], list[str]]:
    """Return what is wrong by the input that it belongs to, and the rest."""
    names = [item.name for item in inputs(table, {}, skip=skip)]
    names.sort(key=len, reverse=True)
    by_name: dict[str, str] = {}
    rest = []
    for finding in findings:
        words = f"{finding.message}: {finding.cure}" if finding.cure else finding.message
        name = next((one for one in names if f".{one}." in f".{finding.field}."), None)
        if name is None:
            rest.append(words)
        else:
            by_name.setdefault(name, words)
    return by_name, rest
