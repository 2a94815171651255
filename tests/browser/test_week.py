"""The week in a real browser: seen, and dragged; what else is done there stands in its journey."""

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
