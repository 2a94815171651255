"""The generated parts of ``docs/life-file.md``: tables of all fields and of all rules."""

from __future__ import annotations

from equipoise.domain.rules import RULES, RuleSpec
from equipoise.lifefile.commitments import PIN
from equipoise.lifefile.kinds import Many
from equipoise.lifefile.records import Field, Table
from equipoise.lifefile.tables import ROOT
from equipoise.lifefile.text import number, quoted, truth

__all__ = ["field_reference", "refresh", "rule_reference"]


def refresh(page: str) -> str:
    """Return a page with the text between its markers made anew.

    Args:
        page: Markdown with ``<!-- fields -->`` and ``<!-- /fields -->``, and the same for rules.
    """
    for name, text in (("fields", field_reference()), ("rules", rule_reference())):
        before, start, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        if end:
            page = f"{before}{start}\n{text}\n{end}{after}"
    return page


def field_reference() -> str:
    """Return the tables of all fields as Markdown."""
    parts: list[str] = []
    for row in ROOT.fields:
        many, table = isinstance(row.kind, Many), row.kind.kind if isinstance(row.kind, Many) else row.kind
        if isinstance(table, Table):
            parts.append(_section(f"[[{row.name}]]" if many else f"[{row.name}]", table))
        if row.name == "rhythm" and isinstance(table, Table):
            season = table.by_name["season"].kind
            if isinstance(season, Many) and isinstance(season.kind, Table):
                parts.append(_section("[[rhythm.season]]", season.kind))
        if row.name == "task":
            parts.append(_section("pins of a task", PIN))
    return "\n".join(parts)


def rule_reference() -> str:
    """Return the table of all rules as Markdown."""
    lines = ["| rule | value | may be | default | meaning |", "| --- | --- | --- | --- | --- |"]
    lines += [_rule(name, spec) for name, spec in RULES.items() if name != "rituals"]
    return "\n".join(lines) + "\n"


def _rule(name: str, spec: RuleSpec) -> str:
    strengths = ", ".join(spec.strengths)
    default = f"`{number(spec.default)}`" if spec.default is not None else ""
    return f"| `{name}` | {spec.unit} | {strengths} | {default} | {spec.meaning} |"


def _section(heading: str, table: Table) -> str:
    lines = [f"### `{heading}`" if "[" in heading else f"### {heading.capitalize()}", "", table.title, ""]
    lines += ["| field | value | default | meaning |", "| --- | --- | --- | --- |"]
    return "\n".join([*lines, *(_row(row) for row in table.fields)]) + "\n"


def _row(row: Field) -> str:
    kind = "table" if isinstance(row.kind, Table) else _kind(row)
    if row.required:
        default = "**needed**"
    elif row.default is None:
        default = ""
    else:
        default = f"`{_plain(row.default)}`"
    meaning = row.meaning + (f" Example: `{row.example}`" if row.example else "")
    return f"| `{row.name}` | {kind} | {default} | {meaning} |"


def _kind(row: Field) -> str:
    if isinstance(row.kind, Many) and isinstance(row.kind.kind, Table):
        return "list of tables"
    return row.kind.label.replace("|", "\\|")


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return truth(value)
    return quoted(value) if isinstance(value, str) else number(float(str(value)))
