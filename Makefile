# Everything lives in .venv, installed from locks with hashes. Needed: make, Python 3.11 or newer with venv, pip's index.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run serve test test-nightly test-postgres test-caldav lint bench lock pictures

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 15

run: .venv/.run ## plan a shipped example, compare balance with integration, write out/
	@scripts/run

serve: .venv/.run ## the web app: your week in a browser (PORT=8000)
	@$(BIN)/equipoise serve --port $(or $(PORT),8000)

test: .venv/.bench ## set up, check style, types and layers, and run every test
	@$(MAKE) --no-print-directory -j 2 lint ready
	@$(BIN)/python -m pytest -n 3 --dist worksteal

.PHONY: ready
ready: .venv/.bench
	@scripts/system
	@$(BIN)/python -c "from equipoise.compiling import compiled; compiled()"

test-postgres: .venv/.dev ## test the web app on PostgreSQL alone (make test does so on both databases)
	@scripts/system
	@$(BIN)/python -m pytest tests/server -k postgres

test-nightly: .venv/.dev ## 10,000 interleavings of edits, syncs and crashes; 200 on each server, 200 kills; 200 requests of each operation
	@EQUIPOISE_INTERLEAVINGS=10000 EQUIPOISE_HISTORIES=200 EQUIPOISE_KILLS=200 EQUIPOISE_REQUESTS=200 $(BIN)/python -m pytest \
		tests/calendars/sync/test_machine.py tests/calendars/sync/test_undo_histories.py tests/calendars/stores/test_histories.py tests/calendars/stores/test_kills.py \
		tests/server/test_kills.py tests/server/test_api_fuzz.py

test-caldav: .venv/.dev ## test a CalDAV server: URL=... USER=... PASSWORD=...
	@test -n "$$EQUIPOISE_CALDAV_URL" || { echo "which server? make test-caldav URL=https://... USER=... PASSWORD=..."; exit 2; }
	@$(BIN)/python -m pytest tests/calendars/stores -k given

test-caldav: export EQUIPOISE_CALDAV_URL := $(or $(URL),$(EQUIPOISE_CALDAV_URL))
test-caldav: export EQUIPOISE_CALDAV_USER := $(if $(filter command,$(origin USER)),$(USER),$(EQUIPOISE_CALDAV_USER))
test-caldav: export EQUIPOISE_CALDAV_PASSWORD := $(or $(PASSWORD),$(EQUIPOISE_CALDAV_PASSWORD))

lint: .venv/.bench ## style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.bench ## measure the planner
	@$(BIN)/python -m bench.planner

pictures: .venv/.run ## draw the pictures of the docs anew
	@scripts/pictures

lock: ## make the locks anew (needs uv)
	@scripts/lock

.venv/.run: requirements.lock pyproject.toml
	@scripts/setup $(PYTHON) requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	@scripts/setup $(PYTHON) requirements-dev.lock
	@touch $@

.venv/.bench: requirements-bench.lock .venv/.dev
	@scripts/setup $(PYTHON) requirements-bench.lock
	@touch $@
