"""A job that takes its time."""

from __future__ import annotations

import time
from pathlib import Path

from django_tasks import task

__all__ = ["slow"]


@task()
def slow(folder: str, name: str, seconds: float) -> None:
    """Note that the job began, wait, note that it is done."""
    with (Path(folder) / f"{name}.began").open("a", encoding="ascii") as began:
        began.write("x")
    time.sleep(seconds)
    with (Path(folder) / f"{name}.done").open("a", encoding="ascii") as done:
        done.write("x")
