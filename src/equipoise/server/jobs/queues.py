"""The queues of jobs: each has a hand of its own in every worker."""

from __future__ import annotations

__all__ = ["NETWORK", "PLANS"]

PLANS = "default"
"""What the processor works at: plans."""
NETWORK = "network"
"""What waits for other servers: calendars, messages."""
