"""The rulebook: what a rhythm compiles to. A flat list of rules, each hard, priced or advice, each with its origin."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from enum import StrEnum
from functools import cached_property

from equipoise.domain.commitments import LocalWindow, Ritual

__all__ = ["KIND_LISTS", "RULES", "Origin", "Rule", "RuleSpec", "RuleValue", "Rulebook", "Strength"]

RuleValue = float | str | tuple[LocalWindow, ...] | tuple[Ritual, ...]
"""A number in the rule's unit, a sentence (advice only), a set of windows, or a set of rituals."""


class Strength(StrEnum):
    """How a rule binds: no plan breaks a hard one; a priced one costs value-minutes; advice is only shown."""

    HARD = "hard"
    PRICED = "priced"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule's value comes from.

    Attributes:
        source: "default", "pattern A", "season recovery", "dial 0.20", "slider", "law EU 2003/88", "you".
        was: the value that it replaced, in words; empty if it replaced none.
    """

    source: str
    was: str = ""

    def __str__(self) -> str:
        return f"{self.source}, instead of {self.was}" if self.was else self.source


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """One row of the table of rules: what exists, in which unit, and what it means.

    Attributes:
        unit: "minutes", "share", "hours", "value-minutes per minute", "value-minutes each", "windows", "rituals"
            or "text".
        strengths: the strengths that the rule may take, its usual one first.
        default: the value when nothing else is said; None if the rule is then absent.
        low, high: allowed range of a number, inclusive.
        meaning: one sentence for people.
    """

    unit: str
    strengths: tuple[Strength, ...]
    default: float | None
    meaning: str
    low: float = 0.0
    high: float = float("inf")


H, P, A = Strength.HARD, Strength.PRICED, Strength.ADVICE
PER_MINUTE, EACH = "value-minutes per minute", "value-minutes each"

RULES: Mapping[str, RuleSpec] = {
    # windows
    "sleep": RuleSpec("windows", (H,), None, "Nothing at all is placed while you sleep."),
    "hours.own": RuleSpec(
        "windows", (P,), None, "Your own working hours; work outside them is off-hours work."
    ),
    "hours.outer": RuleSpec(
        "windows", (H,), None, "No work is placed outside these hours: the first start and the hard stop."
    ),
    "hours.focus": RuleSpec("windows", (H, P), None, "Golden hours, kept for focus work."),
    "hours.meetings": RuleSpec("windows", (P,), None, "Movable meetings are batched here."),
    "hours.family": RuleSpec(
        "windows", (H,), None, "Life blocks and care windows of the pattern: closed to all else."
    ),
    "rituals": RuleSpec("rituals", (P,), None, "Short daily acts: shutdown, walk, lunch, comms windows."),
    # limits
    "margin": RuleSpec(
        "share",
        (H,),
        0.10,
        "Share of each day's own hours, less what is fixed, that carries no planned block.",
        0,
        0.9,
    ),
    "margin.on_call": RuleSpec("share", (H,), 0.25, "The same on days with on-call duty.", 0, 0.9),
    "buffer.role": RuleSpec("minutes", (H,), 10, "Gap between two blocks of different roles.", 0, 60),
    "buffer.meeting": RuleSpec(
        "minutes", (H,), 5, "Gap between a meeting with others and a planned block.", 0, 60
    ),
    "stretch.max": RuleSpec("minutes", (H,), 120, "Longest stretch of work without a break.", 30, 480),
    "break.min": RuleSpec("minutes", (H,), 10, "A gap of this length or more counts as a break.", 5, 60),
    "frozen": RuleSpec(
        "minutes", (H,), 30, "Nothing new is placed, and nothing moved, this close ahead of now.", 0, 2880
    ),
    "rest.daily": RuleSpec(
        "hours", (H, A), 11, "Rest between the last work of one day and the first of the next.", 0, 16
    ),
    "rest.weekly": RuleSpec(
        "hours",
        (H, A),
        35,
        "Longest rest without work in every seven days: 24 hours and the daily rest.",
        0,
        72,
    ),
    "weekend": RuleSpec("windows", (H, P), None, "Days off: closed to work when hard, priced otherwise."),
    "holidays": RuleSpec("text", (H, P), None, "Public holidays are treated as days off."),
    # prices: what things are worth, what they cost
    "price.low": RuleSpec(PER_MINUTE, (P,), 0.5, "Work of low priority."),
    "price.normal": RuleSpec(PER_MINUTE, (P,), 1.0, "Work of normal priority."),
    "price.high": RuleSpec(PER_MINUTE, (P,), 2.0, "Work of high priority."),
    "price.urgent": RuleSpec(PER_MINUTE, (P,), 4.0, "Urgent work."),
    "price.completion": RuleSpec(
        "share", (P,), 0.4, "Part of a task's worth that is earned only when all of it is placed.", 0, 1
    ),
    "price.tardy": RuleSpec(
        "share per day",
        (P,),
        0.25,
        "Part of a minute's worth lost for each day after the due date, up to 0.8.",
        0,
        0.8,
    ),
    "price.sooner": RuleSpec(
        "share per day", (P,), 0.01, "Part of a minute's worth lost for each day that it waits.", 0, 0.1
    ),
    "price.energy": RuleSpec(
        PER_MINUTE, (P,), 0.4, "A minute at full energy against one at none, times the curve's weight."
    ),
    "price.off_hours": RuleSpec(PER_MINUTE, (P,), 0.5, "Work outside your own hours."),
    "price.weekend": RuleSpec(PER_MINUTE, (P,), 0.5, "Work on a day off, on top of the off-hours price."),
    "price.personal_in_hours": RuleSpec(
        PER_MINUTE, (P,), 0.1, "Personal matters inside your own working hours."
    ),
    "price.switch": RuleSpec(EACH, (P,), 4.0, "Change of role from one block to the next."),
    "price.block": RuleSpec(EACH, (P,), 2.0, "Each block: two fragments cost more than one piece."),
    "price.batch": RuleSpec(PER_MINUTE, (P,), 0.3, "Movable meetings outside their batch."),
    "price.preferred": RuleSpec(PER_MINUTE, (P,), 0.3, "Time outside the hours that you prefer for it."),
    "price.focus": RuleSpec(
        PER_MINUTE, (P,), 0.5, "Other blocks inside golden hours, where those are not hard."
    ),
    "price.goal": RuleSpec(PER_MINUTE, (P,), 0.3, "Minute of a goal's weekly time that is reached."),
    "price.change": RuleSpec(EACH, (P,), 20.0, "Block of the previous plan that is moved or dropped."),
    # the calendar: how the plan is shown to those who look for free time; the planner does not read these
    "defence.slack": RuleSpec(
        "hours",
        (A,),
        4,
        "A block is shown as free while more other room than this remains for it before it is due.",
        0,
        168,
    ),
    "defence.always": RuleSpec("text", (A,), None, "Kinds of blocks that are shown as busy from the start."),
    "calendar.alarm": RuleSpec(
        "minutes", (A,), None, "A reminder so long before a block of the kinds in calendar.alarms.", 0, 1440
    ),
    "calendar.alarms": RuleSpec("text", (A,), None, "Kinds of blocks that get the reminder, and shutdown."),
    # advice: shown, written into documents and reminders, never part of the objective
    "advice.response": RuleSpec("text", (A,), None, "How fast you answer."),
    "advice.emergency": RuleSpec("text", (A,), None, "What counts as an emergency, and its channel."),
    "advice.devices": RuleSpec("text", (A,), None, "Where devices and accounts are kept apart."),
    "advice.signal": RuleSpec("text", (A,), None, "The visible sign that you are working or not."),
    "advice.shutdown": RuleSpec("text", (A,), None, "The checklist that closes the day."),
    "advice.async": RuleSpec("text", (A,), None, "Which channel comes first."),
    "advice.automation": RuleSpec("text", (A,), None, "What repeats and should run by itself."),
    "advice.outcomes": RuleSpec("text", (A,), None, "How work is judged."),
    "advice.cover": RuleSpec("text", (A,), None, "Who stands in for you."),
    "advice.screens": RuleSpec("text", (A,), None, "Limits on screens, tabs and late light."),
    "advice.health": RuleSpec("text", (A,), None, "Sleep, daylight, movement, company."),
    "advice.rest": RuleSpec(
        "text", (A,), None, "Where the pattern as written breaks legal rest, and the mend."
    ),
}
"""The one table of rules. Patterns, sliders and people may set only what stands here."""

KIND_LISTS = frozenset({"defence.always", "calendar.alarms"})
"""Rules whose text is a list of kinds of blocks, with commas between them; the ritual ``shutdown`` counts as one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a rulebook. ``id`` is a key of ``RULES``; ``detail`` is its sentence for people, figures included."""

    id: str
    strength: Strength
    value: RuleValue
    origin: Origin
    detail: str = ""

    @property
    def spec(self) -> RuleSpec:
        """The row of the table of rules."""
        return RULES[self.id]


@dataclass(frozen=True)
class Rulebook:
    """All rules in force, at most one for each id, in the order of the table."""

    rules: tuple[Rule, ...] = field(default=())

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    def number(self, rule_id: str) -> float:
        """Return the number of a rule, or the table's default where the rulebook has none (0 if that is absent)."""
        rule = self.by_id.get(rule_id)
        if rule is not None and isinstance(rule.value, int | float):
            return float(rule.value)
        return RULES[rule_id].default or 0.0

    def windows(self, rule_id: str) -> tuple[LocalWindow, ...]:
        """Return the windows of a rule; empty if the rulebook does not have it."""
        rule = self.by_id.get(rule_id)
        if rule is None or not isinstance(rule.value, tuple):
            return ()
        return tuple(item for item in rule.value if isinstance(item, LocalWindow))

    def words(self, rule_id: str) -> frozenset[str]:
        """Return the words of a rule that lists them: "focus, ritual"; empty if the rulebook does not have it."""
        rule = self.by_id.get(rule_id)
        text = rule.value if rule is not None and isinstance(rule.value, str) else ""
        return frozenset(word.strip().lower() for word in text.split(",") if word.strip())

    def rituals(self) -> tuple[Ritual, ...]:
        """Return the rituals; empty if there are none."""
        rule = self.by_id.get("rituals")
        if rule is None or not isinstance(rule.value, tuple):
            return ()
        return tuple(item for item in rule.value if isinstance(item, Ritual))

    def without_rituals(self, ids: Collection[str]) -> Rulebook:
        """Return the rulebook without some rituals; all other rules stay."""
        left = tuple(ritual for ritual in self.rituals() if ritual.id not in ids)
        return Rulebook(tuple(replace(r, value=left) if r.id == "rituals" else r for r in self.rules))

    def closed_at(self, end: time, weekday: int) -> Rulebook:
        """Return the rulebook with no work later than a time on one weekday, Monday = 0; earlier ends stay."""
        whole = LocalWindow(time(0), end, frozenset({weekday}))
        old = [window for window in self.windows("hours.outer") if weekday in window.days]
        cut = tuple(
            replace(w, end=end if w.end <= w.start or w.end > end else w.end, days=whole.days)
            for w in old
            if w.start < end
        )
        rule = self.by_id.get("hours.outer")
        origin = Origin("you", str(rule.origin) if rule else "")
        detail = f"No work after {end:%H:%M} that day: you moved the end of the working day there."
        new = Rule("hours.outer", Strength.HARD, cut or (whole,), origin, detail)
        if rule is None:
            return Rulebook((*self.rules, new))
        return Rulebook(tuple(new if r.id == "hours.outer" else r for r in self.rules))

    def is_hard(self, rule_id: str) -> bool:
        """Tell whether the rule is present and hard."""
        rule = self.by_id.get(rule_id)
        return rule is not None and rule.strength is Strength.HARD

    def has(self, rule_id: str) -> bool:
        """Tell whether the rule is present at all."""
        return rule_id in self.by_id
