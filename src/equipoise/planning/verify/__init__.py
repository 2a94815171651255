"""The independent checker. Written from ``docs/model.md``, it shares no code with the planner."""

from __future__ import annotations

from equipoise.planning.verify.check import verify
from equipoise.planning.verify.verdict import HARD_RULES, Curve, Mismatch, Unexplained, Verdict, Violation

__all__ = ["HARD_RULES", "Curve", "Mismatch", "Unexplained", "Verdict", "Violation", "verify"]
