"""The week in a real browser: seen, dragged, asked why, undone; by mouse, by finger and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import SIZES, Visitor

Visit = Callable[..., Visitor]


def answered(page: Page) -> None:
    """Wait until the page tells what moved; fail with what is wrong otherwise."""
    page.locator("#changes, #problems").filter(visible=True).first.wait_for()
    assert not page.locator("#problems").is_visible(), page.locator("#problems").text_content()
    settled(page)


def settled(page: Page) -> None:
    """Wait until no plan is on its way."""
    page.locator("#working").wait_for(state="hidden")


def movable(page: Page) -> Locator:
    """Return a block that is long enough to take hold of, with free time after it: a chore of Saturday afternoon."""
    return page.locator('.block.kind-life:not(.fixed)[aria-label^="Christmas letters"]').first


@pytest.mark.parametrize("size", SIZES)
def test_the_week_is_seen_on_every_size(visit: Visit, demo: str, size: str) -> None:
    somebody = visit(size)
    somebody.log_in(demo)
    page = somebody.go("/week")
    settled(page)
    expect(page.locator(".block").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    somebody.accessible()


def test_a_block_is_dragged_and_the_plan_follows(visit: Visit, demo: str) -> None:
    somebody = visit()
    somebody.log_in(demo)
    page = somebody.go("/week")
    settled(page)
    block = movable(page)
    label = block.get_attribute("aria-label") or ""
    box = block.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40, steps=6)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 68, steps=6)
    page.mouse.up()
    answered(page)
    title = label.split(", life")[0]
    expect(page.locator(f'.block[aria-label^="{title}"][aria-label$="pinned"]').first).to_be_visible()
    undo = page.locator("#undo")
    expect(undo).to_contain_text("Undo")
    undo.click()
    page.wait_for_load_state()
    expect(page.locator(f'.block[aria-label="{label}"]')).to_be_visible()


def test_a_block_is_moved_by_keyboard_alone(visit: Visit, demo: str) -> None:
    somebody = visit()
    somebody.log_in(demo)
    page = somebody.go("/week")
    settled(page)
    block = movable(page)
    title = (block.get_attribute("aria-label") or "").split(", life")[0]
    block.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text("because")).to_be_visible()
    somebody.accessible()
    dialog.get_by_role("button", name="Pin here").focus()
    page.keyboard.press("Enter")
    answered(page)
    expect(page.locator(f'.block[aria-label^="{title}"][aria-label$="pinned"]').first).to_be_visible()
    page.locator("#undo").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def test_an_hour_tells_its_price_and_a_meeting_its_cost(visit: Visit, demo: str) -> None:
    somebody = visit()
    somebody.log_in(demo)
    page = somebody.go("/week")
    settled(page)
    block = movable(page).bounding_box()
    assert block
    spot = (block["x"] + block["width"] / 2, block["y"] - 4)
    for shift in range(12):
        page.mouse.move(spot[0], spot[1] - 6 * shift)
        page.wait_for_timeout(400)
        if page.locator("#price").is_visible():
            break
    expect(page.locator("#price")).to_contain_text("worth")
