from __future__ import annotations

import tomllib
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from equipoise.lifefile import check, life_schema, plan_schema
from equipoise.lifefile.build import build
from equipoise.lifefile.identity import identify
from equipoise.lifefile.kinds import Many
from equipoise.lifefile.records import Field, Table
from equipoise.lifefile.sink import Sink
from equipoise.lifefile.tables import ROOT

HEAD = '[person]\nname = "Ada"\nzone = "Europe/Berlin"\n'


def plain(value: Any) -> Any:
    """TOML values as an editor hands them to a JSON Schema."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def errors(text: str) -> list[str]:
    return [
        error.message for error in Draft202012Validator(life_schema()).iter_errors(plain(tomllib.loads(text)))
    ]


def test_schemas_are_schemas() -> None:
    for schema in (life_schema(), plan_schema()):
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_valid_files_validate(valid: dict[str, str]) -> None:
    for name, text in valid.items():
        assert errors(text) == [], name


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[person]\nname = "Ada"\n',
        HEAD + "dail = 1\n",
        HEAD + '[[task]]\ntitle = "A"\n',
        HEAD + '[[task]]\ntitle = "A"\nestimate = "1h"\npriority = "hig"\n',
        HEAD + '[[task]]\ntitle = "A"\nestimate = "1h"\ndone = "later"\n',
        HEAD + '[[task]]\ntitle = "A"\nestimate = "1h"\nonly = ["Mon 09:00"]\n',
        HEAD + '[[task]]\ntitle = "A"\nestimate = "1h"\ndue = "soon"\n',
        HEAD + '[[task]]\ntitle = "A"\nestimate = 0\n',
        HEAD + "[rhythm]\ndial = 2\n",
        HEAD + '[rhythm]\npattern = "G"\n',
        HEAD + '[rhythm.rules]\n"hours.outr" = ["Mon 9-10"]\n',
        HEAD + "[rhythm.rules]\nmargin = 0.95\n",
        HEAD + '[rhythm.rules]\nmargin = { strength = "advice" }\n',
        HEAD + '[energy]\nwake = "early"\n',
        HEAD + "[task]\n",
    ],
)
def test_invalid_files_do_not(text: str) -> None:
    assert errors(text)
    assert check(text, "x")[0] is None


def fields(table: Table) -> list[tuple[Table, Field]]:
    out = []
    for row in table.fields:
        out.append((table, row))
        inner = row.kind.kind if isinstance(row.kind, Many) else row.kind
        if isinstance(inner, Table):
            out += fields(inner)
    return out


def test_every_field_is_explained_and_its_default_and_example_are_read() -> None:
    for table, row in fields(ROOT):
        place = f"{table.title} {row.name}"
        assert row.meaning.endswith("."), place
        sink = Sink()
        if row.default is not None:
            row.kind.read(row.default, ("x",), sink)
        if row.example:
            row.kind.read(tomllib.loads(f"x = {row.example}")["x"], ("x",), sink)
        assert sink.problems == [], place
        if row.required and not isinstance(row.kind, Table):
            assert row.example, place
        for slip, meant in table.slips.items():
            assert slip not in table.by_name
            assert meant.partition(".")[0] in table.by_name


def test_stated_defaults_are_those_of_the_domain() -> None:
    """A file with every default spelled out is the same life as one that leaves them out."""
    least: dict[str, Any] = {"person": {"name": "A", "zone": "UTC"}}
    whole: dict[str, Any] = {"person": dict(least["person"])}
    for row in ROOT.fields:
        table = row.kind.kind if isinstance(row.kind, Many) else row.kind
        assert isinstance(table, Table)
        given = {
            item.name: tomllib.loads(f"x = {item.example}")["x"] for item in table.fields if item.required
        }
        stated = {item.name: item.default for item in table.fields if item.default is not None}
        for file, entry in ((least, given), (whole, given | stated)):
            file[row.name] = [entry] if isinstance(row.kind, Many) else entry
    least["on_call"][0]["end"] = whole["on_call"][0]["end"] = least["event"][0]["end"] = whole["event"][0][
        "end"
    ] = "2026-11-24T18:00"
    lives = []
    for file in (least, whole):
        file["task"][0]["due"] = "2026-12-24"
        file["task"][0].pop("split", None)
        sink = Sink()
        record = ROOT.read(file, (), sink)
        entries = {name: value for name, value in record.items() if isinstance(value, tuple)}
        assert sink.problems == []
        lives.append(build(record, entries, identify(entries, sink)))
    assert lives[0] == lives[1]
