"""The API's document holds: whatever is sent, no mistake of the program, and each answer is one that was told.

Schemathesis makes requests of the OpenAPI document, those that fit it and those that do not, and sends them to the real
WSGI application. EQUIPOISE_REQUESTS says how many of each operation (8), with more also the
limits of every value; the same ones each time.
"""

from __future__ import annotations

import functools
import os
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from tests.server.conftest import LIFE, MONDAY, run
from tests.server.databases import once

from equipoise.server.api.endpoints import schema as document
from equipoise.server.feeds import SCOPES, make_feed, make_token
from equipoise.server.jobs.planning import ask
from equipoise.server.models import (
    CheckIn,
    Errand,
    Feed,
    Invitation,
    Life,
    Member,
    Proposal,
    Revision,
    Shutdown,
    Token,
)
from equipoise.server.store import create

MANY = int(os.environ.get("EQUIPOISE_REQUESTS", "8"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


def application(environ: Any, start_response: Any) -> Any:
    """Answer as the server does; made when the folder of a test is known."""
    return _server()(environ, start_response)


@functools.cache
def _server() -> Any:
    return get_wsgi_application()


CONFIG = schemathesis.Config.from_dict(
    {"generation": {"mode": "all"}, "phases": {"coverage": {"enabled": MANY > 20}}}
)
SCHEMA = schemathesis.openapi.from_dict(dict(document()), config=CONFIG)
SCHEMA.app = application
ALWAYS = settings(
    max_examples=MANY,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
FEW = settings(ALWAYS, max_examples=max(2, MANY // 5))
_PLAN: dict[str, Any] = {}


@pytest.fixture
def life(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Life:
    """Return Ada's life with something of everything in it."""
    del db
    settings.LIMITS, settings.TOKEN_LIMIT = {}, (10**9, 1)
    monkeypatch.setattr("equipoise.server.clock.local_now", lambda _life: MONDAY)
    life = create(User.objects.create_user("ada", "ada@example.com", "correct horse battery"), LIFE)
    if not _PLAN:  # made once
        first = run(ask(life, now=MONDAY, seconds=0.3))
        _PLAN.update(plan=first.plan, view=first.view, options=first.options)
        first.delete()
    ready = Proposal.objects.create(
        life=life, revision=1, state=Proposal.State.READY, ready=timezone.now(), **_PLAN
    )
    Life.objects.filter(pk=life.pk).update(plan=ready)
    make_feed(life, "phone", "plan")
    Errand.objects.create(life=life, kind=Errand.Kind.TRY)
    return life


def send(case: Any, headers: dict[str, str], scopes: list[str]) -> None:
    """Send a request, and judge the answer; what it did is taken back.

    Args:
        case: the request. ``headers``: with the token. ``scopes``: what the token may.
    """
    needed = case.operation.definition.raw["x-scopes"]
    cache.clear()
    with transaction.atomic():
        before = rows()
        plain = {**headers, "Accept-Encoding": "identity"}  # the client unpacks nothing
        answer = case.call_and_validate(headers=plain, checks=CHECKS)
        if not needed or set(needed) - set(scopes):
            assert answer.status_code in {400, 401, 403, 404, 405}, "it may not"
            assert rows() == before, "and does nothing"
        transaction.set_rollback(True)


def rows() -> list[Any]:
    """Return what a request may change of a life."""
    kinds = (Token, Feed, Member, Invitation, Errand, Proposal, CheckIn, Shutdown, Revision)
    return [*Life.objects.values_list("revision", "autopilot"), *(kind.objects.count() for kind in kinds)]


@once
@SCHEMA.parametrize()
@ALWAYS
def test_with_every_scope(case: Any, life: Life) -> None:
    send(case, {"Authorization": f"Bearer {make_token(life, 'mine', list(SCOPES))}"}, list(SCOPES))


@once
@SCHEMA.parametrize()
@FEW
def test_with_a_token_that_may_only_read(case: Any, life: Life) -> None:
    send(case, {"Authorization": f"Bearer {make_token(life, 'reader', ['read'])}"}, ["read"])


@once
@SCHEMA.parametrize()
@FEW
def test_without_a_token(case: Any, life: Life) -> None:
    send(case, {}, [])
