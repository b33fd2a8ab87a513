# What can be done with this repository. Everything runs from .venv, which `setup` makes and keeps up to date.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint format types imports bench screens lock

PYTHON_ENV := .venv/bin/python
OFFSCREEN := QT_QPA_PLATFORM=offscreen

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

setup: ## Make .venv from the locked requirements (quick when nothing changed)
	@packaging/setup.sh

demo: ## Start a server with a demo institution and open the app; HEADLESS=1 tells it in text
	@$(if $(HEADLESS),,packaging/display.sh)
	@packaging/setup.sh
	@$(if $(HEADLESS),,packaging/qt_libraries.sh window)
	@$(PYTHON_ENV) packaging/demo.py $(if $(HEADLESS),--headless)

test: setup ## Run every test, on SQLite and on a real PostgreSQL; ARGS="-k name" narrows
	@packaging/qt_libraries.sh offscreen
	@packaging/tracer.sh
	$(OFFSCREEN) $(PYTHON_ENV) -m pytest -n auto --maxprocesses 8 $(ARGS)

check: lint format types imports ## Lint, format, types and imports; `make -k check` goes on after the first fault

lint: setup
	.venv/bin/ruff check

format: setup
	.venv/bin/ruff format --check

types: setup
	.venv/bin/mypy

imports: setup
	.venv/bin/lint-imports --no-cache --no-logo

bench: setup ## Measure: prints a table, writes build/bench.json
	@packaging/qt_libraries.sh offscreen
	$(OFFSCREEN) $(PYTHON_ENV) -m tests.benchmarks $(ARGS)

screens: setup ## Draw every screen to build/screens; ARGS="today unlock" draws those
	@packaging/qt_libraries.sh offscreen
	PYTHONPATH=packaging $(OFFSCREEN) $(PYTHON_ENV) -m tests.screens.pictures $(ARGS)

lock: setup ## Write the locked requirements anew from pyproject.toml; UPGRADE=1 takes newer versions
	@UPGRADE=$(UPGRADE) packaging/lock.sh
