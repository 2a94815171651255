"""The rulebook of the coming week, rule by rule: what it says, where it comes from, and how it is changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from equipoise.domain.commitments import LocalWindow, Ritual
from equipoise.domain.errors import Finding, InputError
from equipoise.domain.rules import RULES, Rule, Rulebook, RuleSpec
from equipoise.lifefile.notation import window_text
from equipoise.loading import own_patterns
from equipoise.rhythms import rulebooks
from equipoise.rhythms.diff import diff
from equipoise.rhythms.values import detail_of, number_text, ritual_text
from equipoise.server.documents import tables_of
from equipoise.server.models import Life
from equipoise.server.store import Draft, change, person_of

__all__ = ["GROUPS", "Row", "Variant", "put_back", "ritual_table", "rows_of", "set_rule"]

GROUPS: Sequence[tuple[str, str]] = (
    ("Hours and days off", r"sleep|hours\..*|weekend|holidays"),
    ("Rituals", r"rituals"),
    ("Margins, gaps and breaks", r"margin.*|buffer\..*|stretch\..*|break\..*|frozen"),
    ("Legal rest", r"rest\..*"),
    ("What things are worth, and what they cost", r"price\..*"),
    ("Reminders, and when blocks are shown as busy", r"defence\..*|calendar\..*"),
    ("Advice: shown, never enforced", r"advice\..*"),
)
"""Headings, and which rules stand below each."""
STRENGTHS = {"hard": "no plan breaks it", "priced": "breaking it costs", "advice": "only shown"}
_WITH_UNIT = frozenset({"minutes", "hours", "share"})
_UNITS = {
    "windows": "days and hours, such as Mon-Fri 09:00-17:00; a semicolon between several",
    "minutes": "minutes, such as 10 min",
    "hours": "hours, such as 11 h",
    "share": "a share, such as 15 % or 0.15",
    "share per day": "a share for each day, such as 0.25",
    "text": "a sentence",
}


@dataclass(frozen=True)
class Variant:
    """What a rule says on some days: its sentence, how it binds, and where that comes from."""

    days: str
    sentence: str
    strength: str
    origin: str


@dataclass(frozen=True)
class Row:
    """One rule.

    Attributes:
        group: heading that it stands below. ``meaning``: of the rule as such.
        text: the value as one would write it. ``strength``: of the first day of the week; "" without a value.
        strengths: word and meaning of each strength that the rule may have.
        variants: what it says, on which days. ``own``: it is the person's own change.
        unit: what may be written. ``where``: name of the page where what it comes from is changed.
        rituals: id and words of each ritual, for the rule that holds them.
    """

    id: str
    group: str
    meaning: str
    text: str
    strength: str
    strengths: tuple[tuple[str, str], ...]
    variants: tuple[Variant, ...]
    own: bool
    unit: str
    where: str
    rituals: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """The id as part of an element's id."""
        return self.id.replace(".", "-")


def rows_of(life: Life, today: date) -> tuple[Row, ...]:
    """Return every rule that there is, with what it says in the seven days from ``today``."""
    books = _books(life, today)
    own = {path[-1] if len(path) == 1 else ".".join(path) for path in _written(life.text)}
    return tuple(_row(rule_id, spec, books, own=rule_id in own) for rule_id, spec in RULES.items())


def _books(life: Life, today: date) -> dict[date, Rulebook]:
    person = person_of(life)
    names = [person.rhythm.pattern, *person.rhythm.by_weekday.values()]
    patterns = own_patterns(names, life.folder)
    days = [today + timedelta(days=number) for number in range(7)]
    return rulebooks(person.rhythm, days, person.person, person.energy, patterns)


def _row(rule_id: str, spec: RuleSpec, books: dict[date, Rulebook], *, own: bool) -> Row:
    said: dict[tuple[Any, ...], list[date]] = {}
    for day, book in books.items():
        rule = book.by_id.get(rule_id)
        if rule is not None:
            said.setdefault((rule.value, rule.strength, rule.origin, rule.detail), []).append(day)
    variants = tuple(
        Variant(
            "" if len(days) == len(books) else _days_text(days),
            key[3] or detail_of(rule_id, key[1], key[0]),
            str(key[1]),
            re.sub(r"\bdefault\b", "the defaults", str(key[2])),
        )
        for key, days in said.items()
    )
    first = next((book.by_id[rule_id] for book in books.values() if rule_id in book.by_id), None)
    return Row(
        id=rule_id,
        group=next(name for name, pattern in GROUPS if re.fullmatch(pattern, rule_id)),
        meaning=spec.meaning,
        text=_text(first, spec) if first else "",
        strength=str(first.strength) if first else "",
        strengths=tuple((str(one), STRENGTHS[str(one)]) for one in spec.strengths),
        variants=variants,
        own=own,
        unit=_UNITS.get(spec.unit, f"a number, in {spec.unit}"),
        where=_where(first),
        rituals=tuple((one.id, ritual_text(one)) for one in _rituals(books)) if rule_id == "rituals" else (),
    )


