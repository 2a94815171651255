"""Every page in a real browser, on every size, light and dark: nothing serious for axe, and no complaint."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import SIZES, Visitor

Visit = Callable[..., Visitor]

PAGES = (
    "/today",
    "/tasks",
    "/tasks/routines",
    "/tasks/goals",
    "/tasks/import",
    "/dial",
    "/year",
    "/compare",
    "/settings",
    "/settings/you",
    "/settings/file",
    "/settings/history",
    "/settings/people",
    "/settings/account",
    "/account/password/change/",
    "/account/2fa/",
)
OUTSIDE = ("/account/login/",)


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_readable_by_everybody(visit: Visit, demo: str, size: str) -> None:
    somebody = visit(size)
    for path in OUTSIDE:
        somebody.go(path)
        somebody.accessible(path)
    somebody.log_in(demo)
    wide = []
    for path in PAGES:
        page = somebody.go(path)
        page.wait_for_load_state("networkidle")
        somebody.accessible(path)
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            wide.append(path)
    assert wide == []


def test_a_task_is_written_as_one_would_say_it_by_keyboard_alone(visit: Visit, demo: str) -> None:
    somebody = visit()
    somebody.log_in(demo)
    page = somebody.go("/tasks")
    field = page.get_by_label("Add a task")
    field.focus()
    page.keyboard.type("Water the plants 20 min by Fri")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Water the plants").first).to_be_visible()


def test_the_dial_is_turned_by_keyboard_and_the_week_is_tried(visit: Visit, demo: str) -> None:
    somebody = visit()
    somebody.log_in(demo)
    page = somebody.go("/dial")
    page.locator("#dial").focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#outcome svg")).to_have_count(2, timeout=60_000)
    somebody.accessible()


def test_energy_is_said_with_one_tap_on_the_phone(visit: Visit, demo: str) -> None:
    somebody = visit("phone")
    somebody.log_in(demo)
    page = somebody.go("/today")
    page.get_by_role("button", name="Good").click()
    expect(page.get_by_role("button", name="Good")).to_have_attribute("aria-pressed", "true")


def test_a_newcomer_begins_with_their_own_week(visit: Visit) -> None:
    somebody = visit()
    somebody.server.user("newcomer")
    somebody.log_in("newcomer")
    page = somebody.page
    expect(page).to_have_url(f"{somebody.server.url}/welcome")
    somebody.accessible()
    page.get_by_role("link", name="Begin with my own week").or_(
        page.get_by_role("button", name="Begin with my own week")
    ).first.click()
    somebody.accessible()
