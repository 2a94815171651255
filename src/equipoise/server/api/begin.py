"""The beginning of a life here, for a browser's session alone: a token belongs to a life that is there already."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID
from zoneinfo import available_timezones

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from equipoise.domain.errors import Finding, InputError
from equipoise.server.api import shapes
from equipoise.server.api.access import browser, user_of
from equipoise.server.demo import DEMOS
from equipoise.server.first_life import begin_demo, begin_life
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life

__all__ = ["router"]

router = Router(tags=["begin"])
Word = Annotated[str, Field(max_length=300)]
Share = Annotated[float, Field(ge=0, le=1)]


class Firm(shapes.Strict):
    """A firm time: what it is, and when, such as "daily 18:30-20:00"; a semicolon between several."""

    title: Word
    hours: Word


class Beginning(shapes.Strict):
    """What a newcomer is asked. What is left out is as the questions have it; without dial and pattern, as advised."""

    name: Word
    zone: Word
    country: Word = ""
    employment: Word = ""
    role: Word = ""
    season: Word = ""
    values: list[Word] = Field([], max_length=10)
    protect_home: Share = 0.5
    protect_work: Share = 0.5
    say: Share = 0.5
    dial: Share | None = None
    pattern: Word = ""
    hours: Word = ""
    wake: Word = ""
    sleep: Word = ""
    firm: list[Firm] = Field([], max_length=4)
    tasks: str = Field("", max_length=20_000)


class Demo(shapes.Strict):
    """Name of a shipped example."""

    name: Word


class Begun(Schema):
    """A life, and the first plan on its way."""

    life: UUID


@router.post("/begin", **browser({201: Begun}))
def begin(request: HttpRequest, given: Beginning) -> Any:
    """Make one's life from a newcomer's answers, and ask for the first plan, to look at."""
    user = user_of(request)
    old = Life.objects.owned_by(user).first()
    if old is not None and not old.demo:
        raise InputError([Finding("you have a life here already", "change it, or delete the account")])
    if given.zone not in available_timezones():
        raise InputError(
            [Finding(f"there is no time zone {given.zone!r}", "such as Europe/Berlin", field="zone")]
        )
    life = begin_life(user, _answers(given))
    ask(life, why="the first plan", accept=False)
    return Status(201, {"life": life.pk})


_SLOTS = ("family", "sport", "school", "own")
"""Where a newcomer's form keeps firm times."""


def _answers(given: Beginning) -> dict[str, Any]:
    said = given.model_dump(exclude={"firm", "dial"})
    answers = {name: value for name, value in said.items() if value != ""}
    answers |= {name: str(said[name]) for name in ("protect_home", "protect_work", "say")}
    if given.dial is not None:
        answers["dial"] = f"{given.dial:.2f}"
    for slot, one in zip(_SLOTS, given.firm, strict=False):
        answers |= {f"{slot}_on": "yes", f"{slot}_title": one.title, f"{slot}_hours": one.hours}
    return answers


@router.post("/begin/demo", **browser({201: Begun}))
def demo(request: HttpRequest, given: Demo) -> Any:
    """Load a shipped example, and plan it; only who has no life here yet."""
    user = user_of(request)
    if given.name not in DEMOS:
        raise Http404
    if Life.objects.owned_by(user).exists():
        raise InputError([Finding("you have a life here already", "look at an example with another account")])
    return Status(201, {"life": begin_demo(user, given.name).pk})
