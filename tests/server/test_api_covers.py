"""The API does what the pages do: each page that shows or changes something has its operation, or a reason why not."""

from __future__ import annotations

from tests.server.routes import ROUTES

from equipoise.server.api.endpoints import operations

ACCOUNT = "- how one comes in, and leaves for ever, is asked of a person in a browser"
LOOK = "- a page alone: it leads on, or works without a connection"

COVERED: dict[str, str] = {
    "": LOOK,
    "health": LOOK,
    "welcome": LOOK,
    "manifest.webmanifest": LOOK,
    "sw.js": LOOK,
    "offline": LOOK,
    "welcome/demo": "POST /begin/demo",
    "begin": LOOK,
    "begin/<slug:name>": "POST /recommendation, POST /begin",
    "week": "GET /week",
    "week/view": "GET /week",
    "week/plan": "POST /proposals",
    "week/proposals/<uuid:pk>": "GET /proposals/{pk}, GET /proposals/{pk}/week",
    "week/proposals/<uuid:pk>/accept": "POST /proposals/{pk}/accept",
    "week/do/<slug:what>": "POST /blocks/{what}",
    "week/undo/<int:number>": "POST /undo/{number}",
    "week/why/<path:block>": "GET /why/{block}",
    "week/why-not/<path:commitment>": "POST /why-not/{commitment}, GET /why-not/{commitment}",
    "week/take/<path:commitment>": "POST /repairs/{commitment}",
    "week/prices": "GET /prices",
    "week/meeting": "GET /meeting",
    "dial": "GET /rhythm",
    "dial/rules": "POST /rhythm/rules",
    "dial/try": "POST /trials",
    "dial/trials/<uuid:pk>": "GET /trials/{pk}",
    "dial/live": "PUT /rhythm",
    "dial/until": "POST /rhythm/until",
    "year": "GET /year",
    "year/season": "POST /seasons, PUT /seasons/{number}",
    "year/season/<int:number>/delete": "DELETE /seasons/{number}",
    "compare": "GET /comparisons/{pk}, GET /proposals",
    "compare/run": "POST /comparisons",
    "compare/<uuid:pk>.svg": "GET /comparisons/{pk}/picture",
    "compare/live": "POST /comparisons/take",
    "today": "GET /today",
    "today/check-in": "POST /check-ins",
    "today/do/<slug:what>": "POST /today/act",
    "today/close": "POST /today/close",
    "tasks": "GET /tasks",
    "tasks/preview": "GET /task-lines",
    "tasks/add": "POST /task-lines",
    "tasks/new": "POST /tasks",
    "tasks/edit/<path:key>": "GET /tasks/{key}, PUT /tasks/{key}",
    "tasks/change": "POST /task-changes, POST /done/{key}, DELETE /tasks/{key}",
    "tasks/undo/<int:number>": "POST /undo/{number}",
    "tasks/plan": "POST /proposals",
    "tasks/import": "POST /task-imports/look, POST /task-imports",
    "tasks/export": "GET /tasks.csv",
    "tasks/routines": "GET /lists/{kind}",
    "tasks/goals": "GET /lists/{kind}",
    "tasks/routines/new": "POST /lists/{kind}",
    "tasks/goals/new": "POST /lists/{kind}",
    "tasks/routines/edit/<path:key>": "GET /lists/{kind}/{key}, PUT /lists/{kind}/{key}",
    "tasks/goals/edit/<path:key>": "GET /lists/{kind}/{key}, PUT /lists/{kind}/{key}",
    "tasks/routines/delete/<path:key>": "DELETE /lists/{kind}/{key}",
    "tasks/goals/delete/<path:key>": "DELETE /lists/{kind}/{key}",
    "calendars": "GET /calendars",
    "calendars/upload": "POST /calendars/files",
    "calendars/refresh": "POST /calendars/refresh",
    "calendars/files/<int:number>/remove": "DELETE /calendars/files/{number}",
    "calendars/sources/<int:number>": "PUT /calendars/sources/{number}",
    "calendars/accounts/<slug:name>/remove": "DELETE /calendars/accounts/{name}",
    "calendars/accounts/<slug:name>/password": "PUT /calendars/accounts/{name}/password",
    "calendars/subscribe": "POST /calendars/subscriptions",
    "calendars/connect": "POST /calendars/connections",
    "calendars/connect/<uuid:pk>": "GET /errands/{pk}",
    "calendars/connect/<uuid:pk>/choose": "POST /calendars/connections/{pk}/choose",
    "calendars/connect/<uuid:pk>/elsewhere": "POST /calendars/connections/{pk}/elsewhere",
    "calendars/errands/<uuid:pk>": "GET /errands/{pk}",
    "calendars/sync": "GET /sync",
    "calendars/sync/look": "POST /sync/look",
    "calendars/sync/write": "POST /sync/write",
    "calendars/sync/undo": "POST /sync/undo",
    "calendars/sync/autopilot": "PUT /sync/autopilot",
    "calendars/<slug:provider>/login": ACCOUNT,
    "calendars/<slug:provider>/back": ACCOUNT,
    "calendars/hours": "GET /hours",
    "calendars/hours/<slug:what>.ics": "GET /hours/{what}.ics",
    "calendars/hours/publish": "PUT /hours",
    "calendars/plan": "PUT /sync/plan",
    "calendars/record": "GET /records",
    "calendars/record.csv": "GET /records.csv",
    "settings": "GET /rules",
    "settings/rules/<str:rule_id>": "PUT /rules/{rule}, DELETE /rules/{rule}",
    "settings/you": "GET /you",
    "settings/you/<slug:name>": "PATCH /you/{name}",
    "settings/you/<slug:name>/<int:number>": (
        "POST /you/{name}/items, PATCH /you/{name}/items/{number}, DELETE /you/{name}/items/{number}"
    ),
    "settings/file": "POST /life/look, PUT /life",
    "settings/file/life.toml": "GET /life",
    "settings/history": "GET /revisions",
    "settings/history/<int:number>/undo": "POST /undo/{number}",
    "settings/people": "GET /people",
    "settings/people/invite": "POST /invitations",
    "settings/people/<slug:what>/<int:pk>": "DELETE /invitations/{number}, DELETE /members/{number}",
    "settings/access": "GET /tokens, GET /feeds",
    "settings/access/tokens": "POST /tokens",
    "settings/access/feeds": "POST /feeds",
    "settings/access/feeds/<int:pk>/rotate": "POST /feeds/{number}/rotate",
    "settings/access/<slug:what>/<int:pk>/revoke": "DELETE /tokens/{number}, DELETE /feeds/{number}",
    "settings/webhooks": "GET /webhooks",
    "settings/webhooks/new": "POST /webhooks",
    "settings/webhooks/<uuid:pk>": "GET /webhooks/{pk}, GET /webhooks/{pk}/deliveries",
    "settings/webhooks/<uuid:pk>/<slug:what>": (
        "PATCH /webhooks/{pk}, DELETE /webhooks/{pk}, POST /webhooks/{pk}/secret, POST /webhooks/{pk}/test"
    ),
    "settings/webhooks/deliveries/<uuid:pk>/again": "POST /deliveries/{pk}/again",
    "settings/notices": "GET /channels, GET /notices",
    "settings/notices/new": "POST /channels",
    "settings/notices/<uuid:pk>/<slug:what>": (
        "PATCH /channels/{pk}, DELETE /channels/{pk}, POST /channels/{pk}/test"
    ),
    "settings/plan": "POST /proposals",
    "settings/account": ACCOUNT,
    "settings/account/delete": ACCOUNT,
    "shared": "GET /shared",
    "shared/<uuid:pk>/week": "GET /shared/{pk}",
    "shared/<uuid:pk>/leave": "POST /shared/{pk}/leave",
    "shared/invitations/<int:pk>/<slug:what>": "POST /shared/invitations/{number}/{what}",
    "feeds/<str:secret>.ics": "- read by calendar programs, as it is",
}
"""Page to the operations that do the same, or "-" and the reason why there is none. Accounts are django-allauth's."""


def test_every_page_has_its_operation_or_a_reason() -> None:
    pages = [name for name in ROUTES if not name.startswith(("api/", "account/"))]
    missing = [name for name in pages if name not in COVERED]
    assert not missing, f"which operations of the API do the same? Add a line for each: {missing}"
    assert not set(COVERED) - set(pages), "these are no pages any more"


def test_every_operation_that_is_named_is_there_and_none_is_forgotten() -> None:
    there = {
        f"{method} {path.removeprefix('/api/v1')}" for _, part in operations() for method, path, *_ in part
    }
    named = {one for said in COVERED.values() if not said.startswith("-") for one in said.split(", ")}
    assert not named - there
    beside = {"GET /me", "GET /plan", "GET /plan.ics", "GET /check-ins"}
    assert there - named == beside, "which page is this of?"


def test_a_page_that_changes_something_is_covered_by_an_operation_that_does() -> None:
    for name, said in COVERED.items():
        if "POST" in ROUTES[name].owner and not said.startswith("-"):
            assert any(not one.startswith("GET") for one in said.split(", ")), name
