"""The table of routes: what each answers to whom. A route without a line here fails the tests.

One line for each pattern, as ``python -m django show_urls`` would name it (see :func:`patterns`):

    "goals": own(get=200),                                          the life of who asks; others see their own
    "goals/<int:pk>": theirs(at="/goals/{goal}", get=200, post=302),  a thing of somebody's life: 404 for all others
    "feeds/<str:secret>.ics": secret(at="/feeds/{feed}.ics", get=200),  whoever knows the address
    "api/v1/tasks": token(get=200, notes=("equipoise.Token",)),     whoever holds a token

``get`` and ``post`` (``put``, ``patch``, ``delete``) are what the owner is answered; a method that is not named must be
refused. What stands in braces comes from :func:`world`; add there what your route needs.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from tests.server.conftest import LIFE

from equipoise.server.feeds import SCOPES, make_feed
from equipoise.server.models import Errand, Life, Member, Proposal, Token
from equipoise.server.outward import channels, hooks
from equipoise.server.secrets import digest, fresh
from equipoise.server.store import create

CANARY = "Zanzibar"
"""Stands in everything of the owner's; nobody else may ever read it."""


class Kind(Enum):
    """Whose a route is."""

    OPEN = "anybody's"
    DOOR = "the way in"
    ACCOUNT = "one's own account"
    OWN = "one's own life"
    THEIRS = "a thing of one life"
    SHARED = "a thing of one life, which members see too"
    SECRET = "whoever knows the address"
    TOKEN = "whoever holds a token"


@dataclass(frozen=True)
class Route:
    """What a route answers.

    Attributes:
        at: the path, with names of the world in braces; empty if the pattern is the path.
        owner: method to status for the owner. ``body``: what POST sends; as JSON if ``json``.
        anonymous: status for nobody in particular, where it is not the kind's own.
        notes: models that GET may touch (when a token was used).
    """

    kind: Kind
    owner: dict[str, int]
    at: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    json: bool = False
    anonymous: int | None = None
    notes: frozenset[str] = frozenset()


def _maker(kind: Kind) -> Any:
    def make(
        at: str = "",
        *,
        body: Any = None,
        json: bool = False,
        anonymous: int | None = None,
        notes: Any = (),
        **owner: int,
    ) -> Route:
        methods = {name.upper(): status for name, status in owner.items()}
        return Route(kind, methods, at, body or {}, json, anonymous, frozenset(notes))

    return make


anyone, door, account, own = (_maker(k) for k in (Kind.OPEN, Kind.DOOR, Kind.ACCOUNT, Kind.OWN))
theirs, shared, secret, token = (_maker(k) for k in (Kind.THEIRS, Kind.SHARED, Kind.SECRET, Kind.TOKEN))

