"""A real calendar server: connected, looked at, approved, moved on a phone, taken over, taken back; and its record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Walk
from tests.calendars.stores.servers import Server, radicale

from equipoise.calendars.stores.base import ANY, Fetched
from equipoise.calendars.stores.caldav import CalDavStore


@pytest.fixture(scope="module")
def calendars(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a calendar server with one account."""
    with radicale(tmp_path_factory.mktemp("radicale")) as found:
        yield found


@pytest.fixture
def path(calendars: Server) -> Iterator[str]:
    """Return the path of an empty calendar there."""
    made = calendars.new_calendar()
    yield made
    calendars.drop(made)


def entries(calendars: Server, path: str) -> dict[str, str]:
    """Return what stands in the calendar."""
    with calendars.client() as client:
        store = CalDavStore.open(client, calendars.url + path)
        found = store.fetch(list(store.listing().etags))
    return {href: one.body.decode() for href, one in found.items() if isinstance(one, Fetched)}


def moved_by_phone(calendars: Server, path: str, title: str) -> str:
    """Move an entry by half an hour, as somebody does on their phone; return its new time of day."""
    href, body = next((h, b) for h, b in entries(calendars, path).items() if f"SUMMARY:{title}" in b)
    later = ""

    def shift(match: re.Match[str]) -> str:
        nonlocal later
        at = datetime.strptime(match[2], "%Y%m%dT%H%M%S") + timedelta(minutes=30)  # noqa: DTZ007
        later = later or f"{at:%H:%M}"
        return f"{match[1]}{at:%Y%m%dT%H%M%S}"

    body = re.sub(r"(DT(?:START|END);TZID=[^:]*:)(\d{8}T\d{6})", shift, body)
    with calendars.client() as client:
        CalDavStore.open(client, calendars.url + path).write(href, body.encode(), match=ANY)
    return later


def done(on: Walk) -> None:
    """Wait until the errand is over; the page loads itself anew."""
    expect(on.page.locator("[data-errand]")).to_have_count(0, timeout=60_000)
    on.page.wait_for_load_state()


@pytest.mark.parametrize("hand", ["keys"])
def test_a_plan_is_approved_moved_on_a_phone_and_taken_back(
    walk: Callable[..., Walk], calendars: Server, path: str
) -> None:
    on = walk("/calendars")
    page, hand = on.page, on.hand
    hand.write("Name of the account", "phone")
    hand.write("Address, or e-mail", calendars.url + path)
    hand.write("User", "ann")
    hand.write("Password", "correct horse", "password")
    hand.go("Try it out")
    done(on)
    expect(page.get_by_text("Nothing is kept yet")).to_be_visible()
    on.somebody.accessible()
    hand.tick(
        page.locator("input[name=plan]").nth(1).evaluate("(el) => el.labels[0].textContent.trim()"), "radio"
    )
    hand.go("Connect")
    done(on)
    page.goto(f"{on.somebody.server.url}/calendars/sync")
    hand.go("Show what would change")
    done(on)
    assert entries(calendars, path) == {}, "nothing is written before it is approved"
    expect(page.get_by_role("heading", name=re.compile(r"^\d+ changes$"))).to_be_visible()
    on.somebody.accessible()
    hand.go("Write it")
    done(on)
    expect(page.get_by_text("Written:")).to_be_visible()
    assert len(entries(calendars, path)) > 20
    later = moved_by_phone(calendars, path, "Christmas letters")
    hand.go("Show what would change")
    done(on)
    expect(page.get_by_role("heading", name="What you did there")).to_be_visible()
    if page.get_by_role("button", name="Write it").count():
        hand.go("Write it")
        done(on)
    page.goto(f"{on.somebody.server.url}/week")
    on.planned()
    hand.press("Agenda")
    pinned = page.locator(
        f'.block[aria-label^="Christmas letters"][aria-label*="{later} to"][aria-label$="pinned"]'
    )
    expect(pinned).to_be_visible(timeout=60_000)
    page.goto(f"{on.somebody.server.url}/calendars/sync")
    hand.go("Take the last writing back")
    done(on)
    expect(page.get_by_text("Taken back:")).to_be_visible()
    hand.go("Record")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    hand.pick("What", page.locator("#what option").nth(1).inner_text())
    hand.go("Show")
    on.somebody.accessible()
