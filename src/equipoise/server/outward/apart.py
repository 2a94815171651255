"""Messages through Apprise, from a process of their own that reaches nothing else (see ``fetching.confine``)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from equipoise.server.connecting import allowed

__all__ = ["Outcome", "send"]

SECONDS = 45
"""A message that takes longer has failed."""
_KEPT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a message went out, what came of it in words, and whether it surely did not, so that it may go again."""

    sent: bool
    words: str
    again: bool = False


def send(url: str, title: str, body: str) -> Outcome:
    """Send a message to an Apprise address; no secret stands in its command line, nor in what is told."""
    networks, hosts = allowed()
    given = {
        "url": url,
        "title": title,
        "body": body,
        "networks": [str(n) for n in networks],
        "hosts": sorted(hosts),
    }
    env = {name: os.environ[name] for name in _KEPT if name in os.environ} | {"HOME": "/nonexistent"}
    command = [sys.executable, "-m", "equipoise.server.outward.child"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; what is sent goes through its input
            command,
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            env=env,
        )
        told = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return Outcome(sent=False, words="the service did not answer in time")
    except ValueError:
        return Outcome(
            sent=False, words="the message could not be sent: a mistake of the program", again=True
        )
    if told["sent"]:
        return Outcome(sent=True, words="sent")
    return Outcome(sent=False, words=_why(told["known"], told["refused"], int(told["status"])), again=True)


def _why(known: bool, refused: bool, status: int) -> str:
    """Say why a message did not go out. What the service said is not told: it may hold secrets."""
    if not known:
        return "this is no address that Apprise understands; check it"
    if refused:
        return "the address lies in a private or reserved network, which may not be asked"
    if status in {401, 403}:
        return f"the service refuses the password or token ({status}); check it"
    if status == 404:
        return "the service knows no such place (404); check the address"
    if status:
        return f"the service answered {status}"
    return "the service could not be reached, or refused the message; check address, name and password"
