"""Calendars: iCalendar files read into events, plans written as iCalendar."""
