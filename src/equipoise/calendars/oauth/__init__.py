"""Logging in by OAuth 2.0: the person agrees at their provider, and Equipoise never sees their password."""
