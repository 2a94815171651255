from __future__ import annotations

from pathlib import Path

import pytest

from equipoise.domain.errors import InputError
from equipoise.lifefile import read
from equipoise.lifefile.source import MOST_BYTES

HEAD = '[person]\nname = "Ada"\nzone = "Europe/Berlin"\n'


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "life.toml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.encode())
    assert read(path).person.name == "Ada"
    assert read(str(path)).person.zone.key == "Europe/Berlin"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a = 1\n\xff\xfe", ":2: the file is not UTF-8"),
        (HEAD.encode("utf-16"), "not as UTF-16"),
        (b"#" * (MOST_BYTES + 1), "larger than 20 MB"),
        (b"\x7fELF\x00\x00", "not valid TOML"),
        (b"", 'the field "person" is missing'),
    ],
)
def test_unreadable_contents(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "life.toml"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read(tmp_path / "none.toml")
    with pytest.raises(InputError, match="this is a folder"):
        read(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read("a\x00b")
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / ("x" * 5000))
