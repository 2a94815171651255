"""A proxy that spoils answers as real networks and servers do. Runs as its own process: ``python proxy.py PORT CONTROL SERVER_PORT``.

A line of JSON on the control port sets what happens next: {"mode": ..., "methods": [...], "times": n, "skip": n}.
``{"holding": true}`` asks whether a request is held, before the server has it ("hold") or after it has answered ("keep").
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import sys
from dataclasses import dataclass, field

HEALTHY = {"mode": "pass", "methods": [], "times": 0, "skip": 0}
STATUS = {
    "500": "500 Oops",
    "503": "503 Busy",
    "412": "412 Changed",
    "507": "507 Full",
    "401": "401 Who",
    "418": "418 Teapot",
    "410": "410 Gone",
}


@dataclass
class Faults:
    """What is spoiled: ``times`` answers to requests with one of ``methods``, after ``skip`` that are not."""

    plan: dict[str, object] = field(default_factory=lambda: dict(HEALTHY))
    seen: list[str] = field(default_factory=list)
    held: int = 0

    def next(self, method: str) -> str:
        self.seen.append(method)
        methods, times, skip = self.plan["methods"], self.plan["times"], self.plan["skip"]
        assert isinstance(methods, list)
        assert isinstance(times, int)
        assert isinstance(skip, int)
        if (methods and method not in methods) or times <= 0:
            return "pass"
        if skip > 0:
            self.plan["skip"] = skip - 1
            return "pass"
        self.plan["times"] = times - 1
        return str(self.plan["mode"])


async def read_message(reader: asyncio.StreamReader) -> bytes:
    """Return a head and the body that its Content-Length or chunks announce."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    fields = dict(line.split(":", 1) for line in lines[1:] if ":" in line)
    if "content-length" in fields:
        return head + await reader.readexactly(int(fields["content-length"]))
    if "chunked" in fields.get("transfer-encoding", ""):
        return head + await read_chunks(reader)
    return head


async def read_chunks(reader: asyncio.StreamReader) -> bytes:
    out = b""
    while True:
        size = await reader.readline()
        length = int(size.split(b";")[0], 16)
        out += size + await reader.readexactly(length + 2)
        if length == 0:
            return out


async def forward(port: int, message: bytes) -> bytes:
    """Ask the server on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(message)
    answer = await read_message(reader)
    writer.close()
    return answer


def reset(writer: asyncio.StreamWriter) -> None:
    """Cut the connection as a router does that forgot it."""
    found = writer.get_extra_info("socket")
    found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def spoil(mode: str, answer: bytes, writer: asyncio.StreamWriter) -> None:
    """Send what is left of an answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    match mode:
        case "drop":  # the server has done it; nobody hears of it
            reset(writer)
        case "reset":
            writer.write(head + b"\r\n\r\n" + body[: len(body) // 2])
            await writer.drain()
            await asyncio.sleep(0.05)
            reset(writer)
        case "truncate":  # a whole answer, though not a whole document
            half = body[: len(body) // 2]
            status = head.split(b"\r\n", 1)[0]
            fields = f"\r\nContent-Type: application/xml\r\nContent-Length: {len(half)}\r\n\r\n".encode()
            writer.write(status + fields + half)
        case "drip":
            for octet in answer:
                writer.write(bytes([octet]))
                await writer.drain()
                await asyncio.sleep(0.05)
        case "timeout":
            await asyncio.sleep(30)
    await writer.drain()


async def hold(faults: Faults, reader: asyncio.StreamReader) -> None:
    """Say nothing until who asked has gone."""
    faults.held += 1
    try:
        await reader.read()
    finally:
        faults.held -= 1


async def serve(
    faults: Faults, server: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer the requests of one connection."""
    try:
        while True:
            message = await read_message(reader)
            method = message.split(b" ", 1)[0].decode()
            mode = faults.next(method)
            if mode in STATUS:
                extra = "Retry-After: 0\r\n" if mode == "503" else ""
                writer.write(f"HTTP/1.1 {STATUS[mode]}\r\n{extra}Content-Length: 0\r\n\r\n".encode())
                await writer.drain()
                continue
            if mode == "hold":
                await hold(faults, reader)
                break
            if mode == "cut":  # the server never hears of it
                reset(writer)
                break
            answer = await forward(server, message)
            if mode == "keep":
                await hold(faults, reader)
                break
            if mode == "pass":
                writer.write(answer)
                await writer.drain()
                continue
            await spoil(mode, answer, writer)
            break
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        pass
    writer.close()


async def control(faults: Faults, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take a new plan; answer with the methods that were seen since the last one."""
    told = json.loads(await reader.readline())
    if "holding" in told:
        writer.write(json.dumps(["held"] * faults.held).encode() + b"\n")
    else:
        faults.plan = {**HEALTHY, **told}
        writer.write(json.dumps(faults.seen).encode() + b"\n")
        faults.seen = []
    await writer.drain()
    writer.close()


async def main(port: int, control_port: int, server: int) -> None:
    faults = Faults()
    commands = await asyncio.start_server(lambda r, w: control(faults, r, w), "127.0.0.1", control_port)
    proxy = await asyncio.start_server(
        lambda r, w: serve(faults, server, r, w), "127.0.0.1", port, limit=2**24
    )
    async with commands, proxy:
        await asyncio.gather(commands.serve_forever(), proxy.serve_forever())


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:4])))
