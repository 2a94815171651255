"""The table of docs/security.md: each requirement stands in it once, and what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

from equipoise.server import settings

SECTIONS = {
    # how many requirements of levels 1 and 2 each section of ASVS 5.0.0 has, numbered from 1
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}
STATES = {"holds", "configured", "part", "no", "none here"}
FOLDERS = (
    "",
    "src/equipoise/server",
    "src/equipoise/server/pages",
    "src/equipoise/server/api",
    "tests/server",
)


def rows(root: Path) -> list[tuple[list[str], str, str]]:
    text = (root / "docs/security.md").read_text("utf-8")
    found = re.findall(r"(?m)^\| (\d+\.\d+\.\d+[^|]*) \| ([^|]+) \| ([^|]+) \|$", text)
    return [(numbers.split(", "), state, shown) for numbers, state, shown in found]


def test_every_requirement_of_levels_1_and_2_has_one_line(root: Path) -> None:
    wanted = [
        f"{chapter}.{section}.{number}"
        for chapter, counts in SECTIONS.items()
        for section, count in enumerate(counts, 1)
        for number in range(1, count + 1)
    ]
    assert len(wanted) == 253
    assert sorted(number for numbers, _, _ in rows(root) for number in numbers) == sorted(wanted)


def test_states_are_those_that_are_explained(root: Path) -> None:
    assert {state for _, state, _ in rows(root)} == STATES


def test_what_is_named_is_there(root: Path) -> None:
    tests = {
        name
        for path in (root / "tests").rglob("test_*.py")
        for name in re.findall(r"(?m)^def (test_\w+)", path.read_text("utf-8"))
    }
    missing = []
    for numbers, _, shown in rows(root):
        for name in re.findall(r"`([^`]+)`", shown):
            if re.fullmatch(r"test_\w+", name):
                there = name in tests
            elif re.fullmatch(r"[\w./-]+\.(py|md|html|toml)|(src|tests)/[\w/]+", name):
                there = any((root / folder / name).exists() for folder in FOLDERS)
            elif re.fullmatch("[A-Z_]+", name) and not name.startswith("EQUIPOISE"):
                there = hasattr(settings, name)
            else:
                continue
            if not there:
                missing.append(f"{numbers[0]}: {name}")
    assert not missing


def test_what_holds_is_shown(root: Path) -> None:
    bare = [
        numbers
        for numbers, state, shown in rows(root)
        if state == "holds" and "`" not in shown and "](#" not in shown
    ]
    assert bare == [["3.7.1"], ["15.3.7"]], "of these alone the reason says it all"


def test_links_within_the_page_lead_to_headings(root: Path) -> None:
    text = (root / "docs/security.md").read_text("utf-8")
    headings = {head.lower().replace(" ", "-") for head in re.findall(r"(?m)^#+ (.*)$", text)}
    assert set(re.findall(r"\]\(#([\w-]+)\)", text)) <= headings
