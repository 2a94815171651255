"""Small weeks that can be worked out by hand, and random ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest

from .smallweeks import random_solution

IDS = re.compile(r"\b(task|event|comms|activity)-\d|@\d{4}|/\d")
RAW = re.compile(r"\d\.\d")


def assert_plain(sentence: str) -> None:
    """A sentence for people: a capital first, a full stop last, no ids, no raw floats, no names of terms."""
    assert sentence[0].isupper(), sentence
    assert sentence.endswith("."), sentence
    assert not IDS.search(sentence), sentence
    assert not RAW.search(sentence), sentence
    assert "_" not in sentence, sentence
    assert "  " not in sentence, sentence


@pytest.fixture(scope="session")
def plain() -> Callable[[str], None]:
    return assert_plain


@pytest.fixture(scope="session")
def random_week() -> Callable[..., object]:
    return cache(random_solution)
