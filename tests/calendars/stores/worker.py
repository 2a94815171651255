"""Syncs in processes that tests kill. A line of JSON asks for one, and its process id is answered; "wait" for its end ("wait last" for that of the latest).

Each is a fork of this process, which has everything imported: it begins at once.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.calendars.stores.servers import Server
from tests.calendars.sync.test_plan_calendar import ZONE, wanted

from equipoise.calendars.plan_calendar import PlanCalendar
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.stores.folder import FolderStore
from equipoise.calendars.sync.loop import sync
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.state import State
from equipoise.domain.errors import StorageError


def restrict(job: dict[str, Any]) -> None:
    """Give this process a small disk, or no rights, if the job says so."""
    if job.get("largest") is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["largest"], resource.RLIM_INFINITY))
    if job.get("nobody"):
        os.setgid(65534)
        os.setuid(65534)


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Sync once; returns what came of it."""
    place = Server(**job["server"])
    with place.client(job["url"]) as client:
        there = CalDavStore.open(client, job["url"] + job["path"])
        restrict(job)
        try:
            with State(job["memory"], "pair", patience=job["patience"]) as state:
                now = datetime.fromisoformat(job["now"])
                outcome = sync(FolderStore(Path(job["here"])), there, state, run=job["run"], now=now)
        except StorageError as error:
            return {"error": str(error), "writes": 0, "findings": [], "complete": False}
    return {
        "error": "",
        "writes": outcome.writes(Side.LOCAL) + outcome.writes(Side.REMOTE),
        "findings": [str(finding) for finding in outcome.findings],
        "complete": outcome.complete,
    }


def publish(job: dict[str, Any]) -> dict[str, Any]:
    """Bring a plan into the calendar once; returns what came of it."""
    place = Server(**job["server"])
    now = datetime.fromisoformat(job["now"])
    with place.client(job["url"]) as client:
        there = CalDavStore.open(client, job["url"] + job["path"], "plan")
        calendar = PlanCalendar(Path(job["plan folder"]), there, ZONE)
        outcome = calendar.sync(wanted(**job["plan"]), now, run=job["run"])
        wishes = [str(wish.kind) for wish in calendar.wishes().values()]
        calendar.close()
    return {
        "error": "",
        "writes": outcome.writes(Side.REMOTE),
        "findings": [str(finding) for finding in outcome.findings],
        "complete": outcome.complete,
        "wishes": wishes,
    }


def child(job: dict[str, Any]) -> None:
    try:
        told = publish(job) if "plan" in job else run(job)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        Path(job["told"]).write_text(json.dumps(told), encoding="utf-8")
    except BaseException:  # noqa: BLE001 - nothing may run on in a fork
        traceback.print_exc()
        os._exit(70)
    os._exit(0)


def main() -> None:
    children: list[int] = []
    for line in sys.stdin:
        if line.startswith("wait"):
            _pid, status = os.waitpid(children.pop(-1 if "last" in line else 0), 0)
            answer = str(os.waitstatus_to_exitcode(status))
        else:
            pid = os.fork()
            if not pid:
                child(json.loads(line))
            children.append(pid)
            answer = str(pid)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
