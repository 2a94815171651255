"""The files that ship: six patterns, the defaults and the seasons."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.rhythm import SeasonKind
from equipoise.rhythms.loader import load_defaults, load_pattern, load_seasons, suggestion
from equipoise.rhythms.pattern import Pattern, PatternRule, SeasonSpec, slug

__all__ = ["PATTERN_FILES", "builtin_patterns", "defaults", "find_pattern", "pattern_text", "seasons"]

PATTERN_FILES: Mapping[str, str] = MappingProxyType(
    {
        "A": "a-boundary-fortress",
        "B": "b-deep-work-biome",
        "C": "c-recovery-first-week",
        "D": "d-time-weave",
        "E": "e-portfolio-day",
        "F": "f-caregiver-pro",
    }
)
"""Letter of each pattern that ships, and its file's name without the ending."""


def _read(*parts: str) -> str:
    return resources.files(__package__).joinpath(*parts).read_text(encoding="utf-8")


def pattern_text(letter: str) -> str:
    """Return the whole text of a shipped pattern's file, to copy and edit. ``letter``: A to F."""
    return _read("patterns", f"{PATTERN_FILES[letter]}.toml")


@cache
def builtin_patterns() -> Mapping[str, Pattern]:
    """Return the six patterns by letter."""
    return MappingProxyType(
        {letter: load_pattern(pattern_text(letter), f"{name}.toml") for letter, name in PATTERN_FILES.items()}
    )


@cache
def defaults() -> tuple[PatternRule, ...]:
    """Return what holds under every pattern."""
    return load_defaults(_read("defaults.toml"), "defaults.toml")


@cache
def seasons() -> Mapping[SeasonKind, SeasonSpec]:
    """Return what each season changes."""
    found = load_seasons(_read("seasons.toml"), "seasons.toml")
    return MappingProxyType({SeasonKind(name): spec for name, spec in found.items()})


def find_pattern(name: str, own: Mapping[str, Pattern] | None = None) -> Pattern:
    """Return a pattern by letter or name; a person's own come first.

    Args:
        name: "A", "Boundary Fortress", "a-boundary-fortress", or the key or name of one of ``own``.
        own: the person's own patterns by any key, such as the file's name.

    Raises:
        InputError: no pattern has that name.
    """
    every = {**builtin_patterns(), **(own or {})}
    if own and name in own:
        return own[name]
    wanted = slug(name)
    for key, pattern in (*(own or {}).items(), *builtin_patterns().items()):
        if wanted and wanted in {slug(key), slug(pattern.letter), slug(pattern.name), pattern.slug}:
            return pattern
    known = sorted({*every, *(pattern.name for pattern in every.values())})
    raise InputError(
        [Finding(f"there is no pattern {name!r}", suggestion(name, known), field="rhythm.pattern")]
    )
