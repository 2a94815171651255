"""The rulebook of the coming week: what each rule says, where it comes from, changed and put back."""

from __future__ import annotations

from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from equipoise.domain.rules import RULES
from equipoise.server import clock
from equipoise.server.api import shapes
from equipoise.server.api.access import life_of, needs, writing
from equipoise.server.models import Life
from equipoise.server.rules import put_back, rows_of, set_rule

__all__ = ["router"]

router = Router(tags=["rules"])


class Variant(shapes.Said):
    """What a rule says on some days ("": all), how it binds, and where that comes from."""

    days: str
    strength: str
    origin: str


class Rule(Schema):
    """A rule. ``text``: its value as one writes it. ``own``: it is one's own change. ``unit``: what may be written."""

    id: str
    group: str
    meaning: str
    text: str
    strength: str
    strengths: list[str]
    variants: list[Variant]
    own: bool
    unit: str
    rituals: list[str]


class RuleIn(shapes.Strict):
    """A rule's value, as one writes it. ``strength``: "" leaves it."""

    value: str = Field(max_length=2000)
    strength: Literal["", "hard", "priced", "advice"] = ""


class RuleChanged(Schema):
    """What a change does to the rulebook, in sentences; none if nothing changes by it."""

    revision: int
    sentences: list[str]


@router.get("/rules", **needs("read", answers={200: list[Rule]}))
def list_rules(request: HttpRequest) -> Any:
    """Return every rule, with what it says in the coming seven days and where that comes from."""
    life = life_of(request)
    return [_rule(row) for row in rows_of(life, clock.local_now(life).date())]


def _rule(row: Any) -> dict[str, Any]:
    plain = ("id", "group", "meaning", "text", "strength", "own", "unit")
    return {
        **{name: getattr(row, name) for name in plain},
        "strengths": [word for word, _ in row.strengths],
        "variants": row.variants,
        "rituals": [words for _, words in row.rituals],
    }


@router.put("/rules/{rule}", **needs("write", answers={200: RuleChanged}, changes=True))
def put_rule(request: HttpRequest, rule: str, given: RuleIn) -> Any:
    """Change a rule."""
    with writing(request) as life:
        today = clock.local_now(life).date()
        return _told(life, set_rule(life, _known(rule), given.value, given.strength, today))


@router.delete("/rules/{rule}", **needs("write", answers={200: RuleChanged}, changes=True))
def reset_rule(request: HttpRequest, rule: str) -> Any:
    """Put a rule back: take one's own change of it away."""
    with writing(request) as life:
        return _told(life, put_back(life, _known(rule), clock.local_now(life).date()))


def _known(rule: str) -> str:
    if rule not in RULES:
        raise Http404
    return rule


def _told(life: Life, sentences: tuple[str, ...]) -> dict[str, Any]:
    return {"revision": life.revision, "sentences": list(sentences)}
