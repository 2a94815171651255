"""Webhooks and notices by keyboard alone, and on the phone."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect
from tests.browser.conftest import Visitor

Visit = Callable[..., Visitor]


def test_an_address_is_added_by_keyboard_and_its_secret_shown_once(visit: Visit, demo: str) -> None:
    somebody = visit()
    somebody.log_in(demo)
    page = somebody.go("/settings/webhooks")
    page.get_by_label("Name").focus()
    page.keyboard.type("Home lights")
    page.keyboard.press("Tab")
    page.keyboard.type("https://hooks.example.com/in")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Secret")).to_have_value(re.compile("^whsec_.{40,}"))
    somebody.accessible("a new webhook")
    page.get_by_role("link", name="All webhooks").click()
    page.get_by_role("link", name="Home lights").click()
    expect(page.get_by_label("Secret")).to_have_count(0)
    page.get_by_role("button", name="Delete").press("Enter")
    expect(page.get_by_text("is told nothing any more")).to_be_visible()


def test_what_is_wrong_with_a_channel_is_told_beside_it_on_the_phone(visit: Visit, demo: str) -> None:
    somebody = visit("phone")
    somebody.log_in(demo)
    page = somebody.go("/settings/notices")
    page.locator("summary", has_text="Gotify").press("Enter")
    page.get_by_label("Server").locator("visible=true").fill("http://push.example.org")
    page.get_by_label("Token", exact=True).locator("visible=true").fill("Abcdefghij")
    page.get_by_role("button", name="Add Gotify").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("unencrypted")
    expect(page.get_by_label("Server").locator("visible=true")).to_have_value("http://push.example.org")
    somebody.accessible("a channel that is refused")
