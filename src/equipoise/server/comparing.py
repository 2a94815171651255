"""Rhythms compared on one's own week: which, asked for, and one of them taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.rhythms import builtin_patterns
from equipoise.server.clock import moment_of
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal, Revision
from equipoise.server.turning import take_rhythm

__all__ = ["CONTRAST", "MOST", "ask_comparison", "last_comparison", "named", "take_compared"]

CONTRAST: Mapping[str, Mapping[str, Any]] = {
    "Yours": {},
    "Balance": {"pattern": "A", "dial": 0.2},
    "Integration": {"pattern": "D", "dial": 0.8},
}
MOST = 6


def named(
    patterns: Iterable[str], dials: Iterable[Any], *, mine: bool = False
) -> dict[str, Mapping[str, Any]]:
    """Return choices by the names to show.

    Args:
        patterns: letters. ``dials``: numbers, or their texts. ``mine``: the person's own rhythm too.

    Raises:
        InputError: there is no such pattern, or a dial is none.
    """
    out: dict[str, Mapping[str, Any]] = {"Yours": {}} if mine else {}
    known = builtin_patterns()
    for letter in patterns:
        if letter not in known:
            raise InputError(
                [Finding(f"there is no pattern {letter!r}", "tick one of the list", field="pattern")]
            )
        out[f"{letter} {known[letter].name}"] = {"pattern": letter}
    for text in dials:
        try:
            dial = float(text)
        except ValueError:
            dial = -1.0
        if not 0 <= dial <= 1:
            raise InputError([Finding(f"{text!r} is not a dial", "choose 0 to 1", field="dial")])
        out[f"Yours, dial {dial:.2f}"] = {"dial": dial}
    return out


def ask_comparison(life: Life, wanted: Mapping[str, Mapping[str, Any]]) -> Proposal:
    """Ask for the week under each of several rhythms.

    Raises:
        InputError: they are too few or too many.
    """
    if not 2 <= len(wanted) <= MOST:
        raise InputError([Finding(f"{len(wanted)} rhythms cannot be compared", f"tick two to {MOST}")])
    rhythms = {name: dict(choice) for name, choice in wanted.items()}
    return ask(life, Proposal.Kind.COMPARE, why="a comparison", now=moment_of(life), rhythms=rhythms)


def last_comparison(life: Life) -> Proposal | None:
    """Return the last comparison that is ready."""
    return life.proposals.filter(kind=Proposal.Kind.COMPARE, state=Proposal.State.READY).first()


def take_compared(life: Life, name: str) -> tuple[Revision, Proposal]:
    """Take one of the rhythms that were compared, and ask for the week under it.

    Raises:
        InputError: it was not compared.
    """
    found = last_comparison(life)
    if found is None or name not in found.options["rhythms"]:
        raise InputError([Finding("this rhythm is not among the compared ones", "compare again")])
    return take_rhythm(life, found.options["rhythms"][name], name)
