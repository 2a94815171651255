import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Case = dict[str, Any]


@pytest.fixture(scope="session")
def case() -> Callable[[str], Case]:
    """Read a published case file by name, from EQUIPOISE_SHARED or from `shared` beside the repository."""
    beside = Path(__file__).resolve().parents[2].parent / "shared"
    folder = Path(os.environ.get("EQUIPOISE_SHARED", beside)) / "science" / "cases"

    def read(name: str) -> Case:
        path = folder / f"{name}.json"
        if not path.is_file():
            pytest.skip(
                "published case files are absent; set EQUIPOISE_SHARED to the folder that holds science/cases"
            )
        loaded: Case = json.loads(path.read_text())
        return loaded

    return read
