"""The API put together, and its document."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from equipoise.server.api import (
    begin,
    calendars,
    errors,
    hours,
    keys,
    life,
    lists,
    outward,
    people,
    plan,
    reasons,
    rhythm,
    rules,
    sync,
    tasks,
    today,
    year,
    you,
)

__all__ = ["about", "api", "document", "operations"]

TAGS = {
    "life": "The life file, its history, and who asks",
    "tasks": "Tasks, routines, goals",
    "plan": "Plans and the week",
    "reasons": "Why here, why not, what an hour costs",
    "rhythm": "Dial, seasons, comparison",
    "rules": "The rulebook",
    "you": "Who is planned for",
    "today": "Today",
    "calendars": "Calendars, sync, the record",
    "access": "Tokens and feeds",
    "people": "With whom a week is shared",
    "webhooks": "Other programs, told by signed messages",
    "notices": "How the person is told",
    "begin": "The beginning",
}
"""Parts of the API and what people call them."""
api = NinjaAPI(
    title="Equipoise",
    version="1",
    description="Everything that the pages do. Times without an offset are in the person's zone.",
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    parser=errors.JSONParser(),
    openapi_extra={"tags": [{"name": name, "description": words} for name, words in TAGS.items()]},
)
errors.listen(api)
for part in (
    life,
    tasks,
    lists,
    plan,
    reasons,
    rhythm,
    year,
    rules,
    you,
    today,
    calendars,
    sync,
    hours,
    keys,
    people,
    begin,
):
    api.add_router("", part.router)
for router in (outward.HOOKS, outward.NOTICES):
    api.add_router("", router)


@cache
def schema() -> Mapping[str, Any]:
    """Return what the API can do, by OpenAPI 3.1; made once in each process, for it takes a second or two."""
    return MappingProxyType(dict(api.get_openapi_schema(path_prefix="/api/v1/")))


@cache
def operations() -> list[tuple[str, list[tuple[str, str, str, list[str]]]]]:
    """Return the operations by part: method, path, what it does in a sentence, and the scopes that a token needs."""
    found: dict[str, list[tuple[str, str, str, list[str]]]] = {words: [] for words in TAGS.values()}
    for path, methods in schema()["paths"].items():
        for method, said in methods.items():
            words = said.get("description", "").partition("\n")[0]
            found[TAGS[said["tags"][0]]].append((method.upper(), path, words, said["x-scopes"]))
    return list(found.items())


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """Return what the API can do, by OpenAPI 3.1."""
    return api.create_response(request, dict(schema()), status=200)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Show people what the API can do."""
    context = {
        "parts": operations(),
        "here_is": request.build_absolute_uri("/api/v1/"),
        "bare": not request.user.is_authenticated,
    }
    return render(request, "equipoise/api.html", context)
