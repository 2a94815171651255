"""The house stands: locks, layers, sizes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def names(requirements: list[str]) -> list[str]:
    return [re.split(r"[<>=!~\[; ]", item)[0].lower() for item in requirements]


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_have_hashes_and_no_addresses(root: Path, lock: str) -> None:
    text = (root / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:|--index|--find-links|--extra", text)
    pinned = re.findall(r"(?m)^([a-z0-9._-]+)==[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)+)", text)
    assert len(pinned) == len(re.findall(r"(?m)^[a-z0-9._-]+==", text))


def test_locks_hold_what_the_project_asks_for(root: Path, project: dict[str, Any]) -> None:
    groups = project["dependency-groups"]
    wanted = {
        "requirements.lock": project["project"]["dependencies"] + groups["build"],
        "requirements-dev.lock": project["project"]["dependencies"] + groups["build"] + groups["dev"],
        "requirements-bench.lock": groups["bench"],
    }
    for lock, requirements in wanted.items():
        text = (root / lock).read_text(encoding="utf-8")
        for name in names(requirements):
            assert re.search(rf"(?m)^{re.escape(name)}==", text), f"{name} is not in {lock}: make lock"


def test_every_dependency_has_its_reason(root: Path, project: dict[str, Any]) -> None:
    page = (root / "docs" / "dependencies.md").read_text(encoding="utf-8")
    groups = project["dependency-groups"].values()
    for name in names([*project["project"]["dependencies"], *(item for group in groups for item in group)]):
        assert name in page, f"{name} has no reason in docs/dependencies.md"


def test_scripts_can_be_run(root: Path) -> None:
    for path in [*(root / "scripts").iterdir(), root / ".ci" / "run"]:
        assert path.stat().st_mode & 0o111, path


def test_command_line_and_wiring_stay_small(root: Path) -> None:
    source = root / "src" / "equipoise"
    for path in [*source.glob("*.py"), *(source / "cli").glob("*.py")]:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path
