"""From a rhythm to rulebooks: layer upon layer, each rule remembering where it comes from.

The order is: table of rules, defaults.toml, the person's sleep, pattern, season, dial, sliders, law, the
person's own changes. A later layer wins. What a person changes is never overruled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time

from equipoise.domain.commitments import LocalWindow, Ritual
from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import EnergyProfile, Person
from equipoise.domain.rhythm import Override, Rhythm, Season
from equipoise.domain.rules import RULES, Rulebook, Strength
from equipoise.rhythms.dial import SAY_LOW, apply_dial, apply_protection, effective_dial, season_on
from equipoise.rhythms.draft import Draft, rulebook_of
from equipoise.rhythms.library import defaults, find_pattern, seasons
from equipoise.rhythms.loader import suggestion
from equipoise.rhythms.pattern import Pattern, PatternRule, RitualSpec
from equipoise.rhythms.rest import rest_law
from equipoise.rhythms.restcheck import rest_advice, typical_week_problems
from equipoise.rhythms.values import value_problem
from equipoise.rhythms.windows import DAY_MINUTES, WindowSpec, minute_of, window_minutes

__all__ = ["Compiler", "compile_rulebook", "override_findings", "rulebooks"]


def override_findings(overrides: Iterable[Override]) -> tuple[Finding, ...]:
    """Return every problem of a person's own changes: unknown ids, wrong kinds, values out of range."""
    out = []
    for override in overrides:
        field = f"rhythm.rules.{override.rule_id}"
        if override.rule_id not in RULES:
            cure = suggestion(override.rule_id, RULES)
            out.append(Finding(f"unknown rule {override.rule_id!r}", cure, field=field))
            continue
        problem = value_problem(override.rule_id, override.value, override.strength)
        if problem:
            out.append(Finding(problem, f"the rule means: {RULES[override.rule_id].meaning}", field=field))
    return tuple(out)


def compile_rulebook(
    rhythm: Rhythm,
    day: date,
    person: Person,
    energy: EnergyProfile | None = None,
    patterns: Mapping[str, Pattern] | None = None,
) -> Rulebook:
    """Return the rulebook of one local date.

    Args:
        rhythm: dial, pattern, seasons, sliders and own changes.
        day: local date; its weekday chooses the pattern, its season the shift of the dial.
        person: whose country and employment decide about legal rest and holidays.
        energy: usual times of waking and sleep; a time that differs from 07:00 and 23:00 counts as stated.
        patterns: the person's own patterns by name.

    Returns:
        The rules in the order of the table, each with its origin and sentence.

    Raises:
        InputError: an unknown pattern, or own changes that cannot be.
    """
    return Compiler(rhythm, person, energy, patterns).rulebook(day)


def rulebooks(
    rhythm: Rhythm,
    dates: Iterable[date],
    person: Person,
    energy: EnergyProfile | None = None,
    patterns: Mapping[str, Pattern] | None = None,
) -> dict[date, Rulebook]:
    """Return the rulebook of each date; dates with the same pattern and season share one object.

    Arguments and errors are those of ``compile_rulebook``.
    """
    compiler = Compiler(rhythm, person, energy, patterns)
    return {day: compiler.rulebook(day) for day in dates}


