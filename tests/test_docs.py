"""The pages say what is so: their examples run, their commands and links exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import equipoise
from equipoise.cli.main import COMMANDS

PAGES = [
    "README.md",
    "CHANGELOG.md",
    "docs/cli.md",
    "docs/python.md",
    "docs/dependencies.md",
    "docs/server.md",
    "docs/web.md",
    "docs/api.md",
    "docs/security.md",
    "docs/webhooks.md",
    "docs/notices.md",
]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(root: Path, page: str) -> None:
    text = (root / page).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        if not link.startswith("docs/pictures/"):
            assert ((root / page).parent / link).exists(), link


def test_every_command_is_told(root: Path) -> None:
    text = (root / "docs" / "cli.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"| `{name}" in text


def test_every_function_is_told(root: Path) -> None:
    text = (root / "docs" / "python.md").read_text(encoding="utf-8")
    for name in equipoise.__all__:
        if name[0].islower() and name != "energy_curve":
            assert f"`{name}" in text, name


def test_the_life_made_in_python_is_planned(root: Path) -> None:
    text = (root / "docs" / "python.md").read_text(encoding="utf-8")
    code = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[1]
    exec(compile(code, "docs/python.md", "exec"), {})
