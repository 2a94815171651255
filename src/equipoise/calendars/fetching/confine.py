"""A process that can reach nothing but allowed addresses, whatever the libraries within it do.

Python reports each connection before it is made, with the address that is dialled, to the hooks of PEP 578: a hook that
raises prevents it. So a name that is answered differently a second time (DNS rebinding) and a redirect into a private
network end there, too. The hook cannot be taken away: only a process that was started for this is to be confined.
"""

from __future__ import annotations

import ipaddress
import os
import resource
import socket
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from equipoise.calendars.fetching.addresses import is_allowed
from equipoise.calendars.fetching.rules import Rules

__all__ = ["confine"]

_NEVER = (
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "pty.",
    "socket.bind",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_MEMORY = 1 << 30
_SECONDS = 60


def confine(rules: Rules, refused: Callable[[str], None]) -> None:
    """Confine this process for good: no connection but to allowed addresses, no program, no file but its own code.

    Args:
        rules: what may be reached. ``refused``: called with an address that may not.
    """
    named: set[str] = set()
    _let_named(rules, named)
    roots = tuple(
        sorted({str(Path(path).resolve()) for path in (sys.prefix, sys.base_prefix, *sys.path) if path})
    )

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in {"socket.connect", "socket.sendto"}:
            _check_address(args[1], rules, named, refused)
        elif event == "open":
            _check_file(args[0], args[2], roots)
        elif event.startswith(_NEVER):
            raise PermissionError(event)

    for what, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(what, (most, most))
    sys.addaudithook(hook)


def _let_named(rules: Rules, named: set[str]) -> None:
    """Remember the addresses of names that the owner allows wherever they lie."""
    known = socket.getaddrinfo

    def looked_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        found = known(host, *args, **kwargs)
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name.lower() in rules.allow_hosts:
            named.update(str(entry[4][0]) for entry in found)
        return found

    socket.getaddrinfo = looked_up


def _check_address(address: Any, rules: Rules, named: Iterable[str], refused: Callable[[str], None]) -> None:
    """Refuse an address that may not be dialled; a name, or a socket in the file system, is none that was checked."""
    host = address[0] if isinstance(address, tuple) else ""
    try:
        ipaddress.ip_address(host)
        good = host in named or is_allowed(host, rules.allow_networks)[0]
    except (ValueError, TypeError):
        good = False
    if not good:
        refused(str(host))
        raise PermissionError("this address may not be asked")


def _check_file(path: Any, flags: int, roots: tuple[str, ...]) -> None:
    """Refuse files other than this program's own, and all writing."""
    if isinstance(path, int):
        return
    if flags & _WRITING:
        raise PermissionError("nothing may be written here")
    where = Path(os.fsdecode(path)).resolve()
    if not any(where.is_relative_to(root) for root in roots):
        raise PermissionError("this file may not be read here")
