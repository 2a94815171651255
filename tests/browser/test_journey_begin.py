"""From a server that nobody knows to a full week, and from who one is to a first plan of one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Server, Visitor, Walk
from tests.browser.hands import HANDS
from tests.server.people import PASSWORD

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Tests//EN
BEGIN:VEVENT
UID:standup
DTSTAMP:20260101T000000Z
DTSTART;TZID=Europe/Berlin:{day}T110000
DTEND;TZID=Europe/Berlin:{day}T113000
RRULE:FREQ=DAILY;COUNT=28
SUMMARY:Standup of the crew
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def calendar(tmp_path: Path) -> Path:
    """Return a calendar file with something each day."""
    made = tmp_path / "crew.ics"
    yesterday = datetime.now(UTC) - timedelta(days=1)
    made.write_text(CALENDAR.format(day=f"{yesterday:%Y%m%d}").replace("\n", "\r\n"), encoding="utf-8")
    return made


@pytest.mark.parametrize("hand", ["finger", "keys"])
def test_first_start_account_and_a_full_week(empty: Server, visit: Callable[..., Visitor], hand: str) -> None:
    worked = HANDS[hand]
    somebody = visit(worked.size, server=empty)
    page = somebody.go("/")
    walk = Walk("ada", somebody, worked(page))
    somebody.accessible()
    walk.hand.write("Username", "ada")
    walk.hand.write("Password", PASSWORD, "password")
    with walk.hand.leaving():
        page.keyboard.press("Enter")
    expect(page).to_have_url(f"{empty.url}/welcome")
    somebody.accessible()
    walk.hand.go("Show this week: Staff")
    expect(page.locator(".block").first).to_be_visible(timeout=180_000)
    walk.planned()
    assert page.locator(".block").count() > 10
    expect(page.locator("#scores tr")).to_have_count(8)


def test_from_who_one_is_to_the_first_plan(walk: Callable[..., Walk], calendar: Path) -> None:
    on = walk("/welcome", "guest")
    page, hand = on.page, on.hand
    hand.go("Begin with my own week")
    hand.write("Your name", "Mia")
    hand.write("What you do", "Carer and translator")
    hand.write("Time zone", "Europe/Berlin")
    hand.tick("Recovery")
    hand.tick("Family")
    hand.go("Go on")
    on.somebody.accessible()
    hand.slide("The dial", 0.4)
    assert page.locator("#dial-out").inner_text().startswith(("0.3", "0.4"))
    hand.go("Go on")
    hand.when("I usually fall asleep", "22:45")
    hand.go("Go on")
    hand.upload("Files that end in .ics", calendar)
    hand.go("Read them")
    expect(page.locator(".calendars")).to_contain_text("events in the next four weeks")
    on.somebody.accessible()
    hand.go("Go on")
    hand.write("First tasks", "Write the memo 3h\nCall the plumber 20 min")
    hand.go("Go on")
    expect(page.get_by_text("Write the memo")).to_be_visible()
    expect(page.get_by_text("22:45")).to_be_visible()
    hand.go("Make my first plan")
    expect(page.get_by_text("A plan to look at")).to_be_visible(timeout=90_000)
    expect(page.locator('.block[aria-label^="Standup of the crew"]').first).to_be_visible()
    hand.go("Take this plan")
    expect(page.get_by_text("A plan to look at")).to_have_count(0)
    on.planned()
    hand.press("Agenda")
    expect(page.locator('.block[aria-label^="Write the memo"]').first).to_be_visible()
    on.somebody.accessible()
