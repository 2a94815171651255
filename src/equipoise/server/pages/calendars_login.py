"""Logging in at a provider (OAuth 2.0): the person agrees there, comes back, and their calendars are looked for.

What was asked is kept in the session, so that only the browser that asked can bring the answer.
"""

from __future__ import annotations

import time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from equipoise.calendars.oauth.exchange import Question
from equipoise.domain.errors import Finding, InputError
from equipoise.server.connecting import connections_of
from equipoise.server.jobs.calendars import ask_errand
from equipoise.server.jobs.logging_in import as_secret
from equipoise.server.models import Errand, Life
from equipoise.server.offers import Offer, offer_for, offer_named
from equipoise.server.pages.access import owned
from equipoise.syncing.trial import Asked, check_asked

__all__ = ["back", "login"]

_KEY = "calendar-login"
_MINUTES = 15


@require_http_methods(["GET", "HEAD", "POST"])
@owned
def login(request: HttpRequest, life: Life, provider: str) -> HttpResponse:
    """Keep what was asked for (POST), and show the way to the provider (GET)."""
    offer = _offer(provider)
    if request.method != "POST":
        try:
            question, asked = _pending(request, life, offer)
        except InputError:
            return redirect("calendars")
        context = {"offer": offer, "address": question.address, "asked": asked}
        return render(request, "equipoise/calendars_login.html", context)
    asked = _asked(request, life, offer)
    question = Question.new(
        offer.provider, request.build_absolute_uri(reverse("calendars-back", args=[provider]))
    )
    request.session[_KEY] = {
        **asked,
        "provider": provider,
        "life": str(life.pk),
        "redirect": question.redirect,
        "state": question.state,
        "verifier": question.verifier,
        "until": time.time() + 60 * _MINUTES,
    }
    return redirect("calendars-login", provider=provider)


def _asked(request: HttpRequest, life: Life, offer: Offer) -> dict[str, str]:
    """Return the name of the account and whose it is; of one that is there already, what is known of it.

    Raises:
        InputError: if something of it is wrong.
    """
    given = request.POST
    with connections_of(life) as config:
        if again := given.get("again", ""):
            account = config.accounts.named(again)
            if offer_for(account) != offer:
                raise InputError([Finding(f"{again} has another provider", "log in there", field="again")])
            return {"name": account.name, "user": account.user, "again": again}
        name, user = given.get("name", "").strip(), given.get("user", "").strip()[:300]
        if not user:
            told = "it is not said whose calendars these are"
            raise InputError([Finding(told, "write the e-mail address of the account", field="user")])
        check_asked(config, Asked(name, offer.start(user), user, "caldav", oauth=True))
    return {"name": name, "user": user, "again": ""}


@require_http_methods(["GET", "HEAD", "POST"])
@owned
def back(request: HttpRequest, life: Life, provider: str) -> HttpResponse:
    """Show that the provider has answered (GET), and use the answer once (POST)."""
    offer = _offer(provider)
    question, asked = _pending(request, life, offer)
    answer = request.POST.get("answer", "") if request.method == "POST" else request.get_full_path()
    code = question.code(answer)
    if request.method != "POST":
        return render(
            request, "equipoise/calendars_back.html", {"offer": offer, "answer": answer, "asked": asked}
        )
    del request.session[_KEY]
    secret = as_secret(question, code)
    if asked["again"]:
        ask_errand(life, Errand.Kind.PASSWORD, secret=secret, name=asked["again"], provider=provider)
        return redirect("calendars")
    options = {
        "name": asked["name"],
        "address": offer.start(asked["user"]),
        "user": asked["user"],
        "origins": [],
    }
    found = ask_errand(life, Errand.Kind.TRY, secret=secret, **options, provider=provider)
    return redirect("calendars-tried", pk=found.pk)


def _offer(name: str) -> Offer:
    offer = offer_named(name)
    if offer is None:
        raise Http404
    return offer


def _pending(request: HttpRequest, life: Life, offer: Offer) -> tuple[Question, dict[str, Any]]:
    """Return what this browser has asked for.

    Raises:
        InputError: if it has not, or too long ago.
    """
    asked: dict[str, Any] = request.session.get(_KEY) or {"until": 0}
    if asked["until"] < time.time() or (asked["provider"], asked["life"]) != (offer.name, str(life.pk)):
        told = "this browser has asked for no such login, or too long ago"
        raise InputError([Finding(told, "begin anew, under Calendars")])
    return Question(offer.provider, asked["redirect"], asked["state"], asked["verifier"]), asked
