"""Reading pattern files: strict, with every problem at once and the line of each."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.rules import RULES, RuleSpec, Strength
from equipoise.rhythms.pattern import Combine, Pattern, PatternRule, RitualSpec, SeasonSpec
from equipoise.rhythms.rituals import read_ritual
from equipoise.rhythms.source import LineIndex, Path
from equipoise.rhythms.values import range_text, value_problem
from equipoise.rhythms.windows import WindowSpec, parse_window

__all__ = ["load_defaults", "load_pattern", "load_seasons", "suggestion"]

_KEYS = ("letter", "name", "summary", "for_whom", "drop_rituals", "rules", "ritual")
_RULE_KEYS = ("value", "windows", "strength", "at_least", "at_most")
_QUANTITY = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(.*?)\s*")
_UNITS = {"minutes": ("min", "minutes"), "hours": ("h", "hours"), "share": ("%",), "share per day": ("%",)}
_WRITE = {
    "minutes": 'a number of minutes, such as 10 or "10 min"',
    "hours": 'a number of hours, such as 11 or "11 h"',
    "share": 'a share, such as 0.1 or "10 %"',
    "share per day": 'a share, such as 0.25 or "25 %"',
    "windows": 'windows, such as "Mon-Fri 09:30-16:30"',
    "text": "a sentence in quotes",
}


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return a cure for an unknown word: the closest ones that are known, or all of them if none is close."""
    names = list(known)
    close = difflib.get_close_matches(word, names, n=3, cutoff=0.6)
    return ("did you mean " if close else "known are ") + ", ".join(close or names)


