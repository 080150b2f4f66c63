# Everything there is to run. `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test image format prove bench screenshots schema access locale lock

help:  ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

run: .venv/product  ## set up and run everything on http://127.0.0.1:$${RUYI_PORT:-8000}
	@bash parts.sh || echo "All else runs; until then certificates cannot be made." >&2
	@exec $(BIN)/python -m cms serve

test: .venv/development  ## set up and run every check and test, on SQLite and PostgreSQL
	@bash tests/parts.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=site $(BIN)/lint-imports --no-logo
	RUYI_VAR=.venv/var $(BIN)/python -m cms makemigrations --check --dry-run
	$(BIN)/python -m tests.run

prove: .venv/development  ## the long seeded runs, on SQLite and PostgreSQL
	@bash tests/parts.sh
	$(BIN)/python -m tests.run -m prove

bench: .venv/development  ## measure, and print tables
	$(BIN)/python -m tests.bench

image: .venv/development  ## run the image's steps and the parts of compose.yaml, without Docker
	@bash parts.sh
	$(BIN)/python -m tests.image

format: .venv/development  ## put the code into its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: .venv/development  ## take the pictures of the editor's guide anew
	$(BIN)/python -m tests.browser.screenshots

schema: .venv/development  ## renew schema/schema.graphql after a change of the contract
	RUYI_VAR=.venv/var $(BIN)/python -m schema > schema/schema.graphql
	RUYI_VAR=.venv/var $(BIN)/python -m schema press > schema/press.graphql

access: .venv/development  ## renew docs/access.md after a change of addresses, fields or their rules
	RUYI_VAR=.venv/var $(BIN)/python -m tests.access.table

locale: .venv/development  ## compile the admin's Chinese after a change of cms/locale
	$(BIN)/pybabel compile -d cms/locale -l zh_Hans -D django
	$(BIN)/pybabel compile -d cms/locale -l zh_Hans -D djangojs

lock: .venv/development  ## renew the pinned requirements from the .in files
	$(BIN)/pip install -q pip-tools
	for name in requirements requirements-dev; do $(BIN)/pip-compile -q --upgrade --strip-extras \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links $$name.in -o $$name.txt; done

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "ruyi needs Python 3.11 or newer ($(PYTHON) is $$($(PYTHON) -V 2>&1)): install it, or name it: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv .venv 2>.venv.log || { \
	  echo "ruyi cannot make .venv: $$(tail -n 1 .venv.log)" >&2; rm -rf .venv .venv.log; exit 1; }
	@rm -f .venv.log

.venv/product: requirements.txt | .venv/bin/python
	@echo "Installing packages …"
	@$(BIN)/pip install -q -r requirements.txt
	@touch $@

.venv/development: requirements.txt requirements-dev.txt | .venv/bin/python
	@echo "Installing packages …"
	@$(BIN)/pip install -q -r requirements.txt -r requirements-dev.txt
	@touch .venv/product $@
