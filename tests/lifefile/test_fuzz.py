"""Any bytes in: a life or an ``InputError``, never another exception."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipoise.domain.errors import InputError
from equipoise.lifefile import check, dump
from equipoise.lifefile.source import decode

CALM = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCRAPS = st.sampled_from(
    [
        *(
            '"',
            "'",
            '"""',
            "[",
            "]",
            "[[",
            "]]",
            "{",
            "}",
            "=",
            ".",
            ",",
            "#",
            "\n",
            "\r",
            "\\",
            "\x00",
            "\ufeff",
        ),
        *(
            "0",
            "-1",
            "1e999",
            "nan",
            "true",
            "2026-11-27",
            "12:00:00",
            "9999-12-31",
            "0001-01-01T00:00:00Z",
            "99h",
        ),
        *(
            '"Mon 9-9"',
            '"task"',
            "task",
            "id",
            '"a"',
            "after",
            "[[task]]",
            "[person]",
            "rhythm.rules",
            "0x" + "f" * 99,
        ),
    ]
)


def judged(text: str) -> None:
    life, findings = check(text, "life.toml")
    assert (life is None) == any(not finding.warning for finding in findings)
    assert all(str(finding) for finding in findings)
    assert all(0 <= finding.line <= text.count("\n") + 1 for finding in findings)
    if life is not None:
        assert check(dump(life), "again")[0] == life


@CALM
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    try:
        text = decode(data, "life.toml")
    except InputError:
        return
    judged(text)


@CALM
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    judged(text)


@settings(CALM, max_examples=400)
@given(data=st.data())
def test_mutated_files(valid: dict[str, str], data: st.DataObject) -> None:
    text = valid[data.draw(st.sampled_from(sorted(valid)))]
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(st.one_of(SCRAPS, st.text(max_size=4))) + text[end:]
    judged(text)


@settings(CALM, max_examples=200)
@given(data=st.data())
def test_values_of_the_wrong_kind(example: str, data: st.DataObject) -> None:
    lines = example.split("\n")
    keyed = [number for number, line in enumerate(lines) if " = " in line and not line.startswith(" ")]
    for _ in range(data.draw(st.integers(1, 4))):
        number = data.draw(st.sampled_from(keyed))
        other = data.draw(st.sampled_from(keyed))
        value = data.draw(st.one_of(SCRAPS, st.just(lines[other].partition(" = ")[2])))
        lines[number] = lines[number].partition(" = ")[0] + " = " + value
    judged("\n".join(lines))
