"""The life file: one readable TOML text that says everything the planner needs to know about a person.

``parse`` and ``read`` give a checked ``Life`` or raise ``InputError`` with every finding at once; ``check``
gives the warnings too; ``dump`` writes a life back as a file that reads as the same life. ``life_schema`` and
``plan_schema`` are the JSON Schemas; ``plan_to_json`` and ``plan_from_json`` carry a plan.
"""

from equipoise.lifefile.parse import check, parse, read, read_text
from equipoise.lifefile.plan_json import plan_from_json, plan_to_json
from equipoise.lifefile.schema import life_schema, plan_schema
from equipoise.lifefile.write import dump

__all__ = [
    "check",
    "dump",
    "life_schema",
    "parse",
    "plan_from_json",
    "plan_schema",
    "plan_to_json",
    "read",
    "read_text",
]
