"""Every hard rule and every term of the model has a test: names carry the rules' numbers and the terms' names."""

import re
from pathlib import Path

from equipoise.planning.verify import HARD_RULES
from equipoise.planning.verify.worth import TERMS

HERE = Path(__file__).parent
MODEL = (HERE.parents[2] / "docs" / "model.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return MODEL.split(f"## {title}\n")[1].split("\n## ")[0]


def names_in_tests(pattern: str) -> set[str]:
    texts = [path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py")]
    return {found for text in texts for found in re.findall(pattern, text, flags=re.MULTILINE)}


def test_every_hard_rule_of_the_model_is_known_and_names_in_tests() -> None:
    rules = {int(number) for number in re.findall(r"^(\d+)\. ", section("Hard rules"), flags=re.MULTILINE)}
    assert rules == set(range(1, 13))
    assert set(HARD_RULES) == {0, *rules}
    assert {int(number) for number in names_in_tests(r"^def test_rule_(\d+)_")} == {0, *rules}


def test_every_term_of_the_model_is_known_and_names_in_tests() -> None:
    terms = re.findall(r"^\| `(\w+)` \|", section("Worth"), flags=re.MULTILINE)
    assert terms == list(TERMS)
    names = names_in_tests(r"^def test_term_(\w+)\(")
    assert all(any(name == term or name.startswith(f"{term}_") for name in names) for term in terms)
