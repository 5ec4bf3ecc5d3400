# Everything a person does with this project. `make` alone explains itself.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DATA   ?=
PYTEST_ARGS ?=
# Tests wait for one another's answers a quarter of their time: one process more than there are cores.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
BENCH  ?= command lookups messages pairing warmth real_digests who_knows

# Containers often forbid keeping what was compiled. The suite starts dozens of processes, and each would take three
# seconds more to compile every library again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test check bench soak format docs requirements clean

help: ## Say what can be made
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.run ## Run the bot on an invented company against the sandbox; prints a page to open (DATA=DIR for your own)
	@$(BIN)/o2o demo $(if $(DATA),--data $(DATA))

test: $(VENV)/.dev ## Run the whole suite (SQLite, PostgreSQL, browser) and say what could not run
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not soak" $(PYTEST_ARGS)

check: $(VENV)/.dev ## Lint, format, types, import rules, migrations, security, docs in step
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -ll -c pyproject.toml -r bot handlers models
	$(BIN)/o2o charter check
	$(BIN)/o2o playbook check
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/checks

bench: $(VENV)/.dev ## Measure: every figure of docs/explanation/measurements.md (BENCH=name for one)
	@for name in $(BENCH); do echo "== $$name"; $(BIN)/python -m bench.$$name || exit 1; done

soak: $(VENV)/.dev ## The long runs: many more generated cases, kills and races
	@$(BIN)/python -m pytest -m soak $(PYTEST_ARGS)

format: $(VENV)/.dev ## Put the code in shape
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .

docs: $(VENV)/.dev ## Write the generated parts of docs/reference again
	$(BIN)/o2o docs write

requirements: $(VENV)/.uv ## Compile the hashed requirement files from pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra sandbox pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra sandbox --extra dev pyproject.toml -o requirements-dev.txt

clean: ## Remove the virtual environment and the demo's data
	rm -rf $(VENV) .o2o

$(VENV)/.uv: requirements-uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "o2o needs Python 3.11 or later; this is %s. Try make PYTHON=python3.11" % sys.version.split()[0])'
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

$(VENV)/.run: $(VENV)/.uv requirements.txt pyproject.toml
	@test -e $(VENV)/.dev || $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.uv requirements-dev.txt pyproject.toml
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run
