"""A proxy that counts: ``python -m bench.calendars.counting PORT CONTROL SERVER_PORT [AWAY]``, its own process.

What comes on the port goes to the server, on one connection of its own for each that comes in. Each connection to the
control port is answered with a line of JSON: requests by method and bytes each way since the last one.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict, dataclass, field
from typing import Final

__all__ = ["Counts", "main"]

PIECE: Final = 2**18


@dataclass
class Counts:
    """Requests by method, and bytes from and to the client, heads included."""

    methods: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    received: int = 0


class _Proxy:
    def __init__(self, server: int, away: float) -> None:
        self.server = server
        self.away = away
        self.counts = Counts()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on the requests of one connection, one after the other, as HTTP/1.1 without pipelining has it."""
        there, back = await asyncio.open_connection("127.0.0.1", self.server, limit=2**24)
        try:
            while head := await _head(reader):
                method = head.split(b" ", 1)[0].decode("ascii", "replace")
                self.counts.methods[method] = self.counts.methods.get(method, 0) + 1
                self.counts.sent += await _pass(head, reader, back)
                answer = await _head(there)
                if self.away:
                    await asyncio.sleep(self.away)  # there and back
                while answer.startswith(b"HTTP/1.1 100"):  # told to go on: the answer follows
                    writer.write(answer)
                    answer = await _head(there)
                self.counts.received += await _pass(answer, there, writer, until_end=True)
                if b"connection: close" in answer.lower() or answer.startswith(b"HTTP/1.0"):
                    break
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            pass
        finally:
            writer.close()
            back.close()

    async def tell(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer with the counts, and begin anew."""
        writer.write(json.dumps(asdict(self.counts)).encode() + b"\n")
        self.counts = Counts()
        await writer.drain()
        writer.close()


async def _head(reader: asyncio.StreamReader) -> bytes:
    """Return the head of a message; empty at the end of the connection."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""


async def _pass(
    head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, until_end: bool = False
) -> int:
    """Pass on a message of which the head was read; returns its size."""
    lines = head.decode("latin-1").lower().split("\r\n")
    fields = {name: value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    writer.write(head)
    size = len(head)
    bodiless = lines[0].split(" ")[1] in {"204", "304"}
    if "chunked" in fields.get("transfer-encoding", ""):
        size += await _chunks(reader, writer)
    elif "content-length" in fields:
        size += await _bytes(reader, writer, int(fields["content-length"]))
    elif until_end and not bodiless:
        while piece := await reader.read(PIECE):
            writer.write(piece)
            size += len(piece)
    await writer.drain()
    return size


async def _bytes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, size: int) -> int:
    left = size
    while left:
        piece = await reader.read(min(left, PIECE))
        if not piece:
            raise ConnectionError
        writer.write(piece)
        await writer.drain()
        left -= len(piece)
    return size


async def _chunks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    total = 0
    while True:
        line = await reader.readline()
        length = int(line.split(b";")[0], 16)
        writer.write(line)
        total += len(line) + await _bytes(reader, writer, length + 2)
        if length == 0:
            return total


async def main(port: int, control: int, server: int, away: int = 0) -> None:
    """Serve until the process is ended.

    Args:
        port, control: see above. ``server``: its port. ``away``: milliseconds to it and back.
    """
    proxy = _Proxy(server, away / 1000)
    listening = await asyncio.start_server(proxy.serve, "127.0.0.1", port, limit=2**24)
    told = await asyncio.start_server(proxy.tell, "127.0.0.1", control)
    async with listening, told:
        await asyncio.gather(listening.serve_forever(), told.serve_forever())


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:5])))
