"""Shared cases, one person, and rulebooks made short."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from equipoise.domain.life import EnergyProfile, Person
from equipoise.domain.rhythm import Rhythm
from equipoise.domain.rules import Rulebook
from equipoise.rhythms import compile_rulebook

MONDAY = date(2026, 5, 11)
Cases = Callable[[str], dict[str, Any]]
Book = Callable[..., Rulebook]


@pytest.fixture
def cases() -> Cases:
    root = Path(os.environ.get("EQUIPOISE_SHARED", Path(__file__).parents[3] / "shared"))

    def load(name: str) -> dict[str, Any]:
        path = root / "science" / "cases" / name
        if not path.exists():
            pytest.skip(f"shared case {name} is not here; set EQUIPOISE_SHARED")
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    return load


@pytest.fixture
def person() -> Person:
    return Person("Ada", ZoneInfo("Europe/Berlin"), country="DE", subdivision="BE")


@pytest.fixture
def book(person: Person) -> Book:
    def make(
        pattern: str = "A", day: date = MONDAY, energy: EnergyProfile | None = None, **changes: Any
    ) -> Rulebook:
        return compile_rulebook(Rhythm(pattern=pattern, **changes), day, person, energy)

    return make
