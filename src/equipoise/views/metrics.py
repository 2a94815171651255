"""Widths of text in the shipped typeface, read from its font files, so that no text overflows its box."""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["FAMILY", "FONT_STACK", "SLACK", "covers", "fit", "font_bytes", "text_width", "wrap"]

FAMILY = "Equipoise Sans"
"""The family that ships with the package."""
FONT_STACK = f"'{FAMILY}',Inter,system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif"
"""What pictures ask for: the shipped family, then what looks like it."""
SLACK = 1.03
"""Where another typeface stands in, it may run a little wider."""
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class _Face:
    """Advance widths in em by code point."""

    advances: dict[int, float]


@cache
def font_bytes(weight: int) -> bytes:
    """Return the font file of a weight: SemiBold from 600 on, else Regular."""
    name = "EquipoiseSans-SemiBold.ttf" if weight >= 600 else "EquipoiseSans-Regular.ttf"
    return resources.files("equipoise.views").joinpath("fonts", name).read_bytes()


def _tables(data: bytes) -> dict[bytes, int]:
    (count,) = struct.unpack_from(">H", data, 4)
    rows = (struct.unpack_from(">4sIII", data, 12 + 16 * i) for i in range(count))
    return {tag: offset for tag, _, offset, _ in rows}


def _char_map(data: bytes, start: int) -> dict[int, int]:
    """Read the Unicode subtable of format 4 (OpenType 1.9, cmap)."""
    (count,) = struct.unpack_from(">H", data, start + 2)
    records = [struct.unpack_from(">HHI", data, start + 4 + 8 * i) for i in range(count)]
    base = start + next(offset for platform, _, offset in records if platform in {0, 3})
    segments = struct.unpack_from(">H", data, base + 6)[0] // 2
    row = f">{segments}H"
    ends = struct.unpack_from(row, data, base + 14)
    starts = struct.unpack_from(row, data, base + 16 + 2 * segments)
    deltas = struct.unpack_from(row, data, base + 16 + 4 * segments)
    where = base + 16 + 6 * segments
    offsets = struct.unpack_from(row, data, where)
    out: dict[int, int] = {}
    for i, (low, high, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(low, min(high, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", data, where + 2 * i + offset + 2 * (code - low))
            out[code] = (glyph + delta) & 0xFFFF
    return out


@cache
def _face(weight: int) -> _Face:
    data = font_bytes(weight)
    tables = _tables(data)
    (units,) = struct.unpack_from(">H", data, tables[b"head"] + 18)
    (metrics,) = struct.unpack_from(">H", data, tables[b"hhea"] + 34)
    widths = [struct.unpack_from(">H", data, tables[b"hmtx"] + 4 * i)[0] / units for i in range(metrics)]
    chars = _char_map(data, tables[b"cmap"])
    return _Face({code: widths[min(glyph, metrics - 1)] for code, glyph in chars.items() if glyph})


def covers(text: str) -> bool:
    """Tell whether the shipped typeface has every character of ``text``."""
    return all(ord(char) in _face(400).advances for char in text)


def _guess(char: str) -> float:
    """Return a width for a character that another typeface must show; rather too wide than too narrow."""
    if unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Me", "Mn"}:
        return 0.0
    if unicodedata.east_asian_width(char) in {"W", "F"} or ord(char) >= 0x1F000:
        return 1.3
    return 0.75


def text_width(text: str, size: float, weight: int = 400) -> float:
    """Return the width of ``text`` in the unit of ``size``, the height of the em."""
    advances = _face(600 if weight >= 600 else 400).advances
    return size * SLACK * sum(advances.get(ord(char)) or _guess(char) for char in text)


def fit(text: str, room: float, size: float, weight: int = 400) -> str:
    """Return ``text`` if it fits into ``room``, else as much of it as fits with an ellipsis; may be empty."""
    if text_width(text, size, weight) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + _ELLIPSIS, size, weight) <= room:
            low = middle
        else:
            high = middle - 1
    while low and low < len(text) and _joins(text[low - 1], text[low]):
        low -= 1
    return text[:low].rstrip() + _ELLIPSIS if low else ""


def _joins(left: str, right: str) -> bool:
    """Tell whether a cut between the two would tear a character apart."""
    return (
        unicodedata.category(right) in {"Mn", "Me", "Cf"}
        or left == "\u200d"
        or 0x1F3FB <= ord(right) <= 0x1F3FF
    )


def wrap(text: str, room: float, size: float, *, weight: int = 400, lines: int = 1) -> tuple[str, ...]:
    """Break ``text`` at spaces into at most ``lines`` lines that fit; the last may end in an ellipsis."""
    words = text.split()
    out: list[str] = []
    while words and len(out) < lines - 1:
        taken = 1
        while taken < len(words) and text_width(" ".join(words[: taken + 1]), size, weight) <= room:
            taken += 1
        if text_width(" ".join(words[:taken]), size, weight) > room:
            break
        out.append(" ".join(words[:taken]))
        words = words[taken:]
    if words:
        last = fit(" ".join(words), room, size, weight)
        out += [last] if last else []
    return tuple(out)
