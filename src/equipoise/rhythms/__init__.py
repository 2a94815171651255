"""Rhythms: dial, seasons and patterns A to F, compiled to a rulebook for each local date."""

from equipoise.rhythms.compile import compile_rulebook, override_findings, rulebooks
from equipoise.rhythms.library import builtin_patterns, find_pattern, pattern_text
from equipoise.rhythms.loader import load_pattern
from equipoise.rhythms.pattern import Pattern
from equipoise.rhythms.restcheck import RestProblem, rest_problems

__all__ = [
    "Pattern",
    "RestProblem",
    "builtin_patterns",
    "compile_rulebook",
    "find_pattern",
    "load_pattern",
    "override_findings",
    "pattern_text",
    "rest_problems",
    "rulebooks",
]
