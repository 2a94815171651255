"""What is one's own: the life file out and in, who is let in and shut out again, the record, and the end."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import MOUSE_AND_KEYS, Walk
from tests.server.people import PASSWORD
from tests.server.receiving import Receiver, receiver

Walker = Callable[..., Walk]


@pytest.fixture
def program() -> Iterator[Receiver]:
    """Return a program that takes webhooks."""
    with receiver() as found:
        yield found


@MOUSE_AND_KEYS
def test_the_life_file_goes_out_and_comes_in_and_the_account_goes(walk: Walker, tmp_path: Path) -> None:
    on = walk()
    page, hand = on.page, on.hand
    hand.go("Settings")
    hand.go("Life file")
    with page.expect_download() as got:
        hand.press("Download life.toml")
    out = tmp_path / "life.toml"
    got.value.save_as(out)
    text = out.read_text("utf-8")
    assert "Christmas letters" in text, "tasks go along"
    out.write_text(re.sub(r'(?m)^name = "(.*)"$', 'name = "Ada of the file"', text, count=1), "utf-8")
    hand.upload("A life file", out)
    hand.go("Look at what changes")
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    on.somebody.accessible()
    hand.go("Keep this")
    hand.go("History")
    expect(page.locator(".history li").first).to_be_visible()
    assert "Ada of the file" in page.request.get(f"{on.somebody.server.url}/settings/file/life.toml").text()
    hand.go("Undo")
    assert (
        "Ada of the file" not in page.request.get(f"{on.somebody.server.url}/settings/file/life.toml").text()
    )
    hand.go("Account")
    hand.go("Delete")
    hand.write("Password", PASSWORD, "password")
    hand.go("Confirm")
    hand.write("Your user name", "somebody else")
    hand.go("Delete everything")
    expect(page.get_by_role("alert")).to_be_visible()
    hand.write("Your user name", on.name)
    hand.go("Delete everything")
    page.goto(f"{on.somebody.server.url}/account/login/")
    hand.write("Login", on.name)
    hand.write("Password", PASSWORD, "password")
    with hand.leaving():
        page.keyboard.press("Enter")
    expect(page.get_by_text("not correct")).to_be_visible()
    expect(page).to_have_url(re.compile("/account/login/"))


def asked(url: str, token: str = "", body: object = None) -> int:
    """Return what a program is answered that has no browser's session."""
    heads = {"Authorization": f"Bearer {token}"} if token else {}
    data = None if body is None else json.dumps(body).encode()
    if data:
        heads["Content-Type"] = "application/json"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, heads), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_feed_and_a_token_are_made_used_and_taken_away(walk: Walker) -> None:
    on = walk("/settings/access")
    page, hand = on.page, on.hand
    tasks = f"{on.somebody.server.url}/api/v1/tasks"
    hand.write("Name of the feed", "phone")
    hand.go("Make a feed")
    first = page.locator("#address").input_value()
    assert asked(first) == 200
    hand.go("Another address for phone")
    second = page.locator("#address").input_value()
    assert (asked(first), asked(second)) == (404, 200)
    on.somebody.accessible()
    hand.go("Take away phone")
    assert asked(second) == 404
    hand.write("Name of the token", "script")
    hand.go("Make a token")
    token = page.locator("#secret").input_value()
    assert asked(tasks, token) == 200
    assert asked(tasks, token, {"data": {"title": "Dust", "estimate": "1h"}}) == 403, "it may only read"
    on.somebody.accessible()
    hand.go("Take away script")
    assert asked(tasks, token) == 401


@MOUSE_AND_KEYS
def test_a_webhook_is_made_used_rotated_and_taken_away(walk: Walker, program: Receiver) -> None:
    on = walk("/settings/webhooks")
    page, hand = on.page, on.hand
    hand.write("Name", "Lights")
    hand.write("Address", program.url)
    hand.go("Add the address")
    secret = page.get_by_label("Secret").input_value()
    hand.go("Send a test")
    for _ in range(100):
        if program.got:
            break
        page.wait_for_timeout(100)
    assert len(program.got) == 1
    assert "webhook-signature" in program.got[0].headers
    hand.go("Another secret")
    assert page.get_by_label("Secret").input_value() != secret
    on.somebody.accessible()
    page.reload()
    expect(page.locator(".history li").first).to_contain_text("delivered", ignore_case=True)
    hand.go("Delete")
    expect(page.get_by_text("is told nothing any more")).to_be_visible()
    expect(page.get_by_role("link", name="Lights")).to_have_count(0)
