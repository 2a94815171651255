"""Every route, tried by everybody: owner, member, stranger, newcomer, and nobody in particular."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from equipoise.server.headers import POLICY
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal
from equipoise.server.store import create
from tests.server.conftest import LIFE, MONDAY, run
from tests.server.routes import CANARY, ROUTES, Kind, Route, patterns, world

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
NOISE = {"sessions.Session", "usersessions.UserSession"}


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Return people and things, made once; nothing of them stays in the database."""
    del django_db_setup
    patch = pytest.MonkeyPatch()
    for module in ("access", "week", "reasons"):
        patch.setattr(f"equipoise.server.pages.{module}.local_now", lambda _life: MONDAY)
    with django_db_blocker.unblock(), transaction.atomic():
        life = create(User.objects.create_user("first"), LIFE.replace("Pay the bills", CANARY))
        first = run(ask(life, now=MONDAY, seconds=0.3))
        life.owner.delete()
        yield world({"plan": first.plan, "view": first.view, "options": first.options})
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture
def at(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return the same; what a test does to it is taken back."""
    with transaction.atomic():
        yield made
        transaction.set_rollback(True)


def client(at: dict[str, Any], name: str, route: Route, *, strict: bool = False) -> Client:
    """Return a browser, or a program, of somebody."""
    headers = (
        {"Authorization": f"Bearer {at['tokens'][name]}"}
        if route.kind is Kind.TOKEN and name in at["tokens"]
        else None
    )
    found = Client(enforce_csrf_checks=strict, headers=headers, raise_request_exception=False)
    if name != "nobody" and route.kind is not Kind.TOKEN:
        found.force_login(at["people"][name])
    return found


def send(of: Client, method: str, pattern: str, route: Route, at: dict[str, Any]) -> HttpResponseBase:
    body = {key: str(value).format(**at) for key, value in route.body.items()}
    path = (route.at or f"/{pattern}").format(**at)
    if route.json and method != "GET":
        return of.generic(
            method,
            path,
            json.dumps(body),
            content_type="application/json",
            headers={"Accept": "application/json"},
        )
    if method == "POST":
        return of.post(path, body)
    return of.generic(method, path)


def rows(user: User | None = None) -> dict[str, list[Any]]:
    """Return all rows of the database, or those of one person."""
    found: dict[str, list[Any]] = {}
    for model in apps.get_models():
        if model._meta.label in NOISE:
            continue
        query = model._default_manager.all()
        if user is not None:
            names = {f.name: f.related_model for f in model._meta.fields if f.is_relation}
            lives = [name for name, to in names.items() if to is Life]
            owners = [name for name, to in names.items() if to is User]
            if model is User:
                query = query.filter(pk=user.pk)
            elif lives:
                query = query.filter(**{f"{lives[0]}__owner": user})
            elif owners:
                query = query.filter(**{owners[0]: user})
            else:
                continue
        columns = [f.attname for f in model._meta.concrete_fields if f.attname != "last_login"]
        found[model._meta.label] = sorted(map(repr, query.values_list(*columns)))
    return found


def words(answer: HttpResponseBase) -> str:
    return answer.getvalue().decode(errors="replace") if hasattr(answer, "getvalue") else ""


def test_every_route_has_its_line() -> None:
    missing = [name for name in patterns() if name not in ROUTES]
    assert not missing, f"add a line for each to tests/server/routes.py: {missing}"
    assert not set(ROUTES) - set(patterns()), "these are no routes any more"


@pytest.mark.parametrize("pattern", ROUTES)
def test_the_owner_is_answered(pattern: str, at: dict[str, Any]) -> None:
    route = ROUTES[pattern]
    for method, status in route.owner.items():
        before = rows()
        answer = send(client(at, "ada", route), method, pattern, route, at)
        assert answer.status_code == status, (method, words(answer)[-1500:])
        secure(answer)
        if method == "GET":
            after = rows()
            changed = {name for name in after if after[name] != before[name]}
            assert changed <= route.notes, "GET changes nothing"


@pytest.mark.parametrize("pattern", ROUTES)
def test_methods_without_a_line_are_refused_and_change_nothing(pattern: str, at: dict[str, Any]) -> None:
    route = ROUTES[pattern]
    before = rows()
    for method in METHODS:
        if method in route.owner or (method == "HEAD" and "GET" in route.owner):
            continue
        answer = send(client(at, "ada", route), method, pattern, route, at)
        harmless = pattern.startswith(
            "account/"
        )  # some of these answer whatever the method; none does anything
        refused = {405} | ({200, 302, 301, 401, 404} if harmless else set())
        assert answer.status_code in refused, method
    assert rows() == before


@pytest.mark.parametrize("who", ["mia", "tom", "nora", "nobody"])
@pytest.mark.parametrize("pattern", ROUTES)
def test_nobody_else_reads_or_changes_anything_of_the_owner(
    pattern: str, who: str, at: dict[str, Any]
) -> None:
    route, ada = ROUTES[pattern], at["people"]["ada"]
    before = rows(ada)
    for method in METHODS:
        answer = send(client(at, who, route), method, pattern, route, at)
        told = words(answer)
        if not (route.kind is Kind.SECRET or (route.kind is Kind.SHARED and who == "mia")):
            assert CANARY not in told
            assert "ada@example.com" not in told
        assert rows(ada) == before, method
        assert answer.status_code < 500, (method, told[:2000])
        secure(answer)
        if method in route.owner:
            stranger(route, who, answer)


def stranger(route: Route, who: str, answer: HttpResponseBase) -> None:
    """Judge an answer to somebody who is not the owner, to a method that the route knows."""
    code, to = answer.status_code, answer.headers.get("Location", "")
    if who == "nobody":
        if route.anonymous is not None:
            assert code == route.anonymous
        elif route.kind is Kind.TOKEN:
            assert code == 401
        elif route.kind not in {Kind.OPEN, Kind.DOOR, Kind.SECRET}:
            assert code == 302
            assert to.startswith("/account/login/")
    elif who == "nora" and route.kind in {Kind.OWN, Kind.THEIRS} and "/welcome" in to:
        assert code == 302
    elif route.kind is Kind.THEIRS or (route.kind is Kind.SHARED and who != "mia"):
        assert code == 404 or (code == 302 and "/account/" in to), "somebody else's things do not exist"


@pytest.mark.parametrize(
    "pattern",
    [name for name, route in ROUTES.items() if set(route.owner) - {"GET"} and route.kind is not Kind.TOKEN],
)
def test_a_form_of_another_site_is_refused(pattern: str, at: dict[str, Any]) -> None:
    route = ROUTES[pattern]
    for who in ("ada", "nobody"):
        before = rows()
        for method in set(route.owner) - {"GET"}:
            answer = send(client(at, who, route, strict=True), method, pattern, route, at)
            assert answer.status_code == 403, (who, method)
        assert rows() == before


def secure(answer: HttpResponseBase) -> None:
    headers = answer.headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]
