"""The body of an answer, unpacked in steps, so that a small one cannot become a huge one (a decompression bomb)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from equipoise.calendars.fetching.errors import NoAnswerError, TooLargeError

__all__ = ["unpack"]

STEP = 1_000_000


def unpack(chunks: Iterable[bytes], coding: str, limit: int) -> bytes:
    """Return a body of at most ``limit`` bytes.

    Args:
        chunks: as they come. ``coding``: Content-Encoding; empty, gzip or deflate (RFC 9110 section 8.4.1).

    Raises:
        TooLargeError: if it is larger, packed or unpacked.
        NoAnswerError: if it is packed otherwise, or broken, or ends too early.
    """
    name = coding.strip().lower()
    if name in {"", "identity"}:
        return _plain(chunks, limit)
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise NoAnswerError("the answer is packed in a way that was not asked for")
    try:
        return _inflated(chunks, name == "deflate", limit)
    except zlib.error as error:
        raise NoAnswerError("the answer is packed and damaged; try again later") from error


def _plain(chunks: Iterable[bytes], limit: int) -> bytes:
    out = bytearray()
    for chunk in chunks:
        out += chunk
        _weigh(len(out), limit)
    return bytes(out)


def _inflated(chunks: Iterable[bytes], deflate: bool, limit: int) -> bytes:
    out = bytearray()
    packed = 0
    unpacker = None
    for chunk in chunks:
        packed += len(chunk)
        _weigh(packed, limit)
        if unpacker is None and chunk:
            # "deflate" is sent with and without the zlib header that the standard asks for
            wrapped = (chunk[0] & 0x0F) == 8 if deflate else True
            unpacker = zlib.decompressobj(47 if wrapped else -15)
        rest = chunk
        while unpacker is not None and rest and not unpacker.eof:
            out += unpacker.decompress(rest, STEP)
            _weigh(len(out), limit)
            rest = unpacker.unconsumed_tail
    if unpacker is not None:
        out += unpacker.flush()
        _weigh(len(out), limit)
        if not unpacker.eof:
            raise NoAnswerError("the answer broke off; try again later")
    return bytes(out)


def _weigh(size: int, limit: int) -> None:
    if size > limit:
        raise TooLargeError(f"the answer is larger than {limit / 1e6:g} MB, which is the limit")
