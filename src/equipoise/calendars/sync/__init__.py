"""Two-way sync: what has to happen is decided by a pure function, and done by a loop that checks before it writes."""
