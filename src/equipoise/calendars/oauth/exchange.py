"""The authorisation code grant: a question for the browser, its answer, and tokens for it.

RFC 6749 section 4.1, with a proof that the code comes back to who asked (PKCE by S256, RFC 7636) and a state that
binds the answer to the question (RFC 6749 section 10.12, RFC 9700 section 4.7).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from equipoise.calendars.fetching.client import Client
from equipoise.calendars.fetching.errors import LoginRefusedError, NoAnswerError
from equipoise.calendars.fetching.places import masked, parse
from equipoise.calendars.oauth.grant import Grant
from equipoise.calendars.oauth.provider import Provider
from equipoise.domain.errors import Finding, InputError

__all__ = ["Question", "challenge_of", "redeem", "renew"]

_LONGEST = 2000
_TOKEN = re.compile(r"[\x21-\x7e]{1,8000}")
"""A token as it may stand in a header (RFC 6750 section 2.1, and what servers send besides)."""
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
_AGAIN = "begin anew"


@dataclass(frozen=True, slots=True)
class Question:
    """What a browser is sent to ask, and what its answer has to fit.

    Attributes:
        redirect: where the browser is sent with the answer. ``state``, ``verifier``: random, for this question alone.
    """

    provider: Provider
    redirect: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)

    @classmethod
    def new(cls, provider: Provider, redirect: str) -> Question:
        """Return a question that was never asked before."""
        return cls(provider.checked(), redirect, secrets.token_urlsafe(32), secrets.token_urlsafe(64))

    @property
    def address(self) -> str:
        """Where the person agrees."""
        asked = {
            "response_type": "code",
            "client_id": self.provider.client,
            "redirect_uri": self.redirect,
            "scope": self.provider.scope,
            "state": self.state,
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
            **dict(self.provider.extra),
        }
        words = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.provider.authorize}{'&' if '?' in self.provider.authorize else '?'}{words}"

    def fits(self, answer: str) -> bool:
        """Tell whether an address to which a browser came answers this question, whatever it says."""
        given = _given(answer).get("state", "")
        return hmac.compare_digest(given.encode(), self.state.encode())

    def code(self, answer: str) -> str:
        """Return the code of an answer: of the whole address to which the browser was sent, or the code alone.

        Raises:
            InputError: if the person or the provider refused, or the answer belongs to another question.
        """
        text = answer.strip()[: 2 * _LONGEST]
        if "?" not in text and "=" not in text:
            return _code(text)  # typed by the person; the proof (PKCE) binds it to this question
        given = _given(text)
        if not self.fits(text):
            told = "the answer does not belong to this login: its state is another one"
            raise InputError([Finding(told, _AGAIN)])
        if "error" in given:
            raise InputError([_refusal(given["error"])])
        return _code(given.get("code", ""))


def challenge_of(verifier: str) -> str:
    """Return the challenge for a verifier (RFC 7636 section 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def redeem(client: Client, question: Question, code: str, now: float) -> Grant:
    """Return what the person has agreed to, in exchange for the code of the answer (RFC 6749 section 4.1.3).

    Raises:
        InputError: if the provider does not take the code, or gives less than was asked for.
        FetchError: if it cannot be asked.
    """
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": question.redirect,
        "code_verifier": question.verifier,
    }
    status, found = _ask(client, question.provider, asked)
    if status != 200:
        raise InputError([_refusal(str(found.get("error", "")))])
    given = found.get("scope")
    wanted = set(question.provider.scope.split())
    if isinstance(given, str) and not wanted <= set(given.split()):
        told = "the permission for the calendars was not given"
        raise InputError([Finding(told, f"{_AGAIN}, and leave it ticked")])
    grant = _granted(Grant(question.provider, ""), found, now)
    if not grant.refresh:
        told = "the provider gave no login that lasts (no refresh token)"
        cure = f"take Equipoise out of the apps that may use your account, then {_AGAIN}"
        raise InputError([Finding(told, cure)])
    return grant


