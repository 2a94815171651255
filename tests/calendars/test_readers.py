"""What is written is read alike by every calendar library at hand: instants, titles, TRANSP and reminders."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.calendars.readers import READERS, Entry

from equipoise.calendars.appearance import COLOURS, alarms_of, categories_of, colour_of
from equipoise.calendars.feed import busy_feed, plan_feed
from equipoise.calendars.sync.resource import digest_of, own_block, parse, uid_of
from equipoise.calendars.writing import block_resources, block_uid, plan_to_ics
from equipoise.domain.commitments import Area, BlockKind
from equipoise.domain.plan import Block, Certificate, Plan
from equipoise.domain.rules import RULES, Origin, Rule, Rulebook
from equipoise.domain.time import Interval
from equipoise.rhythms import rulebooks

KINDS = list(BlockKind)
# winter and summer, the hour that is skipped, the hour that comes twice
STARTS = [
    datetime(2026, month, day, hour, minute, tzinfo=UTC)
    for month, day, hour, minute in ((1, 5, 8, 0), (3, 29, 0, 0), (7, 6, 9, 30), (10, 24, 23, 0))
]
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]


def plan(zone: str, start: datetime, count: int = 8) -> Plan:
    begins = [start + timedelta(minutes=50 * i) for i in range(count)]
    blocks = [
        Block(
            f"memo/{i}",
            KINDS[i % len(KINDS)],
            f"Memo; part {i}, \u00fcn\u00efcode \U0001f5d3 \\ end" * (1 + i % 3),
            Interval(at, at + timedelta(minutes=45)),
            "memo" if KINDS[i % len(KINDS)] not in {BlockKind.BUFFER, BlockKind.TRAVEL} else "",
            place="office, 3rd floor" if i % 2 else "",
        )
        for i, at in enumerate(begins)
    ]
    proof = Certificate(1, 1, 0)
    now = start - timedelta(days=1)
    return Plan("Ada", zone, start.date(), 7, now, tuple(blocks), (), (), (), proof, {})


def told(made: Plan) -> tuple[dict[str, str], dict[str, bool], dict[str, int]]:
    names = [block.id for block in made.blocks]
    why = {name: f"Because; of, \\this\nand {name}. " * 4 for name in names[1:]}
    return why, {name: i % 3 != 1 for i, name in enumerate(names)}, {names[0]: 5, names[1]: 0, names[2]: 90}


def wanted(made: Plan) -> list[Entry]:
    _why, defended, alarms = told(made)
    return sorted(
        Entry(
            block_uid(made.person, b), b.when.start.astimezone(UTC), b.when.end.astimezone(UTC), b.title,
            not defended[b.id], alarms.get(b.id),
        )
        for b in made.blocks
    )  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("zone", ZONES)
def test_every_reader_sees_the_same(reader: str, zone: str) -> None:
    for start in STARTS:
        made = plan(zone, start)
        why, defended, alarms = told(made)
        read = READERS[reader]
        assert sorted(read(plan_to_ics(made, why, defended, alarms=alarms))) == wanted(made)
        assert sorted(read(plan_feed(made, why, defended, alarms=alarms))) == wanted(made)
        parts = block_resources(made, why, defended, alarms=alarms)
        assert sorted(entry for data in parts.values() for entry in read(data)) == wanted(made)


def test_a_resource_is_what_caldav_asks_for() -> None:
    made = plan("Europe/Berlin", STARTS[3])
    why, defended, alarms = told(made)
    parts = block_resources(made, why, defended, {"memo/1": "old-1@equipoise"}, alarms=alarms)
    assert list(parts) == [block.id for block in made.blocks]
    zoned = 0
    for block in made.blocks:
        data = parts[block.id]
        node = parse(data)
        assert uid_of(node) == ("old-1@equipoise" if block.id == "memo/1" else block_uid("Ada", block))
        assert own_block(node) == block.id
        assert b"METHOD" not in data
        assert data.count(b"BEGIN:VEVENT") == 1
        assert data.count(b"BEGIN:VTIMEZONE") == (b"TZID=" in data)
        assert all(len(row) <= 75 for row in data.split(b"\r\n"))
        zoned += b"TZID=" in data
    assert 0 < zoned < len(parts)
    assert b"VTIMEZONE" not in b"".join(block_resources(plan("UTC", STARTS[0]), {}, {}).values())


def test_bytes_are_stable_and_a_later_plan_that_says_the_same_has_the_same_digest() -> None:
    made = plan("Europe/Berlin", STARTS[0])
    why, defended, alarms = told(made)
    first = block_resources(made, why, defended, alarms=alarms)
    assert first == block_resources(made, dict(why), dict(defended), {}, alarms=dict(alarms))
    later = block_resources(replace(made, now=made.now + timedelta(hours=3)), why, defended, alarms=alarms)
    assert {k: digest_of(parse(v)) for k, v in first.items()} == {
        k: digest_of(parse(v)) for k, v in later.items()
    }
    turned = block_resources(made, why, {**defended, "memo/0": not defended["memo/0"]}, alarms=alarms)
    assert [k for k in first if digest_of(parse(first[k])) != digest_of(parse(turned[k]))] == ["memo/0"]


def test_the_calendars_zone_is_not_named_where_it_would_move_a_time() -> None:
    plain, twice = (plan_to_ics(plan("Europe/Berlin", STARTS[i]), {}) for i in (0, 3))
    assert b"\r\nX-WR-TIMEZONE:Europe/Berlin\r\n" in plain
    assert b"X-WR-TIMEZONE" not in twice
    assert b"\r\nDTSTART:20261025T01" in twice


def test_what_is_not_told_is_busy_but_for_buffers() -> None:
    made = plan("Europe/Berlin", STARTS[0], 9)
    free = {entry.title for entry in READERS["icalendar"](plan_to_ics(made, {}, {})) if entry.free}
    assert free == {block.title for block in made.blocks if block.kind is BlockKind.BUFFER}


def test_a_feed_changes_only_where_the_plan_does() -> None:
    made = plan("Europe/Berlin", STARTS[0])
    why, defended, alarms = told(made)
    first = plan_feed(made, why, defended, alarms=alarms)
    later = replace(made, now=made.now + timedelta(days=1))
    assert plan_feed(later, why, defended, alarms=alarms) != first
    assert plan_feed(later, why, defended, alarms=alarms, previous=first) == first
    moved = replace(made.blocks[0], title="Another title")
    second = plan_feed(
        replace(later, blocks=(moved, *made.blocks[1:])), why, defended, alarms=alarms, previous=first
    )
    stamps = [line for line in second.split(b"\r\n") if line.startswith(b"DTSTAMP")]
    assert sorted(stamps)[:-1] == [f"DTSTAMP:{made.now:%Y%m%dT%H%M%SZ}".encode()] * (len(made.blocks) - 1)
    assert max(stamps) == f"DTSTAMP:{later.now:%Y%m%dT%H%M%SZ}".encode()
    for broken in (b"\xff\xfe", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", first[: len(first) // 2]):
        assert sorted(
            READERS["icalendar"](plan_feed(later, why, defended, alarms=alarms, previous=broken))
        ) == wanted(made)


def test_a_feed_says_how_often_to_ask() -> None:
    data = plan_feed(plan("Europe/Berlin", STARTS[0]), {}, {}, refresh=timedelta(minutes=30))
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT30M\r\n" in data
    assert b"\r\nX-PUBLISHED-TTL:PT30M\r\n" in data


def test_a_busy_feed_tells_when_and_nothing_else() -> None:
    made = plan("Europe/Berlin", STARTS[1])
    touching = replace(
        made.blocks[0], id="memo/99", when=Interval(made.blocks[0].when.end, made.blocks[1].when.start)
    )
    made = replace(made, blocks=(made.blocks[0], touching, *made.blocks[1:]))
    defended = {block.id: block.id != "memo/4" for block in made.blocks}
    data = busy_feed(made, defended)
    for reader in READERS.values():
        found = sorted(reader(data), key=lambda entry: entry.start)
        assert {entry.title for entry in found} == {"Busy"}
        assert found[0].start == made.blocks[0].when.start
        assert found[0].end == made.blocks[2].when.end
        assert [e.start for e in found[1:]] == [b.when.start for b in made.blocks[3:] if b.id != "memo/4"]
    text = data.replace(b"\r\n ", b"")
    for secret in (
        b"Memo",
        b"memo",
        b"office",
        b"Deep work",
        b"royalblue",
        b"CATEGORIES",
        b"DESCRIPTION",
        b"VALARM",
    ):
        assert secret not in text
    later = replace(made, now=made.now + timedelta(hours=1))
    assert busy_feed(later, defended, previous=data) == data


def test_reminders_follow_the_rulebook(read: Callable[..., Any]) -> None:
    at = datetime(2026, 11, 24, 16, tzinfo=UTC)
    made = replace(
        plan("UTC", STARTS[0]),
        blocks=tuple(
            Block(
                f"{name}/1",
                kind,
                name,
                Interval(at + i * timedelta(hours=1), at + (i + 0.5) * timedelta(hours=1)),
                name,
            )
            for i, (name, kind) in enumerate(
                [
                    ("memo", BlockKind.FOCUS),
                    ("mail", BlockKind.COMMS),
                    ("lunch", BlockKind.RITUAL),
                    ("shutdown", BlockKind.RITUAL),
                ]
            )
        ),
    )

    def book(*rules: tuple[str, float | str]) -> dict[date, Rulebook]:
        return {
            at.date(): Rulebook(tuple(Rule(k, RULES[k].strengths[0], v, Origin("you")) for k, v in rules))
        }

    kinds = ("calendar.alarms", "focus, shutdown")
    assert alarms_of(made, book(("calendar.alarm", 5.0), kinds)) == {"memo/1": 5, "shutdown/1": 5}
    assert alarms_of(made, book(kinds)) == {}
    assert alarms_of(made, {}) == {}
    found = {e.title: e.alarm for e in READERS["vobject"](plan_to_ics(made, {}, alarms={"memo/1": 5}))}
    assert found == {"memo": 5, "mail": None, "lunch": None, "shutdown": None}
    assert read(plan_to_ics(made, {}, alarms={"memo/1": 5})) == ((), ())


def _lightness_and_hue(rgb: tuple[int, ...]) -> tuple[float, float, float]:
    """Return a colour in OKLab (Ottosson, 2020), where distance is about what the eye sees."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (x / 255 for x in rgb))
    cones = (
        0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
        0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
        0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
    )
    x, y, z = (value ** (1 / 3) for value in cones)
    return (
        0.2104542553 * x + 0.793617785 * y - 0.0040720468 * z,
        1.9779984951 * x - 2.428592205 * y + 0.4505937099 * z,
        0.0259040371 * x + 0.7827717662 * y - 0.808675766 * z,
    )


