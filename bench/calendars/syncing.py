"""One sync of Equipoise as a command, as ``equipoise sync`` does it: ``python -m bench.calendars.syncing URL FOLDER``.

The user and the password are those of the bench's own server; the folder gets the entries and the memory.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

from bench.calendars.servers import PASSWORD, USER

from equipoise.calendars.fetching.client import Client, Credentials
from equipoise.calendars.fetching.rules import Rules
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.stores.folder import FolderStore
from equipoise.calendars.sync.loop import sync
from equipoise.calendars.sync.state import State

__all__ = ["main"]


def main(url: str, folder: Path) -> int:
    """Sync once; returns 1 if something was left to do."""
    rules = Rules(allow_networks=(ip_network("127.0.0.0/8"),))
    now = datetime.now(UTC)
    with (
        Client(rules, credentials=Credentials(url, USER, PASSWORD)) as client,
        State(folder / "sync.sqlite", url) as state,
    ):
        there = CalDavStore.open(client, url)
        here = FolderStore(folder / "entries", name="here")
        outcome = sync(here, there, state, run=now.isoformat(), now=now)
    for finding in outcome.findings[:10]:
        print(finding, file=sys.stderr)
    return int(bool(outcome.findings) or not outcome.complete)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
