# One command from a clone to a report. Every recipe is the chain as a person would type it, with .venv/bin on the PATH.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
MODE ?= test
VENV := .venv
PIP := $(VENV)/bin/uv pip install --quiet --python $(VENV)/bin/python

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# dbt does not read .env by itself; where there is one, it runs with it. What the environment says comes first.
DBT := $(if $(wildcard .env),dotenv run --no-override -- )dbt
# dbt colours its lines even where nobody sees colours.
export DBT_USE_COLORS ?= $(shell test -t 2 && echo true || echo false)
NATIVE_LIBRARIES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

.PHONY: help
help:  ## Show this list
	@echo "Media & Streaming Analytics: make TARGET [MODE=test|full] [PYTHON=python3.12]"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

# ---- environments --------------------------------------------------------------------------------------------------

$(VENV)/.created: requirements-bootstrap.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "make: $(PYTHON) is missing or older than 3.11; name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo "make: $(PYTHON) cannot make an environment; on Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@echo "make: installing the environment into $(VENV)"
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
	@touch $@

$(VENV)/.runtime: $(VENV)/.created requirements.lock pyproject.toml
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.development: $(VENV)/.runtime requirements-dev.lock
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# WeasyPrint draws with Pango. Where it cannot be installed, the HTML report is made all the same and the PDF step says what is missing.
$(VENV)/.native: $(VENV)/.runtime
	@python -c 'import weasyprint' 2>/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "make: installing $(NATIVE_LIBRARIES)"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y $(NATIVE_LIBRARIES) >/dev/null; \
		fi; }
	@if python -c 'import weasyprint' 2>/dev/null; then touch $@; else \
		echo "make: no PDF without Pango; to have one: sudo apt-get install $(NATIVE_LIBRARIES)" >&2; fi

# ---- what people run -----------------------------------------------------------------------------------------------

.PHONY: report
report: $(VENV)/.runtime $(VENV)/.native  ## Fetch, build, test, document and report (MODE=full for the real sources)
	@status=0; \
	loaders fetch --mode $(MODE) || { status=$$?; [ $$status = 3 ] || exit $$status; }; \
	$(DBT) build || status=1; \
	reports evidence || status=1; \
	$(MAKE) --no-print-directory docs || status=1; \
	reports build || status=1; \
	echo "made:"; ls -1 $(MADE) 2>/dev/null; \
	[ $$status = 0 ] || echo "make: the report is made, but something above failed (code $$status)" >&2; \
	exit $$status
MADE := output/P07_Media_Report.pdf output/P07_Media_Report.html output/P07_dbt_docs.html evidence/P07_*.json

.PHONY: docs
docs: $(VENV)/.runtime  ## Write the dbt docs as one file, output/P07_dbt_docs.html
	@$(DBT) docs generate --quiet --static --target-path target/docs
	@mkdir -p output && sed -e 's|"root_path": "[^"]*"|"root_path": ""|g' -e 's|<title>dbt Docs<|<title>Media analytics: dbt docs<|' target/docs/static_index.html > output/P07_dbt_docs.html
	@echo "output/P07_dbt_docs.html"

.PHONY: test
test: $(VENV)/.development $(VENV)/.native  ## Run every test: pytest, and dbt's on a freshly built sample
	pytest -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: lint
lint: $(VENV)/.development  ## Check the style of Python, SQL, YAML and of the dbt project
	ruff check .
	ruff format --check .
	mypy
	yamllint --strict .
	MEDIA_WAREHOUSE=:memory: dbt --quiet --warn-error parse --no-partial-parse --target-path target/lint
	dbt-bouncer run
	MEDIA_WAREHOUSE=:memory: DBT_TARGET_PATH=target/lint sqlfluff lint --disable-progress-bar --processes 2 models tests/data analyses

.PHONY: coverage
coverage: $(VENV)/.development  ## Measure how often the KPIs' 95 % intervals hold the truth (1,000 draws or more, half an hour)
	python -m tests.python.kpis.coverage_benchmark

.PHONY: lock
lock: $(VENV)/.development  ## Resolve the pinned, hashed requirements anew
	uv pip compile --quiet $(LOCK) pyproject.toml --group dev --output-file requirements-dev.lock >/dev/null
	uv pip compile --quiet $(LOCK) pyproject.toml --constraint requirements-dev.lock --output-file requirements.lock >/dev/null
	uv pip compile --quiet $(LOCK) --group bootstrap --output-file requirements-bootstrap.lock >/dev/null
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

.PHONY: clean
clean:  ## Remove what can be made again: target, evidence, output, caches (not data: it holds history)
	rm -rf target logs evidence output .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find loaders reports tests -name __pycache__ -prune -exec rm -rf {} +
