"""Help teaches, and comes at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from click.testing import Result

from equipoise.cli.main import COMMANDS

Run = Callable[..., Result]
HEAVY = ("numpy", "numba", "rich", "pydantic", "icalendar", "holidays", "resvg_py", "llvmlite")


@pytest.mark.parametrize(
    "args", [[], ["plan"], ["compare"], ["init"]], ids=lambda args: " ".join(args) or "top"
)
def test_help_imports_nothing_heavy(args: list[str]) -> None:
    code = (
        "import sys, json\nsys.argv[1:] = json.loads(sys.argv[1])\n"
        "from equipoise.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as done:\n    assert not done.code, done.code\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, json.dumps([*args, "--help"])],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    loaded = {name.partition(".")[0] for name in json.loads(found.stdout.splitlines()[-1])}
    assert not loaded & set(HEAVY)
    assert len(json.loads(found.stdout.splitlines()[-1])) < 300


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_has_an_example(run: Run, name: str) -> None:
    found = run(name, "--help")
    assert found.exit_code == 0
    assert f"equipoise {name}" in found.output.partition("Example")[2]


def test_the_list_of_commands_is_the_modules_own_first_words(run: Run) -> None:
    top = run("--help").output
    for name, (_module, line) in COMMANDS.items():
        assert line.split(";")[0].split(",")[0] in top
        assert name in top


@pytest.mark.parametrize(("typo", "meant"), [("plann", "plan"), ("verfy", "verify"), ("compre", "compare")])
def test_misspelt_commands_are_told_what_comes_close(run: Run, typo: str, meant: str) -> None:
    found = run(typo)
    assert found.exit_code == 2
    assert "did you mean" in found.stderr
    assert meant in found.stderr


def test_a_misspelt_option_too(run: Run) -> None:
    found = run("plan", "life.toml", "--weks", "2")
    assert found.exit_code == 2
    assert "--weeks" in found.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(run: Run, shell: str) -> None:
    found = run("completion", shell)
    assert found.exit_code == 0
    assert "_EQUIPOISE_COMPLETE" in found.stdout


def test_completion_completes() -> None:
    env = {"_EQUIPOISE_COMPLETE": "bash_complete", "COMP_WORDS": "equipoise co", "COMP_CWORD": "1"}
    found = subprocess.run(
        [sys.executable, "-m", "equipoise.cli"],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "plain,compare" in found.stdout
    assert "plain,completion" in found.stdout


def test_version(run: Run) -> None:
    assert run("--version").output.startswith("equipoise ")
