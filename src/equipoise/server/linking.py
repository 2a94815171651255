"""Calendars of a life, as a person asks for them: connected, refreshed, told what they belong to, written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.server import keeping
from equipoise.server.connecting import connections_of
from equipoise.server.jobs.calendars import ask_errand
from equipoise.server.models import Errand, Life
from equipoise.syncing.trial import Asked, check_asked

__all__ = [
    "AREAS",
    "belonging",
    "change_password",
    "keep_chosen",
    "refresh_copies",
    "set_autopilot",
    "set_belonging",
    "subscribe_to",
    "try_account",
    "try_elsewhere",
    "write_looked",
]

AREAS = (("work", "Work"), ("life", "Life"))


def belonging(given: Any) -> tuple[str, str]:
    """Return area and role as a form says them.

    Raises:
        InputError: the area is none.
    """
    area = given.get("area", "work")
    if area not in dict(AREAS):
        raise InputError([Finding(f"there is no area {area!r}", "choose work or life", field="area")])
    return area, str(given.get("role", "")).strip()[:60]


def set_belonging(
    life: Life, number: int, given: Mapping[str, Any], flexible: Iterable[str], *, tasks: bool
) -> None:
    """Say what a calendar's events belong to, which of them may be moved, and whether its tasks are planned.

    Raises:
        InputError: it is not there, or a value is none of those that may be.
    """
    area, role = belonging(given)
    words = [part.strip()[:60] for part in flexible if part.strip()][:20]
    keeping.set_source(life, number, {"area": area, "role": role, "flexible": words, "tasks": tasks})


def refresh_copies(life: Life, names: list[str], *, allow: bool = False) -> Errand:
    """Ask the servers for what is new, those of all accounts if none is named.

    Raises:
        InputError: there is no such account.
    """
    with connections_of(life) as config:
        for name in names:
            config.accounts.named(name)
    return ask_errand(life, Errand.Kind.REFRESH, names=names, allow=allow)


def change_password(life: Life, name: str, secret: str) -> Errand:
    """Change an account's password, or a subscription's address; it is tried out first.

    Raises:
        InputError: there is no such account, or no password.
    """
    if not secret.strip():
        raise InputError([Finding("no password was given", "type the new one", field="password")])
    with connections_of(life) as config:
        if config.accounts.named(name).login == "oauth":
            told = f"{name} has no password: it is logged in at its provider"
            raise InputError([Finding(told, "log in there again", field="password")])
    return ask_errand(life, Errand.Kind.PASSWORD, secret=secret, name=name)


def _checked(life: Life, asked: Asked) -> None:
    with connections_of(life) as config:
        check_asked(config, asked)


def _said(given: Mapping[str, Any], name: str) -> str:
    return str(given.get(name) or "").strip()


def subscribe_to(life: Life, given: Mapping[str, Any]) -> Errand:
    """Subscribe to an address; it is kept like a password.

    Args:
        life: whose. ``given``: ``name``, ``address``, ``area``, ``role``.

    Raises:
        InputError: the name is taken, or the address is none that may be asked.
    """
    name, address = _said(given, "name"), _said(given, "address")
    area, role = belonging(given)
    _checked(life, Asked(name, address, kind="ics"))
    return ask_errand(life, Errand.Kind.FEED, secret=address, name=name, area=area, role=role)


def try_account(life: Life, given: Mapping[str, Any]) -> Errand:
    """Try an account out; nothing is kept but what is found.

    Args:
        life: whose. ``given``: ``name``, ``address``, ``user``, ``password``.

    Raises:
        InputError: the name is taken, the address is none that may be asked, or the password is missing.
    """
    asked = Asked(_said(given, "name"), _said(given, "address"), _said(given, "user"), "caldav")
    _checked(life, asked)
    secret = str(given.get("password") or "")
    if asked.user and not secret:
        raise InputError([Finding("no password was given", "type it", field="password")])
    options = {"name": asked.name, "address": asked.address, "user": asked.user, "origins": []}
    return ask_errand(life, Errand.Kind.TRY, secret=secret, **options)


def keep_chosen(
    life: Life, found: Errand, chosen: Iterable[str], plan: str, given: Mapping[str, Any]
) -> Errand:
    """Keep an account with the calendars that were chosen.

    Args:
        life: whose. ``found``: the trial. ``chosen``: names of calendars. ``plan``: the one for the plan, or "".
        given: ``area``, ``role``.

    Raises:
        InputError: none is chosen, or the name is taken meanwhile.
    """
    names = [one["name"] for one in found.result.get("found", [])]
    collections = [name for name in chosen if name in names]
    plan = plan if plan in names else ""
    if plan and plan not in collections:
        collections.append(plan)
    if not collections:
        raise InputError([Finding("no calendar is chosen", "choose one at least", field="collection")])
    old = found.options
    _checked(life, Asked(old["name"], old["address"], old["user"], "caldav", plan=plan))
    area, role = belonging(given)
    options: dict[str, Any] = {"collections": collections, "plan": plan, "area": area, "role": role}
    return ask_errand(life, Errand.Kind.ADD, tried=str(found.pk), **options)


def try_elsewhere(life: Life, found: Errand, secret: str) -> Errand:
    """Let the other server that was named have user name and password, which are given once more.

    Raises:
        InputError: no other server was named, or no password given.
    """
    origin = found.result.get("elsewhere", "")
    if not origin or not secret:
        raise InputError([Finding("no password was given", "type it", field="password")])
    options = {**found.options, "origins": [*found.options["origins"], origin]}
    return ask_errand(life, Errand.Kind.TRY, secret=secret, **options)


def write_looked(life: Life, look: str) -> Errand:
    """Write what was looked at last.

    Args:
        life: whose. ``look``: id of the errand that looked.

    Raises:
        InputError: nothing was looked at, or there is another plan since.
    """
    found = life.errands.filter(kind=Errand.Kind.LOOK).first()
    if found is None or str(found.pk) != look or found.state != Errand.State.DONE:
        raise InputError([Finding("nothing was looked at", "look first at what would change")])
    if found.result["plan"] != str(life.plan_id):
        raise InputError([Finding("there is another plan since you looked", "look once more")])
    return ask_errand(life, Errand.Kind.WRITE, **{**found.options, "print": found.result["print"]})


def set_autopilot(life: Life, *, on: bool) -> None:
    """Say whether plans are written without asking."""
    life.autopilot = on
    life.save(update_fields=["autopilot"])