USED = ("equipoise.Token",)
"""When a token was used is noted."""
ROUTES: dict[str, Route] = {
    "": anyone("/", get=302),
    "health": anyone(get=200),
    "welcome": account(get=302),
    "welcome/demo": account(post=302, body={"name": "consultant"}),
    # the week
    "week": own(get=200),
    "week/view": own(get=200),
    "week/plan": own(post=202),
    "week/proposals/<uuid:pk>": theirs("/week/proposals/{proposal}", get=200),
    "week/proposals/<uuid:pk>/accept": theirs("/week/proposals/{proposal}/accept", post=302),
    "week/do/<slug:what>": own("/week/do/pin", post=202, body={"block": "{block}"}, json=True),
    "week/undo/<int:number>": own("/week/undo/999", post=422),
    "week/why/<path:block>": own("/week/why/{block}", get=200),
    "week/why-not/<path:commitment>": own("/week/why-not/nothing", get=422, post=422),
    "week/prices": own(get=200),
    "week/meeting": own("/week/meeting?start=2026-11-25T14:00", get=200),
    "week/take/<path:commitment>": own("/week/take/nothing", post=422),
    # the welcome
    "begin": account(get=302),
    "begin/<slug:name>": account("/begin/you", get=302, post=302),
    # dial, seasons, comparison
    "dial": own(get=200),
    "dial/rules": own("/dial/rules?dial=0.6", get=200),
    "dial/try": own(post=202, body={"dial": "0.6"}),
    "dial/trials/<uuid:pk>": theirs("/dial/trials/{trial}", get=200),
    "dial/live": own(post=302, body={"dial": "0.6"}),
    "dial/until": own(post=422),
    "year": own(get=200),
    "year/season": own(post=422),
    "year/season/<int:number>/delete": own("/year/season/0/delete", post=422),
    "compare": own(get=200),
    "compare/run": own(post=202, body={"contrast": "yes"}),
    "compare/<uuid:pk>.svg": theirs("/compare/{comparison}.svg", get=404),
    "compare/live": own(post=422),
    # today
    "today": own(get=200),
    "today/check-in": own(post=422, body={}, json=True),
    "today/do/<slug:what>": own("/today/do/nothing", post=404),
    "today/close": own(post=302),
    "manifest.webmanifest": anyone(get=200),
    "sw.js": anyone(get=200),
    "offline": anyone(get=200),
    # tasks, routines, goals
    "tasks": own(get=200),
    "tasks/add": own(post=302, body={"text": "write a letter 1h"}),
    "tasks/change": own(post=422),
    "tasks/edit/<path:key>": theirs("/tasks/edit/{task}", get=200, post=422),
    "tasks/export": own(get=200),
    "tasks/import": own(get=200, post=422),
    "tasks/new": own(get=200, post=422),
    "tasks/plan": own(post=302),
    "tasks/preview": own(get=200),
    "tasks/undo/<int:number>": own("/tasks/undo/999", post=422),
    "tasks/routines": own(get=200),
    "tasks/routines/new": own(get=200, post=422),
    "tasks/routines/edit/<path:key>": own("/tasks/routines/edit/nothing", get=404, post=404),
    "tasks/routines/delete/<path:key>": own("/tasks/routines/delete/nothing", post=404),
    "tasks/goals": own(get=200),
    "tasks/goals/new": own(get=200, post=422),
    "tasks/goals/edit/<path:key>": own("/tasks/goals/edit/nothing", get=404, post=404),
    "tasks/goals/delete/<path:key>": own("/tasks/goals/delete/nothing", post=404),
    # settings
    # calendars
    "calendars": own(get=200),
    "calendars/upload": own(post=422),
    "calendars/refresh": own(post=302),
    "calendars/files/<int:number>/remove": own("/calendars/files/9/remove", post=422),
    "calendars/sources/<int:number>": own("/calendars/sources/9", post=422),
    "calendars/accounts/<slug:name>/remove": own("/calendars/accounts/nothing/remove", post=422),
    "calendars/accounts/<slug:name>/password": own("/calendars/accounts/nothing/password", post=422),
    "calendars/subscribe": own(post=422),
    "calendars/connect": own(post=422),
    "calendars/connect/<uuid:pk>": theirs("/calendars/connect/{errand}", get=200),
    "calendars/connect/<uuid:pk>/choose": theirs("/calendars/connect/{errand}/choose", post=422),
    "calendars/connect/<uuid:pk>/elsewhere": theirs("/calendars/connect/{errand}/elsewhere", post=422),
    # offered where the settings name a client: tests/server/test_calendars_login.py
    "calendars/<slug:provider>/login": own("/calendars/google/login", get=404, post=404),
    "calendars/<slug:provider>/back": own("/calendars/google/back", get=404, post=404),
    "calendars/errands/<uuid:pk>": theirs("/calendars/errands/{errand}", get=200),
    "calendars/sync": own(get=200),
    "calendars/sync/look": own(post=302),
    "calendars/sync/write": own(post=422),
    "calendars/sync/undo": own(post=302),
    "calendars/sync/autopilot": own(post=302),
    "calendars/hours": own(get=200),
    "calendars/hours/<slug:what>.ics": own("/calendars/hours/bookable.ics", get=200),
    "calendars/hours/publish": own(post=302, body={"what": "freebusy"}),
    "calendars/plan": own(post=422, body={"plan": "nowhere/at-all"}),
    "calendars/record": own(get=200),
    "calendars/record.csv": own(get=200),
    "settings": own(get=200),
    "settings/rules/<str:rule_id>": own("/settings/rules/nothing", post=422),
    "settings/you": own(get=200),
    "settings/you/<slug:name>": own("/settings/you/person", post=422),
    "settings/you/<slug:name>/<int:number>": own("/settings/you/ritual/0", post=422),
    "settings/file": own(get=200, post=422),
    "settings/file/life.toml": own(get=200),
    "settings/history": own(get=200),
    "settings/history/<int:number>/undo": own("/settings/history/999/undo", post=422),
    "settings/people": own(get=200),
    "settings/people/<slug:what>/<int:pk>": own("/settings/people/remove/{member}", post=302),
    "settings/people/invite": own(post=422),
    "settings/plan": own(post=302),
    "settings/access": own(get=200),
    "settings/access/tokens": own(post=422),
    "settings/access/feeds": own(post=422),
    "settings/access/feeds/<int:pk>/rotate": theirs("/settings/access/feeds/{feed_row}/rotate", post=200),
    "settings/access/<slug:what>/<int:pk>/revoke": theirs(
        "/settings/access/feed/{feed_row}/revoke", post=302
    ),
    # what goes out
    "settings/webhooks": own(get=200),
    "settings/webhooks/new": own(post=422),
    "settings/webhooks/<uuid:pk>": theirs("/settings/webhooks/{hook}", get=200),
    "settings/webhooks/<uuid:pk>/<slug:what>": theirs("/settings/webhooks/{hook}/rotate", post=200),
    "settings/webhooks/deliveries/<uuid:pk>/again": theirs(
        "/settings/webhooks/deliveries/{delivery}/again", post=302
    ),
    "settings/notices": own(get=200),
    "settings/notices/new": own(post=422),
    "settings/notices/<uuid:pk>/<slug:what>": theirs("/settings/notices/{channel}/pause", post=302),
    "api/v1/webhooks": token(get=200, post=422, notes=("equipoise.Token",)),
    "api/v1/webhooks/<uuidstr:pk>": token(
        "/api/v1/webhooks/{hook}", get=200, patch=200, delete=204, notes=("equipoise.Token",)
    ),
    "api/v1/webhooks/<uuidstr:pk>/secret": token("/api/v1/webhooks/{hook}/secret", post=200),
    "api/v1/webhooks/<uuidstr:pk>/test": token("/api/v1/webhooks/{hook}/test", post=202),
    "api/v1/webhooks/<uuidstr:pk>/deliveries": token(
        "/api/v1/webhooks/{hook}/deliveries", get=200, notes=("equipoise.Token",)
    ),
    "api/v1/deliveries/<uuidstr:pk>/again": token("/api/v1/deliveries/{delivery}/again", post=202),
    "api/v1/channels": token(get=200, post=422, notes=("equipoise.Token",)),
    "api/v1/channels/<uuidstr:pk>": token("/api/v1/channels/{channel}", patch=200, delete=204),
    "api/v1/channels/<uuidstr:pk>/test": token("/api/v1/channels/{channel}/test", post=202),
    "api/v1/notices": token(get=200, notes=("equipoise.Token",)),
    # feeds and the API
    "feeds/<str:secret>.ics": secret("/feeds/{feed}.ics", get=200, head=200, notes=("equipoise.Feed",)),
    "api/v1/": anyone(get=200, head=200),
    "api/v1/openapi.json": anyone(get=200, head=200),
    "api/v1/me": token(get=200, notes=USED),
    "api/v1/life": token(get=200, put=422, notes=USED),
    "api/v1/life/look": token(post=422),
    "api/v1/revisions": token(get=200, notes=USED),
    "api/v1/undo/<number>": token("/api/v1/undo/999", post=422),
    "api/v1/tasks": token(get=200, post=422, notes=USED),
    "api/v1/tasks/<path:key>": token("/api/v1/tasks/{task}", get=200, put=422, delete=204, notes=USED),
    "api/v1/done/<path:key>": token("/api/v1/done/{task}", post=200),
    "api/v1/task-lines": token("/api/v1/task-lines?text=write+1h", get=200, post=422, notes=USED),
    "api/v1/task-changes": token(post=422),
    "api/v1/task-imports": token(post=422),
    "api/v1/task-imports/look": token(post=422),
    "api/v1/tasks.csv": token(get=200, notes=USED),
    "api/v1/lists/<kind>": token("/api/v1/lists/goals", get=200, post=422, notes=USED),
    "api/v1/lists/<kind>/<path:key>": token(
        "/api/v1/lists/goals/nothing", get=404, put=422, delete=404, notes=USED
    ),
    "api/v1/plan": token(get=200, notes=USED),
    "api/v1/plan.ics": token(get=200, notes=USED),
    "api/v1/week": token(get=200, notes=USED),
    "api/v1/proposals": token(get=200, post=202, notes=USED),
    "api/v1/proposals/<uuidstr:pk>": token("/api/v1/proposals/{proposal}", get=200, notes=USED),
    "api/v1/proposals/<uuidstr:pk>/week": token("/api/v1/proposals/{proposal}/week", get=200, notes=USED),
    "api/v1/proposals/<uuidstr:pk>/accept": token("/api/v1/proposals/{proposal}/accept", post=200),
    "api/v1/blocks/<what>": token("/api/v1/blocks/pin", post=422),
    "api/v1/why/<path:block>": token("/api/v1/why/{block}", get=200, notes=USED),
    "api/v1/hours": token(get=200, put=200, body={"published": []}, notes=USED),
    "api/v1/hours/<what>.ics": token("/api/v1/hours/bookable.ics", get=200, notes=USED),
    "api/v1/sync/plan": token(put=422, body={"plan": "nowhere/at-all"}),
    "api/v1/why-not/<path:commitment>": token("/api/v1/why-not/nothing", get=422, post=422, notes=USED),
    "api/v1/repairs/<path:commitment>": token("/api/v1/repairs/nothing", post=422),
    "api/v1/prices": token(get=200, notes=USED),
    "api/v1/meeting": token("/api/v1/meeting?start=2026-11-25T14:00", get=200, notes=USED),
    "api/v1/rhythm": token(get=200, put=202, notes=USED),
    "api/v1/rhythm/rules": token(post=200),
    "api/v1/rhythm/until": token(post=422),
    "api/v1/trials": token(post=202),
    "api/v1/trials/<uuidstr:pk>": token("/api/v1/trials/{trial}", get=200, notes=USED),
    "api/v1/comparisons": token(post=422),
    "api/v1/comparisons/<uuidstr:pk>": token("/api/v1/comparisons/{comparison}", get=200, notes=USED),
    "api/v1/comparisons/<uuidstr:pk>/picture": token(
        "/api/v1/comparisons/{comparison}/picture", get=404, notes=USED
    ),
    "api/v1/comparisons/take": token(post=422),
    "api/v1/recommendation": token(post=200),
    "api/v1/year": token(get=200, notes=USED),
    "api/v1/seasons": token(post=422),
    "api/v1/seasons/<number>": token("/api/v1/seasons/0", put=422, delete=422),
    "api/v1/rules": token(get=200, notes=USED),
    "api/v1/rules/<rule>": token("/api/v1/rules/nothing", put=422, delete=404),
    "api/v1/you": token(get=200, notes=USED),
    "api/v1/you/<name>": token("/api/v1/you/person", patch=422),
    "api/v1/you/<name>/items": token("/api/v1/you/ritual/items", post=422),
    "api/v1/you/<name>/items/<number>": token("/api/v1/you/ritual/items/0", patch=422, delete=422),
    "api/v1/today": token(get=200, notes=USED),
    "api/v1/today/act": token(post=422),
    "api/v1/today/close": token(post=200),
    "api/v1/check-ins": token(get=200, post=422, notes=USED),
    "api/v1/calendars": token(get=200, notes=USED),
    "api/v1/calendars/files": token(post=422),
    "api/v1/calendars/files/<number>": token("/api/v1/calendars/files/9", delete=422),
    "api/v1/calendars/sources/<number>": token("/api/v1/calendars/sources/9", put=422),
    "api/v1/calendars/refresh": token(post=202),
    "api/v1/calendars/subscriptions": token(post=422),
    "api/v1/calendars/connections": token(post=422),
    "api/v1/calendars/connections/<uuidstr:pk>/choose": token(
        "/api/v1/calendars/connections/{errand}/choose", post=422
    ),
    "api/v1/calendars/connections/<uuidstr:pk>/elsewhere": token(
        "/api/v1/calendars/connections/{errand}/elsewhere", post=422
    ),
    "api/v1/calendars/accounts/<name>": token("/api/v1/calendars/accounts/nothing", delete=422),
    "api/v1/calendars/accounts/<name>/password": token(
        "/api/v1/calendars/accounts/nothing/password", put=422
    ),
    "api/v1/errands/<uuidstr:pk>": token("/api/v1/errands/{errand}", get=200, notes=USED),
    "api/v1/sync": token(get=200, notes=USED),
    "api/v1/sync/look": token(post=202),
    "api/v1/sync/write": token(post=422),
    "api/v1/sync/undo": token(post=202),
    "api/v1/sync/autopilot": token(put=422),
    "api/v1/records": token(get=200, notes=USED),
    "api/v1/records.csv": token(get=200, notes=USED),
    "api/v1/tokens": token(get=200, post=422, notes=USED),
    "api/v1/tokens/<number>": token("/api/v1/tokens/0", delete=404),
    "api/v1/feeds": token(get=200, post=422, notes=USED),
    "api/v1/feeds/<number>": token("/api/v1/feeds/{feed_row}", delete=204),
    "api/v1/feeds/<number>/rotate": token("/api/v1/feeds/{feed_row}/rotate", post=200),
    "api/v1/people": token(get=200, notes=USED),
    "api/v1/invitations": token(post=422),
    "api/v1/invitations/<number>": token("/api/v1/invitations/{invitation}", delete=204),
    "api/v1/members/<number>": token("/api/v1/members/{member}", delete=204),
    "api/v1/shared": account(get=200, anonymous=401),
    "api/v1/shared/<uuidstr:pk>": shared("/api/v1/shared/{life}", get=200, anonymous=401),
    "api/v1/shared/<uuidstr:pk>/leave": shared("/api/v1/shared/{life}/leave", post=204, anonymous=401),
    "api/v1/shared/invitations/<number>/<what>": account(
        "/api/v1/shared/invitations/{invitation}/take", post=404, anonymous=401
    ),
    "api/v1/begin": account(post=422, json=True, anonymous=401),
    "api/v1/begin/demo": account(post=422, json=True, anonymous=401),
    "settings/account": account(get=200),
    "settings/account/delete": account(get=302, post=302),
    # other people's lives
    "shared": account(get=200),
    "shared/<uuid:pk>/week": shared("/shared/{life}/week", get=200),
    "shared/<uuid:pk>/leave": shared("/shared/{life}/leave", post=302),
    "shared/invitations/<int:pk>/<slug:what>": account("/shared/invitations/{invitation}/accept", post=404),
    # accounts: allauth's
    "account/login/": door(get=302, post=302, anonymous=200),
    "account/logout/": door(get=200, post=302, anonymous=302),
    "account/inactive/": anyone(get=200),
    "account/signup/": door(get=302, post=302, anonymous=200),
    "account/reauthenticate/": account(get=200, post=200),
    "account/email/": account(get=200, post=302),
    "account/confirm-email/": anyone(get=200),
    r"account/^confirm-email/(?P<key>[-:\w]+)/$": anyone(
        "/account/confirm-email/nothing/", get=200, post=404
    ),
    "account/password/change/": account(get=200, post=200),
    "account/password/set/": account(get=302, post=302),
    "account/password/reset/": door(get=200, post=200, anonymous=200),
    "account/login/code/confirm/": door(get=302, post=302, anonymous=302),
    "account/password/reset/key/done/": anyone(get=200),
    r"account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": anyone(
        "/account/password/reset/key/1-nothing/", get=200, post=200
    ),
    "account/password/reset/done/": anyone(get=200),
    "account/2fa/": account(get=200),
    "account/2fa/authenticate/": door(get=302, post=302, anonymous=302),
    "account/2fa/reauthenticate/": account(get=200, post=200),
    "account/2fa/totp/activate/": account(get=302, post=302),
    "account/2fa/totp/deactivate/": account(get=302, post=302),
    "account/2fa/recovery-codes/": account(get=302),
    "account/2fa/recovery-codes/generate/": account(get=302, post=302),
    "account/2fa/recovery-codes/download/": account(get=302),
    "account/2fa/webauthn/": account(get=200),
    "account/2fa/webauthn/add/": account(get=302, post=302),
    "account/2fa/webauthn/reauthenticate/": account(get=200, post=302),
    "account/2fa/webauthn/keys/<int:pk>/remove/": theirs(
        "/account/2fa/webauthn/keys/{key}/remove/", get=302, post=302
    ),
    "account/2fa/webauthn/keys/<int:pk>/edit/": theirs(
        "/account/2fa/webauthn/keys/{key}/edit/", get=302, post=302
    ),
    "account/2fa/webauthn/login/": door(get=302, post=302, anonymous=302),
    "account/3rdparty/login/cancelled/": anyone(get=200),
    "account/3rdparty/login/error/": anyone(get=401),
    "account/3rdparty/signup/": door(get=302, post=302, anonymous=302),
    "account/3rdparty/": account(get=200, post=200),
    "account/social/login/cancelled/": anyone(get=301, post=301),
    "account/social/login/error/": anyone(get=301, post=301),
    "account/social/signup/": anyone(get=301, post=301),
    "account/social/connections/": anyone(get=301, post=301),
    "account/oidc/^(?P<provider_id>[^/]+)/login/": anyone("/account/oidc/nothing/login/", get=404, post=404),
    "account/oidc/^(?P<provider_id>[^/]+)/login/callback/": anyone(
        "/account/oidc/nothing/login/callback/", get=404, post=404
    ),
    "account/sessions/": account(get=200, post=302),
}


