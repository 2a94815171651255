"""Rulebooks for people: one line for each rule, and what changed between two."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.domain.commitments import Ritual
from equipoise.domain.rules import RULES, Rule, Rulebook
from equipoise.rhythms.values import detail_of, ritual_text, value_text

__all__ = ["RuleChange", "describe", "diff"]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that differs. ``before`` or ``after`` is None where the rule did not or does not exist."""

    rule_id: str
    before: Rule | None
    after: Rule | None
    sentence: str


def diff(a: Rulebook, b: Rulebook) -> tuple[RuleChange, ...]:
    """Return what changes from one rulebook to another, in the order of the table.

    Rules that say the same, wherever they come from, are no change.
    """
    out = []
    for rule_id in RULES:
        before, after = a.by_id.get(rule_id), b.by_id.get(rule_id)
        if (before is None) is (after is None) and (before is None or after is None or _same(before, after)):
            continue
        out.append(RuleChange(rule_id, before, after, _sentence(before, after)))
    return tuple(out)


def _same(a: Rule, b: Rule) -> bool:
    return a.value == b.value and a.strength is b.strength


def _sentence(before: Rule | None, after: Rule | None) -> str:
    if after is None:
        return f"No longer: {_detail(before)} (was {before.origin.source})" if before else ""
    source = after.origin.source
    if before is None:
        return f"New: {_detail(after)} ({source})"
    if after.id == "rituals":
        return f"{_rituals(before, after)} ({source})"
    parts = []
    if before.value != after.value:
        parts.append(f"was {value_text(before.id, before.value)}")
    if before.strength is not after.strength:
        parts.append(f"was {before.strength}, is {after.strength}")
    return f"{_detail(after)}; {'; '.join(parts)} ({source})"


def _detail(rule: Rule) -> str:
    return rule.detail or detail_of(rule.id, rule.strength, rule.value)


def _rituals(before: Rule, after: Rule) -> str:
    old, new = ({item.id: item for item in _items(rule)} for rule in (before, after))
    parts = [f"new: {ritual_text(item)}" for key, item in new.items() if key not in old]
    parts += [f"no longer: {ritual_text(item)}" for key, item in old.items() if key not in new]
    for key, item in new.items():
        if key in old and old[key] != item:
            was, now = ritual_text(old[key]), ritual_text(item)
            told = f"{was} is now {now}" if was != now else f"{now} changes what it is worth or for"
            parts.append(told)
    return f"Rituals: {'; '.join(parts) or 'in another order'}"


def _items(rule: Rule) -> tuple[Ritual, ...]:
    return (
        tuple(item for item in rule.value if isinstance(item, Ritual))
        if isinstance(rule.value, tuple)
        else ()
    )


def describe(rulebook: Rulebook) -> tuple[str, ...]:
    """Return one line for each rule: strength, sentence with figures, and where it comes from.

    Example line: ``hard    Hard stop: no work outside 08:30-18:30, Mon-Fri  [pattern A, instead of ...]``.
    """
    return tuple(f"{rule.strength:<7} {_detail(rule)}  [{rule.origin}]" for rule in rulebook.rules)
