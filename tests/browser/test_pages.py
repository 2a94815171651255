"""Every page in a real browser, on every size, light and dark: nothing serious for axe, and no complaint."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.browser.conftest import SIZES, Visitor
from tests.server.routes import ROUTES

Visit = Callable[..., Visitor]

PAGES = (
    "/today",
    "/tasks",
    "/tasks/new",
    "/tasks/edit/{task}",
    "/tasks/routines",
    "/tasks/routines/new",
    "/tasks/goals",
    "/tasks/goals/new",
    "/tasks/import",
    "/dial",
    "/year",
    "/compare",
    "/calendars",
    "/calendars/sync",
    "/calendars/hours",
    "/calendars/record",
    "/settings",
    "/settings/you",
    "/settings/file",
    "/settings/history",
    "/settings/people",
    "/settings/access",
    "/settings/notices",
    "/settings/webhooks",
    "/settings/account",
    "/shared",
    "/account/email/",
    "/account/password/change/",
    "/account/sessions/",
    "/account/2fa/",
    "/offline",
    "/api/v1/",
)
OUTSIDE = (
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/done/",
    "/account/password/reset/key/1-nothing/",
    "/account/inactive/",
    "/account/confirm-email/",
    "/account/confirm-email/nothing/",
    "/account/3rdparty/login/cancelled/",
)
ELSEWHERE = {
    "week": "test_week looks at it on every size",
    "begin/<slug:name>": "the newcomer's journey looks at its steps",
    "welcome": "the newcomer's journey looks at it",
    "calendars/connect/<uuid:pk>": "the journey to a calendar server looks at it",
    "settings/webhooks/<uuid:pk>": "the journey of a webhook looks at it",
    "settings/account/delete": "it asks for the password first; the journey to the end looks at it",
    "shared/<uuid:pk>/week": "test_a_shared_week_is_readable looks at it",
    "calendars/<slug:provider>/login": "GET is refused",
    "calendars/<slug:provider>/back": "test_calendars_login looks at it",
    "tasks/routines/edit/<path:key>": "the same form as a new one",
    "tasks/goals/edit/<path:key>": "the same form as a new one",
    "account/reauthenticate/": "the journey to the end of an account passes it",
    "account/logout/": "the button in the head of each page does it",
    "account/password/set/": "for who has no password",
    "account/3rdparty/": "there is no third party",
    "account/3rdparty/login/error/": "the same page as the one of a login that was left",
    "account/2fa/reauthenticate/": "for who has a second factor: test_security",
    "account/2fa/webauthn/": "for who has a passkey: test_security",
    "account/2fa/webauthn/reauthenticate/": "for who has a passkey: test_security",
}
"""Pages that no list here names, and why."""
NOT_PAGES = (
    "api/",
    "feeds/",
    "health",
    "manifest.webmanifest",
    "sw.js",
    "tasks/export",
    "tasks/preview",
    "week/",
    "dial/",
    "compare/",
    "calendars/errands/",
    "calendars/record.csv",
    "calendars/hours/<slug:what>.ics",
    "settings/file/life.toml",
    "account/oidc/",
)
"""What answers no page of its own: data, files, and parts of pages."""


def test_every_page_is_looked_at() -> None:
    named = {path.strip("/") for path in (*PAGES, *OUTSIDE)}
    pages = {
        pattern: (route.at or f"/{pattern}").strip("/")
        for pattern, route in ROUTES.items()
        if route.owner.get("GET") in {200, 401, 404} or (route.owner.get("GET") and route.anonymous == 200)
    }
    left = {
        pattern
        for pattern, at in pages.items()
        if at not in named and pattern not in ELSEWHERE and not pattern.startswith(NOT_PAGES)
    }
    assert left == set(), "name them in PAGES, or say why not"


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_readable_by_everybody(visit: Visit, demo: str, size: str) -> None:
    somebody = visit(size)
    for path in OUTSIDE if size in {"desktop", "dark phone"} else OUTSIDE[:1]:
        somebody.go(path)
        somebody.accessible(path)
    somebody.log_in(demo)
    wide = []
    task = (somebody.go("/tasks").locator("li.task").first.get_attribute("data-key")) or ""
    for path in PAGES:
        page = somebody.go(path.format(task=task))
        somebody.accessible(path)
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            wide.append(path)
    assert wide == []


def test_a_shared_week_is_readable(visit: Visit, demo: str, account: Callable[[str], str]) -> None:
    somebody, friend = visit(), visit("dark phone")
    guest = account("guest")
    somebody.log_in(demo)
    page = somebody.go("/settings/people")
    page.get_by_role("textbox").first.fill(guest)
    page.get_by_role("button", name="Invite").click()
    friend.log_in(guest)
    page = friend.go("/shared")
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("link", name="Look at the week").click()
    page.wait_for_url("**/shared/*/week")
    friend.accessible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
