"""Glyphs of the kinds: the second cue beside colour, drawn as strokes on a field of 12 by 12."""

from __future__ import annotations

from collections.abc import Mapping

from equipoise.domain.commitments import BlockKind

__all__ = ["CHECK", "GLYPHS", "LOCK"]

GLYPHS: Mapping[BlockKind, str] = {
    BlockKind.FOCUS: (
        "M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9zM6 4.9a1.1 1.1 0 1 0 0 2.2a1.1 1.1 0 1 0 0-2.2z"
    ),
    BlockKind.ADMIN: "M1.5 3h9M1.5 6h9M1.5 9h5.5",
    BlockKind.MEETING: (
        "M4.3 5.2a1.8 1.8 0 1 0 0-3.6a1.8 1.8 0 0 0 0 3.6zM1.2 10.4c0-2 1.3-3 3.1-3s3.1 1 3.1 3"
        "M8.1 1.8a1.7 1.7 0 0 1 0 3.3M9.2 7.6c1 .4 1.6 1.3 1.6 2.8"
    ),
    BlockKind.COMMS: "M1.4 2h9.2v6.2h-4.8l-2.4 2.3v-2.3h-2z",
    BlockKind.LIFE: (
        "M6 10.3C2.6 7.8 1.3 6.2 1.3 4.3A2.4 2.4 0 0 1 6 3.4A2.4 2.4 0 0 1 10.7 4.3C10.7 6.2 9.4 7.8 6 10.3z"
    ),
    BlockKind.RECOVERY: "M10.2 7.5A4.6 4.6 0 1 1 4.9 1.7A3.8 3.8 0 0 0 10.2 7.5z",
    BlockKind.RITUAL: "M10.3 6.2a4.3 4.3 0 1 1-1.4-3.3M9.1 .9v2.3h-2.4",
    BlockKind.BUFFER: "M1.6 6h1.6M5.2 6h1.6M8.8 6h1.6",
    BlockKind.TRAVEL: "M1.3 6h9.2M7.2 2.8l3.3 3.2l-3.3 3.2",
}
"""Path data of each kind."""

LOCK = "M2.8 5.4h6.4v5h-6.4zM4.2 5.4v-1.6a1.8 1.8 0 0 1 3.6 0v1.6"
"""Path data of the lock that marks what is fixed."""

CHECK = "M2 6.4l2.8 2.8l5.4-6"
"""Path data of a tick."""
