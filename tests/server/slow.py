"""A job that takes its time."""

from __future__ import annotations

import time
from pathlib import Path

from django_tasks import task

__all__ = ["far", "slow"]


@task()
def slow(folder: str, name: str, seconds: float) -> None:
    """Note that the job began, wait, note that it is done."""
    with (Path(folder) / f"{name}.began").open("a", encoding="ascii") as began:
        began.write("x")
    time.sleep(seconds)
    with (Path(folder) / f"{name}.done").open("a", encoding="ascii") as done:
        done.write("x")


@task(queue_name="network")
def far(folder: str, name: str, seconds: float) -> None:
    """Do the same in the queue of what waits for other servers."""
    slow.func(folder, name, seconds)