def _rituals(books: dict[date, Rulebook]) -> list[Ritual]:
    return list({one.id: one for book in books.values() for one in book.rituals()}.values())


def ritual_table(life: Life, today: date, ritual_id: str) -> dict[str, Any]:
    """Return a ritual of the coming week as a ``[[ritual]]`` table, to be changed; empty if there is none."""
    found = next((one for one in _rituals(_books(life, today)) if one.id == ritual_id), None)
    if found is None:
        return {}
    return {
        "title": found.title,
        "id": found.id,
        "length": f"{found.minutes} min",
        "window": window_text(found.window),
        "kind": found.kind.value,
        "energy": found.energy.value,
        "area": found.area.value,
        "value": found.value,
    }


def _days_text(days: Iterable[date]) -> str:
    return ", ".join(f"{day:%a} {day.day} {day:%b}" for day in days)


def _text(rule: Rule, spec: RuleSpec) -> str:
    """Return a rule's value as one would write it."""
    if isinstance(rule.value, str):
        return rule.value
    if isinstance(rule.value, tuple):
        return "; ".join(window_text(item) for item in rule.value if isinstance(item, LocalWindow))
    return number_text(rule.value, spec) if spec.unit in _WITH_UNIT else f"{rule.value:g}"


def _where(rule: Rule | None) -> str:
    source = rule.origin.source if rule else ""
    if source.startswith(("pattern", "season", "dial", "slider")):
        return "dial"
    return "you" if source.startswith("law") or (rule is not None and rule.id == "sleep") else ""


def _written(text: str) -> list[tuple[str, ...]]:
    """Return the path of each own change below ``[rhythm.rules]``; a bare key with a dot makes a table."""
    rules = tables_of(text).get("rhythm", {}).get("rules", {})

    def inside(table: dict[str, Any], before: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
        for name, value in table.items():
            path = (*before, name)
            bare = isinstance(value, dict) and not (value and value.keys() <= {"value", "strength"})
            if bare and ".".join(path) not in RULES:
                yield from inside(value, path)
            else:
                yield path

    return list(inside(rules, ()))


def _paths(text: str, rule_id: str) -> list[tuple[str, ...]]:
    return [path for path in _written(text) if ".".join(path) == rule_id]


def set_rule(life: Life, rule_id: str, text: str, strength: str, today: date) -> tuple[str, ...]:
    """Change a rule; return what that changes in the rulebook, in sentences.

    Args:
        life: whose. ``rule_id``: of the table of rules.
        text: the value as one would write it. ``strength``: one of the rule's; "" leaves what stands.
        today: first of the days that the sentences look at.

    Raises:
        InputError: the rule does not exist, or cannot say this.
    """
    spec = _spec(rule_id)
    if not text.strip():
        raise InputError([Finding("the value is empty", "write one, or put the rule back", field=rule_id)])
    now = next(row for row in rows_of(life, today) if row.id == rule_id)
    value: Any = _value(spec, text.strip())
    same, binds = text.strip() == now.text, strength or now.strength
    if same and not now.own:
        if binds == now.strength:
            return ()
        value = {"strength": binds}
    elif binds and len(spec.strengths) > 1 and (now.own or binds != now.strength):
        value = {"value": value, "strength": binds}
    return _changed(life, rule_id, value, f"Rule {rule_id}: {text.strip()}"[:200], today)


def put_back(life: Life, rule_id: str, today: date) -> tuple[str, ...]:
    """Take an own change of a rule away; return what that changes in the rulebook, in sentences."""
    _spec(rule_id)
    return _changed(life, rule_id, None, f"Rule {rule_id} put back", today)


def _changed(life: Life, rule_id: str, written: Any, words: str, today: date) -> tuple[str, ...]:
    before = _books(life, today)

    def edit(draft: Draft) -> None:
        for path in _paths(draft.text, rule_id):
            if path != (rule_id,) or written is None:
                draft.set("rhythm", "rules", *path, value=None)
        if written is not None:
            draft.set("rhythm", "rules", rule_id, value=written)

    change(life, words, edit)
    after = _books(life, today)
    told = (item.sentence for day in before for item in diff(before[day], after[day]))
    return tuple(dict.fromkeys(told))


def _spec(rule_id: str) -> RuleSpec:
    if rule_id not in RULES or rule_id == "rituals":
        raise InputError([Finding("there is no such rule", "load the page again", field=rule_id)])
    return RULES[rule_id]


def _value(spec: RuleSpec, text: str) -> Any:
    """Return what a life file has for a text: windows as a list, a number as such, all else as it was typed."""
    if spec.unit == "windows":
        return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    if spec.unit == "text":
        return " ".join(text.split())
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) < 1e9 else number
