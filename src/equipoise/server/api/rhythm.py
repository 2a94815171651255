"""The dial: told, tried on the coming week, taken for a while or for good; rhythms compared; what is recommended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from equipoise.domain.rhythm import SeasonKind
from equipoise.rhythms import builtin_patterns
from equipoise.rhythms.reasons import advice_sentences
from equipoise.rhythms.recommend import Situation, recommend
from equipoise.server import comparing, turning
from equipoise.server.api import shapes
from equipoise.server.api.access import life_of, needs, writing
from equipoise.server.api.views import Turn
from equipoise.server.choices import DAYS, read_choice
from equipoise.server.models import Life, Proposal
from equipoise.server.store import person_of

__all__ = ["router"]

router = Router(tags=["rhythm"])
Share = Annotated[float, Field(ge=0, le=1)]


class Choice(shapes.Strict):
    """A rhythm that somebody thinks of; what is left out stays. ``by_weekday``: Mon to Sun to a letter, or ``own``."""

    dial: Share | None = None
    pattern: str = Field("", max_length=40)
    by_weekday: dict[Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], str] | None = None
    protect_home: Share | None = None
    protect_work: Share | None = None
    say: Share | None = None


class Advice(Schema):
    """What a situation speaks for, with every reason."""

    dial: float
    pattern: str
    reasons: list[str]


class Rhythm(Schema):
    """The rhythm as it is. ``words``: where between balance and integration it stands."""

    dial: float
    pattern: str
    by_weekday: dict[str, str]
    protect_home: float
    protect_work: float
    say: float
    words: str
    note: str
    patterns: dict[str, str]
    advice: Advice


class RuleChange(shapes.Said):
    """A rule that changes, and on which days ("": all of them)."""

    rule: str
    days: str


class Until(shapes.Strict):
    """A dial for a while, from today to a last day, as a season of a kind."""

    kind: SeasonKind
    end: date
    dial: Share


class Trial(Schema):
    """The coming week under a choice: how far it is, and what changes in the scorecard."""

    id: UUID
    state: str
    over: bool
    problems: list[dict[str, Any]]
    scores: list[Turn]


class Contenders(shapes.Strict):
    """Two to six rhythms: the two ends and one's own (``contrast``), or some of one's own choice."""

    contrast: bool = False
    mine: bool = False
    patterns: list[str] = Field([], max_length=6)
    dials: list[Share] = Field([], max_length=6)


class Comparison(Schema):
    """Rhythms on one's own week. ``result``: figures, reasons and what is recommended, when it is there."""

    id: UUID
    state: str
    over: bool
    progress: dict[str, Any]
    problems: list[dict[str, Any]]
    result: dict[str, Any] | None


class Named(shapes.Strict):
    """Name of a rhythm that was compared."""

    name: str = Field(max_length=200)


class Answers(shapes.Strict):
    """Where somebody stands: season, values, and three sliders, which are no validated test."""

    season: SeasonKind | None = None
    moves: list[str] = Field([], max_length=6)
    values: list[str] = Field([], max_length=6)
    synchronous: Share = 0.5
    deep: Share = 0.5
    protect_home: Share = 0.5
    protect_work: Share = 0.5
    say: Share = 0.5


def _chosen(given: Choice) -> dict[str, Any]:
    sent = given.model_dump(exclude_none=True)
    days: Mapping[str, str] = sent.pop("by_weekday", {})
    if given.by_weekday is not None:
        sent |= {f"on-{day}": days.get(day, "") for day in DAYS}
    return read_choice(sent)


@router.get("/rhythm", **needs("read", answers={200: Rhythm}))
def get_rhythm(request: HttpRequest) -> Any:
    """Return dial, pattern and sliders, and what one's situation speaks for."""
    person = person_of(life_of(request))
    rhythm, advice = person.rhythm, turning.advice_of(person)
    words, note = turning.dial_words(rhythm.dial)
    sliders = {name: getattr(rhythm, name) for name in ("protect_home", "protect_work", "say")}
    return {
        "dial": rhythm.dial,
        "pattern": rhythm.pattern,
        "by_weekday": {DAYS[day]: letter for day, letter in sorted(rhythm.by_weekday.items())},
        **sliders,
        "words": words,
        "note": note,
        "patterns": {letter: one.name for letter, one in builtin_patterns().items()},
        "advice": {"dial": advice.dial, "pattern": advice.pattern, "reasons": advice_sentences(advice)},
    }


