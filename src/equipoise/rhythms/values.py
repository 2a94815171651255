"""Values of rules: is this one allowed, and how is it said to people?"""

from __future__ import annotations

import math

from equipoise.domain.commitments import CLOSING, BlockKind, LocalWindow, Ritual
from equipoise.domain.rules import KIND_LISTS, RULES, RuleSpec, RuleValue, Strength
from equipoise.rhythms.windows import windows_text

__all__ = [
    "detail_of",
    "number_text",
    "range_text",
    "ritual_text",
    "unit_problem",
    "value_problem",
    "value_text",
]

_SUFFIX = {
    "minutes": " min",
    "hours": " h",
    "value-minutes per minute": " a minute",
    "value-minutes each": " each",
}

_DETAILS = {
    "sleep": "Sleep: nothing at all is placed {value}",
    "hours.own": "Own hours: {value}; work outside them is off-hours work",
    "hours.outer": "Hard stop: no work outside {value}",
    "hours.meetings": "Movable meetings are batched {value}",
    "hours.family": "Life blocks and care, closed to all else: {value}",
    "rituals": "Rituals: {value}",
    "margin": "Margin: {value} of each day's own hours carries no planned block",
    "margin.on_call": "Margin on days with on-call duty: {value}",
    "buffer.role": "Buffer between two roles: {value}",
    "buffer.meeting": "Buffer between a meeting and a planned block: {value}",
    "stretch.max": "Longest stretch of work without a break: {value}",
    "break.min": "A break is a gap of at least {value}",
    "frozen": "Nothing is placed or moved in the {value} ahead of now",
    "defence.slack": "A block is shown as free while more than {value} of other room remains before it is due",
    "defence.always": "Shown as busy from the start: {value}",
    "calendar.alarm": "A reminder {value} before a block begins",
    "calendar.alarms": "Kinds of blocks with a reminder: {value}",
    "price.off_hours": "Work outside your own hours costs {value}",
    "price.weekend": "Work on a day off costs {value} more",
    "price.personal_in_hours": "Personal matters inside your own hours cost {value}",
}

_BY_STRENGTH = {
    ("hours.focus", Strength.HARD): "Golden hours, for focus work and nothing else: {value}",
    ("hours.focus", Strength.PRICED): "Golden hours, for focus work where possible: {value}",
    ("weekend", Strength.HARD): "Days off, closed to work: {value}",
    ("weekend", Strength.PRICED): "Days off, where work costs more: {value}",
    ("holidays", Strength.HARD): "Days off, closed to work: {value}",
    ("holidays", Strength.PRICED): "Days off, where work costs more: {value}",
    (
        "rest.daily",
        Strength.HARD,
    ): "Daily rest: {value} between the last work of a day and the next day's first",
    ("rest.daily", Strength.ADVICE): "Daily rest: {value} are advised, not enforced",
    ("rest.weekly", Strength.HARD): "Weekly rest: {value} without work in every seven days",
    ("rest.weekly", Strength.ADVICE): "Weekly rest: {value} in every seven days are advised, not enforced",
}


def number_text(value: float, spec: RuleSpec) -> str:
    """Write a number with its unit: "10 min", "11 h", "10 %", "0.4 a minute", "4 each"."""
    if spec.unit.startswith("share"):
        return f"{round(100 * value, 1):g} %" + (" a day" if spec.unit.endswith("day") else "")
    return f"{float(f'{value:.3g}') if value < 100 else value:g}" + _SUFFIX.get(spec.unit, "")


def ritual_text(ritual: Ritual) -> str:
    """Write a ritual: its title, length and window."""
    return f"{ritual.title} {ritual.minutes} min ({windows_text([ritual.window])})"


def value_text(rule_id: str, value: RuleValue) -> str:
    """Write a rule's value for people, with its unit."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        rituals = [item for item in value if isinstance(item, Ritual)]
        if rituals or RULES[rule_id].unit == "rituals":
            return "; ".join(ritual_text(item) for item in rituals) or "none"
        return windows_text(item for item in value if isinstance(item, LocalWindow))
    return number_text(value, RULES[rule_id])


def detail_of(rule_id: str, strength: Strength, value: RuleValue) -> str:
    """Return the rule's sentence for people, figures included, without a final full stop."""
    text = value_text(rule_id, value)
    template = _BY_STRENGTH.get((rule_id, strength)) or _DETAILS.get(rule_id)
    if template:
        return template.format(value=text)
    if RULES[rule_id].unit == "text":
        return text
    return f"{RULES[rule_id].meaning.rstrip('.')}: {text}"


def range_text(spec: RuleSpec) -> str:
    """Write the allowed range of a number: "between 0 % and 90 %"."""
    if spec.high == float("inf"):
        return f"at least {number_text(spec.low, spec)}"
    return f"between {number_text(spec.low, spec)} and {number_text(spec.high, spec)}"


def unit_problem(rule_id: str, value: object) -> str:
    """Say why a value is of the wrong kind for the rule's unit; "" if it is right."""
    unit = RULES[rule_id].unit
    if unit in {"windows", "rituals"}:
        kind = LocalWindow if unit == "windows" else Ritual
        right = isinstance(value, tuple) and all(isinstance(item, kind) for item in value)
        return "" if right else f"{rule_id} takes {unit}"
    if unit == "text":
        if not isinstance(value, str) or not value.strip():
            return f"{rule_id} takes a sentence"
        return _kinds_problem(rule_id, value) if rule_id in KIND_LISTS else ""
    right = isinstance(value, int | float) and not isinstance(value, bool)
    return "" if right else f"{rule_id} takes a number, in {unit}"


def _kinds_problem(rule_id: str, text: str) -> str:
    """Say which word of a list of kinds is none; "" if all are."""
    known = [*(kind.value for kind in BlockKind), CLOSING]
    strange = [word.strip() for word in text.split(",") if word.strip().lower() not in known]
    if not strange:
        return ""
    return f"{rule_id} = {text!r}: {strange[0]!r} is no kind of block; write some of {', '.join(known)}"


def value_problem(rule_id: str, value: object, strength: Strength | None = None) -> str:
    """Say why a rule cannot take this value or strength; "" if it can. ``value`` None: not stated."""
    spec = RULES[rule_id]
    if strength is not None and strength not in spec.strengths:
        allowed = " or ".join(str(item) for item in spec.strengths)
        return f"{rule_id} cannot be {strength}; it is {allowed}"
    if value is None:
        return ""
    problem = unit_problem(rule_id, value)
    if problem or not isinstance(value, int | float):
        return problem
    if not math.isfinite(value) or not spec.low <= value <= spec.high:
        return f"{rule_id} = {value:g} is out of range: it must be {range_text(spec)}"
    return ""
