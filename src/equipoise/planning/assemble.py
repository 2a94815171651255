"""From what the search found back to a plan in a person's words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from itertools import pairwise

from equipoise.domain.commitments import BY_HAND, Area, BlockKind, NonNegotiable, Routine, Task
from equipoise.domain.plan import Block, Certificate, Clash, Plan, Status
from equipoise.domain.time import SLOT_MINUTES, Interval
from equipoise.planning.build import Setup
from equipoise.planning.clashes import find_clashes
from equipoise.planning.kernel.jit import numba_version
from equipoise.planning.kernel.tables import ACT, END, START
from equipoise.planning.misfits import find_misfits
from equipoise.planning.pricing import Item
from equipoise.planning.search import Found
from equipoise.planning.worth import Placed, plan_terms

__all__ = ["assemble", "placed_blocks"]

OPTIMAL_GAP = 1e-6
ROUNDING = 1e-7


def placed_blocks(setup: Setup, found: Found) -> list[Placed]:
    """Return all blocks of commitments, pins too, by start."""
    problem = setup.problem
    node = found.state.node
    out = []
    for a, activity in enumerate(problem.activities):
        x = int(found.state.head[a])
        while x >= 0:
            role = problem.contexts[activity.context][0]
            out.append(Placed(activity.id, activity.commitment, int(node[x, START]), int(node[x, END]), role))
            if int(node[x, ACT]) != a:
                raise AssertionError("a block is listed under another activity")
            x = int(node[x, 8])
    out.extend(
        Placed(f"pin:{p.commitment}", p.commitment, p.start, p.end, p.role, pinned=True) for p in setup.pins
    )
    return sorted(out, key=lambda b: (b.start, b.end))


def items_of(setup: Setup) -> dict[str, Item]:
    """Return the commitment behind each activity and pin."""
    items = dict(setup.items)
    life = setup.request.life
    everything: tuple[Task | Routine | NonNegotiable, ...] = (
        *life.tasks,
        *life.routines,
        *life.non_negotiables,
    )
    known: dict[str, Item] = {item.id: item for item in everything}
    for book in setup.request.books.values():
        for ritual in book.rituals():
            known.setdefault(ritual.id, ritual)
    for event in setup.request.events:
        if event.flexible:
            known.setdefault(event.id, event)
    for pin in setup.pins:
        if pin.commitment in known:
            items[f"pin:{pin.commitment}"] = known[pin.commitment]
    return items


def _block(setup: Setup, placed: Placed, item: Item, number: int) -> Block:
    grid = setup.request.grid
    kind = setup.pricing.kind(item)
    area = getattr(item, "area", Area.LIFE)
    return Block(
        id=f"{placed.commitment}/{number}",
        kind=kind,
        title=item.title,
        when=Interval(grid.instant(placed.start), grid.instant(placed.end)),
        commitment=placed.commitment,
        area=area,
        role=placed.role,
        place=getattr(item, "place", ""),
        pinned=placed.pinned,
        private=getattr(item, "private", False),
    )


def _numbers_by_hand(setup: Setup) -> dict[str, set[int]]:
    """Return the numbers of blocks that the person moved and that are events now, by commitment."""
    out: dict[str, set[int]] = defaultdict(set)
    for event in setup.request.events:
        commitment, _slash, number = event.id.removeprefix(BY_HAND).rpartition("/")
        if event.id.startswith(BY_HAND) and number.isdecimal():
            out[commitment].add(int(number))
    return out


def _numbered(setup: Setup, placed: Sequence[Placed], items: Mapping[str, Item]) -> list[Block]:
    """Return blocks with ids that a block keeps while it stays where it is, and that no block moved by hand has."""
    taken = _numbers_by_hand(setup)
    known: dict[tuple[str, int, int], int] = {}
    grid = setup.request.grid
    if setup.request.previous:
        for old in setup.request.previous.blocks:
            tail = old.id.rpartition("/")[2]
            if old.commitment and tail.isdigit():
                known[old.commitment, grid.floor(old.when.start), grid.floor(old.when.end)] = int(tail)
    numbers: list[int] = []
    for block in placed:
        number = known.get((block.commitment, block.start, block.end), 0)
        numbers.append(number)
        if number:
            taken[block.commitment].add(number)
    out = []
    for block, found in zip(placed, numbers, strict=True):
        number = found or 1
        while not found and number in taken[block.commitment]:
            number += 1
        taken[block.commitment].add(number)
        out.append(_block(setup, block, items[block.activity], number))
    return out


def _between(setup: Setup, blocks: Sequence[Block]) -> list[Block]:
    """Return the travel and buffer blocks that the gaps before planned blocks hold."""
    request = setup.request
    elements = [(b.when, b.role, b.place, False) for b in blocks]
    elements += [(e.when, e.role, e.place, e.meeting) for e in request.events if e.immovable]
    elements.sort(key=lambda item: (item[0].start, item[0].end))
    ours = {(b.when.start, b.when.end) for b in blocks}
    out = []
    for (a, role_a, place_a, meeting_a), (b, role_b, place_b, meeting_b) in pairwise(elements):
        if (a.start, a.end) not in ours and (b.start, b.end) not in ours:
            continue
        book = request.books.get(b.start.astimezone(request.grid.zone).date())
        if book is None or a.end >= b.start:
            continue
        travel = request.life.travel.between(place_a, place_b)
        differ = bool(role_a and role_b and role_a != role_b)
        pause = max(
            book.number("buffer.role") if differ else 0,
            book.number("buffer.meeting") if meeting_a != meeting_b else 0,
        )
        kind, minutes = (BlockKind.TRAVEL, travel) if travel else (BlockKind.BUFFER, int(pause))
        slots = min(-(-minutes // SLOT_MINUTES), int(Interval(a.end, b.start).minutes) // SLOT_MINUTES)
        if slots <= 0:
            continue
        grid = request.grid
        if kind is BlockKind.TRAVEL:
            end = grid.floor(b.start)
            when, title = Interval(grid.instant(end - slots), grid.instant(end)), f"To {place_b}"
        else:
            start = grid.ceil(a.end)
            when, title = Interval(grid.instant(start), grid.instant(start + slots)), "Buffer"
        if when.start >= max(a.end, grid.start) and when.end <= min(b.start, grid.end):
            out.append(Block(f"{kind.value}/{when.start:%Y%m%dT%H%M}", kind, title, when, area=Area.LIFE))
    return out


def _multipliers(setup: Setup, found: Found) -> dict[str, float]:
    problem = setup.problem
    out = {f"activity:{a.id}": round(float(m), 9) for a, m in zip(problem.activities, found.mu, strict=True)}
    out |= {
        f"day:{d.isoformat()}": round(float(m), 9) for d, m in zip(problem.grid.dates, found.nu, strict=True)
    }
    return out | {f"goal:{g[0]}": round(float(m), 9) for g, m in zip(problem.goals, found.gamma, strict=True)}


def assemble(
    setup: Setup, found: Found, *, rhythm: str = "", seed: int = 0, clashes: tuple[Clash, ...] = ()
) -> Plan:
    """Return the plan that a search found, with its certificate."""
    request = setup.request
    placed = placed_blocks(setup, found)
    items = items_of(setup)
    terms = plan_terms(setup, placed, items)
    objective = sum(terms.values())
    bound = found.bound + (objective - found.objective)
    if objective - bound <= ROUNDING * max(1.0, abs(bound)):
        # an optimal plan may pass its bound by rounding; by more is a defect, and the checker must see it
        bound = max(bound, objective)
    blocks = _numbered(setup, placed, items)
    blocks = sorted([*blocks, *_between(setup, blocks)], key=lambda b: (b.when.start, b.when.end, b.id))
    gap = (bound - objective) / max(abs(bound), 1e-9)
    certificate = Certificate(
        objective=objective,
        bound=bound,
        seconds=found.seconds,
        status=Status.OPTIMAL if gap <= OPTIMAL_GAP else Status.FEASIBLE,
        first_seconds=found.first_seconds,
        rounds=found.rounds,
        seed=seed,
        multipliers=_multipliers(setup, found),
        versions={"equipoise": version("equipoise"), "numba": numba_version(), "numpy": version("numpy")},
    )
    window = Interval(request.grid.start, request.grid.end)
    shown = [
        e for e in request.events if e.when.overlaps(window) or (e.when.start == e.when.end and e.all_day)
    ]
    return Plan(
        person=request.life.person.name,
        zone=request.grid.zone.key,
        first=request.grid.first,
        days=request.grid.days,
        now=request.now,
        blocks=tuple(blocks),
        fixed=tuple(
            sorted((e for e in shown if not e.flexible), key=lambda e: (e.when.start, e.when.end, e.id))
        ),
        misfits=find_misfits(setup, placed),
        clashes=(*find_clashes(setup, placed), *clashes),
        certificate=certificate,
        terms=terms,
        rhythm=rhythm,
        progress=request.progress,
    )
