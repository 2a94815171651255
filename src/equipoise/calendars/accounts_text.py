"""Changing ``calendars.toml`` as text, so that the person's own words and comments in it stay."""

from __future__ import annotations

import re
from collections.abc import Iterable

from equipoise.calendars.accounts import Account, Accounts, check_accounts
from equipoise.domain.errors import Finding, InputError
from equipoise.lifefile.text import quoted

__all__ = ["HEAD", "with_account", "with_allowed", "without_account"]

HEAD = """\
# The calendars of this life. No password stands here: those are encrypted, in .equipoise/passwords.json.
# true lets the plan be written into your calendar without asking
autopilot = false
"""
_TABLE = re.compile(r"\s*\[")
_OF_ACCOUNT = re.compile(r"\s*\[\[?\s*account\s*\.")
_ACCOUNT = re.compile(r"\s*\[\[\s*account\s*\]\]")


def with_account(text: str, account: Account) -> str:
    """Return the file with one more account at its end."""
    lines = ["", "[[account]]", f"name = {quoted(account.name)}", f"kind = {quoted(account.kind)}"]
    lines += [f"url = {quoted(account.url)}"] if account.url else []
    lines += [f"user = {quoted(account.user)}"] if account.user else []
    lines += [f"login = {quoted(account.login)}"] if account.login != "password" else []
    for one in account.collections:
        lines += [
            "",
            "  [[account.collection]]",
            f"  name = {quoted(one.name)}",
            f"  url = {quoted(one.url)}",
        ]
        lines += ["  plan = true"] if one.plan else []
    return (text or HEAD).rstrip("\n") + "\n" + "\n".join(lines) + "\n"


def with_allowed(text: str, name: str, values: Iterable[str]) -> str:
    """Return the file with more hosts or networks that may be asked.

    Args:
        text: the file. ``name``: "allow_hosts" or "allow_networks". ``values``: those that are to stand there too.

    Raises:
        InputError: if the list stands there in a form that is better changed by hand.
    """
    before = _understood(text)
    there = sorted(map(str, getattr(before, name)))
    wanted = [*there, *(value for value in dict.fromkeys(values) if value not in there)]
    if len(wanted) == len(there):
        return text
    line = f"{name} = [{', '.join(quoted(value) for value in wanted)}]"
    if not there:
        out = f"{line}\n{text or HEAD}"
    else:
        pattern = re.compile(rf"(?m)^{name}[ \t]*=[ \t]*\[[^\]\n]*\][ \t]*$")
        out = pattern.sub(lambda _found: line, text, count=1)
    after, _findings = check_accounts(out, "calendars.toml")
    if after is None or not {value.lower() for value in wanted} <= {
        str(value).lower() for value in getattr(after, name)
    }:
        raise _by_hand(f"{name} cannot be changed for you", f"write there: {line}")
    return out


def without_account(text: str, name: str) -> str:
    """Return the file without an account.

    Raises:
        InputError: if the account stands there in a form that is better taken out by hand.
    """
    before = _understood(text)
    position = [account.name for account in before.accounts].index(name)
    lines = text.splitlines(keepends=True)
    heads = [number for number, line in enumerate(lines) if _ACCOUNT.match(line)]
    out = text
    if len(heads) == len(before.accounts):
        start = heads[position]
        end = next(
            (at for at in range(start + 1, len(lines)) if _ends_account(lines[at])),
            len(lines),
        )
        out = "".join([*lines[:start], *lines[end:]]).rstrip("\n") + "\n"
    after, _findings = check_accounts(out, "calendars.toml")
    rest = tuple(account for account in before.accounts if account.name != name)
    if after is None or after.accounts != rest:
        raise _by_hand(f"the account {name} cannot be taken out for you", "take its [[account]] out yourself")
    return out


def _ends_account(line: str) -> bool:
    return bool(_TABLE.match(line)) and not _OF_ACCOUNT.match(line)


def _understood(text: str) -> Accounts:
    found, findings = check_accounts(text, "calendars.toml")
    if found is None:
        raise InputError(findings)
    return found


def _by_hand(what: str, cure: str) -> InputError:
    return InputError([Finding(what, cure, "calendars.toml")])
