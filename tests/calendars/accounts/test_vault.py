from __future__ import annotations

import base64
import json
import logging
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.calendars.keys import Key, NoKeyError, add_key, find_keys, key_file, new_key
from equipoise.calendars.vault import NoSecretError, Vault, VaultError

SECRET = "correct horse battery staple"
OWNER = "https://cloud.example.org ada"


def written(folder: Path) -> bytes:
    """Return every byte of every file below a folder, and their names."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return b"".join(str(path).encode() + path.read_bytes() for path in files)


def test_a_secret_comes_back_and_stands_in_no_file(tmp_path: Path, environ: dict[str, str]) -> None:
    vault = Vault(tmp_path / "data" / "passwords.json", find_keys(environ, make=True))
    vault.put("work", OWNER, SECRET)
    again = Vault(vault.path, find_keys(environ))
    assert again.get("work", OWNER) == SECRET
    everything = written(tmp_path)
    for form in (SECRET.encode(), base64.b64encode(SECRET.encode())[:-4], SECRET.encode().hex().encode()):
        assert form not in everything


def test_neither_key_nor_secret_is_shown(
    tmp_path: Path, environ: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    vault = Vault(tmp_path / "passwords.json", find_keys(environ, make=True))
    vault.put("work", OWNER, SECRET)
    key = key_file(environ).read_text(encoding="ascii").strip()
    shown = f"{vault!r} {vault} {find_keys(environ)!r} {vars(vault).keys()} {caplog.text}"
    assert SECRET not in shown
    assert key not in shown
    assert repr(find_keys(environ)[0].secret) not in shown


def test_the_key_file_is_the_owners_alone_and_lies_outside_the_data(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    find_keys(environ, make=True)
    path = key_file(environ)
    assert path == tmp_path / "config" / "equipoise" / "key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    vault = Vault(tmp_path / "data" / "passwords.json", find_keys(environ))
    vault.put("work", OWNER, SECRET)
    assert stat.S_IMODE(vault.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(vault.path.parent.stat().st_mode) == 0o700


def test_without_settings_folder_the_key_lies_in_the_home_folder() -> None:
    assert key_file({"HOME": "/home/ada"}) == Path("/home/ada/.config/equipoise/key")
    assert key_file({"HOME": "/home/ada", "XDG_CONFIG_HOME": "relative"}).parent.parent.name == ".config"


def test_a_key_that_others_can_read_is_refused(environ: dict[str, str]) -> None:
    find_keys(environ, make=True)
    key_file(environ).chmod(0o644)
    with pytest.raises(NoKeyError, match="chmod 600"):
        find_keys(environ)


def test_another_key_is_told_without_showing_either(tmp_path: Path) -> None:
    path = tmp_path / "passwords.json"
    right, wrong = new_key("the right file"), new_key("the other file")
    Vault(path, [right]).put("work", OWNER, SECRET)
    with pytest.raises(VaultError, match="not opened by the other file: it is another key") as caught:
        Vault(path, [wrong])
    assert SECRET not in str(caught.value)
    assert wrong.secret.hex() not in str(caught.value)


def test_no_key_and_no_wish_to_make_one(environ: dict[str, str]) -> None:
    with pytest.raises(NoKeyError, match="there is no key"):
        find_keys(environ)
    assert not key_file(environ).exists()


@pytest.mark.parametrize("text", ["short", "x" * 44, "ß" * 44, "AAAA"])
def test_what_is_no_key(text: str) -> None:
    with pytest.raises(NoKeyError, match="EQUIPOISE_KEY holds no key") as caught:
        find_keys({"EQUIPOISE_KEY": text})
    assert text not in str(caught.value)


def test_a_key_from_the_environment(tmp_path: Path) -> None:
    environ = {"EQUIPOISE_KEY": base64.urlsafe_b64encode(os.urandom(32)).decode()}
    Vault(tmp_path / "passwords.json", find_keys(environ)).put("work", OWNER, SECRET)
    assert Vault(tmp_path / "passwords.json", find_keys(environ)).get("work", OWNER) == SECRET


def test_a_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "passwords.json"
    Vault(path, find_keys({"EQUIPOISE_PASSPHRASE": "open sesame"})).put("work", OWNER, SECRET)
    assert Vault(path, find_keys({"EQUIPOISE_PASSPHRASE": "open sesame"})).get("work", OWNER) == SECRET
    with pytest.raises(VaultError, match="another key"):
        Vault(path, find_keys({"EQUIPOISE_PASSPHRASE": "open sesam"}))
    assert b"open sesame" not in written(tmp_path)


def test_rotation(tmp_path: Path, environ: dict[str, str]) -> None:
    path = tmp_path / "passwords.json"
    old = find_keys(environ, make=True)
    vault = Vault(path, old)
    vault.put("work", OWNER, SECRET)
    before = path.read_bytes()
    vault.rotate(add_key(key_file(environ)))
    assert Vault(path, find_keys(environ)).get("work", OWNER) == SECRET
    with pytest.raises(VaultError, match="another key"):
        Vault(path, old)
    path.write_bytes(before)  # as after a crash between the two files
    assert Vault(path, find_keys(environ)).get("work", OWNER) == SECRET


def test_a_secret_is_for_its_server_and_user_alone(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "passwords.json", [new_key()])
    vault.put("work", OWNER, SECRET)
    with pytest.raises(NoSecretError, match=r"given for https://cloud\.example\.org ada") as caught:
        vault.get("work", "https://evil.example ada")
    assert SECRET not in str(caught.value)
    with pytest.raises(NoSecretError, match="no password for the account home"):
        vault.get("home", OWNER)


@pytest.mark.parametrize("change", ["owner", "name", "bit"])
def test_tampering_is_seen(tmp_path: Path, change: str) -> None:
    path, key = tmp_path / "passwords.json", new_key()
    Vault(path, [key]).put("work", OWNER, SECRET)
    content = json.loads(path.read_text(encoding="utf-8"))
    entry = content["secrets"]["work"]
    name, owner = "work", OWNER
    if change == "owner":
        owner = entry["for"] = "https://evil.example ada"
    elif change == "name":
        name = "home"
        content["secrets"] = {"home": entry}
    else:
        sealed = bytearray(base64.b64decode(entry["sealed"]))
        sealed[-1] ^= 1
        entry["sealed"] = base64.b64encode(bytes(sealed)).decode()
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(VaultError, match="changed by somebody"):
        Vault(path, [key]).get(name, owner)


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=200) | st.sampled_from([b"{}", b"[]", b'{"version": 1}', b"[" * 100_000]))
def test_garbage_is_told_in_words(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("garbage") / "passwords.json"
    path.write_bytes(data)
    with pytest.raises(VaultError, match=r"damaged|another key"):
        Vault(path, [Key(bytes(32))])


@settings(deadline=None, max_examples=20)
@given(st.dictionaries(st.text(min_size=1, max_size=20), st.text(max_size=60), max_size=4))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, secrets: dict[str, str]) -> None:
    path, key = tmp_path_factory.mktemp("any") / "passwords.json", new_key()
    vault = Vault(path, [key])
    for name, secret in secrets.items():
        vault.put(name, name, secret)
    again = Vault(path, [key])
    assert {name: again.get(name, name) for name in again.names()} == secrets
    for name in secrets:
        again.drop(name)
    assert Vault(path, [key]).names() == ()


def test_two_programs_that_keep_secrets_at_once_lose_none(tmp_path: Path, environ: dict[str, str]) -> None:
    """A login that is renewed while another account is added, each by a process with a view of its own."""
    path = tmp_path / "data" / "passwords.json"
    first = Vault(path, find_keys(environ, make=True))
    second = Vault(path, find_keys(environ))
    second.put("home", OWNER, "two")
    first.put("work", OWNER, "one")
    assert second.names() == ("home",)
    second.put("team", OWNER, "three")
    first.drop("home")
    again = Vault(path, find_keys(environ))
    assert {name: again.get(name, OWNER) for name in again.names()} == {"work": "one", "team": "three"}


def test_what_another_program_changed_the_key_of_is_not_mixed_up(tmp_path: Path) -> None:
    path, old, new = tmp_path / "passwords.json", new_key(), new_key()
    mine, other = Vault(path, [old]), Vault(path, [old])
    mine.put("work", OWNER, "one")
    Vault(path, [old]).rotate(new)
    with pytest.raises(VaultError, match="another key"):
        mine.put("work", OWNER, "two")
    assert Vault(path, [new]).get("work", OWNER) == "one"
    with pytest.raises(VaultError, match="another key"):
        other.drop("work")
