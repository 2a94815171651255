"""How much is taken, and how long is waited."""

from __future__ import annotations

import gzip
import io
import resource
import socket
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.calendars.fetching.local import Answer, always, reply, rules, serving

from equipoise.calendars.fetching.client import Client
from equipoise.calendars.fetching.errors import (
    FetchError,
    NoAnswerError,
    StatusError,
    TooLargeError,
    TooSlowError,
)
from equipoise.calendars.fetching.unpacking import unpack


def drip(before: bytes, piece: bytes) -> Answer:
    def answer(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(before)
        for _step in range(600):
            time.sleep(0.05)
            connection.sendall(piece)

    return answer


@pytest.mark.parametrize(
    ("before", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    ],
    ids=["body", "chunks", "header", "interim"],
)
def test_a_slow_drip_ends_with_the_time(before: bytes, piece: bytes) -> None:
    with serving(drip(before, piece)) as local, Client(rules(seconds=0.5)) as client:
        began = time.monotonic()
        with pytest.raises(TooSlowError):
            client.get(local.url)
        assert time.monotonic() - began < 4


def test_silence_ends_with_the_time() -> None:
    with (
        serving(lambda _connection, _head: time.sleep(3)) as local,
        Client(rules(silence_seconds=0.5)) as client,
        pytest.raises(TooSlowError, match="in time"),
    ):
        client.get(local.url)


def test_a_name_server_that_does_not_answer_ends_with_the_time() -> None:
    def slow(_host: str, _port: int) -> list[str]:
        time.sleep(3)
        return ["127.0.0.1"]

    with Client(rules(seconds=0.5), resolver=slow) as client, pytest.raises(TooSlowError, match="looked up"):
        client.get("http://slow.example/")


def test_time_is_counted_over_all_redirects() -> None:
    def answer(connection: socket.socket, _head: bytes) -> None:
        time.sleep(0.4)
        connection.sendall(reply(b"", "302 Found", Location="/next"))

    with serving(answer) as local, Client(rules(seconds=1.0)) as client, pytest.raises(TooSlowError):
        client.get(local.url)


def test_a_large_answer_is_refused() -> None:
    with (
        serving(always(reply(b"x" * 3000))) as local,
        Client(rules(max_bytes=2999)) as client,
        pytest.raises(TooLargeError, match="MB"),
    ):
        client.get(local.url)
    with serving(always(reply(b"x" * 3000))) as local, Client(rules(max_bytes=3000)) as client:
        assert len(client.get(local.url).body) == 3000


def test_large_headers_are_refused() -> None:
    with (
        serving(always(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 2_000_000)) as local,
        Client(rules()) as client,
        pytest.raises(NoAnswerError),
    ):
        client.get(local.url)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_decompression_bomb_is_refused_without_being_unpacked(coding: str) -> None:
    packer = zlib.compressobj(9, wbits=31 if coding == "gzip" else 15)
    zeros = bytes(1_000_000)
    bomb = b"".join(packer.compress(zeros) for _ in range(150)) + packer.flush()  # 150 MB in 0.15 MB
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (
        serving(always(reply(bomb, Content_Encoding=coding))) as local,
        Client(rules()) as client,
        pytest.raises(TooLargeError),
    ):
        client.get(local.url)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip"])
def test_what_was_not_asked_for_is_not_unpacked(coding: str) -> None:
    with (
        serving(always(reply(b"x", Content_Encoding=coding))) as local,
        Client(rules()) as client,
        pytest.raises(NoAnswerError, match="not asked for"),
    ):
        client.get(local.url)


@given(st.binary(max_size=5000), st.sampled_from(["gzip", "deflate", "raw", ""]), st.integers(1, 700))
def test_what_was_packed_is_unpacked(data: bytes, way: str, size: int) -> None:
    packed = {
        "gzip": gzip.compress(data),
        "deflate": zlib.compress(data),
        "raw": _raw(data),
        "": data,
    }[way]
    stream = io.BytesIO(packed)
    chunks = iter(lambda: stream.read(size), b"")
    assert unpack(chunks, {"raw": "deflate"}.get(way, way), 5000) == data


def _raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@given(st.binary(min_size=1, max_size=500), st.integers(1, 200))
def test_what_breaks_off_is_no_answer(data: bytes, cut: int) -> None:
    packed = gzip.compress(data)
    with pytest.raises(NoAnswerError):
        unpack([packed[: max(1, len(packed) - cut)]], "gzip", 5000)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
    ],
)
def test_what_is_cut_off_or_not_understood_is_no_answer(data: bytes) -> None:
    with serving(always(data)) as local, Client(rules()) as client, pytest.raises(NoAnswerError):
        client.get(local.url)


def test_nobody_there() -> None:
    with serving(always(b"")) as local:
        pass
    with Client(rules()) as client, pytest.raises(NoAnswerError, match="nobody answers"):
        client.get(local.url)


def test_a_known_version_is_not_fetched_again() -> None:
    def answer(connection: socket.socket, head: bytes) -> None:
        same = b'If-None-Match: "v1"' in head and b"If-Modified-Since: Sun, 06" in head
        connection.sendall(reply(b"", "304 Not Modified") if same else reply(b"new", ETag='"v1"'))

    with serving(answer) as local, Client(rules()) as client:
        first = client.get(local.url)
        assert (first.body, first.headers["etag"], first.not_modified) == (b"new", '"v1"', False)
        again = client.get(local.url, etag='"v1"', modified="Sun, 06 Nov 1994 08:49:37 GMT")
        assert (again.status, again.not_modified, again.body) == (304, True, b"")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 429, 500, 503])
def test_an_error_names_the_place_and_quotes_nothing(status: int) -> None:
    with (
        serving(always(reply(b"<p>inner secret</p>", f"{status} Reason"))) as local,
        Client(rules()) as client,
        pytest.raises(StatusError) as caught,
    ):
        client.get(f"{local.url}/private-0123456789abcdef0123/basic.ics?token=abc#frag")
    told = str(caught.value)
    assert caught.value.status == status
    assert f"127.0.0.1:{local.port}" in told
    for word in ("inner secret", "token", "abc", "0123456789abcdef", "frag"):
        assert word not in told


def test_headers_cannot_be_injected() -> None:
    with serving(always(reply(b"x"))) as local, Client(rules()) as client:
        with pytest.raises(FetchError):
            client.get(local.url, etag='"x"\r\nX-Evil: 1')
        assert local.asked == []
