"""The hands themselves: what they do while a page draws itself anew."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Error, expect
from tests.browser import hands
from tests.browser.hands import HANDS

RESTLESS = """<main><button style='padding: 2em'>Open</button><p>Shut</p></main><script>{{
let left = {times};
const drawn = () => {{
  const was = document.querySelector("button");
  const now = was.cloneNode(true);
  now.onclick = () => {{ document.querySelector("p").textContent = "Opened"; }};
  was.replaceWith(now);
  if (left-- > 0) setTimeout(drawn, 5);
}};
drawn(); }}
</script>"""
"""A page that draws its button anew every few milliseconds, so many times."""


@pytest.mark.parametrize("kind", ["mouse", "finger"])
def test_what_is_drawn_anew_is_taken_hold_of_again(
    chrome: Browser, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = chrome.new_context(has_touch=True)
    page = context.new_page()
    hand = HANDS[kind](page)
    page.set_content(RESTLESS.format(times=20))
    hand.press("Open")
    expect(page.locator("p")).to_have_text("Opened")
    page.set_content(RESTLESS.format(times=100_000))
    monkeypatch.setattr(hands, "REDRAWN", 1)
    with pytest.raises(Error, match="not attached"):
        hand.press("Open")
    context.close()
