"""How often somebody asks, counted within this process, so that reading costs no write."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque

__all__ = ["Often"]

_KNOWN = 10_000
"""Who is counted at once; the longest silent one is forgotten first."""


class Often:
    """Counts requests by who makes them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.asked: OrderedDict[str, deque[float]] = OrderedDict()

    def too_often(self, who: str, many: int, seconds: int) -> bool:
        """Note a request, and tell whether there were ``many`` within so many seconds before it."""
        now = time.monotonic()
        with self.lock:
            times = self.asked.setdefault(who, deque(maxlen=many))
            self.asked.move_to_end(who)
            while len(self.asked) > _KNOWN:
                self.asked.popitem(last=False)
            full = len(times) == many and now - times[0] < seconds
            if not full:
                times.append(now)
        return full