# the CSS Color Module's values of the names
RGB = {"royalblue": (65, 105, 225), "darkorange": (255, 140, 0), "seagreen": (46, 139, 87), "mediumaquamarine": (102, 205, 170)}  # fmt: skip


def test_the_main_kinds_are_told_apart_at_a_glance() -> None:
    at = Interval(*(datetime(2026, 1, 5, hour, tzinfo=ZoneInfo("UTC")) for hour in (8, 9)))
    kinds = [BlockKind.FOCUS, BlockKind.MEETING, BlockKind.LIFE, BlockKind.RECOVERY]
    blocks = [
        Block("b/1", kind, "", at, area=Area.LIFE if kind is BlockKind.LIFE else Area.WORK) for kind in kinds
    ]
    for one, two in itertools.combinations(blocks, 2):
        assert (
            math.dist(_lightness_and_hue(RGB[colour_of(one)]), _lightness_and_hue(RGB[colour_of(two)])) > 0.2
        )
        assert categories_of(one)[0] != categories_of(two)[0]
    errand = Block("b/1", BlockKind.ADMIN, "", at, area=Area.LIFE)
    assert (colour_of(errand), categories_of(errand)) == (COLOURS[BlockKind.LIFE], ("Personal", "Life"))
    assert categories_of(replace(errand, kind=BlockKind.RECOVERY)) == ("Recovery", "Life")


def test_shipped_patterns_remind_as_they_say() -> None:
    from equipoise.testing.weeks import make_week  # noqa: PLC0415

    for who, minutes in (("engineer", 5), ("lead", 0), ("writer", 5)):
        made = make_week(who=who)
        books = rulebooks(made.life.rhythm, made.grid.dates, made.life.person, made.life.energy)
        assert {book.number("calendar.alarm") for book in books.values()} == {minutes}
