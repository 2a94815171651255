"""The way to a provider and back, in a real browser: readable by everybody, and no click too many."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visitor

Visit = Callable[..., Visitor]


@pytest.mark.parametrize("size", ["desktop", "dark phone"])
def test_who_comes_back_from_the_provider_goes_on_by_themselves(visit: Visit, demo: str, size: str) -> None:
    somebody = visit(size)
    somebody.log_in(demo)
    page = somebody.go("/calendars")
    somebody.accessible()
    card = page.locator("section.card", has=page.get_by_role("heading", name="Example"))
    card.get_by_label("Name").fill("mine")
    card.get_by_label("E-mail address there").fill("ada@example.org")
    page.keyboard.press("Enter")
    onward = page.get_by_role("link", name="Go on to Example")
    expect(onward).to_be_visible()
    somebody.accessible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    asked = urlsplit(onward.get_attribute("href") or "")
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == "https://login.example.org/authorize"
    given = parse_qs(asked.query)
    assert given["redirect_uri"] == [f"{somebody.server.url}/calendars/other/back"]
    page.goto(f"{given['redirect_uri'][0]}?code=abc&state={given['state'][0]}")
    page.wait_for_url("**/calendars/connect/*")
    expect(page.get_by_text("may not be asked")).to_be_visible()
    expect(page.get_by_text("Nothing was kept")).to_be_visible()


def test_without_scripts_there_is_a_button(visit: Visit, demo: str) -> None:
    somebody = visit(java_script_enabled=False)
    somebody.log_in(demo)
    page = somebody.go("/calendars")
    page.locator("#other-name").fill("again")
    page.locator("#other-user").fill("ada@example.org")
    page.locator("form[action$='/other/login'] button").click()
    address = page.get_by_role("link", name="Go on to Example").get_attribute("href") or ""
    state = parse_qs(urlsplit(address).query)["state"][0]
    page.goto(f"{somebody.server.url}/calendars/other/back?code=abc&state={state}")
    expect(page.get_by_role("heading", name="Example has agreed")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/calendars/connect/*")
