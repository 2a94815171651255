"""Connecting calendars: a server is tried out before anything is kept."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from equipoise.calendars.accounts import Account, Collection
from equipoise.calendars.refresh import refresh
from equipoise.domain.errors import Finding, InputError
from equipoise.server.connecting import connections_of, unsealed
from equipoise.server.jobs.logging_in import by_oauth, secret_of
from equipoise.server.keeping import add_account
from equipoise.server.models import Errand
from equipoise.server.wording import as_told
from equipoise.syncing.trial import Asked, chosen, fetch_feed, found_for

__all__ = ["add_chosen", "add_feed", "change_password", "try_server"]


def try_server(errand: Errand) -> None:
    """Find the calendars of an account; nothing is kept but what was found."""
    options = errand.options
    secret = secret_of(errand)
    asked = Asked(
        options["name"],
        options["address"],
        options["user"],
        origins=tuple(options["origins"]),
        oauth=by_oauth(errand),
    )
    elsewhere: list[str] = []

    def refuse(origin: str) -> bool:
        elsewhere.append(origin)
        return False

    with connections_of(errand.life) as config:
        try:
            start, there = found_for(config, asked, secret, refuse)
        except InputError:
            if elsewhere:
                told = f"the server keeps the calendars on {elsewhere[0]}, to which nothing was sent"
                errand.result = {"elsewhere": elsewhere[0]}
                raise InputError(
                    [Finding(told, "let it have your name and password if it is your provider's")]
                ) from None
            raise
        if not there:
            raise InputError([Finding("there are no calendars", "make one with your provider first")])
        plain = Asked(asked.name, asked.address, asked.user)
        found = chosen(plain, start, there)
    errand.result = {
        "start": start,
        "found": [asdict(one) for one in found],
        "titles": [one.name for one in there],
    }


def add_chosen(errand: Errand) -> None:
    """Keep an account with the calendars that were chosen, and copy them."""
    options, life = errand.options, errand.life
    tried = life.errands.filter(pk=options["tried"], kind=Errand.Kind.TRY, state=Errand.State.DONE).first()
    if tried is None:
        raise InputError([Finding("this was tried too long ago", "connect the account once more")])
    old = tried.options
    secret = unsealed(tried.sealed, str(tried.pk))
    if old["user"] and not secret and tried.asked < timezone.now() - timedelta(minutes=30):
        raise InputError([Finding("this was tried too long ago", "connect the account once more")])
    from_found = [one for one in tried.result["found"] if one["name"] in options["collections"]]
    named = Asked(old["name"], old["address"], old["user"])
    collections = tuple(_collection(one, plan=one["name"] == options["plan"]) for one in from_found)
    login = "oauth" if by_oauth(tried) else "password"
    account = Account(named.name, "caldav", tried.result["start"], named.user, collections, login)
    with connections_of(life) as config:
        if all(account.name != one.name for one in config.accounts.accounts):
            add_account(life, config, account, secret, (options["area"], options["role"]))
    tried.sealed = ""
    tried.save(update_fields=["sealed"])
    _copied(errand, account.name)


def add_feed(errand: Errand) -> None:
    """Subscribe to an address. It may be secret, so that it is kept with the passwords."""
    options, life = errand.options, errand.life
    address = unsealed(errand.sealed, str(errand.pk))
    account = Account(options["name"], "ics")
    with connections_of(life) as config:
        if all(account.name != one.name for one in config.accounts.accounts):
            fetch_feed(config, Asked(options["name"], kind="ics"), address)
            add_account(life, config, account, address, (options["area"], options["role"]))
    _copied(errand, account.name)


def change_password(errand: Errand) -> None:
    """Keep another password or login, once the server has taken it."""
    with connections_of(errand.life) as config:
        account = config.accounts.named(errand.options["name"])
        if by_oauth(errand) != (account.login == "oauth"):
            raise InputError([Finding(f"{account.name} is let in another way", "connect the account anew")])
        secret = secret_of(errand)
        if account.kind == "ics":
            fetch_feed(
                config, Asked(account.name, kind="ics", user=account.user), account.url or secret, secret
            )
        else:
            found_for(config, _again(account), secret, lambda _origin: False)
        config.vault(make=True).put(account.name, account.owner, secret)
    _copied(errand, account.name)


def _again(account: Account) -> Asked:
    """Return what asks an account's server again, at the address where its calendars were found."""
    parts = urlsplit(account.url)
    origins = (f"{parts.scheme}://{parts.netloc}",)
    return Asked(account.name, account.url, account.user, origins=origins, oauth=account.login == "oauth")


def _copied(errand: Errand, name: str) -> None:
    with connections_of(errand.life) as config:
        done = list(refresh(config, now=timezone.now(), only=[name]))
    errand.result |= {"name": name, "entries": sum(one.entries for one in done)}
    errand.problems = [as_told(finding) for one in done for finding in one.findings]


def _collection(one: dict[str, object], *, plan: bool) -> Collection:
    return Collection(str(one["name"]), str(one["url"]), plan)
