"""The Django project: accounts, store, pages, API and jobs."""
