"""Real files and published vectors with expected results; see docs/calendars.md for the score."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from equipoise.calendars.reading import read_events
from equipoise.calendars.recurrence import Budget, expand
from equipoise.calendars.rules import parse_rule
from equipoise.calendars.zones import known_zone
from equipoise.domain.life import CalendarSource
from equipoise.domain.time import Interval

UTC_ZONE = ZoneInfo("UTC")
SOURCE = CalendarSource("corpus")
KNOWN_DEVIATIONS = {
    "exp-00012": "DTEND on the day of DTSTART: read as that one day, as calendar programs show it",
    "exp-02923": "the same",
    "exp-03094": "instances with STATUS:CANCELLED are left out on purpose",
    "exp-03448": "the same",
    "exp-03512": "the same",
}
OF_TWO = {
    "a zone with a prefix is that zone": ["exp-00074", "exp-00137", "exp-00138", "exp-00139", "exp-00144"],
    "TZID and Z: local time": ["exp-02930", "exp-02931", "exp-05821"],
    "the same event more than once is one": ["exp-02934", "exp-02993", "exp-03305"],
    "cancelled": ["exp-02961"],
    "ends before it starts": ["exp-03349"],
    "a date is a whole day": [
        *(
            "exp-03451",
            "exp-03517",
            "exp-03519",
            "exp-03528",
            "exp-03529",
            "exp-03531",
            "exp-03532",
            "exp-03533",
        ),
    ],
    "EXDATE without a zone": ["exp-03546"],
    "RECURRENCE-ID as a date": ["exp-03550"],
}
"""Events on which two of three engines agree, and that are read in another way on purpose."""
Moments = Callable[[str], datetime]


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def vectors(corpus: Path, tier: str) -> list[dict[str, Any]]:
    every = load(corpus / "vectors" / "dev-rrule-vectors.json")["vectors"]
    return [
        item
        for item in every
        if item["tier"].startswith(tier)
        and len(item["rrule"]) == 1
        and not (item["rdate"] or item["exdate"] or item["exrule"])
    ]


def follows(vector: dict[str, Any], utc: Moments) -> bool:
    rule = parse_rule(vector["rrule"][0])
    if rule.until is not None:
        until = (
            rule.until
            if isinstance(rule.until, datetime)
            else datetime.combine(rule.until, datetime.max.time())
        )
        rule = replace(rule, until=until.replace(tzinfo=None))
    start = utc(vector["dtstart"]).replace(tzinfo=None)
    last = datetime(min(start.year + 320, 9999), 1, 1)  # noqa: DTZ001 - wall clock
    expected = [utc(item).replace(tzinfo=None) for item in vector["expected"]]
    more = 0 if not vector["complete"] else 3
    found = expand(rule, start, start, last, Budget(3_000_000), dates="T" not in vector["dtstart"])
    return list(islice(found, len(expected) + more)) == expected


@pytest.mark.parametrize(("tier", "least"), [("A", 257), ("B", 77), ("C", 18)])
def test_vectors(corpus: Path, utc: Moments, tier: str, least: int) -> None:
    items = vectors(corpus, tier)
    wrong = [item["id"] for item in items if not follows(item, utc)]
    assert len(items) - len(wrong) >= least, wrong


def test_examples_of_the_standard(corpus: Path) -> None:
    wrong = []
    cases = load(corpus / "vectors" / "dev-rfc5545-pages-counts.json")["cases"]
    for case in cases:
        if not any(line.startswith("RRULE") for line in case["lines"]):
            continue  # the rule's line lost its name in the source
        zone = ZoneInfo(case["tz"])
        body = "\r\n".join(["BEGIN:VEVENT", "UID:x", *case["lines"], "END:VEVENT"])
        data = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}\r\nEND:VCALENDAR\r\n".encode()
        first = datetime(1996, 1, 1, tzinfo=UTC)
        window = Interval(first, first + timedelta(days=366 * 16))
        events, findings = read_events(data, name="x", zone=zone, window=window, source=SOURCE)
        starts = [event.when.start.astimezone(zone).strftime("%Y%m%dT%H%M%S") for event in events]
        checks = {(check["index"], check["start"]) for check in case["checks"]}
        wanted = {index for index, _ in checks if index < len(starts)}
        spots = wanted <= {index for index, start in checks if index < len(starts) and starts[index] == start}
        if findings or not spots or (case["count"] and len(starts) != case["count"]):
            wrong.append((case["id"], len(starts), case["count"]))
    assert not wrong
    assert len(cases) == 36


def instances(record: dict[str, Any], utc: Moments) -> tuple[list[tuple[datetime, datetime]], int]:
    window = Interval(utc(record["window"][0]), utc(record["window"][1]))
    data = record["ics"].encode()
    events, findings = read_events(data, name=record["path"], zone=UTC_ZONE, window=window, source=SOURCE)
    return sorted((item.when.start, item.when.end) for item in events), len(findings)


def test_agreed_expansions(corpus: Path, utc: Moments) -> None:
    wrong, agreed, differs = [], 0, set()
    for record in load(corpus / "expansions" / "dev-expansions.json")["records"]:
        found, _ = instances(record, utc)
        same = found == sorted((utc(start), utc(end)) for start, end in record["instances"])
        if record["agreement"] == "3of3":
            agreed += same
            if not same:
                wrong.append(record["id"])
        elif not same:
            differs.add(record["id"])
    assert set(wrong) <= set(KNOWN_DEVIATIONS)
    assert agreed == 450
    assert differs == {name for names in OF_TWO.values() for name in names}


def test_contested_events_are_neither_lost_nor_doubled(corpus: Path, utc: Moments) -> None:
    lost = []
    for record in load(corpus / "expansions" / "dev-contested.json")["records"]:
        found, findings = instances(record, utc)
        counts = [count for count in record.get("counts", {}).values() if count]
        if len(counts) > 1 and not found and not findings and "STATUS:CANCELLED" not in record["ics"]:
            lost.append(record["id"])
    assert not lost


def test_every_file_is_read_without_error_and_in_time(corpus: Path) -> None:
    first = datetime(2014, 1, 1, tzinfo=UTC)
    window = Interval(first, first + timedelta(days=84))
    slow = []
    for path in sorted(item for item in corpus.rglob("*") if item.is_file() and item.suffix != ".json"):
        begin = time.perf_counter()
        events, findings = read_events(
            path.read_bytes(), name=path.name, zone=UTC_ZONE, window=window, source=SOURCE
        )
        if time.perf_counter() - begin > 2:
            slow.append(path.name)
        assert all(event.when.start <= event.when.end for event in events)
        assert all(finding.file == path.name for finding in findings)
    assert not slow


def test_x_wr_timezone_means_what_the_converted_file_says(corpus: Path) -> None:
    folder = corpus / "x-wr-timezone" / "data"
    window = Interval(datetime(2000, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    pairs = [
        (path, path.with_name(path.name.replace(".in.", ".out.")))
        for path in sorted(folder.rglob("*.in.ics"))
    ]
    assert len(pairs) == 8
    for before, after in pairs:
        results = [
            [
                (event.title, event.when)
                for event in read_events(
                    path.read_bytes(), name="x", zone=UTC_ZONE, window=window, source=SOURCE
                )[0]
            ]
            for path in (before, after)
        ]
        assert results[0] == results[1], before.name


def test_windows_names_are_known(corpus: Path) -> None:
    names = load(corpus / "windows-zones" / "windows_to_iana.json")["map"]
    moments = [datetime(2026, month, 15, 12) for month in (1, 7)]  # noqa: DTZ001 - wall clock
    for name, key in names.items():
        zone = known_zone(name)
        assert zone is not None, name
        assert [zone.utcoffset(at) for at in moments] == [ZoneInfo(key).utcoffset(at) for at in moments], name