def patterns() -> list[str]:
    """Return every pattern that the server answers to, as ROUTES names it."""

    def walk(parts: list[Any], before: str) -> Iterator[str]:
        for part in parts:
            if isinstance(part, URLResolver):
                yield from walk(part.url_patterns, before + str(part.pattern))
            elif isinstance(part, URLPattern):
                yield before + str(part.pattern)

    return sorted(walk(get_resolver().url_patterns, ""))


def world(plan: dict[str, Any]) -> dict[str, Any]:
    """Return people and things: the owner Ada with everything, Mia who may look, Tom a stranger, Nora who is new.

    Args:
        plan: fields of a proposal with a plan.
    """
    people = {
        name: User.objects.create_user(name, f"{name}@example.com", "correct horse battery")
        for name in ("ada", "mia", "tom", "nora")
    }
    lives = {
        name: create(people[name], LIFE if name != "ada" else LIFE.replace("Pay the bills", CANARY))
        for name in ("ada", "mia", "tom")
    }
    for user in people.values():
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    life = lives["ada"]
    member = Member.objects.create(life=life, user=people["mia"])
    proposal = Proposal.objects.create(
        life=life, revision=1, state=Proposal.State.READY, ready=timezone.now(), **plan
    )
    Life.objects.filter(pk=life.pk).update(plan=proposal)
    key = Authenticator.objects.create(
        user=people["ada"], type="webauthn", data={"name": CANARY, "credential": passkey()}
    )
    TOTP.activate(people["ada"], "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(people["ada"])
    life.tasks.create(key="zanzibar", title=CANARY, data={"title": CANARY, "estimate": "1h"}, position=9)
    errand = Errand.objects.create(life=life, kind=Errand.Kind.TRY, result={"words": CANARY})
    kinds = {"trial": Proposal.Kind.TRIAL, "comparison": Proposal.Kind.COMPARE}
    others = {name: Proposal.objects.create(life=life, revision=1, kind=kind) for name, kind in kinds.items()}
    hook, _ = hooks.make(life, CANARY, "https://hooks.example.com/zanzibar", ["plan.ready"])
    sent = hook.deliveries.create(
        life=life, event="plan.ready", key="x", body=CANARY, state="delivered", ended=timezone.now()
    )
    channel = channels.make(life, CANARY, "gotifys://push.example.com/zanzibar", ["tomorrow"])
    return {
        "hook": str(hook.pk),
        "delivery": str(sent.pk),
        "channel": str(channel.pk),
        **{name: str(other.pk) for name, other in others.items()},
        "errand": str(errand.pk),
        "feed": make_feed(life, CANARY, "plan"),
        "feed_row": life.feeds.create(name=CANARY, digest="0" * 64, hint="0000").pk,
        "life": str(life.pk),
        "task": "zanzibar",
        "member": member.pk,
        "invitation": 999,
        "people": people,
        "lives": lives,
        "tokens": {name: _token(lives[name]) for name in lives},
        "proposal": str(proposal.pk),
        "block": next(b["id"] for b in plan["plan"]["blocks"] if b["commitment"] == "memo"),
        "key": key.pk,
        "nothing": str(uuid.UUID(int=0)),
    }


def passkey() -> dict[str, Any]:
    """Return what a browser sends of a new passkey, with a key that nobody has."""
    key = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    data = AuthenticatorData.create(
        b"h" * 32,
        AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT,
        0,
        AttestedCredentialData.create(b"\0" * 16, b"id", key),
    )
    seen = CollectedClientData.create(CollectedClientData.TYPE.CREATE, b"challenge", "http://testserver")
    made = AttestationObject.create("none", data, {})
    return {
        "id": websafe_encode(b"id"),
        "rawId": websafe_encode(b"id"),
        "type": "public-key",
        "response": {"clientDataJSON": websafe_encode(seen), "attestationObject": websafe_encode(made)},
        "clientExtensionResults": {},
    }


def _token(life: Life) -> str:
    made = fresh("eq")
    Token.objects.create(
        life=life,
        name="test",
        digest=digest(made),
        hint=made[-4:],
        scopes=list(SCOPES),
    )
    return made
