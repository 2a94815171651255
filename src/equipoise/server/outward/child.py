"""A process that sends one message through Apprise and ends: it reaches allowed addresses alone, and no files.

It is started by ``equipoise.server.outward.apart``, reads what to send from its input, and writes what came of it.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import mimetypes
import re
import sys
from typing import Any

import apprise

from equipoise.calendars.fetching.confine import confine
from equipoise.calendars.fetching.rules import Rules

__all__ = ["main"]

_STATUS = re.compile(r"error[=:]\s?(\d{3})\b")


class _Heard(logging.Handler):
    """Remembers the status that a service answered; what it said may hold secrets."""

    def __init__(self) -> None:
        super().__init__()
        self.status = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Note a status."""
        if found := _STATUS.search(record.getMessage()):
            self.status = int(found[1])


def main() -> None:
    """Send what the input says."""
    given = json.load(sys.stdin)
    heard, refused = _Heard(), list[str]()
    logger = logging.getLogger("apprise")
    logger.addHandler(heard)
    logger.propagate = False
    asset = apprise.AppriseAsset(
        async_mode=False,
        http_redirects=False,
        allow_templates=False,
        pgp_autogen=False,
        pem_autogen=False,
        storage_mode="memory",
        timezone="UTC",
        app_id="Equipoise",
        app_desc="Equipoise",
        app_url="",
        image_url_mask="",
        image_url_logo="",
    )
    channel = apprise.Apprise(asset=asset)
    known = channel.add(given["url"])
    mimetypes.init()
    networks = tuple(ipaddress.ip_network(text) for text in given["networks"])
    confine(Rules(networks, frozenset(given["hosts"])), refused.append)
    sent = known and _send(channel, given)
    told = {"known": known, "sent": sent, "status": heard.status, "refused": bool(refused)}
    json.dump(told, sys.stdout)


def _send(channel: Any, given: dict[str, Any]) -> bool:
    kind = apprise.NotifyType.INFO
    text = apprise.NotifyFormat.TEXT
    return bool(channel.notify(body=given["body"], title=given["title"], notify_type=kind, body_format=text))


if __name__ == "__main__":
    main()
