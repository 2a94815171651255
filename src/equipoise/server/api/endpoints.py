"""The operations of the API."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from equipoise import api as planner
from equipoise.calendars.writing import plan_to_ics
from equipoise.domain.discretion import discreet, discreet_words
from equipoise.domain.errors import EquipoiseError, Finding, InputError
from equipoise.domain.time import Interval
from equipoise.lifefile import plan_from_json
from equipoise.server import blocks, days, tasks
from equipoise.server.api import shapes
from equipoise.server.api.access import Bearer, Session, TooNarrowError, life_of
from equipoise.server.jobs.planning import accept, ask, plan_of
from equipoise.server.models import Life, Proposal, Revision
from equipoise.server.pages.access import local_now
from equipoise.server.solutions import solution_of
from equipoise.server.store import replace_text, text_of, undo

__all__ = ["api", "document"]

api = NinjaAPI(
    title="Equipoise",
    version="1",
    description="Everything that the pages do. Times without an offset are in the person's zone.",
    urls_namespace="api",
    auth=[Bearer(), Session()],
    docs_url=None,
    openapi_url=None,
)
REFUSED = {
    400: shapes.Problems,
    401: shapes.Problems,
    403: shapes.Problems,
    404: shapes.Problems,
    422: shapes.Problems,
}
Offset = Annotated[int, Field(ge=0, le=1_000_000)]
Limit = Annotated[int, Field(ge=1, le=500)]


def _told(request: HttpRequest, findings: Any, status: int) -> HttpResponse:
    told = [
        {
            "message": getattr(f, "message", str(f)),
            "cure": getattr(f, "cure", ""),
            "field": getattr(f, "field", ""),
        }
        for f in findings
    ]
    return api.create_response(request, {"problems": told}, status=status)


@api.exception_handler(InputError)
def _input(request: HttpRequest, error: InputError) -> HttpResponse:
    return _told(request, error.findings, 422)


@api.exception_handler(EquipoiseError)
def _trouble(request: HttpRequest, error: EquipoiseError) -> HttpResponse:
    return _told(request, [Finding(str(error))], 422)


@api.exception_handler(TooNarrowError)
def _narrow(request: HttpRequest, error: TooNarrowError) -> HttpResponse:
    finding = Finding(f"this token may not {error}", "make one with that scope, in the settings under Access")
    return _told(request, [finding], 403)


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    del error
    cure = "send Authorization: Bearer TOKEN; tokens are made in the settings under Access"
    return _told(request, [Finding("who asks is not known", cure)], 401)


@api.exception_handler(ValidationError)
def _shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    findings = [
        Finding(str(e["msg"]), "see /api/v1/openapi.json", field=".".join(map(str, e["loc"][1:])))
        for e in error.errors
    ]
    return _told(request, findings, 422)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _told(request, [Finding(str(error), "see /api/v1/openapi.json")], error.status_code)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    del error
    return _told(request, [Finding("there is no such thing")], 404)


@api.get("/life", response={200: shapes.LifeFile, **REFUSED}, tags=["life"])
def get_life(request: HttpRequest) -> dict[str, str]:
    """Return the whole life file."""
    return {"text": text_of(life_of(request, "read"))}


@api.put("/life", response={200: shapes.LifeFile, **REFUSED}, tags=["life"])
def put_life(request: HttpRequest, given: shapes.LifeFile) -> dict[str, str]:
    """Put another life file in the place of the whole life; it can be undone."""
    life = life_of(request, "write")
    replace_text(life, given.text, "Life file put in by a program")
    return {"text": text_of(life)}


@api.get("/tasks", response={200: list[shapes.Task], **REFUSED}, tags=["tasks"])
def list_tasks(
    request: HttpRequest,
    *,
    done: bool = False,
    offset: Offset = 0,
    limit: Limit = 100,
) -> Any:
    """Return tasks in their order."""
    found = life_of(request, "read").tasks.filter(completed__isnull=not done)
    return list(found[offset : offset + limit])


@api.post("/tasks", response={201: shapes.Task, **REFUSED}, tags=["tasks"])
def add_task(request: HttpRequest, given: shapes.TaskIn) -> Any:
    """Add a task."""
    life = life_of(request, "write")
    title = str(given.data.get("title", ""))
    if not title.strip():
        raise InputError([Finding("the task has no title", "say what it is", field="title")])
    key = tasks.free_key(title, life)
    tasks.save(life, key, {name: v for name, v in given.data.items() if name != "id"})
    return Status(201, life.tasks.get(key=key))


@api.get("/tasks/{path:key}", response={200: shapes.Task, **REFUSED}, tags=["tasks"])
def get_task(request: HttpRequest, key: str) -> Any:
    """Return a task."""
    return _task(life_of(request, "read"), key)


@api.put("/tasks/{path:key}", response={200: shapes.Task, **REFUSED}, tags=["tasks"])
def put_task(request: HttpRequest, key: str, given: shapes.TaskIn) -> Any:
    """Write all fields of a task anew."""
    life = life_of(request, "write")
    _task(life, key)
    tasks.save(life, key, {name: v for name, v in given.data.items() if name != "id"})
    return _task(life, key)


@api.delete("/tasks/{path:key}", response={204: None, **REFUSED}, tags=["tasks"])
def delete_task(request: HttpRequest, key: str) -> Any:
    """Delete a task; others do not wait for it any more."""
    life = life_of(request, "write")
    _task(life, key)
    tasks.delete(life, [key])
    return Status(204, None)


@api.post("/done/{path:key}", response={200: shapes.Task, **REFUSED}, tags=["tasks"])
def complete_task(request: HttpRequest, key: str, *, done: bool = True) -> Any:
    """Mark a task as done, or as open again."""
    life = life_of(request, "write")
    _task(life, key)
    tasks.complete(life, [key], done=done)
    return _task(life, key)


def _task(life: Life, key: str) -> Any:
    found = life.tasks.filter(key=key).first()
    if found is None:
        raise Http404
    return found


@api.get("/plan", response={200: dict[str, Any], **REFUSED}, tags=["plan"])
def get_plan(request: HttpRequest) -> Any:
    """Return the plan in force, by the plan's schema."""
    return _in_force(life_of(request, "read")).plan