def renew(client: Client, grant: Grant, now: float) -> Grant:
    """Return the grant with a new access token (RFC 6749 section 6); perhaps with another token for the next time.

    Raises:
        LoginRefusedError: if the login holds no more. ``FetchError``: if the provider cannot be asked.
    """
    status, found = _ask(
        client, grant.provider, {"grant_type": "refresh_token", "refresh_token": grant.refresh}
    )
    error = str(found.get("error", ""))
    if status == 200:
        return _granted(grant, found, now)
    if error == "invalid_grant":
        told = "the login holds no more: it was taken back at the provider, or has expired"
        raise LoginRefusedError(told)
    if error in {"invalid_client", "unauthorized_client"} or status == 401:
        raise LoginRefusedError(
            "the provider does not know this client any more, or its secret is another one"
        )
    if 400 <= status < 429:
        raise LoginRefusedError(f"the provider does not renew the login{_named(error)}")
    raise NoAnswerError(f"{masked(parse(grant.provider.token))}: no new token ({status}); try again later")


def _ask(client: Client, provider: Provider, asked: Mapping[str, str]) -> tuple[int, Mapping[str, Any]]:
    """Ask the token endpoint; returns the status, and what JSON says."""
    words = {**asked, "client_id": provider.client}
    if provider.secret:
        words["client_secret"] = provider.secret
    reply = client.request(
        "POST", provider.token, headers=_HEADERS, body=urlencode(words).encode(), confidential=True
    )
    try:
        found = json.loads(reply.body[:100_000])
    except (ValueError, RecursionError):
        found = {}
    return reply.status, found if isinstance(found, dict) else {}


def _granted(grant: Grant, found: Mapping[str, Any], now: float) -> Grant:
    """Return a grant with the tokens of an answer (RFC 6749 section 5.1).

    Raises:
        NoAnswerError: if there is none that can be used.
    """
    access, refresh = found.get("access_token"), found.get("refresh_token") or grant.refresh
    kind, seconds = str(found.get("token_type", "")), found.get("expires_in", 0)
    if not isinstance(access, str) or not _TOKEN.fullmatch(access) or kind.lower() != "bearer":
        place = masked(parse(grant.provider.token))
        raise NoAnswerError(f"{place}: the provider sent no token that can be used; try again later")
    try:
        expires = now + float(seconds) if seconds else 0.0
    except (TypeError, ValueError):
        expires = 0.0
    usable = isinstance(refresh, str) and _TOKEN.fullmatch(refresh)
    return replace(grant, access=access, refresh=refresh if usable else grant.refresh, expires=expires)


def _given(answer: str) -> dict[str, str]:
    """Return what the address of an answer says, by name; of several of one name none."""
    text = answer.strip()[: 2 * _LONGEST]
    try:
        query = urlsplit(text).query or text.partition("?")[2] or text
        found = parse_qs(query, max_num_fields=40)
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items() if len(values) == 1}


def _code(text: str) -> str:
    if len(text) > _LONGEST or "://" in text or not _TOKEN.fullmatch(text):
        told = "there is no code in the answer"
        raise InputError([Finding(told, "copy the whole address from the browser's address line")])
    return text


def _refusal(error: str) -> Finding:
    """Return what an error of the provider means (RFC 6749 sections 4.1.2.1 and 5.2)."""
    known = {
        "access_denied": ("the login was refused, by you or by your provider", f"{_AGAIN}, and agree"),
        "invalid_grant": ("the provider does not take the code: it is too old, or was used already", _AGAIN),
        "invalid_client": ("the client's id or its secret is wrong", "check both with your provider"),
        "invalid_scope": ("the client may not ask for calendars", "allow that with your provider"),
        "redirect_uri_mismatch": (
            "the provider does not know the address to which it has to send the answer",
            "enter it there; for a computer of your own, make the client one for desktop apps",
        ),
    }
    known["unauthorized_client"] = known["invalid_client"]
    told, cure = known.get(error, (f"the provider refused the login{_named(error)}", _AGAIN))
    return Finding(told, cure)


def _named(error: str) -> str:
    """Return an error's name for a message, if it is one: what servers send is not shown otherwise."""
    return f" ({error})" if re.fullmatch(r"[a-z_]{1,40}", error) else ""
