"""Plans on disk: reading a ``plan.json``, whatever it holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from equipoise.domain.errors import Finding, InputError

if TYPE_CHECKING:
    from equipoise.domain.plan import Plan

__all__ = ["read_plan"]


def read_plan(path: str | Path) -> Plan:
    """Return the plan that a file holds.

    Raises:
        InputError: the file cannot be read, or is no plan; all findings are in it.
    """
    from equipoise.lifefile import plan_from_json, read_text

    if not Path(path).exists():
        cure = "check the name, or make one with equipoise plan LIFE -o plan.json"
        raise InputError([Finding("there is no such file", cure, str(path))])
    text = read_text(path)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        deep = "it is nested too deep" if isinstance(error, RecursionError) else "a number is too long"
        told = f"this is not JSON: {getattr(error, 'msg', deep)}"
        raise InputError(
            [Finding(told, "make it with equipoise plan -o plan.json", str(path), line)]
        ) from None
    return plan_from_json(data, str(path))
