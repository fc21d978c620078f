# Everything a developer does, in one word each. Needs CPython 3.11+, pip, venv, make and git; uv is fetched if missing.
.DEFAULT_GOAL := help
SHELL := /bin/bash
export UV_PYTHON_DOWNLOADS := never
# Without this, the first start of everything is three times slower.
export UV_COMPILE_BYTECODE := 1
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
RUN := $(UV) run --locked --no-sync
PACKAGES := bot commands storage sources ranking

.PHONY: help demo test lint format types imports bench slow wheel clean

help: ## Show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-8s %s\n", $$1, $$2}'

demo: .venv/.ready ## Open a local Slack workspace with a simulated company
	@$(RUN) kirorank demo $(DEMO)

test: .venv/.ready ## Run every test, PostgreSQL and browser included
	@$(RUN) pytest $(TEST)

slow: .venv/.ready ## Run the tests that take minutes
	@$(RUN) pytest -m slow $(TEST)

lint: .venv/.ready ## Check style
	@$(RUN) ruff check . && $(RUN) ruff format --check .

format: .venv/.ready ## Mend style
	@$(RUN) ruff check --fix . && $(RUN) ruff format .

types: .venv/.ready ## Check types, strictly
	@$(RUN) mypy

imports: .venv/.ready ## Check that imports go down only
	@$(RUN) lint-imports

bench: .venv/.ready ## Print the performance figures, as ratios in one run
	@$(RUN) python -m tests.benchmarks

wheel: .venv/.ready ## Build the wheel, install it into a clean environment and start it
	@rm -rf dist && $(UV) build --wheel --out-dir dist -q
	@rm -rf dist/venv && python3 -m venv dist/venv && dist/venv/bin/pip install --quiet dist/*.whl
	@cd dist && venv/bin/kirorank --help >/dev/null && venv/bin/kirorank schema events >/dev/null && echo "The wheel works."

clean: ## Remove what was built
	@rm -rf .venv .uv dist artefacts .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.ready: pyproject.toml uv.lock | $(UV)
	@echo "Building the environment (about a minute the first time)"
	@$(UV) sync --locked
	@touch $@

.uv/bin/uv:
	@echo "Fetching uv"
	@python3 -m venv .uv && .uv/bin/pip install --quiet "uv>=0.13,<0.14"
