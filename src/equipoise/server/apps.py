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
        """Write logins to the log."""
        from equipoise.server.logins import listen  # noqa: PLC0415 - models are ready by now

        listen()