@api.get("/plan.ics", response={200: None, **REFUSED}, tags=["plan"])
def get_plan_ics(request: HttpRequest) -> HttpResponse:
    """Return the plan in force as a calendar file; private titles are left out."""
    found = _in_force(life_of(request, "read"))
    plan = plan_from_json(found.plan, "plan")
    why = {entry["id"]: entry["why"] for entry in found.view["entries"]}
    return HttpResponse(
        plan_to_ics(discreet(plan), discreet_words(plan, why)), content_type="text/calendar; charset=utf-8"
    )


def _in_force(life: Life) -> Proposal:
    if life.plan is None or life.plan.plan is None:
        raise Http404
    found: Proposal = life.plan
    return found


@api.post("/proposals", response={202: shapes.Asked, **REFUSED}, tags=["plan"])
def ask_plan(request: HttpRequest, given: shapes.Wish) -> Any:
    """Ask for a plan; a worker makes it."""
    life = life_of(request, "plan")
    found = ask(
        life, given.kind, why="asked for by a program", now=local_now(life), accept=given.accept,
        missed=given.missed, weeks=given.weeks,
    )  # fmt: skip
    return Status(202, {"proposal": found.pk})


@api.get("/proposals/{uuid:pk}", response={200: shapes.Proposal, **REFUSED}, tags=["plan"])
def get_proposal(request: HttpRequest, pk: UUID) -> Any:
    """Tell how far a plan is."""
    return _proposal(life_of(request, "read"), pk)


@api.post("/proposals/{uuid:pk}/accept", response={200: shapes.Proposal, **REFUSED}, tags=["plan"])
def accept_proposal(request: HttpRequest, pk: UUID) -> Any:
    """Put a plan into force."""
    found = _proposal(life_of(request, "plan"), pk)
    if found.plan is None or not accept(found):
        raise InputError(
            [Finding("this plan cannot come into force", "your life has changed since: plan anew")]
        )
    return found


