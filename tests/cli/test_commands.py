"""The other commands, each once with text and once with JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from click.testing import Result

from equipoise.lifefile import life_schema, plan_schema, read
from equipoise.lifefile.notation import window

Run = Callable[..., Result]
AT = ("--now", "2026-11-23T07:30")
NOW = (*AT, "--seconds", "1")


def loaded(found: Result) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(found.stdout)
    return value


@pytest.fixture
def plan(run: Run, life: Path, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    assert run("plan", life, *NOW, "-o", path).exit_code == 0
    return path


def test_check(run: Run, life: Path) -> None:
    assert "2 tasks" in run("check", life, *AT).stdout
    assert loaded(run("check", life, *AT, "--json"))["events"] == 1


def test_rules(run: Run, life: Path) -> None:
    told = run("rules", life, "--on", "2026-11-23").stdout
    assert "hard    Hard stop" in told
    assert "[pattern A" in told
    rules = loaded(run("rules", life, "--on", "2026-11-23", "--json"))["rules"]
    assert {rule["strength"] for rule in rules} == {"hard", "priced", "advice"}
    assert run("rules").exit_code == 0
    assert run("rules", life, "--on", "someday").exit_code == 2


def test_rules_of_an_own_pattern_beside_the_life_file(run: Run, life: Path) -> None:
    builtin = resources.files("equipoise.rhythms") / "patterns" / "b-deep-work-biome.toml"
    (life.parent / "own.toml").write_bytes(builtin.read_bytes())
    life.write_text(life.read_text(encoding="utf-8").replace('"A"', '"own.toml"'), encoding="utf-8")
    assert "[pattern B" in run("rules", life, "--on", "2026-11-23").stdout
    same = run("rules", life, "--on", "2026-11-23", "--diff", "mine", "own.toml")
    assert "no rules change" in same.stdout


def test_rules_diff(run: Run, life: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(life.read_text(encoding="utf-8").replace('"A"', '"B"'), encoding="utf-8")
    told = run("rules", life, "--diff", "mine", other, "--on", "2026-11-23").stdout
    assert "hours.own" in told
    dials = run("rules", "--diff", "0.2", "0.8", "--on", "2026-11-23").stdout
    assert "price.off_hours" in dials
    assert "hours.own" not in dials
    same = loaded(run("rules", life, "--diff", "A", "mine", "--on", "2026-11-23", "--json"))
    assert same["changes"] == []
    assert run("rules", "--diff", "A", "Q").exit_code == 2
    assert run("rules", "--diff", "A", "7").exit_code == 2


def test_verify(run: Run, life: Path, plan: Path) -> None:
    assert run("verify", life, plan).exit_code == 0
    assert loaded(run("verify", life, plan, "--json"))["ok"] is True
    data = json.loads(plan.read_text(encoding="utf-8"))
    memo = next(block for block in data["blocks"] if block["commitment"] == "memo")
    memo["start"], memo["end"] = (
        memo["start"][:11] + hour + memo["start"][19:] for hour in ("21:00:00", "23:55:00")
    )
    plan.write_text(json.dumps(data), encoding="utf-8")
    refuted = run("verify", life, plan)
    assert refuted.exit_code == 1
    assert "broken: rule" in refuted.stdout
    assert run("verify", life, plan, "--json").exit_code == 1


def test_verify_under_another_rhythm(run: Run, life: Path, tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    run("plan", life, *NOW, "--pattern", "D", "-o", path)
    assert run("verify", life, path, "--pattern", "D").exit_code == 0
    found = run("verify", life, path)
    assert found.exit_code == 1
    assert "--pattern" in found.stderr


@pytest.mark.parametrize(("what", "schema"), [("life", life_schema), ("plan", plan_schema)])
def test_schema(run: Run, what: str, schema: Callable[[], dict[str, Any]]) -> None:
    found = loaded(run("schema", what))
    assert found == json.loads(json.dumps(schema()))
    jsonschema.Draft202012Validator.check_schema(found)


def test_today(run: Run, life: Path, plan: Path) -> None:
    assert run("today", plan, "--now", "2026-11-23T12:00").exit_code == 0
    assert run("today", life, *AT).exit_code == 0
    found = loaded(run("today", plan, "--now", "2026-11-24T11:30", "--json"))
    assert found["current"]["title"] == "Review"


def test_explain_a_block(run: Run, life: Path, plan: Path) -> None:
    told = run("explain", life, "memo", "--plan", plan).stdout
    assert "because" in told.lower()
    blocks = loaded(run("explain", life, "Memo for", "--plan", plan, "--json"))["blocks"]
    assert blocks[0]["block"].startswith("memo/")
    found = run("explain", life, "mem0", "--plan", plan)
    assert found.exit_code == 2
    assert "memo" in found.stderr


def test_explain_a_replan(run: Run, life: Path, plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "next.json"
    late = ("--now", "2026-11-23T14:20", "--missed")
    assert run("replan", life, "--previous", plan, *late, "-o", out).exit_code in {0, 3}
    found = run("explain", life, "memo", "--plan", out, "--previous", plan)
    assert found.exit_code == 0
    assert "because" in found.stdout.lower()
    assert "note:" not in found.stderr
    alone = run("explain", life, "memo", "--previous", plan)
    assert alone.exit_code == 2
    assert "--plan" in alone.stderr


def test_explain_everything(run: Run, life: Path) -> None:
    assert ", Memo for the board. Because " in run("explain", life, *NOW).stdout
    assert "memo/1" in loaded(run("explain", life, *NOW, "--json"))["why"]


def test_explain_hours(run: Run, life: Path) -> None:
    assert "Mon 23 Nov" in run("explain", life, *NOW, "--hours").stdout
    assert "2026-11-23" in loaded(run("explain", life, *NOW, "--hours", "--json"))["by_day"]


def test_explain_a_meeting(run: Run, life: Path) -> None:
    at = "2026-11-25 14:00/15:00"
    assert run("explain", life, *NOW, "--meeting", at).stdout.strip()
    assert run("explain", life, *NOW, "--meeting", at, "--json").exit_code == 0
    for bad in ("tomorrow", "2026-11-25 15:00/14:00", "2026-11-25 14:00", "/"):
        assert run("explain", life, *NOW, "--meeting", bad).exit_code == 2


def test_explain_why_not(run: Run, overfull: Path) -> None:
    found = run("explain", overfull, *NOW, "--not", "thesis")
    assert found.exit_code == 0
    assert found.stdout.count("\n  - ") >= 1
    assert loaded(run("explain", overfull, *NOW, "--not", "Thesis", "--json"))["repairs"]
    assert run("explain", overfull, *NOW, "--not", "memo").exit_code == 2


def test_compare(run: Run, life: Path, tmp_path: Path) -> None:
    files = [tmp_path / "c.svg", tmp_path / "c.png", tmp_path / "c.json"]
    found = run("compare", life, *NOW, "--values", "family", *(p for f in files for p in ("-o", f)))
    assert found.exit_code == 0
    assert "Balance" in found.stdout
    assert all(file.stat().st_size for file in files)
    data = loaded(run("compare", life, *NOW, "--mine", "--patterns", "b,D:0.9", "--dial", "0.1", "--json"))
    names = [one["name"] for one in data["contenders"]]
    assert names == ["Yours", "B Deep-Work Biome, dial 0.30", "D Time-Weave, dial 0.90", "Yours, dial 0.10"]
    for one in data["contenders"]:
        jsonschema.validate(one["plan"], plan_schema())
    assert run("compare", life, *NOW, "--patterns", "A:2").exit_code == 2
    assert run("compare", life, *NOW, "--values", "money").exit_code == 2


def test_forecast(run: Run, life: Path, tmp_path: Path) -> None:
    history = tmp_path / "h.csv"
    history.write_text("estimate,actual\n60,90\n1h30, 2h\n# a remark\n", encoding="utf-8")
    assert "%" in run("forecast", life, *NOW, "--history", history).stdout
    assert loaded(run("forecast", life, *NOW, "--history", history, "--json"))["pairs"] == 2
    history.write_text("60\nx,y\n0,5\n2h,1h-2h\n", encoding="utf-8")
    found = run("forecast", life, *NOW, "--history", history)
    assert found.exit_code == 2
    assert all(f"h.csv:{line}" in found.stderr for line in (1, 2, 3, 4))


def test_init(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "me.toml"
    assert run("init", path, "--yes").exit_code == 0
    assert read(path).person.name == "Me"
    assert run("init", path, "--yes").exit_code == 2
    assert run("init", path, "--yes", "--force").exit_code == 0
    assert run("check", path).exit_code == 0


def test_init_from_answers(run: Run, tmp_path: Path) -> None:
    answers, path = tmp_path / "answers.toml", tmp_path / "me.toml"
    answers.write_text('name = "Ada"\nzone = "Europe/Berlin"\nvalues = ["health", "family"]\npattern = "C"\n')
    assert run("init", path, "--answers", answers).exit_code == 0
    assert (read(path).person.name, read(path).rhythm.pattern) == ("Ada", "C")
    hours = ["Mon-Thu 09:00-17:00", "Fri,Sat 09:00-14:00"]
    answers.write_text(f'name = "Ada"\nzone = "Europe/Berlin"\nhours = {hours}\n', encoding="utf-8")
    assert run("init", path, "--force", "--answers", answers).exit_code == 0
    assert read(path).rhythm.overrides[0].value == tuple(window(text) for text in hours)
    answers.write_text('name = "Ada"\nzone = "Nowhere"\nshoe = 3\n')
    found = run("init", tmp_path / "b.toml", "--answers", answers)
    assert found.exit_code == 2
    assert "shoe" in found.stderr
    assert not (tmp_path / "b.toml").exists()


def test_init_asks(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "me.toml"
    asked = len(loaded(run("init", "--json"))["questions"])
    found = run("init", path, stdin="Ada\nNowhere\nEurope/Berlin\n" + "\n" * asked)
    assert found.exit_code == 0
    assert "dial 0.40 and pattern C Recovery-First Week are a good start" in found.stdout
    assert "Health counts most for you: -0.10, towards balance." in found.stdout
    assert "Health counts most for you: +1.00 for C Recovery-First Week." in found.stdout
    assert "next is A Boundary Fortress with 0.50" in found.stdout
    life = read(path)
    assert str(life.person.zone) == "Europe/Berlin"
    assert (life.rhythm.dial, life.rhythm.pattern) == (0.4, "C")


def test_init_recommends_what_the_answers_leave_open(run: Run, tmp_path: Path) -> None:
    answers, path = tmp_path / "answers.toml", tmp_path / "me.toml"
    style = 'name = "Ada"\nzone = "Europe/Berlin"\nstyle = "balance"\nvalues = ["family"]\n'
    answers.write_text(style, encoding="utf-8")
    found = run("init", path, "--answers", answers)
    assert "You want home protected from work: -0.18, towards balance." in found.stdout
    assert (read(path).rhythm.dial, read(path).rhythm.pattern) == (0.2, "A")
    assert "#   You want home protected from work: -0.18" in path.read_text(encoding="utf-8")
    answers.write_text(style + "dial = 0.7\npattern = 'F'\n", encoding="utf-8")
    found = run("init", path, "--force", "--answers", answers)
    assert "good start" not in found.stdout
    assert (read(path).rhythm.dial, read(path).rhythm.pattern) == (0.7, "F")
    assert "Recommended" not in path.read_text(encoding="utf-8")
    answers.write_text('name = "Ada"\nstyle = "balanced"\nseason = "spring"\n', encoding="utf-8")
    found = run("init", path, "--force", "--answers", answers)
    assert found.exit_code == 2
    assert "style" in found.stderr
    assert "season" in found.stderr


def test_init_given_up_writes_nothing(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path / "me.toml", stdin="Ada\n").exit_code == 130
    assert not (tmp_path / "me.toml").exists()


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-12-24T09:00", "ended on Sunday 29 November 2026"),
        ("2026-11-01", "starts on Monday 23 November"),
    ],
)
def test_today_outside_the_plan(run: Run, plan: Path, now: str, told: str) -> None:
    found = run("today", plan, "--now", now)
    assert found.exit_code == 0
    assert told in found.stdout
    assert told in json.loads(run("today", plan, "--now", now, "--json").stdout)["note"]
