"""Where people may log in for their calendars by OAuth 2.0: what the settings offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings

from equipoise.calendars.accounts import Account
from equipoise.calendars.oauth.provider import GOOGLE, Provider, google_address
from equipoise.domain.errors import Finding, InputError

__all__ = ["Offer", "offer_for", "offer_named", "offers"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider at which this server's client is registered.

    Attributes:
        name: in addresses. ``title``: for people. ``address``: where its calendars begin; ``{user}`` is the person's.
    """

    name: str
    title: str
    provider: Provider
    address: str

    def start(self, user: str) -> str:
        """Return where the calendars of a person begin."""
        return self.address.replace("{user}", quote(user, safe="@"))


def offers() -> list[Offer]:
    """Return what is offered: nothing whose client has no id."""
    given: Mapping[str, Mapping[str, str]] = settings.CALENDAR_LOGINS
    return [_offer(name, words) for name, words in given.items() if words.get("client")]


def _offer(name: str, words: Mapping[str, str]) -> Offer:
    google = name == "google"
    base = GOOGLE if google else Provider("", "")
    provider = Provider(
        words.get("authorize") or base.authorize,
        words.get("token") or base.token,
        words.get("scope") or base.scope,
        base.extra,
        words["client"],
        words.get("secret", ""),
    )
    address = words.get("address") or (
        google_address("{user}").replace("%7Buser%7D", "{user}") if google else ""
    )
    return Offer(name, words.get("title") or name.title(), provider, address)


def offer_named(name: str) -> Offer | None:
    """Return an offer; None if there is none of that name."""
    return next((one for one in offers() if one.name == name), None)


def offer_for(account: Account) -> Offer:
    """Return the offer by which an account was connected: the one whose calendars lie on the same server.

    Raises:
        InputError: if it is offered no more.
    """
    host = urlsplit(account.url).hostname
    for one in offers():
        if account.login == "oauth" and urlsplit(one.address).hostname == host:
            return one
    told = f"{account.name} is not logged in by way of its provider, or that is not offered any more"
    raise InputError([Finding(told, "ask who runs this server, or connect the calendar anew")])
