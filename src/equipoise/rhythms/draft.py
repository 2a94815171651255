"""A rulebook while it is being written: layers set rules, and each rule remembers what it replaced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import time

from equipoise.domain.commitments import LocalWindow, Ritual
from equipoise.domain.rules import RULES, Origin, Rule, Rulebook, RuleValue, Strength
from equipoise.rhythms.pattern import Combine, PatternRule, RitualSpec
from equipoise.rhythms.values import detail_of, value_text
from equipoise.rhythms.windows import WindowSpec

__all__ = ["Draft", "rulebook_of"]


def _replaced(before: Rule | None, value: RuleValue, strength: Strength, source: str) -> str:
    """Say what a rule replaced: "08:30-18:30, Mon-Fri from pattern A"; "" if it replaced nothing."""
    if before is None or before.origin.source == source:
        return before.origin.was if before else ""
    parts = []
    if before.value != value:
        parts.append(value_text(before.id, before.value))
    if before.strength is not strength:
        parts.append(str(before.strength))
    return f"{', '.join(parts)} from {before.origin.source}" if parts else ""


def rulebook_of(rules: Iterable[Rule]) -> Rulebook:
    """Return a rulebook with the rules in the order of the table."""
    by_id = {rule.id: rule for rule in rules}
    return Rulebook(tuple(by_id[rule_id] for rule_id in RULES if rule_id in by_id))


@dataclass(slots=True)
class Draft:
    """Rules by id, and the times to which windows may be tied.

    Attributes:
        wake, sleep: what "wake" and "sleep" in a window mean.
        rules: what stands so far.
        chosen: ids whose strength a pattern stated; the dial leaves those alone.
    """

    wake: time = time(7)
    sleep: time = time(23)
    rules: dict[str, Rule] = field(default_factory=dict)
    chosen: set[str] = field(default_factory=set)

    def put(
        self, rule_id: str, source: str, value: RuleValue | None = None, strength: Strength | None = None
    ) -> None:
        """Set the value, the strength or both of one rule; what is None stays as it stands."""
        before = self.rules.get(rule_id)
        if value is None:
            if before is None:
                return
            value = before.value
        if strength is None:
            strength = before.strength if before else RULES[rule_id].strengths[0]
        origin = Origin(source, _replaced(before, value, strength, source))
        self.rules[rule_id] = Rule(rule_id, strength, value, origin, detail_of(rule_id, strength, value))

    def apply(self, rule: PatternRule, source: str) -> None:
        """Set a rule of a file; ``at_least`` and ``at_most`` keep what is stricter already."""
        value = self._resolve(rule)
        before = self.rules.get(rule.id)
        if before is not None and isinstance(value, float) and isinstance(before.value, float):
            if rule.combine is Combine.AT_LEAST and before.value > value:
                return
            if rule.combine is Combine.AT_MOST and before.value < value:
                return
        self.put(rule.id, source, value, rule.strength)

    def rituals(self, specs: tuple[RitualSpec, ...], drops: tuple[str, ...], source: str) -> None:
        """Merge rituals by id into those that stand, after dropping some."""
        before = self.rules.get("rituals")
        standing = before.value if before is not None and isinstance(before.value, tuple) else ()
        merged = {item.id: item for item in standing if isinstance(item, Ritual) and item.id not in drops}
        merged.update({spec.ritual.id: spec.resolve(self.wake, self.sleep) for spec in specs})
        if specs or drops:
            self.put("rituals", source, tuple(merged.values()))

    def windows(self, specs: Iterable[WindowSpec]) -> tuple[LocalWindow, ...]:
        """Return windows in plain local time."""
        return tuple(spec.resolve(self.wake, self.sleep) for spec in specs)

    def number(self, rule_id: str) -> float:
        """Return the number that stands; 0 if there is none."""
        rule = self.rules.get(rule_id)
        return rule.value if rule is not None and isinstance(rule.value, float) else 0.0

    def _resolve(self, rule: PatternRule) -> RuleValue | None:
        if not isinstance(rule.value, tuple):
            return rule.value
        return self.windows(item for item in rule.value if isinstance(item, WindowSpec))
