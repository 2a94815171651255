"""The queues of jobs: each has a hand of its own in every worker."""

from __future__ import annotations

__all__ = ["NETWORK", "OUTWARD", "PLANS"]

PLANS = "default"
"""What the processor works at: plans."""
NETWORK = "network"
"""What waits for other servers: calendars."""
OUTWARD = "outward"
"""What is told to others: they may be slow, and keep no calendar waiting."""
