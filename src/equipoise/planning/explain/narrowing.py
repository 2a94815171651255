"""From all that may stand in the way to a smallest set that does."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.planning.explain.members import Kind, Member
from equipoise.planning.explain.oracle import Oracle
from equipoise.planning.explain.wording import length

__all__ = ["smallest_conflict_for"]

FULL = 12
"""Other commitments in a conflict beyond which the week counts as full."""


def _grouped(members: Sequence[Member]) -> list[list[Member]]:
    """Return members in groups of one kind: rules four together, own limits alone, the rest all at once."""
    most = {Kind.RULE: 4, Kind.OWN: 1, Kind.PRICE: 1}
    out: list[list[Member]] = []
    for member in members:
        if out and out[-1][0].kind is member.kind and len(out[-1]) < most.get(member.kind, len(members)):
            out[-1].append(member)
        else:
            out.append([member])
    return out


def _as_one(groups: Sequence[Sequence[Member]]) -> list[Member]:
    """Return members that were only tried together as one member of each kind."""
    out = []
    for kind in dict.fromkeys(group[0].kind for group in groups):
        flat = [m for group in groups if group[0].kind is kind for m in group]
        noun = {Kind.EVENT: "fixed events", Kind.OTHER: "other commitments"}.get(kind, "rules")
        text = f"{len(flat)} {noun}, among them {flat[-1].text}"
        out.append(Member(kind, "", text, tuple(m.id for m in flat)))
    return out


def smallest_conflict_for(oracle: Oracle, *, budget: int = 60) -> tuple[Member, ...]:
    """Return members that together keep the activity out, none of which can go; () if it fits after all.

    Deletion filter (Chinneck & Dravnieks 1991, doi 10.1287/ijoc.3.2.157), in halves: a group that can go
    goes at once, one that cannot is split. A member stays only if a plan was found without it, and that
    plan is still a witness when later members go.

    Args:
        oracle: answers whether the activity fits.
        budget: searches after which members are no longer told apart: those that are left stay as one
            member of their kind.
    """
    kept = list(oracle.members)
    if oracle.fits(kept):
        return ()
    if not oracle.fits([]):
        size = length(oracle.activity.need)
        return (Member(Kind.OWN, "need", f"its size, {size} in all"),)
    # others first: every further question is small if they can go
    groups = [_grouped([m for m in kept if (m.kind is Kind.OTHER) is other]) for other in (True, False)]
    kept, together = _filtered(oracle, kept, [*groups[0], *groups[1]], budget)
    merged = [m for group in together for m in group]
    return (*(m for m in kept if m not in merged), *_as_one(together))


def _filtered(
    oracle: Oracle, kept: list[Member], todo: list[list[Member]], budget: int
) -> tuple[list[Member], list[list[Member]]]:
    """Return what cannot go, and the groups in it that were not told apart for want of budget."""
    together: list[list[Member]] = []
    looked = -1
    while todo:
        now = todo.pop(0)
        rest = [m for m in kept if m not in now]
        if len(now) > 1 and now[0].kind is Kind.OTHER and looked != oracle.asked and oracle.fits(rest):
            looked = oracle.asked
            others = [m for group in [now, *todo] for m in group if m.kind is Kind.OTHER]
            stay = oracle.swaps(kept, others)
            todo = [[m for m in group if m.id not in stay] for group in [now, *todo]]
            todo = [group for group in todo if group]
        elif not oracle.fits(rest):
            kept = rest
        elif len(now) > 1 and oracle.asked >= budget:
            together.append(now)
        elif len(now) > 1:
            # in a full week nearly every event counts: halves that cannot go either would be asked in vain
            full = now[0].kind is Kind.EVENT and sum(m.kind is Kind.OTHER for m in kept) > FULL
            if full:
                todo[:0] = [[m] for m in now]
                continue
            middle = len(now) // 2
            todo[:0] = [now[:middle], now[middle:]]
    return kept, together
