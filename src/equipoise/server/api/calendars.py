"""Calendars: accounts, subscriptions and files, connected, refreshed, told what they belong to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import File, Form, Router, Schema, Status, UploadedFile
from pydantic import Field

from equipoise.server import clock, keeping, linking
from equipoise.server.acting import replan
from equipoise.server.api import shapes
from equipoise.server.api.access import life_of, needs
from equipoise.server.models import Errand as Row
from equipoise.server.models import Life

__all__ = ["Errand", "router"]

router = Router(tags=["calendars"])
Area = Literal["work", "life"]


class Source(Schema):
    """What a calendar's events belong to. ``number``: by which it is changed."""

    number: int
    name: str
    area: str
    role: str
    flexible: str
    tasks: bool


class Calendar(Schema):
    """A calendar of an account. ``plan``: the plan is written there. ``age``: of the copy, in words."""

    name: str
    plan: bool
    entries: int
    age: str
    stale: bool
    source: Source | None


class Account(Schema):
    """An account or a subscription. ``where``: its host alone, since addresses may be secret."""

    name: str
    kind: str
    user: str
    where: str
    calendars: list[Calendar]


class CalendarFile(Source):
    """A calendar file. ``there``: it can be read."""

    path: str
    there: bool


class Calendars(Schema):
    """All calendars. No server is asked for this."""

    accounts: list[Account]
    files: list[CalendarFile]


class Errand(Schema):
    """Work with a calendar server, and how far it is."""

    id: UUID
    kind: str
    state: str
    over: bool
    asked: datetime
    progress: dict[str, Any]
    result: dict[str, Any]
    problems: list[dict[str, Any]]


class Belonging(shapes.Strict):
    """What a calendar's events belong to; ``flexible``: words of titles that may be moved; ``tasks``: planned too."""

    area: Area = "work"
    role: str = Field("", max_length=60)
    flexible: list[str] = Field([], max_length=20)
    tasks: bool = False


class Uploaded(Schema):
    """A file that is kept: events of the next four weeks, and what is odd in it."""

    name: str
    events: int
    problems: list[str]


class Refresh(shapes.Strict):
    """Which accounts; none is all. ``allow``: even if most of a calendar is gone."""

    names: list[str] = Field([], max_length=100)
    allow: bool = False


class Secret(shapes.Strict):
    """An account's password, or a subscription's address."""

    password: str = Field(min_length=1, max_length=2000)


class Subscription(shapes.Strict):
    """An address of an .ics feed; it is kept like a password."""

    name: str = Field(max_length=100)
    address: str = Field(max_length=2000)
    area: Area = "work"
    role: str = Field("", max_length=60)


class Connection(shapes.Strict):
    """A CalDAV account: its name here, address, user name and password."""

    name: str = Field(max_length=100)
    address: str = Field(max_length=2000)
    user: str = Field("", max_length=300)
    password: str = Field("", max_length=2000)


class Chosen(shapes.Strict):
    """Names of the calendars that were found and are kept; ``plan``: the one into which plans are written, or ""."""

    collections: list[str] = Field([], max_length=100)
    plan: str = Field("", max_length=300)
    area: Area = "work"
    role: str = Field("", max_length=60)


@router.get("/calendars", **needs("calendars", answers={200: Calendars}))
def get_calendars(request: HttpRequest) -> Any:
    """Return accounts with their calendars, and files."""
    accounts, files = keeping.listing(life_of(request))
    return {"accounts": accounts, "files": files}


@router.post("/calendars/files", **needs("calendars", answers={201: Uploaded}))
def upload(
    request: HttpRequest, file: File[UploadedFile], area: Form[Area] = "work", role: Form[str] = ""
) -> Any:
    """Keep a calendar file, and plan around it."""
    life = life_of(request)
    belongs = linking.belonging({"area": area, "role": role})
    name, found = keeping.upload(life, file, *belongs)
    _planned(life, f"{name} uploaded")
    return Status(201, {"name": name, "events": found.events, "problems": list(found.problems)})


def _planned(life: Life, why: str) -> None:
    replan(life, why, clock.local_now(life))


@router.delete("/calendars/files/{number}", **needs("calendars", answers={204: None}))
def delete_file(request: HttpRequest, number: shapes.Number) -> Any:
    """Take a file out of the life."""
    life = life_of(request)
    keeping.remove_file(life, number)
    _planned(life, "a calendar taken away")
    return Status(204, None)


@router.put("/calendars/sources/{number}", **needs("calendars", answers={204: None}))
def put_source(request: HttpRequest, number: shapes.Number, given: Belonging) -> Any:
    """Say what a calendar's events belong to."""
    life = life_of(request)
    linking.set_belonging(life, number, given.model_dump(), given.flexible, tasks=given.tasks)
    _planned(life, "a calendar belongs elsewhere")
    return Status(204, None)


@router.post("/calendars/refresh", **needs("calendars", answers={202: Errand}))
def refresh(request: HttpRequest, given: Refresh) -> Any:
    """Ask the servers for what is new."""
    return Status(202, linking.refresh_copies(life_of(request), given.names, allow=given.allow))


@router.post("/calendars/subscriptions", **needs("calendars", answers={202: Errand}))
def subscribe(request: HttpRequest, given: Subscription) -> Any:
    """Subscribe to an address."""
    return Status(202, linking.subscribe_to(life_of(request), given.model_dump()))


@router.post("/calendars/connections", **needs("calendars", answers={202: Errand}))
def connect(request: HttpRequest, given: Connection) -> Any:
    """Try an account out; what is found stands in the errand's result, to be chosen from."""
    return Status(202, linking.try_account(life_of(request), given.model_dump()))


@router.post("/calendars/connections/{uuid:pk}/choose", **needs("calendars", answers={202: Errand}))
def choose(request: HttpRequest, pk: UUID, given: Chosen) -> Any:
    """Keep an account that was tried out, with the calendars that are named."""
    life = life_of(request)
    tried = _errand(life, pk, Row.Kind.TRY)
    return Status(202, linking.keep_chosen(life, tried, given.collections, given.plan, given.model_dump()))


@router.post("/calendars/connections/{uuid:pk}/elsewhere", **needs("calendars", answers={202: Errand}))
def elsewhere(request: HttpRequest, pk: UUID, given: Secret) -> Any:
    """Let the other server that the trial named have user name and password."""
    life = life_of(request)
    return Status(202, linking.try_elsewhere(life, _errand(life, pk, Row.Kind.TRY), given.password))


def _errand(life: Life, pk: UUID, *kinds: str) -> Row:
    found = life.errands.filter(pk=pk).first()
    if found is None or (kinds and found.kind not in kinds):
        raise Http404
    return found


@router.put("/calendars/accounts/{name}/password", **needs("calendars", answers={202: Errand}))
def put_password(request: HttpRequest, name: str, given: Secret) -> Any:
    """Change an account's password, or a subscription's address; it is tried out first."""
    return Status(202, linking.change_password(life_of(request), name, given.password))


@router.delete("/calendars/accounts/{name}", **needs("calendars", answers={204: None}))
def disconnect(request: HttpRequest, name: str) -> Any:
    """Disconnect an account: its secret and its copies go; nothing on its server is touched."""
    life = life_of(request)
    keeping.remove_account(life, name)
    _planned(life, f"{name} disconnected")
    return Status(204, None)


@router.get("/errands/{uuid:pk}", **needs("calendars", answers={200: Errand}))
def get_errand(request: HttpRequest, pk: UUID) -> Any:
    """Tell how far work with a calendar is, and what came of it."""
    return _errand(life_of(request), pk)
