# Everything a developer does here. `make` alone lists it.

VENV := .venv
PYTHON := $(VENV)/bin/python
MANAGE := $(PYTHON) manage.py
# Made last by the recipe below, so that an installation that was cut short is made again.
INSTALLED := $(VENV)/installed

# uv works in our environment only, and never brings a Python of its own.
UV := $(VENV)/bin/uv
export UV_PYTHON := $(PYTHON)
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# No registry's address may enter the lock; the hashes pin every byte wherever it comes from.
COMPILE := $(UV) pip compile --quiet --upgrade --universal --python-version=3.11 --generate-hashes \
	--no-emit-index-url --no-header

.DEFAULT_GOAL := help
.PHONY: help env demo run test test-quick test-slow test-browser check check-clients bench lint types imports \
	django-checks shell messages clean lock

# The tests start many Python processes, and each would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## List what can be done
	@echo "make <target>:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "  %-14s %s\n", $$1, $$2}'

env: $(INSTALLED) ## Make the environment in .venv from the locked requirements

$(INSTALLED): requirements/development.txt requirements/tools.txt pyproject.toml
	@python=; \
	for candidate in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	  if $$candidate -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    python=$$candidate; break; \
	  fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "make: this project needs Python 3.11 or later with its venv module; none was found." >&2; exit 1; \
	fi; \
	if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  echo "Making the environment in $(VENV) …"; \
	  $$python -m venv --clear $(VENV) || exit 1; \
	fi
	@echo "Installing the locked packages …"
	@$(PYTHON) -m pip install --quiet --require-hashes -r requirements/tools.txt
	@$(UV) pip sync --quiet --require-hashes requirements/development.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: env ## Serve the site with demo content (PORT, HOST and DATABASE_URL are respected)
	@$(PYTHON) -m institute.devtools.demo

run: env ## Serve the site for development: debugger, reload on change (PORT, HOST and DATABASE_URL are respected)
	@$(PYTHON) -m institute.devtools.run

test: env ## Run what needs no browser and is quick: style, types, imports, migrations, system checks, tests
	@$(MAKE) --no-print-directory --jobs --keep-going lint types imports django-checks test-quick

test-quick: env
	@$(VENV)/bin/pytest --numprocesses=2 --dist=worksteal --quiet -m "not browser and not slow"

types: env
	$(call quietly,Types,env $(STAND_INS) $(VENV)/bin/mypy)

imports: env
	$(call quietly,Imports,$(VENV)/bin/lint-imports --no-logo)

django-checks: env
	$(call quietly,Migrations,$(MANAGE) makemigrations --check --dry-run)
	$(call quietly,System checks,$(MANAGE) check --fail-level=WARNING)
	$(call quietly,Deployment checks,env $(STAND_INS) $(MANAGE) check --deploy --fail-level=WARNING)

# $(call quietly,Name,command) prints what the command printed if it failed, and one line if it passed: checks run
# side by side.
quietly = @if output=$$($(2) 2>&1); then echo "$(1): passed"; else echo "$(1): failed"; echo "$$output"; exit 1; fi

# What a deployment sets, for the checks that read the production settings and connect to nothing.
STAND_INS := DJANGO_SETTINGS_MODULE=institute.settings.production \
	DATABASE_URL=postgres://nobody@localhost/nothing \
	SECRET_KEY=a-stand-in-with-enough-different-characters-0123456789-ABCDEFG \
	ALLOWED_HOSTS=www.example.org WAGTAILADMIN_BASE_URL=https://www.example.org EMAIL_URL=smtp://mail.example.org \
	OAI_ADMIN_EMAIL=library@example.org

# One file after the other, so that a worker makes what the tests of a file share only once, and commits last.
test-slow: env ## Run the slow tests, and those that commit
	@$(VENV)/bin/pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder --quiet -m "slow and not browser"

test-browser: env ## Run the tests that drive a browser, in the system's Chromium
	@if [ -z "$(CHROMIUM)" ]; then \
	  echo "make: the browser tests need Chromium; install it, or name it: make test-browser CHROMIUM=…" >&2; exit 1; \
	fi
	@env CHROMIUM="$(CHROMIUM)" $(VENV)/bin/pytest tests/browser --quiet -m browser

CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

check: env check-clients ## Run the tests at length (many more examples for each property), and compile API clients
	@env HYPOTHESIS_PROFILE=long $(VENV)/bin/pytest --numprocesses=2 --quiet -m "not browser"

check-clients: env ## Lint docs/openapi.json, generate clients from it and compile them (needs the network; npm for most)
	@echo "API clients …" && $(PYTHON) -m tests.clients

bench: env ## Measure what must be fast (BENCH="--records 100000" for more)
	@$(PYTHON) -m tests.benchmarks $(BENCH)

lint: env ## Check the style of the code
	$(call quietly,Style,$(VENV)/bin/ruff check && $(VENV)/bin/ruff format --check)

shell: env ## Open a Python shell on the site's data
	@$(MANAGE) shell

messages: env ## Collect strings to translate into locale/fr, and compile the translations
	@$(PYTHON) -m institute.devtools.messages

lock: env ## Lock the newest allowed versions of the packages, with hashes
	@$(COMPILE) pyproject.toml --output-file=requirements/production.txt
	@$(COMPILE) pyproject.toml --group=dev --output-file=requirements/development.txt
	@$(COMPILE) --group=tools --output-file=requirements/tools.txt

clean: ## Remove the environment, and the database and files of the demo
	@if [ -x $(PYTHON) ]; then $(PYTHON) -m institute.devtools.clean; fi
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
