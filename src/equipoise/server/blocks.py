"""What a person does to a block of the plan: each is a change of the life, and the plan follows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from equipoise.domain.commitments import BY_HAND, BlockKind
from equipoise.domain.errors import Finding, InputError
from equipoise.domain.plan import Block, Plan
from equipoise.domain.time import Interval
from equipoise.handmade import HandMade, as_json, hand_made_of, kept_by_hand
from equipoise.lifefile.notation import duration, duration_text, estimate, estimate_text
from equipoise.server.documents import read_life
from equipoise.server.models import Life, Revision
from equipoise.server.store import Draft, change

__all__ = ["complete", "delete", "find", "lengthen", "move", "not_today", "pin", "take_over", "unpin"]


def find(life: Life, plan: Plan, block: str) -> Block:
    """Return a block of a plan; what was put elsewhere by hand and is an event of its own since is found too.

    Raises:
        InputError: the plan has no such block, or it is one that follows from others.
    """
    found = next((b for b in plan.blocks if b.id == block), None) or _by_hand(life, plan, block)
    if found is None:
        raise InputError([Finding("this block is not in the plan any more", "load the page again")])
    if not found.commitment:
        raise InputError([Finding(f"{found.title} follows from the blocks around it", "move those instead")])
    return found


def _by_hand(life: Life, plan: Plan, block: str) -> Block | None:
    event = next((e for e in plan.fixed if e.id == block and block.startswith(BY_HAND)), None)
    entries = hand_made_of(life.by_hand)
    entry = next(
        (e for e in entries if event and e.when == event.when and BY_HAND + e.block == event.id), None
    )
    if event is None or entry is None:
        return None
    kind = BlockKind.RITUAL if entry.ritual else BlockKind.LIFE
    return Block(entry.block, kind, entry.title, event.when, entry.commitment, entry.area, pinned=True)


def move(life: Life, plan: Plan, block: str, when: Interval, now: datetime) -> Revision:
    """Put a block at another time, or give it another length; it stays there.

    Raises:
        InputError: the block is not there, or the time is over, too short, or taken by an event.
    """
    found = find(life, plan, block)
    if when.end <= now:
        raise InputError([Finding("this time is over", "choose a later one")])
    if when.minutes < 5:
        raise InputError([Finding("a block has 5 minutes at least", "make it longer")])
    _free(plan, found, when)
    local = when.start.astimezone(now.tzinfo)
    words = f"“{found.title}” put on {local:%A} at {local:%H:%M}"
    return change(life, words, lambda draft: _place(draft, found, when, now))


def _free(plan: Plan, block: Block, when: Interval) -> None:
    """Refuse a place that an event of the calendar, or another pinned block, has taken.

    Raises:
        InputError: it is taken.
    """
    events = [
        (e.title, e.when)
        for e in plan.fixed
        if e.busy and not e.all_day and e.id not in {block.commitment, BY_HAND + block.id}
    ]
    pins = [(b.title, b.when) for b in plan.blocks if b.pinned and b.commitment and b.id != block.id]
    for title, taken in (*events, *pins):
        if taken.overlaps(when):
            cure = "put it beside that, or move that first"
            raise InputError([Finding(f"“{title}” is there already", cure, field="start")])


def pin(life: Life, plan: Plan, block: str, now: datetime) -> Revision:
    """Keep a block where it is, whatever else changes."""
    found = find(life, plan, block)
    return change(life, f"“{found.title}” pinned", lambda draft: _place(draft, found, found.when, now))


def unpin(life: Life, plan: Plan, block: str, now: datetime) -> Revision:
    """Let a block be moved again.

    Raises:
        InputError: a pin of the life file holds it that is not this block's.
    """
    found = find(life, plan, block)

    def edit(draft: Draft) -> None:
        kept = [
            e
            for e in hand_made_of(draft.by_hand)
            if not (e.commitment == found.commitment and e.when == found.when)
        ]
        draft.by_hand = as_json(kept_by_hand(kept, now))
        if found.commitment in draft.tasks:
            data = draft.task(found.commitment)
            pins = [one for one in data.get("pins", []) if not _starts(one, found, now)]
            draft.put_task(found.commitment, {**data, "pins": pins} if pins else _without(data, "pins"))

    return change(life, f"“{found.title}” may move again", edit)


def _starts(pin: dict[str, Any], block: Block, now: datetime) -> bool:
    start = datetime.fromisoformat(str(pin.get("start", "")))
    return (start if start.tzinfo else start.replace(tzinfo=now.tzinfo)) == block.when.start


def delete(life: Life, plan: Plan, block: str, now: datetime) -> Revision:
    """Take a block out of the plan; its time counts as dealt with and is not planned again."""
    found = find(life, plan, block)

    def edit(draft: Draft) -> None:
        if found.commitment in draft.tasks:
            _work(draft, found.commitment, int(found.when.minutes))
        else:
            _note(draft, found, None, now)

    return change(life, f"“{found.title}” taken out", edit)


def complete(life: Life, plan: Plan, block: str, now: datetime) -> Revision:
    """Count a block as done; a task whose last block it was is done as a whole."""
    found = find(life, plan, block)

    def edit(draft: Draft) -> None:
        if found.commitment not in draft.tasks:
            _note(draft, found, None, now)
            return
        left = [
            b
            for b in plan.blocks
            if b.commitment == found.commitment and b.id != found.id and b.when.end > now
        ]
        missing = any(m.commitment == found.commitment for m in plan.misfits)
        _work(draft, found.commitment, int(found.when.minutes))
        if not left and not missing:
            draft.complete(found.commitment)

    return change(life, f"“{found.title}” done", edit)


def not_today(life: Life, plan: Plan, block: str, now: datetime) -> Revision:
    """Keep a task off the day that a block of it lies on; what repeats is left out this once.

    Args:
        life: whose. ``plan``: the one with the block. ``block``: its id; of one that is over, today is meant.
        now: the moment, in the person's zone.
    """
    found = find(life, plan, block)
    day = max(found.when.start.astimezone(now.tzinfo).date(), now.date())

    def there(moment: datetime) -> bool:
        return (moment.astimezone(now.tzinfo) if moment.tzinfo else moment).date() == day

    def edit(draft: Draft) -> None:
        if found.commitment not in draft.tasks:
            _note(draft, found, None, now)
            return
        entries = hand_made_of(draft.by_hand)
        mine = [e for e in entries if e.commitment == found.commitment and e.when and there(e.when.start)]
        draft.by_hand = as_json(e for e in entries if e not in mine)
        data = draft.task(found.commitment)
        pins = [pin for pin in data.get("pins", []) if not there(datetime.fromisoformat(str(pin["start"])))]
        off = data.get("not_on", [])  # one date may stand without brackets
        days = {one for one in map(str, off if isinstance(off, list) else [off]) if one >= str(now.date())}
        data = {**data, "pins": pins} if pins else _without(data, "pins")
        draft.put_task(found.commitment, {**data, "not_on": sorted({*days, day.isoformat()})})

    words = "today" if day == now.date() else f"on {day:%A}"
    return change(life, f"“{found.title}” not {words}", edit)


def lengthen(life: Life, plan: Plan, block: str, minutes: int, now: datetime) -> Revision:
    """Give a block more minutes where it is; a task's estimate grows by as much.

    Raises:
        InputError: fewer than 5 minutes, or more than 4 hours.
    """
    if not 5 <= minutes <= 240:
        raise InputError([Finding("give it 5 minutes to 4 hours more", field="minutes")])
    found = find(life, plan, block)
    when = Interval(found.when.start, found.when.end + timedelta(minutes=minutes))
    _free(plan, found, when)

    def edit(draft: Draft) -> None:
        if found.commitment in draft.tasks:
            _grow(draft, found.commitment, minutes)
        _place(draft, found, when, now)

    return change(life, f"{minutes} more minutes for “{found.title}”", edit)


def _place(draft: Draft, block: Block, when: Interval, now: datetime) -> None:
    _note(draft, block, when, now)


def _note(draft: Draft, block: Block, when: Interval | None, now: datetime) -> None:
    """Add what was done by hand; of the same block the last word counts."""
    person, _ = read_life(draft.text)
    known = {r.id for r in person.routines} | {n.id for n in person.non_negotiables}
    ritual = block.commitment not in draft.tasks and block.commitment not in known
    _add(draft, HandMade(block.id, block.commitment, block.title, block.when, when, block.area, ritual), now)


def take_over(draft: Draft, entry: HandMade, now: datetime) -> None:
    """Note what was done in the person's calendar as if it had been done here: the last word counts, wherever said."""
    if entry.when is None and entry.commitment in draft.tasks:
        _work(draft, entry.commitment, int(entry.was.minutes))
    else:
        _add(draft, entry, now)


def _add(draft: Draft, entry: HandMade, now: datetime) -> None:
    entries = kept_by_hand(hand_made_of(draft.by_hand), now)
    rest = [e for e in entries if not (e.commitment == entry.commitment and entry.was in {e.when, e.was})]
    draft.by_hand = as_json([*rest, entry])


def _work(draft: Draft, key: str, minutes: int) -> None:
    """Add to the work that is done of a task."""
    data = draft.task(key)
    done = duration(str(data.get("done", "0 min"))) + minutes
    draft.put_task(key, {**data, "done": duration_text(done)})


def _grow(draft: Draft, key: str, minutes: int) -> None:
    """Add to each of a task's estimates."""
    data = draft.task(key)
    old = estimate(str(data["estimate"]))
    new = type(old)(old.low + minutes, old.likely + minutes, old.high + minutes)
    most = data.get("max_chunk")
    draft.put_task(key, {**data, "estimate": estimate_text(new)} | ({"max_chunk": most} if most else {}))


def _without(data: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != name}
