"""Bad input: every mistake in words, with place and cure; never a traceback, never a plan of half the truth."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
PERSON = '[person]\nname = "Ada"\nzone = "Europe/Berlin"\n'
TASK = '[[task]]\nid = "{}"\ntitle = "{}"\nestimate = "1h"\n'
NOW = ("--now", "2026-11-23T07:30", "--seconds", "1")

LIVES = {
    "unknown zone": (
        '[person]\nname = "Ada"\nzone = "Europe/Berln"\n',
        ["life.toml:3: person.zone", "Europe/Berlin"],
    ),
    "cycle": (
        PERSON + TASK.format("a", "A") + 'after = ["b"]\n' + TASK.format("b", "B") + 'after = ["a"]\n',
        ["life.toml:", "after"],
    ),
    "unknown field": (PERSON + TASK.format("a", "A") + "prioritty = 'high'\n", ["life.toml:8", "priority"]),
    "no toml": ("[person\nname=", ["life.toml:1"]),
    "empty": ("", ["person"]),
    "missing calendar": (PERSON + '[[calendar]]\npath = "gone.ics"\n', ["gone.ics", "does not exist"]),
    "unknown pattern": (PERSON + '[rhythm]\npattern = "Fortres"\n', ["Fortres"]),
    "unknown country": (PERSON + 'country = "ZZ"\n', ["ZZ"]),
    "two mistakes": (
        '[person]\nname = "Ada"\nzone = "X"\ncountry = "Germany"\n',
        ["person.zone", "person.country"],
    ),
}


@pytest.mark.parametrize("name", LIVES)
@pytest.mark.parametrize("command", ["plan", "check", "compare"])
def test_lives_that_cannot_be(run: Run, tmp_path: Path, name: str, command: str) -> None:
    text, told = LIVES[name]
    path = tmp_path / "life.toml"
    path.write_text(text, encoding="utf-8")
    found = run(command, path, *NOW[: 4 if command != "check" else 2])
    assert found.exit_code == 2
    assert not found.stdout
    for part in told:
        assert part in found.stderr


def test_the_same_as_json(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "life.toml"
    path.write_text(LIVES["two mistakes"][0], encoding="utf-8")
    found = run("plan", path, "--json")
    assert found.exit_code == 2
    error = json.loads(found.stdout)["error"]
    assert error["kind"] == "input"
    assert {finding["field"] for finding in error["findings"]} == {"person.zone", "person.country"}
    assert all(finding["cure"] and finding["line"] for finding in error["findings"])


@pytest.mark.parametrize("command", ["plan", "check", "explain", "forecast", "compare", "today", "rules"])
def test_no_file(run: Run, tmp_path: Path, command: str) -> None:
    found = run(command, tmp_path / "none.toml")
    assert found.exit_code == 2
    assert "there is no such file" in found.stderr
    found = run(command, tmp_path)
    assert found.exit_code == 2
    assert "folder" in found.stderr


@pytest.mark.parametrize("data", [b"\x00\x01\xff\xfe" * 50, b"\xff" * 9, "[person]\n".encode("utf-16")])
def test_a_file_that_is_no_text(run: Run, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "life.toml"
    path.write_bytes(data)
    assert run("plan", path).exit_code == 2


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8, 0.99])
def test_a_calendar_cut_in_two(run: Run, life: Path, share: float) -> None:
    ics = life.parent / "work.ics"
    data = ics.read_bytes()
    ics.write_bytes(data[: int(len(data) * share)])
    found = run("plan", life, *NOW)
    assert found.exit_code in {0, 2}
    assert "work.ics" in found.stderr


def test_odd_events_are_lived_with(run: Run, life: Path) -> None:
    ics = life.parent / "work.ics"
    event = "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:{}\r\nDTEND:{}\r\nSUMMARY:Odd\r\nEND:VEVENT\r\n"
    odd = [
        ("zero", "20261124T090000Z", "20261124T090000Z"),
        ("over1", "20261124T103000Z", "20261124T113000Z"),
        ("far", "20991124T090000Z", "20991124T100000Z"),
    ]
    text = ics.read_text(encoding="utf-8").replace("END:VCALENDAR", "".join(event.format(*e) for e in odd))
    ics.write_text(f"{text}END:VCALENDAR\r\n", encoding="utf-8")
    assert run("plan", life, *NOW).exit_code in {0, 3}


def test_dates_beyond_the_horizon_do_no_harm(run: Run, life: Path) -> None:
    more = '\n[[task]]\nid = "far"\ntitle = "Far"\nestimate = "1h"\nrelease = 2031-01-01\ndue = 2031-02-01\n'
    life.write_text(life.read_text(encoding="utf-8") + more, encoding="utf-8")
    found = run("plan", life, *NOW, "--json")
    assert found.exit_code in {0, 3}
    assert not [block for block in json.loads(found.stdout)["blocks"] if block["commitment"] == "far"]


@pytest.mark.parametrize(
    "options",
    [
        ["--now", "yesterday"],
        ["--now", "2026-13-01"],
        ["--weeks", "0"],
        ["--weeks", "13"],
        ["--from", "soon"],
        ["--from", "9999-12-31"],
        ["--dial", "2"],
        ["--seconds", "0"],
        ["--pattern", "Z"],
        ["--seed", "x"],
        ["--seed", "-1"],
        ["--seed", str(2**31)],
        ["--dial", "nan"],
        ["--seconds", "nan"],
        ["--out", "/proc/nope"],
        ["--out", "/proc/nope/deeper"],
    ],
    ids=" ".join,
)
def test_options_that_cannot_be(run: Run, life: Path, options: list[str]) -> None:
    found = run("plan", life, *options)
    assert found.exit_code == 2
    assert found.stderr
    assert not found.stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "not JSON"),
        ("[]", ""),
        ("{}", "blocks"),
        ('{"equipoise_plan": 99}', "version"),
        ("[" * 99_999, "JSON"),
        ("[" + "1" * 9_999 + "]", "a number is too long"),
    ],
)
def test_plans_that_are_none(run: Run, life: Path, tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    for args in (("verify", life, path), ("today", path), ("replan", life, "--previous", path)):
        found = run(*args)
        assert found.exit_code == 2
        assert told in found.stderr


def test_a_defect_is_one_line(run: Run, life: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_settings: object) -> None:
        raise ZeroDivisionError("by design\nwith more lines")

    monkeypatch.setattr("equipoise.api.solve", broken)
    found = run("plan", life)
    assert found.exit_code == 1
    assert found.stderr.count("\n") == 1
    assert "defect" in found.stderr


@pytest.mark.parametrize("command", ["plan", "check", "compare"])
def test_a_horizon_that_is_over(run: Run, life: Path, command: str) -> None:
    found = run(command, life, "--now", "2026-11-23T07:30", "--from", "2026-01-05")
    assert found.exit_code == 2
    assert "the horizon ends on 2026-01-11, before now" in found.stderr
    assert "--from" in found.stderr


def test_only_what_plans_says_that_nothing_was_planned(run: Run, life: Path) -> None:
    assert "nothing was planned" in run("plan", "gone.toml").stderr
    for args in (("check", "gone.toml"), ("verify", life, "gone.json"), ("today", "gone.json")):
        assert "nothing was planned" not in run(*args).stderr
    assert "equipoise plan" in run("today", "gone.json").stderr
