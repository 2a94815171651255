"""Asking servers that are not trusted: which addresses, how much, how long, and who sees the password."""