@router.put("/rhythm", **needs("write", answers={202: shapes.Made}, changes=True))
def put_rhythm(request: HttpRequest, given: Choice) -> Any:
    """Take a choice for good; the week is planned anew."""
    with writing(request) as life:
        return Status(202, _made(*turning.take_rhythm(life, _chosen(given))))


def _made(revision: Any, proposal: Proposal) -> dict[str, Any]:
    return {"revision": revision.number, "what": revision.what, "proposal": proposal.pk}


@router.post("/rhythm/rules", **needs("read", answers={200: list[RuleChange]}))
def rule_changes(request: HttpRequest, given: Choice) -> Any:
    """Say what a choice would change in the rules of the coming week; nothing is changed."""
    found = turning.rule_changes(life_of(request), _chosen(given))
    return [{"rule": one.rule_id, "days": days, "sentence": one.sentence} for days, one in found]


@router.post("/rhythm/until", **needs("write", answers={202: shapes.Made}, changes=True))
def take_until(request: HttpRequest, given: Until) -> Any:
    """Take a dial for a while; the week is planned anew."""
    with writing(request) as life:
        sent = {"kind": given.kind.value, "end": given.end.isoformat(), "dial": str(given.dial)}
        return Status(202, _made(*turning.take_until(life, sent)))


@router.post("/trials", **needs("plan", answers={202: shapes.Asked}))
def try_rhythm(request: HttpRequest, given: Choice) -> Any:
    """Plan the coming week under a choice, to look at; nothing is changed."""
    return Status(202, {"proposal": turning.try_rhythm(life_of(request), _chosen(given)).pk})


@router.get("/trials/{uuid:pk}", **needs("read", answers={200: Trial}))
def get_trial(request: HttpRequest, pk: UUID) -> Any:
    """Tell how far a trial is and what it changes; its week stands at ``/proposals/{pk}/week``."""
    life = life_of(request)
    found = _of(life, pk, Proposal.Kind.TRIAL)
    now = life.plan.view if life.plan else None
    scores = turning.score_changes(now, found.view) if found.view else []
    told = {name: getattr(found, name) for name in ("id", "state", "over", "problems")}
    return {**told, "scores": scores}


def _of(life: Life, pk: UUID, kind: str) -> Proposal:
    found = life.proposals.filter(pk=pk, kind=kind).first()
    if found is None:
        raise Http404
    return found


@router.post("/comparisons", **needs("plan", answers={202: shapes.Asked}))
def compare(request: HttpRequest, given: Contenders) -> Any:
    """Plan the week under each of several rhythms; nothing is changed."""
    chosen = comparing.named(given.patterns, given.dials, mine=given.mine)
    wanted = comparing.CONTRAST if given.contrast else chosen
    return Status(202, {"proposal": comparing.ask_comparison(life_of(request), wanted).pk})


@router.get("/comparisons/{uuid:pk}", **needs("read", answers={200: Comparison}))
def get_comparison(request: HttpRequest, pk: UUID) -> Any:
    """Tell how far a comparison is, and what came of it."""
    found = _of(life_of(request), pk, Proposal.Kind.COMPARE)
    told = {name: getattr(found, name) for name in ("id", "state", "over", "progress", "problems")}
    result = {name: value for name, value in (found.view or {}).items() if name != "svg"}
    return {**told, "result": result or None}


@router.get("/comparisons/{uuid:pk}/picture", **needs("read", answers={200: None}, gives="image/svg+xml"))
def get_picture(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return a comparison as a picture."""
    found = _of(life_of(request), pk, Proposal.Kind.COMPARE)
    if found.state != Proposal.State.READY:
        raise Http404
    answer = HttpResponse(found.view["svg"], content_type="image/svg+xml")
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer


@router.post("/comparisons/take", **needs("write", answers={202: shapes.Made}, changes=True))
def take_compared(request: HttpRequest, given: Named) -> Any:
    """Take one of the rhythms that were compared last; the week is planned anew."""
    with writing(request) as life:
        return Status(202, _made(*comparing.take_compared(life, given.name)))


@router.post("/recommendation", **needs("read", answers={200: Advice}))
def recommendation(request: HttpRequest, given: Answers) -> Any:
    """Recommend dial and pattern for a situation, as newcomers are asked; nothing is changed."""
    del request
    sent = given.model_dump()
    advice = recommend(Situation(**{**sent, "moves": tuple(given.moves), "values": tuple(given.values)}))
    return {"dial": advice.dial, "pattern": advice.pattern, "reasons": advice_sentences(advice)}
