"""What a request may reach, bring and take."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.calendars.fetching.addresses import Network

__all__ = ["Rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a request may reach, bring and take.

    Attributes:
        allow_networks: addresses outside the public internet that the owner allows, such as those of their home.
        allow_hosts: names whose addresses may lie anywhere, in lower case.
        max_bytes: of an answer's body, once unpacked. ``seconds``: for a request in all, redirects included.
        connect_seconds: for a connection. ``silence_seconds``: without a byte of an answer.
        redirects: how many are followed.
    """

    allow_networks: tuple[Network, ...] = ()
    allow_hosts: frozenset[str] = frozenset()
    max_bytes: int = 20_000_000
    seconds: float = 60.0
    connect_seconds: float = 10.0
    silence_seconds: float = 30.0
    redirects: int = 5
