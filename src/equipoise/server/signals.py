"""What parts of the server tell each other."""

from __future__ import annotations

from django.dispatch import Signal

__all__ = ["plan_accepted"]

plan_accepted = Signal()
"""A plan came into force; ``life`` is whose. Sent within the transaction."""
