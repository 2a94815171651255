"""The day, and what is to be done: felt, closed, written down, brought along and changed together."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import expect
from tests.browser.conftest import MOUSE_AND_KEYS, Walk

Walker = Callable[..., Walk]
BERLIN = ZoneInfo("Europe/Berlin")
FILES = {
    "todo.txt": "(A) Call the tax office due:2099-12-04\n",
    "tasks.json": json.dumps(
        [{"description": "Sort the shelf", "status": "pending", "uuid": "1", "entry": "20261101T080000Z"}]
    ),
    "tasks.csv": "title,estimate\n=1+1 Order seeds,30 min\n",
    "tasks.ics": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//EN\r\nBEGIN:VTODO\r\nUID:t\r\nDTSTAMP:20260101T000000Z\r\n"
    "SUMMARY:<b>Mend the gate</b>\r\nEND:VTODO\r\nEND:VCALENDAR\r\n",
}
"""The same thing in four formats; two of them try to be more than words."""
TITLES = ("Call the tax office", "Sort the shelf", "=1+1 Order seeds", "<b>Mend the gate</b>")


def test_today_is_felt_counted_down_and_closed(walk: Walker) -> None:
    on = walk("/offline")
    page, hand = on.page, on.hand
    morning = datetime.now(BERLIN).replace(hour=6, minute=30)
    page.clock.install(time=morning)
    page.goto(f"{on.somebody.server.url}/today")
    if morning.weekday() < 5:  # at the end of a week the example is the next one's
        expect(page.locator("#messages-title")).to_contain_text("Messages wait until")
        before = page.locator("#messages-words").inner_text()
        page.clock.fast_forward("01:00:00")
        expect(page.locator("#messages-words")).not_to_have_text(before)
        expect(page.locator("#now-left")).to_be_visible()
        expect(page.locator("#rest li").first).to_be_visible()
    else:
        expect(page.get_by_text("does not reach today")).to_be_visible()
    page.clock.set_system_time(datetime.now(BERLIN))  # the server's; it asks again half an hour later
    page.clock.resume()
    hand.press("Good")
    expect(page.get_by_role("button", name="Good")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#felt")).to_contain_text("noted")
    on.somebody.accessible()
    if page.locator("#closing[open]").count() == 0:
        hand.press("Close the day", "summary")
    hand.tick((page.locator("#closing label.tick").first.inner_text()).strip())
    own = "Or something else" if page.get_by_label("Or something else").count() else "In your words"
    hand.write(own, "Write to Oma")
    hand.go("Close the day", "submit")
    expect(page.get_by_text("The day is closed")).to_be_visible()
    expect(page.locator(".tomorrow .big")).to_have_text("Write to Oma")
    page.goto(f"{on.somebody.server.url}/today")
    expect(page.get_by_role("button", name="Good")).to_have_attribute("aria-pressed", "true")


def test_tasks_are_written_as_one_says_them_and_changed_together(walk: Walker) -> None:
    on = walk("/tasks")
    page, hand = on.page, on.hand
    for title in ("Water the plants 20 min by Fri !high", "Water the trees 1h"):
        hand.write("Add a task", title)
        expect(page.locator("#quick-preview .tag").first).to_be_visible()
        with hand.leaving():
            page.keyboard.press("Enter")
    expect(page.locator("li.task", has_text="Water the plants")).to_contain_text("high")
    hand.tick("Tick Water the plants")
    hand.tick("Tick Water the trees")
    expect(page.locator("#ticked")).to_contain_text("2")
    hand.pick("What to do", "Set priority")
    hand.pick("Priority", "low")
    hand.go("Do it")
    for title in ("Water the plants", "Water the trees"):
        expect(page.locator("li.task", has_text=title)).to_contain_text("low")
    hand.go("Undo")
    expect(page.locator("li.task", has_text="Water the plants")).to_contain_text("high")
    hand.go("Done: Water the trees")
    expect(page.locator("li.task", has_text="Water the trees")).to_have_count(0)
    on.somebody.accessible()


@MOUSE_AND_KEYS
def test_tasks_are_brought_along_from_four_formats(walk: Walker, tmp_path: Path) -> None:
    on = walk("/tasks/import")
    page, hand = on.page, on.hand
    for name, text in FILES.items():
        file = tmp_path / name
        file.write_text(text, encoding="utf-8", newline="")
        hand.upload("A file", file)
        hand.go("Look at it")
        hand.go("Add 1 task")
        hand.go("Import")
    hand.go("Open")
    for title in TITLES:
        expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()
    again = tmp_path / "todo.txt"
    hand.go("Import")
    hand.upload("A file", again)
    hand.go("Look at it")
    expect(page.get_by_text("1 is here already")).to_be_visible()
    on.somebody.accessible()
    exported = page.request.get(f"{on.somebody.server.url}/tasks/export").text()
    assert re.search(r"""(?m)(^|[,"])'=1\+1 Order seeds""", exported), "a table program would count it out"


def test_a_goal_and_a_routine_are_made(walk: Walker) -> None:
    on = walk("/tasks")
    page, hand = on.page, on.hand
    hand.go("Goals")
    hand.go("Add a goal")
    hand.write("Title", "Learn the cello")
    hand.go("Save")
    expect(page.get_by_role("link", name="Learn the cello")).to_be_visible()
    hand.go("Routines")
    hand.go("Add a routine")
    on.somebody.accessible()
    hand.write("Title", "Practise the cello")
    hand.write("Length", "30 min")
    hand.write("Times a week", "2")
    hand.go("Save")
    expect(page.get_by_role("link", name="Practise the cello")).to_be_visible()
    hand.go("Plan again")
    expect(page.get_by_text("not planned yet")).to_have_count(0)
    page.goto(f"{on.somebody.server.url}/week")
    expect(page.locator("main")).to_contain_text("Practise the cello", timeout=60_000)
