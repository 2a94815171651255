"""Round trips of every real file: read, written, read again. The same occurrences, and what nobody knows byte for byte."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from equipoise.calendars.feed import plan_feed
from equipoise.calendars.reading import read_events
from equipoise.calendars.stores.memory import MemoryStore
from equipoise.calendars.sync.loop import sync
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.resource import Node, ResourceError, kinds_of, parse, uid_of, write
from equipoise.calendars.sync.state import State
from equipoise.calendars.todos import read_tasks
from equipoise.calendars.writing import plan_to_ics
from equipoise.cli.main import cli
from equipoise.domain.commitments import BlockKind, Event
from equipoise.domain.life import CalendarSource
from equipoise.domain.plan import Block, Certificate, Plan
from equipoise.domain.time import Interval

FILES = Path(__file__).parent / "files"
BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2014, 1, 1, tzinfo=UTC)
WINDOW = Interval(FIRST, FIRST + timedelta(days=366 * 4))
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SOURCE = CalendarSource("x")
LIFE = '[person]\nname = "Ada"\nzone = "Europe/Berlin"\n'
# one VCALENDAR is what a calendar server keeps; so many files hold one that is broken
BROKEN = 12


def everything(folder: Path) -> list[tuple[str, bytes]]:
    """Return the name and the bytes of each calendar file that may be used, those inside the expectations included."""
    paths = [*FILES.glob("*.ics"), *folder.glob("*/data/**/*.ics"), *folder.glob("hostile/ics/*.ics")]
    found = [(path.name, path.read_bytes()) for path in sorted(paths)]
    for name in ("dev-expansions", "dev-contested"):
        records = json.loads((folder / "expansions" / f"{name}.json").read_text(encoding="utf-8"))["records"]
        found += [(record["id"], record["ics"].encode()) for record in records]
    return found


@pytest.fixture(scope="module")
def files(corpus: Path) -> list[tuple[str, bytes]]:
    return everything(corpus)


def lines(node: Node) -> Iterator[tuple[str, bytes]]:
    """Yield (component, raw line) of a component and its parts."""
    for _name, raw in node.lines:
        yield node.name, raw
    for child in node.children:
        yield from lines(child)


def instances(data: bytes) -> tuple[Event, ...]:
    return read_events(data, name="x", zone=BERLIN, window=WINDOW, source=SOURCE, owner="me@example.com")[0]


def physical(data: bytes) -> Counter[bytes]:
    """Return the content lines of a calendar, line ends aside, but for those that open and close components."""
    text = data.replace(b"\r\n", b"\n")
    text = text if b"\n" in text else text.replace(b"\r", b"\n")
    low = text.upper()
    text = text[low.index(b"BEGIN:VCALENDAR") : low.rindex(b"END:VCALENDAR")]
    found = Counter(line for line in text.split(b"\n") if line.strip())
    return Counter({k: n for k, n in found.items() if not k.strip().upper().startswith((b"BEGIN:", b"END:"))})


def test_every_file_is_written_as_it_was_read(files: list[tuple[str, bytes]]) -> None:
    refused = []
    for name, data in files:
        try:
            node = parse(data)
        except ResourceError:
            if data.upper().count(b"BEGIN:VCALENDAR") == 1:
                refused.append(name)
            continue
        again = write(node)
        assert list(lines(parse(again))) == list(lines(node)), name
        assert physical(again) == physical(data), name
        assert write(parse(again)) == again, name
    assert len(files) > 1_000
    assert len(refused) <= BROKEN, refused


def test_every_file_has_the_same_occurrences_once_written(files: list[tuple[str, bytes]]) -> None:
    count = 0
    for name, data in files:
        try:
            again = write(parse(data))
        except ResourceError:
            continue
        found = instances(data)
        count += len(found)
        assert instances(again) == found, name
        tasks = [read_tasks(one, name="x", zone=BERLIN, now=NOW, source=SOURCE)[0] for one in (data, again)]
        assert tasks[0] == tasks[1], name
    assert count > 5_000


def test_every_resource_goes_through_a_sync_byte_for_byte_and_once(files: list[tuple[str, bytes]]) -> None:
    here, there = MemoryStore("here"), MemoryStore("there")
    seen: set[str] = set()
    for number, (_name, data) in enumerate(files):
        try:
            node = parse(data)
            uid = uid_of(node)
        except ResourceError:
            continue
        if uid not in seen and kinds_of(node) <= {"VEVENT", "VTODO"}:
            seen.add(uid)
            here.write(f"{number}.ics", data, match="")
    assert len(here.bodies) > 300
    with State(":memory:", "pair") as state:
        sync(here, there, state, run="1", now=NOW)
        assert sorted(there.bodies.values()) == sorted(here.bodies.values())
        for run in ("2", "3"):
            outcome = sync(here, there, state, run=run, now=NOW)
            assert outcome.writes(Side.LOCAL) + outcome.writes(Side.REMOTE) == 0


def test_a_second_import_adds_nothing(files: list[tuple[str, bytes]], tmp_path: Path) -> None:
    life = tmp_path / "life.toml"
    life.write_text(LIFE, encoding="utf-8")
    paths = []
    for number, (name, data) in enumerate(files):
        if b"BEGIN:VTODO" in data or number % 40 == 0:
            path = tmp_path / f"{number}-{Path(name).stem}.ics"
            path.write_bytes(data)
            paths.append(str(path))
    assert len(paths) > 40
    given = ["import", str(life), *paths, "--now", "2014-02-01T08:00", "--yes", "--json"]
    first = CliRunner().invoke(cli, given)
    assert first.exit_code == 0, first.output
    text = life.read_text(encoding="utf-8")
    assert sum(len(one["tasks"]) for one in json.loads(first.stdout)["files"]) > 20
    second = CliRunner().invoke(cli, given)
    assert second.exit_code == 0, second.output
    assert life.read_text(encoding="utf-8") == text
    told = json.loads(second.stdout)["files"]
    assert sum(len(one["tasks"]) for one in told) == 0
    assert all(one["known"] or not one["events"] for one in told)


def test_what_was_exported_adds_nothing_when_it_is_imported(tmp_path: Path) -> None:
    at = datetime(2026, 11, 24, 9, tzinfo=BERLIN)
    blocks = tuple(
        Block(f"memo/{i}", BlockKind.FOCUS, "Memo", Interval(at + timedelta(hours=2 * i), at + timedelta(hours=2 * i + 1)), "memo")
        for i in range(3)
    )  # fmt: skip
    plan = Plan("Ada", "Europe/Berlin", at.date(), 7, NOW, blocks, (), (), (), Certificate(0, 0, 0), {})
    life = tmp_path / "life.toml"
    life.write_text(LIFE, encoding="utf-8")
    for name, data in (("plan", plan_to_ics(plan, {})), ("feed", plan_feed(plan, {}, {}))):
        path = tmp_path / f"{name}.ics"
        path.write_bytes(data)
        found = CliRunner().invoke(
            cli, ["import", str(life), str(path), "--now", "2026-11-23T08:00", "--yes"]
        )
        assert "nothing to add" in found.stdout
    assert life.read_text(encoding="utf-8") == LIFE
