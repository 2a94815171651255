"""The bench of calendars: what it expands, what it counts, and that the page shows the results that are saved."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from bench.calendars.__main__ import PAGE, RESULTS, TABLES, fill
from bench.calendars.apart import apart
from bench.calendars.series import Real, file_of, rules_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("part", TABLES)
def test_the_page_shows_what_is_saved(part: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    result = json.loads((RESULTS / f"{part}.json").read_text(encoding="utf-8"))
    assert fill(page, part, TABLES[part](result)) == page


def test_real_series_are_repeated_under_other_uids() -> None:
    one = Real(
        "BEGIN:VEVENT\nUID:x\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY;UNTIL=20260105\n"
        "RELATED-TO;RELTYPE=X-CALENDARSERVER-RECURRENCE-SET:whole\nEND:VEVENT",
        (),
    )
    data = file_of([one], 3).decode()
    assert [f":whole-{number}\r\n" in data for number in range(4)] == [True, True, True, False]  # no halves
    assert [f"UID:{number}@bench" in data for number in range(4)] == [True, True, True, False]
    assert data.count("BEGIN:VEVENT\r\n") == 3
    assert rules_of([one]) == [("FREQ=DAILY;UNTIL=20260105T235959", "20260101T000000")]


def test_work_apart_is_measured_and_may_fail() -> None:
    good = apart(timedelta, str, len, 2)
    assert (good.result, good.error) == (len("2 days, 0:00:00"), "")
    assert good.seconds > 0
    assert apart(int, datetime.fromtimestamp, str, "x").error.startswith("ValueError")
    assert apart(float, time.sleep, str, 60, limit=0.5).error == "time"


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def test_the_proxy_counts_requests_and_bytes() -> None:
    server = HTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port, control = _free_port(), _free_port()
    command = [
        sys.executable,
        "-m",
        "bench.calendars.counting",
        str(port),
        str(control),
        str(server.server_port),
    ]
    running = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait(control)
        _counts(control)
        for _ in range(2):
            request = Request(f"http://127.0.0.1:{port}/a", b"x" * 1000, method="PUT")
            with urlopen(request, timeout=10) as answer:
                assert answer.read() == b"x" * 1000
        found = _counts(control)
        assert found["methods"] == {"PUT": 2}
        assert int(str(found["sent"])) > 2000
        assert int(str(found["received"])) > 2000
        assert _counts(control)["methods"] == {}
    finally:
        running.terminate()
        running.wait(10)
        server.shutdown()
        server.server_close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    until = datetime.now(UTC) + timedelta(seconds=20)
    while datetime.now(UTC) < until:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the proxy does not start")


def _counts(port: int) -> dict[str, object]:
    with socket.create_connection(("127.0.0.1", port), 5) as line, line.makefile() as told:
        found: dict[str, object] = json.loads(told.readline())
    return found
