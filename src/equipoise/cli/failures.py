"""What a person reads when something cannot be done, and the exit code that a script reads.

0 all placed; 2 bad input; 3 planned, but not everything fits; 4 hard rules contradict each other;
1 anything else (a refuted plan, a file that cannot be written, a defect); 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from equipoise.domain.errors import ConflictError, Finding, InputError, StorageError

__all__ = ["BAD_INPUT", "CONFLICT", "FAILED", "FITS", "MISFITS", "STOPPED", "guarded", "silenced"]

FITS, FAILED, BAD_INPUT, MISFITS, CONFLICT, STOPPED = 0, 1, 2, 3, 4, 130


_PLANNING = {"plan", "replan", "compare"}
"""Commands whose whole purpose is a plan."""


def guarded(run: Callable[[], Any], args: Sequence[str]) -> int:
    """Return the exit code of ``run``; whatever it raises is told in words, and never as a traceback."""
    try:
        return _flushed(int(run() or FITS))
    except BrokenPipeError:
        return silenced()
    except (click.Abort, KeyboardInterrupt):
        return _tell("stopped, nothing was written", STOPPED, kind="stopped", as_json="--json" in args)
    except Exception as error:  # noqa: BLE001 - the last resort: one line for the person, details on request
        return _told(error, plans=bool(_PLANNING & set(args[:1])), as_json="--json" in args)


def _told(error: Exception, *, plans: bool, as_json: bool) -> int:
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case click.UsageError():
            return _usage(error, as_json=as_json)
        case InputError():
            return _findings(error.findings, plans=plans, as_json=as_json)
        case ConflictError():
            return _conflict(error, as_json=as_json)
        case StorageError() | OSError():
            return _tell(str(error), FAILED, kind="storage", as_json=as_json)
    return _defect(error, as_json=as_json)


def _flushed(code: int) -> int:
    sys.stdout.flush()
    return code


def silenced() -> int:
    """Leave quietly when the reader of our output has gone, as ``| head`` does."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - it replaces the broken pipe
    return FITS


def _tell(text: str, code: int, *, kind: str, as_json: bool, **more: Any) -> int:
    if as_json:
        error = {"kind": kind, "exit": code, "message": text, **more}
        click.echo(json.dumps({"error": error}, ensure_ascii=False, indent=2))
    else:
        click.echo(f"equipoise: {text}", err=True)
    return code


def _usage(error: click.UsageError, *, as_json: bool) -> int:
    hint = f" (help: {error.ctx.command_path} --help)" if error.ctx else ""
    return _tell(error.format_message() + hint, BAD_INPUT, kind="usage", as_json=as_json)


def as_plain(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain JSON values."""
    names = ("file", "line", "field", "message", "cure", "warning")
    return {name: getattr(finding, name) for name in names}


def _findings(findings: Sequence[Finding], *, plans: bool, as_json: bool) -> int:
    wrong = [finding for finding in findings if not finding.warning]
    if as_json:
        plain = [as_plain(finding) for finding in findings]
        return _tell(f"{len(wrong)} to cure", BAD_INPUT, kind="input", as_json=True, findings=plain)
    for finding in findings:
        click.echo(f"{'note: ' if finding.warning else ''}{finding}", err=True)
    many = f"{len(wrong)} mistakes" if len(wrong) > 1 else "1 mistake"
    tail = "; nothing was planned" if plans else ""
    return _tell(f"{many} to cure first{tail}", BAD_INPUT, kind="input", as_json=False)


def _conflict(error: ConflictError, *, as_json: bool) -> int:
    if as_json:
        return _tell(str(error), CONFLICT, kind="conflict", as_json=True, conflict=list(error.conflict))
    alone = len(error.conflict) == 1
    head = "This cannot be kept at all:" if alone else "These hard rules contradict each other:"
    click.echo(head, err=True)
    for name in error.conflict:
        click.echo(f"  - {name}", err=True)
    cure = "take any one of them away, or loosen it, and the others can be kept"
    if alone:
        cure = "its windows are too short, closed, or over already; widen them, or plan from another moment"
    return _tell(cure, CONFLICT, kind="conflict", as_json=False)


def _defect(error: Exception, *, as_json: bool) -> int:
    if os.environ.get("EQUIPOISE_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    text = (
        f"a defect in Equipoise: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    )
    cure = "EQUIPOISE_DEBUG=1 shows where; please report it"
    return _tell(f"{text}; {cure}", FAILED, kind="defect", as_json=as_json)
