"""Every route, tried by everybody: owner, member, stranger, newcomer, and nobody in particular."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from tests.server.conftest import LIFE, MONDAY, run
from tests.server.routes import CANARY, ROUTES, Kind, Route, patterns, world

from equipoise.server.headers import POLICY
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life
from equipoise.server.store import create

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
NOISE = {"sessions.Session", "usersessions.UserSession"}
QUIET = ("django_session", "usersessions_usersession")
READS = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT")
_PLAN: dict[str, Any] = {}


@pytest.fixture
def at(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return people and things."""
    del db
    for module in ("access", "week", "reasons"):
        monkeypatch.setattr(f"equipoise.server.pages.{module}.local_now", lambda _life: MONDAY)
    if not _PLAN:  # made once
        life = create(User.objects.create_user("first"), LIFE.replace("Pay the bills", CANARY))
        first = run(ask(life, now=MONDAY, seconds=0.3))
        _PLAN.update(plan=first.plan, view=first.view, options=first.options)
        life.owner.delete()
    return world(_PLAN)


def every(check: Callable[[str], None], chosen: Iterable[str] = tuple(ROUTES)) -> None:
    """Try a check on every route; tell all that fail at once. What a check does is taken back."""
    failures = []
    for pattern in chosen:
        cache.clear()
        with transaction.atomic():
            try:
                check(pattern)
            except AssertionError as error:
                failures.append(f"{pattern or '(home)'}: {error}")
            transaction.set_rollback(True)
    assert not failures, "\n\n".join(failures)


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
    body = {k: v.format(**at) if isinstance(v, str) else v for k, v in route.body.items()}
    path = (route.at or f"/{pattern}").format(**at)
    if (route.json or route.kind is Kind.TOKEN) and method != "GET":
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


@contextmanager
def writes() -> Iterator[list[str]]:
    """Note what is written to the database, sessions apart; where nothing is, no row has changed."""
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.startswith(READS) and not any(f'"{name}"' in sql for name in QUIET):
            found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found


def words(answer: HttpResponseBase) -> str:
    return answer.getvalue().decode(errors="replace") if hasattr(answer, "getvalue") else ""


def test_every_route_has_its_line() -> None:
    missing = [name for name in patterns() if name not in ROUTES]
    assert not missing, f"add a line for each to tests/server/routes.py: {missing}"
    assert not set(ROUTES) - set(patterns()), "these are no routes any more"


def test_the_owner_is_answered(at: dict[str, Any]) -> None:
    start = rows()

    def check(pattern: str) -> None:
        route, before = ROUTES[pattern], start
        for method, status in route.owner.items():
            browser = client(at, "ada", route)
            with writes() as wrote:
                answer = send(browser, method, pattern, route, at)
            assert answer.status_code == status, (method, words(answer)[-1500:])
            secure(answer, route)
            after = rows() if wrote else before
            if method == "GET":
                changed = {name for name, found in after.items() if found != before[name]}
                assert changed <= route.notes, "GET changes nothing"
            before = after

    every(check)


def test_methods_without_a_line_are_refused_and_change_nothing(at: dict[str, Any]) -> None:
    before = rows()

    def check(pattern: str) -> None:
        route = ROUTES[pattern]
        # some pages of accounts answer whatever the method; none does anything
        refused = {405} | ({200, 301, 302, 401, 404} if pattern.startswith("account/") else set())
        browser = client(at, "ada", route)
        with writes() as wrote:
            for method in METHODS:
                if method not in route.owner and not (method == "HEAD" and "GET" in route.owner):
                    answer = send(browser, method, pattern, route, at)
                    assert answer.status_code in refused, method
        assert not wrote or rows() == before

    every(check)


@pytest.mark.parametrize("who", ["mia", "tom", "nora", "nobody"])
def test_nobody_else_reads_or_changes_anything_of_the_owner(who: str, at: dict[str, Any]) -> None:
    ada = at["people"]["ada"]
    before = rows(ada)

    def check(pattern: str) -> None:
        route, wrote = ROUTES[pattern], list[str]()
        for method in {*route.owner, "GET", "POST", "DELETE"}:
            browser = client(at, who, route)
            with writes() as written:
                answer = send(browser, method, pattern, route, at)
            wrote += written
            told = words(answer)
            if not (route.kind is Kind.SECRET or (route.kind is Kind.SHARED and who == "mia")):
                assert CANARY not in told, method
                assert "ada@example.com" not in told, method
            assert answer.status_code < 500, (method, told[-1500:])
            secure(answer, route)
            if method in route.owner:
                stranger(route, who, answer)
        if not wrote:
            return
        after = {name: found for name, found in rows(ada).items() if name not in route.notes}
        left = route.kind is Kind.SHARED and who == "mia"
        assert left or after == {name: before[name] for name in after}, "a member may leave"

    every(check)


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


def test_a_form_of_another_site_is_refused(at: dict[str, Any]) -> None:
    before = rows()

    def check(pattern: str) -> None:
        route, wrote = ROUTES[pattern], list[str]()
        for who in ("ada", "nobody"):
            for method in set(route.owner) - {"GET", "HEAD"}:
                browser = client(at, who, route, strict=True)
                with writes() as written:
                    answer = send(browser, method, pattern, route, at)
                wrote += written
                unknown = who == "nobody" and route.anonymous == 401  # the API says so before it looks
                assert answer.status_code == (401 if unknown else 403), (who, method)
        assert not wrote or rows() == before

    every(check, [name for name, route in ROUTES.items() if route.kind is not Kind.TOKEN])


def secure(answer: HttpResponseBase, route: Route) -> None:
    headers = answer.headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    if route.kind is not Kind.OPEN:
        asked_again = route.kind is Kind.SECRET and "ETag" in headers  # as a feed is
        assert ("private, no-cache" if asked_again else "no-store") in headers["Cache-Control"]
