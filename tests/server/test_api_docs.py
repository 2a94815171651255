"""The page on the API says what is so: its examples run, and its list is the document's. EQUIPOISE_WRITE=1 writes the list."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.lacking import lacking
from tests.server.conftest import run

from equipoise.server.api.endpoints import operations
from equipoise.server.feeds import SCOPES, make_token
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life
from equipoise.server.store import person_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
BEGIN, END = "<!-- operations -->\n", "<!-- /operations -->"


def _table() -> str:
    parts = []
    for words, rows in operations():
        lines = [
            f"| `{method} {path.removeprefix('/api/v1')}` | {', '.join(scopes) or 'browser'} | {said} |"
            for method, path, said, scopes in rows
        ]
        parts.append(
            "\n".join([f"### {words}", "", "| operation | scope | |", "| --- | --- | --- |", *lines, ""])
        )
    return "\n" + "\n".join(parts) + "\n"


def test_the_list_of_operations_is_the_documents() -> None:
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN, 1)
    there, tail = rest.split(END, 1)
    if os.environ.get("EQUIPOISE_WRITE"):
        PAGE.write_text(head + BEGIN + _table() + END + tail, encoding="utf-8")
        return
    assert there == _table(), "EQUIPOISE_WRITE=1 pytest tests/server/test_api_docs.py writes it anew"


def test_every_scope_is_told() -> None:
    told = re.findall(r"^\| `(\w+)` \| ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert told == list(SCOPES)


@pytest.mark.filterwarnings("ignore:No directory at")
def test_every_example_runs(life: Life, live_server: Any, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        lacking("curl is not installed: the examples of docs/api.md are not run")
    made = run(ask(life, accept=True, seconds=0.3))
    block = next(entry["id"] for entry in made.view["entries"] if entry["kind"] == "focus")
    environment = os.environ | {
        "URL": live_server.url,
        "TOKEN": make_token(life, "docs", list(SCOPES)),
        "PROPOSAL": str(made.pk),
        "BLOCK": block,
    }
    examples = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) == 6
    for example in examples:
        done = subprocess.run(
            ["bash", "-euc", example],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (example, done.stderr, done.stdout)
    assert life.tasks.filter(title="draft memo").exists()
    assert (tmp_path / "week.ics").read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")
    life.refresh_from_db()
    assert person_of(life).rhythm.dial == 0.4
