# The commands of the project. Logic lives in scripts/; `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv/bin
COMPILE := $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url

.DEFAULT_GOAL := help
.PHONY: help run setup assets demo-reset test lint format bench lock python

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: python ## set up what is missing, then start everything (PORT=8000); Ctrl-C stops it
	@$(PYTHON) -m scripts.run --port $(PORT)

setup: python ## set up only: packages, assets, .env, database, demo
	@$(PYTHON) -m scripts.setup

assets: python ## install the front-end packages and build static/dist/
	@$(PYTHON) -m scripts.setup --no-data

demo-reset: python ## throw the demo away and load it anew
	@$(PYTHON) -m scripts.run --reset

test: python ## every check and every test; REQUIRE_ALL=1 makes a skip a failure
	@$(PYTHON) -m scripts.setup --dev --no-data
	@$(VENV)/python -m scripts.test

lint: python ## the checks alone, without the tests
	@$(PYTHON) -m scripts.setup --dev --no-data
	@$(VENV)/python -m scripts.test --checks

format: python ## let ruff mend what it can
	@$(PYTHON) -m scripts.setup --dev --no-data
	@$(VENV)/ruff check --fix --quiet .
	@$(VENV)/ruff format --quiet .

bench: python ## compare speeds of pages, mails, files and plans, beside a million actions; takes long
	@$(PYTHON) -m scripts.setup --dev --no-data
	@$(VENV)/python -m tests.bench.run

lock: python ## renew requirements/*.txt from pyproject.toml
	@$(PYTHON) -m scripts.setup --dev --no-data
	@$(COMPILE) --upgrade pyproject.toml -o requirements/base.txt
	@$(COMPILE) --upgrade -c requirements/base.txt --group dev pyproject.toml -o requirements/dev.txt
	@$(COMPILE) --upgrade requirements/installer.in -o requirements/installer.txt
	@$(COMPILE) --upgrade requirements/node.in -o requirements/node.txt

python:
	@found=$$("$(PYTHON)" -c 'import sys; print("Python %d.%d.%d" % sys.version_info[:3]); \
		sys.exit(sys.version_info < (3, 11))' 2> /dev/null) || { printf '%s %s\n' \
		"SCR Tracker needs Python 3.11 or newer, and $(PYTHON) is $${found:-missing};" \
		"name another with PYTHON=/path/to/python3." >&2; exit 1; }
