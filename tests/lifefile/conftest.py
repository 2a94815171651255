"""Texts that several tests share."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from equipoise.lifefile import composing, wizard

DOCS = Path(__file__).parents[2] / "docs" / "life-file.md"
HEAD = '[person]\nname = "Ada"\nzone = "Europe/Berlin"\n'


@pytest.fixture(scope="session")
def page() -> str:
    return DOCS.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def example(page: str) -> str:
    """The complete example of the documentation."""
    match = re.search(r"<!-- example -->\n```toml\n(.*?)```", page, re.DOTALL)
    assert match is not None
    return match[1]


@pytest.fixture(scope="session")
def valid(example: str) -> dict[str, str]:
    """Valid life files by name."""
    assert composing.STYLES
    return {
        "least": HEAD,
        "documentation": example,
        "wizard, least": wizard.compose({"name": "Ada"}),
        "bare keys": HEAD
        + '[rhythm.rules]\nhours.own = "weekdays 9-17"\nmargin = "12 %"\nrest.daily = "11h30"\n',
        "texts for dates": HEAD + '[[task]]\ntitle = "A"\nestimate = 90\ndue = "2026-11-27 17:00"\n',
        "whole days": HEAD + '[[event]]\ntitle = "Fair"\nstart = 2026-11-27\nend = 2026-11-29\n',
        "misfit": HEAD
        + '[[task]]\ntitle = "Big"\nestimate = "30h"\nmax_chunk = "90 min"\ndeadline = 2026-11-23T10:00:00\n',
    }
