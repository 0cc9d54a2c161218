# Few verbs; CI calls the same ones. Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help setup demo test test-all lint fix types floors docs train evaluate bench lock clean

help:  ## list the verbs
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

setup: $(STAMP)  ## create the environment and install everything
$(STAMP): pyproject.toml requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit("monitor needs Python 3.11 or newer; set PYTHON=...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $(STAMP)

demo: $(STAMP)  ## the whole bot, offline, in under a minute
	$(BIN)/monitor demo

test: $(STAMP)  ## every test that takes seconds
	$(BIN)/python -m pytest -q -m "not slow"

test-all: $(STAMP)  ## every test, also those that take minutes
	$(BIN)/python -m pytest -q

lint: $(STAMP)  ## style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

fix: $(STAMP)  ## mend style where a machine can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: $(STAMP)  ## mypy --strict
	$(BIN)/mypy

floors: $(STAMP)  ## who may import whom
	$(BIN)/lint-imports

docs: $(STAMP)  ## write the generated pages and the schema anew
	$(BIN)/python tools/write_docs.py

train: $(STAMP)  ## learn the scorer's weights anew (needs ../shared/data)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'scikit-learn>=1.7' 'scipy>=1.15'
	$(BIN)/python tools/train_pairs.py
	$(BIN)/python -m tools.train

evaluate: $(STAMP)  ## measure detection on ../shared/data
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'scikit-learn>=1.7' 'scipy>=1.15'
	$(BIN)/python -m tools.evaluate

lock:  ## write the lock files anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml --extra cluster -o requirements-cluster.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml --group dev -o requirements-dev.lock

clean:  ## remove what the verbs made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
