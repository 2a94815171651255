"""What every page needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

__all__ = ["NAVIGATION", "chrome"]

NAVIGATION = (
    ("today", "Today"),
    ("week", "Week"),
    ("tasks", "Tasks"),
    ("dial", "Dial"),
    ("year", "Year"),
    ("compare", "Compare"),
    ("calendars", "Calendars"),
    ("settings", "Settings"),
)
"""Name of the route and what people call it."""


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation with the page that is shown, and whether this server sends mail."""
    match = getattr(request, "resolver_match", None)
    mail = bool(settings.MAIL.host)
    return {
        "navigation": NAVIGATION,
        "mail_sent": mail,
        "here": (match.url_name or "").split("-")[0] if match else "",
    }
