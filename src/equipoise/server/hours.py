"""The hours that a person lets others know, and the calendar into which the plan is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from equipoise.calendars.accounts import Account, Accounts, check_accounts
from equipoise.calendars.accounts import Collection as Chosen
from equipoise.calendars.hours import Purpose
from equipoise.calendars.published import freebusy_to_ics
from equipoise.domain.errors import Finding, InputError
from equipoise.planning.slack import defended, slacks
from equipoise.server.connecting import PATIENCE, connections_of, held
from equipoise.server.documents import edited
from equipoise.server.models import Life
from equipoise.server.solutions import solution_of
from equipoise.server.store import accounts_text, change, open_life
from equipoise.syncing.standing import hours_file

__all__ = ["FILES", "PUBLISHED", "choose_plan", "file_of", "publish", "told_of"]

FILES: Mapping[str, tuple[str, str]] = {
    "bookable": ("Hours for meetings", "when you may be booked, week after week (RFC 7953)"),
    "answers": ("Hours for answers", "when you read and answer messages (RFC 7953)"),
    "busy": ("Free and busy", "what the plan and your calendars take, without a word of what (RFC 5545)"),
}
"""Files that can be taken: their titles, and what is in them."""
PUBLISHED: Mapping[str, str] = {
    "availability": "your bookable hours, where the server keeps such (Nextcloud, Apple)",
    "freebusy": "free and busy times, as entries without words",
}
"""What the server of the plan's calendar may be told."""


def file_of(life: Life, what: str, now: datetime) -> bytes:
    """Return one of the files.

    Args:
        life: whose. ``what``: one of ``FILES``. ``now``: from when it holds.

    Raises:
        InputError: there is no plan that free and busy could be told of, or the rhythm gives no hours.
    """
    if what != "busy":
        purpose = Purpose.BOOKING if what == "bookable" else Purpose.ANSWERING
        return hours_file(open_life(life, now=now), now, purpose)
    solution = solution_of(life)
    request = solution.setup.request
    firm = defended(solution.plan, slacks(solution), request.books, request.life)
    return freebusy_to_ics(solution.plan, request.events, firm)


def told_of(life: Life) -> dict[str, Any]:
    """Return what the plan's server is told: ``published``, ``plan`` (account/calendar or "") and all ``places``."""
    with connections_of(life) as config:
        accounts = config.accounts
    taken = accounts.plan()
    return {
        "published": [name for name in PUBLISHED if name in accounts.publish],
        "plan": f"{taken[0].name}/{taken[1].name}" if taken else "",
        "places": [f"{account.name}/{one.name}" for account, one in _numbered(accounts).values()],
    }


def publish(life: Life, wanted: Collection[str]) -> None:
    """Say what the server of the plan's calendar is told; it is told with the next writing of the plan.

    Raises:
        InputError: it is none of ``PUBLISHED``.
    """
    if not set(wanted) <= set(PUBLISHED):
        raise InputError([Finding("this cannot be published", "tick what stands in the list", field="what")])
    chosen = [name for name in PUBLISHED if name in wanted]
    _rewrite(life, "Hours that are published", lambda text: edited(text, ["publish"], chosen or None))


def choose_plan(life: Life, where: str) -> None:
    """Choose the calendar into which the plan is written. What was written into another one stays there.

    Args:
        life: whose. ``where``: account and calendar, with a slash between; "" for none.

    Raises:
        InputError: there is no such calendar.
    """
    with connections_of(life) as config:
        accounts = config.accounts
    places = {f"{account.name}/{one.name}": at for at, (account, one) in _numbered(accounts).items()}
    if where and where not in places:
        raise InputError([Finding("this calendar is not connected", "load the page again", field="plan")])

    def edit(text: str) -> str:
        for (number, place), (_account, one) in _numbered(accounts).items():
            if one.plan:
                text = edited(text, ["account", number, "collection", place, "plan"], None)
        if where:
            number, place = places[where]
            text = edited(text, ["account", number, "collection", place, "plan"], True)
        return text

    _rewrite(life, f"The plan is written into {where or 'no calendar'}", edit)


def _numbered(accounts: Accounts) -> dict[tuple[int, int], tuple[Account, Chosen]]:
    return {
        (i, j): (account, one)
        for i, account in enumerate(accounts.accounts)
        for j, one in enumerate(account.collections)
    }


def _rewrite(life: Life, what: str, edit: Callable[[str], str]) -> None:
    with held(life, PATIENCE):
        text = edit(accounts_text(life))
        found, findings = check_accounts(text, "calendars.toml")
        if found is None:
            raise InputError(findings)
        change(life, what, lambda _draft: None, accounts=text)
