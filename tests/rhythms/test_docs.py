"""The user's page says what the code does."""

from __future__ import annotations

from pathlib import Path

from equipoise.domain.rules import RULES
from equipoise.rhythms import builtin_patterns, load_pattern
from equipoise.rhythms.values import number_text

PAGE = (Path(__file__).parents[2] / "docs" / "rhythms.md").read_text(encoding="utf-8")


def test_every_rule_and_its_default_stand_in_the_table() -> None:
    for rule_id, spec in RULES.items():
        row = next((line for line in PAGE.splitlines() if line.startswith(f"| `{rule_id}` |")), "")
        assert row, f"{rule_id} is not in the table of rules"
        assert " or ".join(spec.strengths) in row
        if spec.default is not None:
            assert f"| {number_text(spec.default, spec)} |" in row, rule_id
        assert spec.meaning in row, rule_id


def test_every_pattern_stands_in_the_table() -> None:
    for letter, pattern in builtin_patterns().items():
        assert f"| **{letter}** {pattern.name} |" in PAGE


def test_the_example_pattern_loads() -> None:
    example = PAGE.split("```toml\n")[1].split("```")[0]
    pattern = load_pattern(example, "docs/rhythms.md")
    assert pattern.name == "Four-day studio"
