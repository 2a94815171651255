"""Calendars and a life together: accounts tried out, the plan's entries, what the person did to them."""
