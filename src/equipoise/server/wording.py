"""Findings as pages say them: what cures it is a page here, where the command line names a command."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from equipoise.domain.errors import Finding

__all__ = ["as_told", "for_pages"]

_PAGES = {
    "equipoise calendars refresh": "refresh it under Calendars",
    "equipoise calendars add": "connect it under Calendars",
    "equipoise calendars password": "give it once more under Calendars",
    "equipoise sync --restore": "“Put back what I deleted”, under Calendars, does that",
    "take availability out of publish": "turn it off under Calendars, Your hours, to be asked no more",
    "equipoise export": "take them as a file under Calendars, Your hours",
}
"""Commands, and what does the same on a page."""


def for_pages(words: str) -> str:
    """Return a message or a cure in which the part that names a command names the page instead."""
    return "; ".join(_part(part) for part in words.split("; "))


def _part(part: str) -> str:
    return next((page for command, page in _PAGES.items() if command in part), part)


def as_told(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON, in the words of pages."""
    told = asdict(finding)
    return told | {"message": for_pages(finding.message), "cure": for_pages(finding.cure)}
