"""Places that hold calendar resources: a memory, a folder, a collection on a CalDAV server."""
