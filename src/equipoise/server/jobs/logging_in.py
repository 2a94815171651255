"""The second half of a login by OAuth: a worker exchanges the code for tokens, so that no page waits for a provider."""

from __future__ import annotations

import json
import time

from equipoise.calendars.fetching.client import Client
from equipoise.calendars.oauth.exchange import Question, redeem
from equipoise.domain.errors import Finding, InputError
from equipoise.server.connecting import connections_of, sealed, unsealed
from equipoise.server.models import Errand
from equipoise.server.offers import offer_named

__all__ = ["as_secret", "by_oauth", "secret_of"]


def as_secret(question: Question, code: str) -> str:
    """Return an answered question as a text that has to be kept secret until a worker takes it up."""
    return json.dumps({"redirect": question.redirect, "verifier": question.verifier, "code": code})


def by_oauth(errand: Errand) -> bool:
    """Tell whether an errand logs in at a provider."""
    return bool(errand.options.get("provider"))


def secret_of(errand: Errand) -> str:
    """Return what an errand brings for the vault: a password, or a login, for which its code is exchanged first.

    A code is good once: the login is kept with the errand at once, for a worker that has to begin again.

    Raises:
        InputError: if the provider does not take the code. ``FetchError``: if it cannot be asked.
    """
    bound = str(errand.pk)
    text = unsealed(errand.sealed, bound)
    if not by_oauth(errand) or errand.options.get("redeemed"):
        return text
    offer = offer_named(errand.options["provider"])
    if offer is None or not text:
        raise InputError([Finding("this login is not offered any more", "begin anew")])
    asked = json.loads(text)
    question = Question(offer.provider, asked["redirect"], "", asked["verifier"])
    with connections_of(errand.life) as config, Client(config.rules()) as client:
        grant = redeem(client, question, asked["code"], time.time())
    errand.sealed = sealed(grant.text(), bound)
    errand.options = {**errand.options, "redeemed": True}
    errand.save(update_fields=["sealed", "options"])
    return grant.text()
