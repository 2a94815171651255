"""The week: asked, worked block by block, priced, planned anew and put back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import MOUSE_AND_KEYS, Walk

Walker = Callable[..., Walk]
LETTERS = "Christmas letters"
"""A chore of Saturday afternoon, with free time after it."""
FINGER = pytest.mark.parametrize("hand", ["finger"])
KEYS = pytest.mark.parametrize("hand", ["keys"])
MOUSE = pytest.mark.parametrize("hand", ["mouse"])


def block(on: Walk, title: str = LETTERS) -> None:
    """Open a block in the agenda."""
    if on.page.locator(".ec-list").count() == 0:
        on.hand.press("Agenda")
    on.hand.press(title)
    expect(on.page.get_by_role("dialog")).to_be_visible()


def times(page: Page, title: str = LETTERS) -> str:
    """Return from when to when a block of the agenda lies."""
    label = page.locator(f'.block[aria-label^="{title}"]').first.get_attribute("aria-label") or ""
    return label.partition(", life, ")[2].partition(",")[0]


def undone(on: Walk) -> None:
    """Take the last change back."""
    expect(on.page.locator("#undo")).to_contain_text("Undo")
    on.hand.go("Undo")
    on.planned()
    on.hand.press("Agenda")


def test_a_block_says_why_and_is_lengthened_moved_and_put_back(walk: Walker) -> None:
    on = walk()
    page, hand = on.page, on.hand
    hand.press("Agenda")
    before = times(page)
    block(on)
    expect(page.get_by_role("dialog").get_by_text("because")).to_be_visible()
    on.somebody.accessible()
    hand.press("30 more minutes")
    on.told()
    assert times(page) != before
    undone(on)
    assert times(page) == before
    block(on)
    start = datetime.fromisoformat(page.locator("#move-start").input_value())
    hand.when("Start", f"{start + timedelta(minutes=20):%Y-%m-%dT%H:%M}")
    length = int(page.locator("#move-minutes").input_value()) + 15
    hand.write("Minutes", str(length), "number")
    hand.press("Move")
    on.told()
    assert (
        times(page)
        == f"{start + timedelta(minutes=20):%H:%M} to {start + timedelta(minutes=20 + length):%H:%M}"
    )
    expect(page.locator("#live")).not_to_be_empty()
    undone(on)
    assert times(page) == before


@MOUSE_AND_KEYS
def test_a_block_is_pinned_done_put_off_and_taken_out(walk: Walker) -> None:
    on = walk()
    page, hand = on.page, on.hand
    block(on)
    hand.press("Pin here")
    on.told()
    pinned = page.locator(f'.block[aria-label^="{LETTERS}"][aria-label$="pinned"]')
    expect(pinned.first).to_be_visible()
    block(on)
    hand.press("Let it move")
    on.told()
    expect(pinned).to_have_count(0)
    block(on, "Shoes for")
    hand.press("Not on Saturday")
    on.told()  # its shop is open on no other day
    expect(page.locator(".ec-list")).not_to_contain_text("Shoes for")
    expect(page.locator("#misfits")).to_contain_text("Shoes for")
    block(on, "Call Aunt")
    hand.press("Done")
    on.told()
    expect(page.locator("#undo")).to_contain_text("Aunt")
    block(on, LETTERS)
    hand.press("Take out")
    on.told()
    expect(page.locator(f'.block[aria-label^="{LETTERS}, first half"]')).to_have_count(0)
    undone(on)
    expect(page.locator(f'.block[aria-label^="{LETTERS}, first half"]').first).to_be_visible()


@KEYS
def test_why_not_and_a_repair_taken(walk: Walker) -> None:
    on = walk("/tasks")
    page, hand = on.page, on.hand
    hand.write("Add a task", "Write the yearbook 60h")
    with hand.leaving():
        page.keyboard.press("Enter")
    hand.go("Plan again")
    page.goto(f"{on.somebody.server.url}/week")
    expect(page.locator("#misfits")).to_contain_text("yearbook", timeout=60_000)
    on.planned()
    shown = page.locator(".misfit", has_text="yearbook")
    hand.press((shown.get_by_role("button").get_attribute("aria-label") or "Why not").strip())
    dialog = page.get_by_role("dialog")
    take = dialog.get_by_role("button", name="Do this").first
    take.wait_for(timeout=180_000)  # a worker tries out what makes room
    on.somebody.accessible()
    hand.press("Do this")
    on.told()
    expect(page.locator("#undo")).to_be_visible()


def test_the_week_is_shown_in_four_ways(walk: Walker) -> None:
    on = walk()
    for name, one in (
        ("Day", ".ec-day-view"),
        ("4 weeks", ".ec-day-grid"),
        ("Agenda", ".ec-list"),
        ("Week", ".ec-week-view.ec-time-grid"),
    ):
        on.hand.press(name, "submit")
        expect(on.page.locator(f"#grid {one}, #grid{one}").first).to_be_visible()
        expect(on.page.locator(".block").first).to_be_visible()
        expect(on.page.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-pressed", "true")
        if name in {"4 weeks", "Agenda"}:
            on.somebody.accessible(name)
        assert on.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@KEYS
def test_a_better_plan_comes_in_while_the_page_goes_on(walk: Walker) -> None:
    on = walk()
    stamps: list[str] = []

    def heard(answer: Any) -> None:
        if "/week/proposals/" in answer.url and (told := answer.json()).get("view"):
            stamps.append(told["stamp"])

    on.page.on("response", heard)
    for _ in range(4):  # a machine that is busy elsewhere may have made both plans before the page asks
        stamps.clear()
        on.hand.press("Plan the week")
        expect(on.page.locator("#working")).to_be_visible()
        block(on)
        expect(on.page.get_by_role("dialog").get_by_text("because")).to_be_visible()
        on.hand.press("Close")
        on.planned()
        if len(set(stamps)) > 1:
            break
    assert len(set(stamps)) > 1, "a first plan at once, and a better one later"


@MOUSE_AND_KEYS
def test_an_hour_and_a_meeting_are_priced_beside_their_field(walk: Walker) -> None:
    on = walk()
    if on.hand.size == "dark":
        on.hand.press("Skip the hours")
    on.hand.to("It begins")
    expect(on.page.locator("#cost-worth")).to_contain_text("this hour is worth", timeout=30_000)
    expect(on.page.locator("#cost-words")).to_contain_text("A meeting on", timeout=30_000)
    before = on.page.locator("#cost-words").inner_text()
    on.hand.write("Minutes", "120")
    expect(on.page.locator("#cost-words")).not_to_have_text(before, timeout=30_000)
    on.hand.press("Ask")


@MOUSE
def test_a_block_is_pulled_longer_and_an_hour_priced_where_the_pointer_rests(walk: Walker) -> None:
    on = walk()
    page = on.page
    found = page.locator(f'.block[aria-label^="{LETTERS}"]').first
    found.scroll_into_view_if_needed()
    before, box = times(page), found.bounding_box()
    assert box
    foot = (box["x"] + box["width"] / 2, box["y"] + box["height"] - 2)
    page.mouse.move(*foot)
    page.mouse.down()
    page.mouse.move(foot[0], foot[1] + 12, steps=4)
    page.mouse.move(foot[0], foot[1] + 30, steps=4)
    page.mouse.up()
    on.told()
    after = times(page)
    assert after.partition(" to ")[0] == before.partition(" to ")[0]
    assert after > before
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] - 40)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] - 44)
    page.wait_for_timeout(600)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] - 46)
    expect(page.locator("#price")).to_contain_text("is worth", timeout=30_000)
    expect(page.locator("#price")).to_contain_text("A meeting on", timeout=30_000)
    page.keyboard.press("Escape")
    expect(page.locator("#price")).to_be_hidden()


@FINGER
def test_a_block_is_dragged_by_a_finger_that_rests_on_it(walk: Walker) -> None:
    on = walk()
    page = on.page
    for _ in range(6):
        if page.locator(f'.block[aria-label^="{LETTERS}"]').count():
            break
        on.hand.press("Later")
    found = page.locator(f'.block[aria-label^="{LETTERS}"]').first
    found.evaluate("(el) => el.scrollIntoView({ block: 'center' })")
    before, box = times(page), found.bounding_box()
    assert box
    wire = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + 10

    def touch(kind: str, to: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": to}]
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", y)
    page.wait_for_timeout(1200)
    for step in range(1, 7):
        touch("touchMove", y + 10 * step)
    touch("touchEnd")
    on.told()
    assert times(page) != before
    assert page.locator(f'.block[aria-label^="{LETTERS}"][aria-label$="pinned"]').count() == 1


@FINGER
def test_a_tap_on_an_empty_hour_tells_what_a_meeting_costs(walk: Walker) -> None:
    on = walk()
    page = on.page
    for _ in range(6):
        if "Sat" in page.locator(".ec-header, .ec-col-head").first.inner_text():
            break
        on.hand.press("Later")
    found = page.locator(f'.block[aria-label^="{LETTERS}"]').first
    found.evaluate("(el) => el.scrollIntoView({ block: 'center' })")
    box = found.bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] - 30)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("A meeting on", timeout=30_000)
    on.somebody.accessible()
