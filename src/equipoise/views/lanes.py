"""Lanes: what overlaps stands side by side, what does not gets the whole width."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["lanes"]


def lanes(spans: Sequence[tuple[float, float]]) -> tuple[tuple[int, int], ...]:
    """Return (lane, number of lanes of its cluster) for each span, in the order given.

    Spans are half-open; a cluster is a run of spans that overlap directly or through others. Each takes the
    first free lane, earlier starts first, longer ones first among equals.
    """
    order = sorted(range(len(spans)), key=lambda i: (spans[i][0], -spans[i][1], i))
    result: list[tuple[int, int]] = [(0, 1)] * len(spans)
    cluster: list[int] = []
    ends: list[float] = []
    chosen: dict[int, int] = {}
    for i in order:
        start, end = spans[i]
        if ends and start >= max(ends):
            result = _close(result, cluster, chosen, len(ends))
            cluster, ends = [], []
        lane = next((k for k, busy_until in enumerate(ends) if busy_until <= start), len(ends))
        ends[lane : lane + 1] = [end]
        chosen[i] = lane
        cluster.append(i)
    return tuple(_close(result, cluster, chosen, len(ends)))


def _close(
    result: list[tuple[int, int]], cluster: list[int], chosen: dict[int, int], count: int
) -> list[tuple[int, int]]:
    out = list(result)
    for i in cluster:
        out[i] = (chosen[i], count)
    return out
