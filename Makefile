# seedcorn's own errands. `make` alone lists them; all a machine needs is make and Python 3.11 or newer.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
NODE_MODULES := tests/action/node_modules

# What to audit reaches the shell as it was typed, as data: no query is quoted twice or expanded.
override SOURCE := $(value SOURCE)
export SOURCE
# Further options of the command, as one would type them: ARGS="--customer-label 'from: *'"
ARGS ?=

.PHONY: help audit test check cover docs bench lock clean

help: ## list what can be made
	@sed -n 's/^\([a-z][a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 16
	@echo
	@echo "  make audit SOURCE=github:owner/repo audits your own; without SOURCE it shows the bundled story."

audit: $(VENV)/.run ## install seedcorn here and audit SOURCE, or show the bundled story
	@if [[ -n "$$SOURCE" ]]; then \
	    exec $(BIN)/seedcorn audit "$$SOURCE" $(ARGS); \
	else \
	    exec $(BIN)/seedcorn demo $(ARGS); \
	fi

test: $(VENV)/.dev $(NODE_MODULES)/.installed check cover ## install and run everything that the gate runs

check: $(VENV)/.dev ## everything but the tests: form, types, import direction, generated files, workflows
	@echo "Form, types and import direction ..."
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@echo "Generated files ..."
	@$(BIN)/python scripts/make_docs.py --check
	@echo "The Action and the workflows ..."
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(BIN)/zizmor --quiet --offline --persona=auditor --strict-collection .github action.yml

cover: $(VENV)/.dev ## the tests, on all cores, with branch coverage of at least 95 %
	@rm -f .coverage .coverage.*
	@$(BIN)/pytest --numprocesses=auto --dist=worksteal --cov --cov-report=term

docs: $(VENV)/.dev ## write the generated pages, help texts and schemas again
	@$(BIN)/python scripts/make_docs.py

bench: $(VENV)/.dev ## time and memory beside baselines, compared with the last (QUICK=1, KEEP=1, ONLY='rules.*')
	@set -f; $(BIN)/python bench/run.py $(if $(QUICK),--quick) $(if $(KEEP),--keep) $(if $(ONLY),--only $(ONLY))

lock: $(VENV)/.dev ## pin what is installed, with hashes, from pyproject.toml (UPGRADE=1 takes newer versions)
	@scripts/lock.sh "$(BIN)" $(if $(UPGRADE),--upgrade)

clean: ## remove what was made here
	@rm -rf $(VENV) $(NODE_MODULES) dist build htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache

# Two stamps in one environment: what it takes to run, and what it takes to develop.

$(BIN)/python:
	@scripts/make_venv.sh $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(BIN)/python
	@[[ $(VENV)/.dev -nt requirements/run.txt && $(VENV)/.dev -nt pyproject.toml ]] || { \
	    echo "Installing seedcorn into $(VENV), about a minute the first time ..."; \
	    $(PIP) install --require-hashes --no-deps -r requirements/run.txt; \
	    $(PIP) install --no-deps --no-build-isolation --editable .; }
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the tests need into $(VENV), a minute or two the first time ..."
	@$(PIP) install --require-hashes --no-deps -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# The Action and the connectors are tried against servers that run on Node, and every request against the
# vendors' descriptions, which come the same way. Without npm those tests are skipped, and say so.
$(NODE_MODULES)/.installed: tests/action/package-lock.json
	@command -v npm >/dev/null || { echo "No npm here: the tests against whole servers will be skipped."; exit 0; }; \
	echo "Installing the servers and descriptions that the Action and the connectors are tried against ..."; \
	if npm ci --prefix tests/action --no-audit --no-fund --loglevel=error; then touch $@; else \
	    echo "npm could not install them: the tests against whole servers will be skipped."; \
	fi
