"""Routes, one module for each part of the app. Every route stands in the table of tests/server/routes.py."""
