from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest

from equipoise.energy import population_curve
from equipoise.planning.build import Request
from equipoise.rhythms import rulebooks
from equipoise.testing.weeks import Made

Asker = Callable[[Made], Request]


@pytest.fixture(scope="session")
def ask() -> Asker:
    """Return what turns a made-up life into a request."""
    curve = population_curve(time(7), time(23))

    def request(made: Made) -> Request:
        life = made.life
        books = rulebooks(life.rhythm, made.grid.dates, life.person, life.energy)
        return Request(life, life.events, books, curve, made.grid, made.now)

    return request
