"""``python -m equipoise.cli``."""

from __future__ import annotations

from equipoise.cli.main import main

__all__: list[str] = []

main()