class _Reader:
    """Collects findings while one text is read."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.index = LineIndex(text)
        self.data: Mapping[str, Any] = {}
        try:
            self.data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"line (\d+)", str(error))
            line = int(place[1]) if place else len(text.splitlines())
            self.findings.append(Finding(f"this is not valid TOML: {error}", file=file, line=line))

    def find(self, path: Path, message: str, cure: str = "") -> None:
        """Note one problem at the line of ``path``."""
        field = ".".join(str(part) for part in path)
        self.findings.append(Finding(message, cure, self.file, self.index.line(path), field))

    def check_keys(self, path: Path, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
        """Note keys that nobody reads."""
        for key in table:
            if key not in known:
                self.find((*path, key), f"unknown key {key!r}", suggestion(key, known))

    def text(self, path: Path, value: object, *, needed: bool = False) -> str:
        """Return a text, noting what is none."""
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or (needed and not value.strip()):
            self.find(path, f"{path[-1]} must be a text", "write it in quotes")
            return ""
        return value.strip()

    def finish(self) -> None:
        """Raise ``InputError`` with everything that was found, if anything was."""
        if self.findings:
            raise InputError(self.findings)


def load_pattern(text: str, name: str) -> Pattern:
    """Read a pattern.

    Args:
        text: the whole TOML text of the file.
        name: the file's name as the person gave it; findings carry it.

    Returns:
        The pattern; two readings of one text are equal.

    Raises:
        InputError: with a finding for each unknown key or rule, wrong unit, value out of range or bad window.
    """
    reader = _Reader(text, name)
    reader.check_keys((), reader.data, _KEYS)
    title = reader.text(("name",), reader.data.get("name"), needed=not reader.findings)
    letter = reader.text(("letter",), reader.data.get("letter")).upper()
    if len(letter) > 1:
        reader.find(
            ("letter",), f"letter = {letter!r} is not one letter", 'write one, such as "G", or leave it out'
        )
    drops = reader.data.get("drop_rituals", [])
    if not isinstance(drops, list) or not all(isinstance(item, str) for item in drops):
        reader.find(("drop_rituals",), "drop_rituals must be a list of ids", 'write ["lunch"]')
        drops = []
    pattern = Pattern(
        letter,
        title,
        reader.text(("summary",), reader.data.get("summary")),
        reader.text(("for_whom",), reader.data.get("for_whom")),
        _rules(reader, ()),
        tuple(drops),
    )
    reader.finish()
    return pattern


def load_defaults(text: str, name: str) -> tuple[PatternRule, ...]:
    """Read the file of defaults: a pattern without a name. Raises ``InputError`` as ``load_pattern`` does."""
    reader = _Reader(text, name)
    reader.check_keys((), reader.data, ("rules", "ritual"))
    rules = _rules(reader, ())
    reader.finish()
    return rules


def load_seasons(text: str, name: str) -> Mapping[str, SeasonSpec]:
    """Read the file of seasons: a table for each, with ``shift`` (-1 to 1), ``summary`` and ``rules``."""
    reader = _Reader(text, name)
    out: dict[str, SeasonSpec] = {}
    for season, table in reader.data.items():
        if not isinstance(table, dict):
            reader.find((season,), f"{season} must be a table", f"write [{season}] on a line of its own")
            continue
        reader.check_keys((season,), table, ("shift", "summary", "rules"))
        shift = table.get("shift", 0.0)
        if isinstance(shift, bool) or not isinstance(shift, int | float) or not -1 <= shift <= 1:
            reader.find((season, "shift"), f"shift = {shift!r} is not a number between -1 and 1")
            shift = 0.0
        summary = reader.text((season, "summary"), table.get("summary"))
        out[season] = SeasonSpec(float(shift), summary, _rules(reader, (season,)))
    reader.finish()
    return out


def _rules(reader: _Reader, base: Path) -> tuple[PatternRule, ...]:
    root: Any = reader.data
    for part in base:
        root = root[part]
    table = root.get("rules", {})
    if not isinstance(table, dict):
        reader.find((*base, "rules"), "rules must be a table", "write [rules] on a line of its own")
        table = {}
    found = [_rule(reader, (*base, "rules", rule_id), rule_id, raw) for rule_id, raw in table.items()]
    rituals = _rituals(reader, root.get("ritual", []))
    out = [rule for rule in found if rule is not None]
    if rituals:
        out.append(PatternRule("rituals", rituals, line=reader.index.line(("ritual",))))
    return tuple(out)


def _rituals(reader: _Reader, raw: object) -> tuple[RitualSpec, ...]:
    if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
        reader.find(("ritual",), "rituals are a list of tables", "begin each with a line [[ritual]]")
        return ()
    out: list[RitualSpec] = []
    for number, table in enumerate(raw):
        spec, problems = read_ritual(table)
        for key, message, cure in problems:
            reader.find(("ritual", number, key), message, cure)
        if spec is None:
            continue
        if any(spec.ritual.id == other.ritual.id for other in out):
            reader.find(
                ("ritual", number, "id"), f"a second ritual has the id {spec.ritual.id!r}", "give it another"
            )
        out.append(spec)
    return tuple(out)


def _rule(reader: _Reader, path: Path, rule_id: str, raw: object) -> PatternRule | None:
    spec = RULES.get(rule_id)
    if spec is None or spec.unit == "rituals":
        cure = "write [[ritual]] tables" if spec else suggestion(rule_id, RULES)
        reader.find(path, f"{rule_id!r} cannot stand in rules" if spec else f"unknown rule {rule_id!r}", cure)
        return None
    table = raw if isinstance(raw, dict) else {"value": raw}
    reader.check_keys(path, table, _RULE_KEYS)
    given = [key for key in ("value", "windows", "at_least", "at_most") if key in table]
    if len(given) > 1 or not (given or "strength" in table):
        reader.find(path, f"{rule_id} must state one value", "write one of value, windows, at_least, at_most")
        return None
    strength = _strength(reader, path, rule_id, table.get("strength"))
    combine = Combine(given[0]) if given and given[0].startswith("at_") else Combine.SET
    line = reader.index.line(path)
    if not given:
        return PatternRule(rule_id, None, strength, combine, line)
    value = _value(reader, path, rule_id, table[given[0]])
    if value is None:
        return None
    if combine is not Combine.SET and not isinstance(value, float):
        reader.find(path, f"{given[0]} is for numbers, and {rule_id} is none", "write value or windows")
    return PatternRule(rule_id, value, strength, combine, line)


def _strength(reader: _Reader, path: Path, rule_id: str, raw: object) -> Strength | None:
    if raw is None:
        return None
    allowed = RULES[rule_id].strengths
    if raw not in [str(item) for item in allowed]:
        cure = "write " + " or ".join(f'"{item}"' for item in allowed)
        reader.find((*path, "strength"), f"{rule_id} cannot be {raw!r}", cure)
        return None
    return Strength(str(raw))


def _value(
    reader: _Reader, path: Path, rule_id: str, raw: object
) -> float | str | tuple[WindowSpec, ...] | None:
    spec = RULES[rule_id]
    if spec.unit == "windows":
        return _windows(reader, path, raw)
    if spec.unit == "text":
        return reader.text(path, raw, needed=True) or None
    number = _number(spec, raw)
    if number is None:
        cure = "write " + _WRITE.get(spec.unit, f"a bare number, in {spec.unit}")
        reader.find(path, f"{rule_id} = {raw!r} has the wrong unit: it takes {spec.unit}", cure)
        return None
    problem = value_problem(rule_id, number)
    if problem:
        reader.find(path, problem, f"write {range_text(spec)}")
    return number


def _windows(reader: _Reader, path: Path, raw: object) -> tuple[WindowSpec, ...] | None:
    items = raw if isinstance(raw, list) else [raw]
    out: list[WindowSpec] = []
    for item in items:
        if not isinstance(item, str):
            reader.find(path, f"{item!r} is not a window", f"write {_WRITE['windows']}")
            continue
        try:
            out.append(parse_window(item))
        except ValueError as error:
            reader.find(path, str(error), f"write {_WRITE['windows']}")
    return tuple(out)


def _number(spec: RuleSpec, raw: object) -> float | None:
    """Return a number in the rule's unit from 0.1, "10 %", 11 or "11 h"; None if the unit does not fit."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw)
    match = _QUANTITY.fullmatch(raw) if isinstance(raw, str) else None
    if match is None or match[2] not in _UNITS.get(spec.unit, ()):
        return None
    return float(match[1]) / (100 if match[2] == "%" else 1)
