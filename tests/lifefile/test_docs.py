from __future__ import annotations

from equipoise.domain.rules import RULES
from equipoise.lifefile.reference import refresh
from equipoise.lifefile.tables import ROOT


def test_the_reference_page_is_up_to_date(page: str) -> None:
    """If this fails, write ``refresh`` of the page back to docs/life-file.md."""
    assert refresh(page) == page


def test_the_page_has_every_table_and_rule(page: str) -> None:
    for row in ROOT.fields:
        assert f"[{row.name}]" in page
    for rule in set(RULES) - {"rituals"}:
        assert f"| `{rule}` |" in page


def test_the_example_shows_every_table(example: str) -> None:
    for row in ROOT.fields:
        assert f"[{row.name}]" in example
