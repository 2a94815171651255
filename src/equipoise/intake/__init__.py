"""Tasks from other programs: calendar files (VTODO), todo.txt, Taskwarrior and tables; and as a table out again.

Each reader takes the text of a file and returns what it found, with a key that is the same whenever the same
file is read, and a sentence for all that it did not understand. Nothing here writes anything.
"""

from equipoise.intake.export import tasks_csv
from equipoise.intake.formats import FORMATS, guess, read
from equipoise.intake.found import Context, Found, Intake

__all__ = ["FORMATS", "Context", "Found", "Intake", "guess", "read", "tasks_csv"]