def _proposal(life: Life, pk: UUID) -> Proposal:
    found = life.proposals.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@api.post("/blocks/{what}", response={202: shapes.Made, **REFUSED}, tags=["plan"])
def act(request: HttpRequest, what: str, given: shapes.Change) -> Any:
    """Do something to a block: move, lengthen, pin, unpin, delete, complete, not-today. A plan follows."""
    life = life_of(request, "write")
    revision = _done(life, what, given)
    now = local_now(life)
    found = ask(life, Proposal.Kind.REPLAN, why=revision.what, now=now, accept=True, change=revision.number)
    return Status(202, {"proposal": found.pk, "revision": revision.number, "what": revision.what})


def _done(life: Life, what: str, given: shapes.Change) -> Revision:
    plan, now = plan_of(_in_force(life)), local_now(life)
    if what == "move":
        if given.start is None or given.end is None:
            raise InputError([Finding("a move needs start and end", field="start")])
        ends = [at if at.tzinfo else at.replace(tzinfo=now.tzinfo) for at in (given.start, given.end)]
        if ends[1] <= ends[0]:
            raise InputError([Finding("it ends before it begins", field="end")])
        return blocks.move(life, plan, given.block, Interval(*ends), now)
    if what == "lengthen":
        return blocks.lengthen(life, plan, given.block, given.minutes, now)
    simple = {"pin": blocks.pin, "unpin": blocks.unpin, "delete": blocks.delete, "complete": blocks.complete,
              "not-today": blocks.not_today}  # fmt: skip
    if what not in simple:
        raise Http404
    return simple[what](life, plan, given.block, now)


@api.get("/why/{path:block}", response={200: dict[str, str], **REFUSED}, tags=["reasons"])
def why(request: HttpRequest, block: str) -> Any:
    """Say why a block stands where it stands."""
    solution = solution_of(life_of(request, "read"))
    if not any(b.id == block for b in solution.plan.blocks):
        raise Http404
    return {"sentence": planner.explain(solution, block).sentence}


@api.get("/why-not/{path:commitment}", response={200: dict[str, Any], **REFUSED}, tags=["reasons"])
def why_not(request: HttpRequest, commitment: str) -> Any:
    """Say why something did not fit, with repairs that were checked to work."""
    solution = solution_of(life_of(request, "read"))
    if not any(m.commitment == commitment for m in solution.plan.misfits):
        raise Http404
    found = planner.why_not(solution, commitment)
    return {"sentence": found.sentence, "repairs": [repair.sentence for repair in found.repairs]}


@api.post("/undo/{number}", response={200: dict[str, Any], **REFUSED}, tags=["life"])
def take_back(request: HttpRequest, number: int) -> Any:
    """Put back what stood before a change."""
    revision = undo(life_of(request, "write"), number)
    return {"revision": revision.number, "what": revision.what}


@api.post("/check-ins", response={201: shapes.CheckIn, **REFUSED}, tags=["today"])
def check_in(request: HttpRequest, given: shapes.CheckIn) -> Any:
    """Note how much energy there is."""
    life = life_of(request, "write")
    now = local_now(life)
    return Status(201, days.check_in(life, given.id, given.energy, days.said_at(given.at.isoformat(), now)))


@api.get("/records", response={200: list[dict[str, Any]], **REFUSED}, tags=["calendars"])
def records(request: HttpRequest, limit: Limit = 100) -> Any:
    """Return what was written to which calendar, newest first."""
    found = life_of(request, "calendars").records.all()[:limit]
    return [{"at": r.at.isoformat(), "what": r.what, "where": r.where, "words": r.words} for r in found]


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """Return what the API can do, by OpenAPI 3.1."""
    return api.create_response(request, api.get_openapi_schema(path_prefix="/api/v1/"), status=200)
