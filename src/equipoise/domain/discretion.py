"""What others may not read of a plan: titles and places of private events and tasks (CLASS, RFC 5545 section 3.8.1.3).

A plan is the person's own, and they see all of it. What they give away goes through here: calendar files, feeds,
pages and pictures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC

from equipoise.domain.commitments import BlockKind, Event, Task
from equipoise.domain.plan import Block, Clash, Misfit, Plan

__all__ = ["PRIVATE", "discreet", "discreet_words", "hiding"]

PRIVATE = "Private"
"""What stands in the place of a title that others may not read."""
_JOURNEY = "Travel"


def hiding(plan: Plan, tasks: Iterable[Task] = ()) -> Callable[[str], str]:
    """Return what takes private titles out of a sentence.

    Args:
        plan: its private events and blocks count. ``tasks``: of the life; the private ones count too.
    """
    titles = {event.title for event in plan.fixed if event.private}
    titles |= {block.title for block in plan.blocks if block.private}
    titles |= {task.title for task in tasks if task.private}
    titles |= {" ".join(title.split()) for title in titles}
    named = sorted(titles - {"", PRIVATE}, key=lambda title: (-len(title), title))
    if not named:
        return str
    pattern = re.compile("|".join(_word(title) for title in named))
    return lambda text: pattern.sub(PRIVATE, text)


def _word(title: str) -> str:
    """Return a pattern of a title that is no part of a longer word."""
    before = r"(?<!\w)" if title[0].isalnum() else ""
    after = r"(?!\w)" if title[-1].isalnum() else ""
    return f"{before}{re.escape(title)}{after}"


def discreet_words(plan: Plan, words: Mapping[str, str], tasks: Iterable[Task] = ()) -> Mapping[str, str]:
    """Return sentences about a plan, such as the reasons of its blocks, without private titles."""
    hide = hiding(plan, tasks)
    return {key: hide(text) for key, text in words.items()}


def discreet(plan: Plan, tasks: Iterable[Task] = ()) -> Plan:
    """Return a plan as others may read it: private titles and places are gone, times and kinds stay.

    A journey to something private does not say where it goes.

    Args:
        plan: the plan; one without anything private is returned as it is. ``tasks``: as for ``hiding``.
    """
    kept = list(tasks)
    hide = hiding(plan, kept)
    if hide is str:
        return plan
    secret = {task.id for task in kept if task.private}
    secret |= {item.commitment for item in plan.blocks if item.private}
    secret |= {event.id for event in plan.fixed if event.private}
    return replace(
        plan,
        blocks=tuple(_block(block, plan) for block in plan.blocks),
        fixed=tuple(_event(event) for event in plan.fixed),
        misfits=tuple(_misfit(misfit, hide, secret) for misfit in plan.misfits),
        clashes=tuple(_clash(clash, hide) for clash in plan.clashes),
        notes=tuple(hide(note) for note in plan.notes),
    )


def _block(block: Block, plan: Plan) -> Block:
    if block.private:
        return replace(block, title=PRIVATE, place="")
    if block.kind is BlockKind.TRAVEL and _leads_to_private(block, plan):
        return replace(block, title=_JOURNEY, place="")
    return block


def _leads_to_private(journey: Block, plan: Plan) -> bool:
    """Tell whether what comes next after a journey is private."""
    end = journey.when.end.astimezone(UTC)
    known = [(block.when.start.astimezone(UTC), block.private) for block in plan.blocks]
    known += [
        (event.when.start.astimezone(UTC), event.private)
        for event in plan.fixed
        if event.busy and not event.all_day
    ]
    after = [(start, private) for start, private in known if start >= end]
    first = min((start for start, _private in after), default=None)
    return any(private for start, private in after if start == first)


def _event(event: Event) -> Event:
    return replace(event, title=PRIVATE, place="") if event.private else event


def _misfit(misfit: Misfit, hide: Callable[[str], str], secret: set[str]) -> Misfit:
    title = PRIVATE if misfit.commitment in secret else misfit.title
    return replace(misfit, title=title, reason=hide(misfit.reason))


def _clash(clash: Clash, hide: Callable[[str], str]) -> Clash:
    return replace(clash, text=hide(clash.text))