class Compiler:
    """Compiles one rhythm for one person, each combination of pattern and season once."""

    def __init__(
        self,
        rhythm: Rhythm,
        person: Person,
        energy: EnergyProfile | None = None,
        patterns: Mapping[str, Pattern] | None = None,
    ) -> None:
        self._rhythm, self._person, self._energy = rhythm, person, energy
        findings = [*override_findings(rhythm.overrides)]
        self._week: list[Pattern] = []
        found: dict[str, Pattern] = {}
        for name in [rhythm.by_weekday.get(weekday, rhythm.pattern) for weekday in range(7)]:
            try:
                found[name] = found.get(name) or find_pattern(name, patterns)
                self._week.append(found[name])
            except InputError as error:
                findings.extend(item for item in error.findings if item not in findings)
        if findings:
            raise InputError(findings)
        self._seasons: dict[tuple[str, float | None] | None, list[Rulebook]] = {}

    def rulebook(self, day: date) -> Rulebook:
        """Return the rulebook of a local date."""
        season = season_on(self._rhythm, day)
        key = (season.kind, season.dial) if season else None
        if key not in self._seasons:
            self._seasons[key] = self._compile_week(season)
        return self._seasons[key][day.weekday()]

    def _compile_week(self, season: Season | None) -> list[Rulebook]:
        drafts = {pattern: self._draft(pattern, season) for pattern in dict.fromkeys(self._week)}
        plain = {pattern: rulebook_of(draft.rules.values()) for pattern, draft in drafts.items()}
        advice = rest_advice(typical_week_problems({i: plain[p] for i, p in enumerate(self._week)}))
        for pattern, draft in drafts.items():
            if advice:
                draft.put("advice.rest", rest_law(self._person)[1], advice)
            _overrides(draft, [o for o in self._rhythm.overrides if o.rule_id == "advice.rest"])
            plain[pattern] = rulebook_of(draft.rules.values())
        return [plain[pattern] for pattern in self._week]

    def _draft(self, pattern: Pattern, season: Season | None) -> Draft:
        rhythm, draft = self._rhythm, Draft()
        for rule_id, spec in RULES.items():
            if spec.default is not None:
                draft.put(rule_id, "default", float(spec.default))
        self._sleep(draft, pattern)
        _apply(draft, defaults(), "default")
        _apply(draft, pattern.rules, pattern.label, pattern.drop_rituals)
        draft.chosen = {rule.id for rule in pattern.rules if rule.strength is not None}
        if season:
            _apply(draft, seasons()[season.kind].rules, f"season {season.kind}")
        apply_dial(draft, *effective_dial(rhythm, season))
        apply_protection(draft, rhythm.protect_home, rhythm.protect_work)
        self._say(draft)
        self._law(draft)
        _overrides(draft, rhythm.overrides)
        return draft

    def _sleep(self, draft: Draft, pattern: Pattern) -> None:
        """Settle sleep first: other windows may be tied to it. A pattern never shortens stated sleep."""
        _apply(draft, [rule for rule in defaults() if rule.id == "sleep"], "default", only_sleep=True)
        usual, energy = EnergyProfile(), self._energy or EnergyProfile()
        stated = (energy.wake, energy.sleep) != (usual.wake, usual.sleep)
        if stated:
            draft.wake, draft.sleep = energy.wake, energy.sleep
            draft.put("sleep", "you", (LocalWindow(energy.sleep, energy.wake),))
        for rule in pattern.rules:
            if rule.id == "sleep" and isinstance(rule.value, tuple):
                windows = draft.windows(item for item in rule.value if isinstance(item, WindowSpec))
                if not stated or any(_covers(window, energy.sleep, energy.wake) for window in windows):
                    draft.put("sleep", pattern.label, windows)
        _overrides(draft, [o for o in self._rhythm.overrides if o.rule_id == "sleep"])
        value = draft.rules["sleep"].value
        windows = (
            tuple(item for item in value if isinstance(item, LocalWindow)) if isinstance(value, tuple) else ()
        )
        if windows:
            main = max(windows, key=lambda window: len(window.days))
            draft.wake, draft.sleep = main.end, main.start

    def _say(self, draft: Draft) -> None:
        """With little say the hours are the employer's: the pattern's own hours give way to office hours."""
        if self._rhythm.say > SAY_LOW:
            return
        for rule in defaults():
            if rule.id == "hours.own":
                draft.apply(rule, f"slider say {max(0.0, self._rhythm.say):.2f}")

    def _law(self, draft: Draft) -> None:
        strength, source = rest_law(self._person)
        for rule_id in ("rest.daily", "rest.weekly"):
            number, legal = draft.number(rule_id), RULES[rule_id].default or 0.0
            kept = draft.rules[rule_id].origin.source
            if strength is Strength.HARD:
                draft.put(rule_id, kept if number > legal else source, max(number, legal), strength)
            elif rule_id not in draft.chosen:
                draft.put(rule_id, kept if source == "default" else source, number, strength)
        where = "-".join(part for part in (self._person.country, self._person.subdivision) if part)
        if not where:
            draft.rules.pop("holidays", None)
        else:
            draft.put(
                "holidays", draft.rules["holidays"].origin.source, f"public holidays of {where.upper()}"
            )


def _covers(window: LocalWindow, sleep: time, wake: time) -> bool:
    """Tell whether a sleep window holds the whole of a stated sleep."""
    lead = (minute_of(sleep) - minute_of(window.start)) % DAY_MINUTES
    return lead + window_minutes(LocalWindow(sleep, wake)) <= window_minutes(window)


def _apply(
    draft: Draft,
    rules: Iterable[PatternRule],
    source: str,
    drops: tuple[str, ...] = (),
    *,
    only_sleep: bool = False,
) -> None:
    """Apply the rules of a file. Sleep is settled on its own, before them."""
    specs: tuple[RitualSpec, ...] = ()
    for rule in rules:
        if rule.id == "rituals" and isinstance(rule.value, tuple):
            specs = tuple(item for item in rule.value if isinstance(item, RitualSpec))
        elif only_sleep or rule.id != "sleep":
            draft.apply(rule, source)
    draft.rituals(specs, drops, source)


def _overrides(draft: Draft, overrides: Iterable[Override]) -> None:
    for override in overrides:
        value = override.value
        if isinstance(value, int | float):
            value = float(value)
        if override.rule_id == "rituals" and isinstance(value, tuple):
            value = _with_rituals(draft, value)
        draft.put(override.rule_id, "you", value, override.strength)


def _with_rituals(draft: Draft, own: tuple[LocalWindow, ...] | tuple[Ritual, ...]) -> tuple[Ritual, ...]:
    """Return the pattern's rituals with the person's own: the same id replaces, another is added; 0 minutes drops."""
    rule = draft.rules.get("rituals")
    before = rule.value if rule is not None and isinstance(rule.value, tuple) else ()
    merged = {item.id: item for item in (*before, *own) if isinstance(item, Ritual)}
    return tuple(item for item in merged.values() if item.minutes > 0)
