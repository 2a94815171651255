"""What parts of the server tell each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.dispatch import Signal

from equipoise.server.models import Life

__all__ = ["announce", "happened", "plan_accepted"]

plan_accepted = Signal()
"""A plan came into force; ``life`` is whose. Sent within the transaction."""
happened = Signal()
"""Something that others may be told of: ``life``, ``event``, ``key``, ``data``. Sent within the transaction."""

Data = Mapping[str, Any] | Callable[[], Mapping[str, Any]]


def announce(life: Life, event: str, key: object, data: Data) -> None:
    """Say that something happened.

    Args:
        life: whose. ``event``: its name, see ``equipoise.server.outward.events``.
        key: with the event's name it tells this from all else, so that said twice it counts once.
        data: what is told, or what makes it, called only if somebody wants to know.
    """
    happened.send(Life, life=life, event=event, key=f"{event}:{key}", data=data)
