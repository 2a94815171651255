"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ServerConfig"]


class ServerConfig(AppConfig):
    """Equipoise's own app; its models are in ``equipoise.server.models``."""

    name = "equipoise.server"
    label = "equipoise"
    verbose_name = "Equipoise"

    def ready(self) -> None:
        """Write logins to the log, and let calendars hear of plans that come into force."""
        from equipoise.server.jobs import calendars
        from equipoise.server.logins import listen
        from equipoise.server.signals import plan_accepted

        listen()
        plan_accepted.connect(calendars.write_at_once, dispatch_uid="calendars")
