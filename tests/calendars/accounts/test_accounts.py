from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.calendars.accounts import Account, Accounts, Collection, check_accounts, read_accounts
from equipoise.calendars.accounts_text import HEAD, with_account, with_allowed, without_account
from equipoise.calendars.hours import Kept
from equipoise.domain.errors import InputError

GOOD = """\
allow_networks = ["192.168.1.0/24"]
allow_hosts = ["NAS.local"]

[[account]]
name = "work"
kind = "caldav"
url = "https://cloud.example.org/remote.php/dav"
user = "ada"

  [[account.collection]]
  name = "team"
  url = "https://cloud.example.org/remote.php/dav/calendars/ada/team/"

  [[account.collection]]
  name = "plan"
  url = "https://cloud.example.org/remote.php/dav/calendars/ada/plan/"
  plan = true

[[account]]
name = "secret"
kind = "ics"
"""
BAD = """\
autopilot = "no"
allow_networks = ["192.168.1.5/24"]

[[account]]
name = "a/b"
kind = "exchange"
url = "ftp://example.org"

[[account]]
name = "work"
kind = "caldav"

[[account]]
name = "Work"
kind = "ics"
url = "https://ada:pw@example.org/a.ics"
passwort = "x"

  [[account.collection]]
  name = "one"
  url = "https://example.org/one/"
  plan = true

  [[account.collection]]
  name = "one"
  url = "https://example.org/two/"
  plan = true
"""


def understood(text: str) -> Accounts:
    found, findings = check_accounts(text, "calendars.toml")
    assert found is not None, findings
    return found


def test_what_the_file_says() -> None:
    found = understood(GOOD)
    work, secret = found.accounts
    assert found.allow_networks == (ip_network("192.168.1.0/24"),)
    assert found.allow_hosts == {"nas.local"}
    assert not found.autopilot
    assert work.owner == "https://cloud.example.org ada"
    assert [one.name for one in work.collections] == ["team", "plan"]
    assert found.plan() == (work, work.collections[1])
    assert secret == Account("secret", "ics")


def test_what_is_kept_and_published() -> None:
    assert understood("").keep == tuple(Kept), "sleep and the rest are written from the start"
    assert understood("").publish == (), "nothing is published unasked"
    assert understood("keep = []\n").keep == ()
    found = understood('keep = ["golden", "golden"]\npublish = ["freebusy", "availability"]\n')
    assert (found.keep, found.publish) == ((Kept.GOLDEN,), ("freebusy", "availability"))
    _none, (first, second) = check_accounts('keep = ["sleeping"]\npublish = ["all"]\n', "calendars.toml")
    assert (first.line, second.line) == (1, 2)
    assert "sleep" in first.cure
    assert "availability" in second.cure


def test_every_mistake_at_once_with_its_line_and_cure() -> None:
    found, findings = check_accounts(BAD, "calendars.toml")
    assert found is None
    told = {(item.line, item.field) for item in findings}
    assert told == {
        (1, "autopilot"),
        (2, "allow_networks.1"),
        (5, "account.a-b.name"),
        (6, "account.a-b.kind"),
        (7, "account.a-b.url"),
        (9, "account.work.url"),
        (14, "account.work.name"),
        (16, "account.work.url"),
        (17, "account.work.passwort"),
        (19, "account.work.collection"),
        (25, "account.work.collection.one.name"),
        (27, "account.work.collection.one.plan"),
    }
    assert all(item.cure and item.file == "calendars.toml" for item in findings)
    assert not any("pw" in item.cure for item in findings)


def test_a_missing_file_says_nothing(tmp_path: Path) -> None:
    assert read_accounts(tmp_path / "calendars.toml") == Accounts()


def test_a_broken_file_raises_with_its_findings(tmp_path: Path) -> None:
    path = tmp_path / "calendars.toml"
    path.write_text(BAD, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_accounts(path)
    assert len(caught.value.findings) == 12


def test_an_account_is_added_and_taken_out_again() -> None:
    new = Account(
        "home",
        "caldav",
        "https://dav.example.org",
        "ada",
        (Collection("a", "https://dav.example.org/a/", plan=True),),
    )
    text = "# my own words\n" + GOOD.replace("plan = true\n", "")
    added = with_account(text, new)
    assert understood(added).accounts == (*understood(text).accounts, new)
    assert added.startswith(text)
    assert without_account(added, "home").rstrip() == text.rstrip()
    assert "my own words" in without_account(added, "work")
    assert [account.name for account in understood(without_account(added, "work")).accounts] == [
        "secret",
        "home",
    ]


def test_the_first_account_makes_the_file() -> None:
    text = with_account("", Account("work", "ics", "https://example.org/a.ics"))
    assert text.startswith(HEAD)
    assert not understood(text).autopilot


def test_hosts_are_added_to_those_that_stand_there() -> None:
    once = with_allowed("", "allow_hosts", ["nas.local"])
    twice = with_allowed(once, "allow_hosts", ["nas.local", "other.local"])
    assert understood(twice).allow_hosts == {"nas.local", "other.local"}
    assert with_allowed(twice, "allow_hosts", ["nas.local"]) == twice
    nets = with_allowed(GOOD, "allow_networks", ["10.0.0.0/8"])
    assert len(understood(nets).allow_networks) == 2


def test_what_cannot_be_changed_as_text_is_left_to_the_person() -> None:
    inline = 'account = [{ name = "work", kind = "ics" }]\n'
    with pytest.raises(InputError, match="take its"):
        without_account(inline, "work")
    spread = 'allow_hosts = [\n  "a.local",\n]\n'
    with pytest.raises(InputError, match="cannot be changed for you"):
        with_allowed(spread, "allow_hosts", ["b.local"])


@given(st.text(alphabet='[]="account#\n .nmekidurls', max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    found, findings = check_accounts(text, "calendars.toml")
    assert (found is None) == any(not item.warning for item in findings)
