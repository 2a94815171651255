"""The Django app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

__all__ = ["ServerConfig"]


class ServerConfig(AppConfig):
    """Equipoise's own app; its models are in ``equipoise.server.models``."""

    name = "equipoise.server"
    label = "equipoise"
    verbose_name = "Equipoise"

    def ready(self) -> None:
        """Write logins to the log; let calendars, webhooks and notices hear of what happens."""
        from equipoise.server.logins import listen
        from equipoise.server.signals import happened, plan_accepted

        listen()
        plan_accepted.connect(_calendars, dispatch_uid="calendars")
        happened.connect(_webhooks, dispatch_uid="webhooks")
        happened.connect(_notices, dispatch_uid="notices")


# What hears brings the planner along, which takes a second or two; a command that needs none of it starts without.


def _calendars(**said: Any) -> None:
    from equipoise.server.jobs.calendars import write_at_once

    write_at_once(**said)


def _webhooks(**said: Any) -> None:
    from equipoise.server.jobs.delivering import note

    note(**said)


def _notices(**said: Any) -> None:
    from equipoise.server.jobs.notifying import note

    note(**said)
