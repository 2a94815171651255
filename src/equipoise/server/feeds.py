"""Private feeds: who knows the address may read, so that the address is a secret that can be changed."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from equipoise.calendars.feed import busy_feed, plan_feed
from equipoise.planning.slack import defended, slacks
from equipoise.server.models import Feed, Life, Record, Token
from equipoise.server.plans import plan_of
from equipoise.server.secrets import digest, fresh
from equipoise.server.solutions import ready_of, solution_of

__all__ = ["SCOPES", "content_of", "feed_at", "make_feed", "make_token", "record"]

SCOPES = ("read", "write", "plan", "calendars", "hooks", "access")
"""What a token may: look; change tasks, rules and blocks; ask for plans; calendars; tell others; let others in."""

_DAY = 86_400


def record(life: Life, what: str, where: str, words: str) -> None:
    """Note in the audit log who was let in or out."""
    Record.objects.create(life=life, what=what, where=where[:300], words=words[:500])


def make_token(life: Life, name: str, scopes: list[str], expires: datetime | None = None) -> str:
    """Make a token of the API; it is shown once, and only its digest is kept."""
    secret = fresh("eqp")
    kept = {"digest": digest(secret), "hint": secret[-4:], "scopes": scopes, "expires": expires}
    Token.objects.create(life=life, name=name, **kept)
    record(life, "token.made", name, f"Token “{name}” made: it may {', '.join(scopes)}")
    return secret


def make_feed(life: Life, name: str, kind: str) -> str:
    """Make a feed, and return the secret of its address."""
    secret = fresh("eqf")
    Feed.objects.create(life=life, name=name, kind=kind, digest=digest(secret), hint=secret[-4:])
    record(life, "feed.made", name, f"Feed “{name}” made")
    return secret


def feed_at(secret: str) -> Feed | None:
    """Return the feed at a secret address; looked up by its digest, so that no time tells how near a guess was."""
    found = Feed.objects.select_related("life", "life__plan").filter(digest=digest(secret)).first()
    if found is not None and (found.used is None or (timezone.now() - found.used).total_seconds() > 300):
        Feed.objects.filter(pk=found.pk).update(used=timezone.now())
    return found


def content_of(feed: Feed) -> tuple[bytes, str]:
    """Return what a feed gives, and its ETag. A plan that has not changed gives the same bytes.

    Raises:
        InputError: there is no plan.
    """
    life = feed.life
    key = f"feed:{feed.pk}:{life.plan_id}:{ready_of(life).isoformat()}"
    last = f"feed:{feed.pk}:last"
    body = cache.get(key)
    if body is None:
        body = _made(feed, cache.get(last) or b"")
        cache.set_many({key: body, last: body}, _DAY * 30)
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _made(feed: Feed, previous: bytes) -> bytes:
    solution, plan = solution_of(feed.life), plan_of(feed.life.plan)
    request = solution.setup.request
    firm = defended(plan, slacks(solution), request.books, request.life)
    if feed.kind == Feed.Kind.BUSY:
        return busy_feed(plan, firm, previous=previous)
    why = {entry["id"]: entry["why"] for entry in feed.life.plan.view["entries"]}
    return plan_feed(plan, why, firm, previous=previous)
