"""Compiled loops of the planner: numbers in, numbers out. Nothing here knows a date, a word or a file."""
