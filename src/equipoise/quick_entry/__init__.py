"""Quick entry: one line of plain words read as a task. Pure: the moment and what is known are arguments.

``parse`` never refuses a line. What it does not understand stays in the title, and what it took for granted it says.
"""

from equipoise.quick_entry.dates import moment_of
from equipoise.quick_entry.entry import Entry, Known, Taken
from equipoise.quick_entry.parse import parse

__all__ = ["Entry", "Known", "Taken", "moment_of", "parse"]
