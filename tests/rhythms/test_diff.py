"""Differences and descriptions for people."""

from __future__ import annotations

from datetime import time

import pytest

from equipoise.domain.commitments import LocalWindow, Ritual
from equipoise.domain.rhythm import Override
from equipoise.domain.rules import Rulebook, Strength
from equipoise.rhythms.diff import describe, diff

from .conftest import Book


@pytest.mark.parametrize("letter", "ABCDEF")
def test_no_change_is_empty(book: Book, letter: str) -> None:
    assert diff(book(letter), book(letter)) == ()


def test_sentences(book: Book) -> None:
    stop = (LocalWindow(time(8, 30), time(18), frozenset(range(5))),)
    noon = LocalWindow(time(12), time(14))
    walk = (Ritual("walk", "Walk", 25, noon), Ritual("lunch", "Lunch", 0, noon))
    overrides = (
        Override("hours.outer", stop),
        Override("hours.focus", strength=Strength.PRICED),
        Override("advice.cover", "Grace stands in."),
        Override("rituals", walk),
    )
    by_id = {change.rule_id: change.sentence for change in diff(book("A"), book("A", overrides=overrides))}
    assert by_id["hours.outer"] == (
        "Hard stop: no work outside 08:30-18:00, Mon-Fri; was 08:30-18:30, Mon-Fri (you)"
    )
    assert by_id["hours.focus"].endswith("; was hard, is priced (you)")
    assert by_id["advice.cover"] == "New: Grace stands in. (you)"
    assert "new: Walk 25 min" in by_id["rituals"]
    assert "no longer: Lunch 30 min" in by_id["rituals"]
    assert list(by_id) == ["hours.outer", "hours.focus", "rituals", "advice.cover"]


def test_gone_rules_are_told(book: Book) -> None:
    change = next(item for item in diff(book("A"), book("C")) if item.rule_id == "hours.focus")
    assert change.after is None
    assert change.sentence.startswith("No longer: Golden hours")


def test_a_ritual_that_moved_is_told(book: Book) -> None:
    change = next(item for item in diff(book("A"), book("B")) if item.rule_id == "rituals")
    assert "Lunch 30 min (11:30-13:30, Mon-Fri) is now Lunch 30 min (12:15-14:30, Mon-Fri)" in change.sentence


def test_describe_has_a_line_for_each_rule(book: Book) -> None:
    a = book("A")
    lines = describe(a)
    assert len(lines) == len(a.rules)
    assert any(
        line == "hard    Hard stop: no work outside 08:30-18:30, Mon-Fri  "
        "[pattern A, instead of 07:00-22:00, every day from default]"
        for line in lines
    )
    assert describe(Rulebook()) == ()
