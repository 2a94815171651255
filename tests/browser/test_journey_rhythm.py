"""The rhythm: the dial turned, a season added, two rhythms compared, a rule changed where it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect
from tests.browser.conftest import MOUSE_AND_KEYS, Walk

Walker = Callable[..., Walk]


def test_the_dial_is_turned_and_a_season_added(walk: Walker) -> None:
    on = walk()
    page, hand = on.page, on.hand
    hand.go("Dial")
    hand.slide("Dial", 0.6)
    expect(page.locator("#outcome svg")).to_have_count(2, timeout=60_000)
    expect(page.locator("#rules li").first).to_be_visible()
    expect(page.locator("#outcome tbody tr").first).to_be_visible()
    on.somebody.accessible()
    hand.go("Live like this")
    expect(page).to_have_url(f"{on.somebody.server.url}/week")
    on.planned()
    expect(page.locator("#certificate")).to_contain_text("dial 0.6")
    hand.go("Year")
    taken = datetime.now(UTC).date() + timedelta(days=2)
    hand.pick("Kind", "Harvest")
    hand.when("First day", f"{taken}")
    hand.go("Add the season")
    expect(page.get_by_text("it overlaps with")).to_be_visible()
    hand.go("Back, to try again")
    soon = datetime.now(UTC).date() + timedelta(days=60)
    hand.pick("Kind", "Harvest")
    hand.when("First day", f"{soon}")
    hand.when("Last day", f"{soon + timedelta(days=12)}")
    hand.go("Add the season")
    expect(page.locator("summary").filter(has_text="Harvest")).to_be_visible()
    page.goto(f"{on.somebody.server.url}/year?year={soon.year}")
    expect(page.locator("td.season-harvest").first).to_be_visible()
    on.somebody.accessible()


@MOUSE_AND_KEYS
def test_two_rhythms_are_compared_on_the_own_week(walk: Walker) -> None:
    on = walk("/compare")
    page, hand = on.page, on.hand
    hand.press("Choose others")
    hand.tick("B ")
    hand.press("Compare these")
    picture = page.locator(".picture img")
    picture.wait_for(timeout=120_000)
    assert picture.evaluate("(el) => el.decode().then(() => el.naturalWidth)") > 300
    expect(page.get_by_role("columnheader", name="Yours")).to_be_visible()
    expect(page.locator("section.advice li").first).to_be_visible()
    assert picture.evaluate("(el) => el.getBoundingClientRect().top") < page.locator("table").first.evaluate(
        "(el) => el.getBoundingClientRect().top"
    ), "pictures first, numbers under them"
    on.somebody.accessible()
    hand.go("Live like this")
    expect(page).to_have_url(f"{on.somebody.server.url}/week")


def test_a_rule_is_changed_where_it_comes_from(walk: Walker) -> None:
    on = walk()
    page, hand = on.page, on.hand
    hand.go("Settings")
    hand.write("Find a rule", "longest stretch")
    rule = page.locator("details.rule:visible")
    expect(rule).to_have_count(1)
    hand.press("Longest stretch of work")
    expect(rule.get_by_text("From ").first).to_be_visible()
    assert rule.get_by_label("Value").input_value() == "120 min"
    hand.write("Value", "nonsense")
    with hand.leaving():
        page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator("details.rule[open] input[name=value]")).to_have_value("nonsense")
    on.somebody.accessible()
    hand.write("Value", "90 min")
    hand.go("Keep")
    expect(page.get_by_role("status").filter(visible=True).first).to_be_visible()
    expect(page.locator("details.rule[open] .tag.own")).to_be_visible()
    expect(page.get_by_role("button", name="Plan again with it")).to_be_visible()
    hand.go("Put back")
    expect(page.locator("details.rule[open] .tag.own")).to_have_count(0)
    expect(page.locator("details.rule[open] input[name=value]")).to_have_value("120 min")
