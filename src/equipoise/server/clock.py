"""What time it is for a person, and from when on their next plan is made."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from equipoise.server.jobs.planning import zone_of
from equipoise.server.models import Life

__all__ = ["local_now", "local_time", "moment_of", "on_grid"]


def local_now(life: Life) -> datetime:
    """Return the clock's time in the person's zone."""
    return timezone.now().astimezone(zone_of(life))


def moment_of(life: Life) -> datetime:
    """Return the moment from which a trial is planned: now, or the start of a week that was planned ahead."""
    now = local_now(life)
    ahead = datetime.fromisoformat(life.plan.plan["now"]) if life.plan and life.plan.plan else now
    return max(now, ahead)


def on_grid(life: Life, now: datetime) -> datetime:
    """Return a moment on the clock of the plan that is shown: its zone, until another zone has been planned for."""
    view = life.plan.view if life.plan else None
    return now.astimezone(ZoneInfo(view["zone"])) if view else now


def local_time(text: str, now: datetime) -> datetime:
    """Return the moment that a page or a program says; without an offset it is on the person's clock.

    Args:
        text: ISO 8601. ``now``: the clock's time in the person's zone.

    Raises:
        ValueError: it is no time, or years away from any calendar.
    """
    at = datetime.fromisoformat(text)
    if not 1900 <= at.year < 2200:
        raise ValueError(text)
    return (at if at.tzinfo else at.replace(tzinfo=now.tzinfo)).astimezone(UTC)
