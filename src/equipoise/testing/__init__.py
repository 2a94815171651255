"""For tests and benches: people who never lived, and their weeks."""

from equipoise.testing.weeks import PEOPLE, MadeUp, make_week

__all__ = ["PEOPLE", "MadeUp", "make_week"]
