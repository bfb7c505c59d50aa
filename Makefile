# make demo · make ask · make test · make check · make bench · make test-long · make test-spark · make types: each sets up what it needs by itself.

PY := .venv/bin/python
STAMP := .venv/.installed

TYPES := .types

.PHONY: demo ask test test-long test-spark types check bench eval fix requirements screenshots

demo: $(STAMP)  ## a workspace in the browser, with three years of made-up data; Ctrl-C ends it
	@$(PY) -m bot demo

ask: $(STAMP) demo.duckdb  ## questions at a prompt, of the same business with more customers
	@$(PY) -m bot ask

demo.duckdb: | $(STAMP)
	@$(PY) -m bot demo-data >&2

test: $(STAMP)  ## the whole suite, with branch coverage
	SLACK_CALLS=$(TYPES)/said $(PY) -m pytest -n auto --cov --cov-report=term

test-long: $(STAMP)  ## the clock: killed at every step, and a year of two processes
	$(PY) -m pytest -n auto -m long -o faulthandler_timeout=600

test-spark: $(STAMP)  ## the questions again on Spark: installs 900 MB first, and needs Java 17 or newer
	@java -version >/dev/null 2>&1 || { echo "Spark needs Java: on Debian or Ubuntu" \
	  "'apt install openjdk-17-jre-headless', elsewhere adoptium.net." >&2; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.txt
	$(PY) -m pytest -m spark

types: $(STAMP) $(TYPES)/.installed  ## what the last `make test` said to Slack, against Slack's types
	$(PY) -m pytest tests/test_typed.py
	$(PY) -m tests.typed

$(TYPES)/.installed: .ci/types/package.json .ci/types/package-lock.json
	@command -v npm >/dev/null || { echo "The types need npm, and Node 18 or newer: on Debian or Ubuntu" \
	  "'apt install npm', elsewhere nodejs.org." >&2; exit 1; }
	@mkdir -p $(TYPES) && cp $^ $(TYPES)
	npm ci --prefix $(TYPES) --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

check: $(STAMP)  ## format, lint, types, import contracts
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports

bench: $(STAMP)  ## speed, as ratios against bare Bolt
	$(PY) -m tests.bench

eval: $(STAMP)  ## how often a question finds its answer
	$(PY) -m tests.evaluation

screenshots: $(STAMP)  ## the README's pictures, of the demo as it is; needs chromium
	$(PY) -m tests.screenshots

fix: $(STAMP)  ## let the formatter and linter mend what they can
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

requirements: $(STAMP)  ## pin the newest versions, with hashes for all platforms
	$(PY) -m pip install --quiet uv
	$(PY) -m uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-strip-extras --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	$(PY) -m uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-strip-extras --no-emit-index-url --no-header --group dev -c requirements.txt -o requirements-dev.txt
	$(PY) -m uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-strip-extras --no-emit-index-url --no-header --group spark -c requirements.txt -o requirements-spark.txt

# The first Python of 3.11 or newer that can make a virtual environment.
$(STAMP): requirements.txt requirements-dev.txt
	@for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	    && break; \
	  python=; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Retention Bot needs Python 3.11 or newer with its venv module:" \
	       "on Debian or Ubuntu 'apt install python3 python3-venv', elsewhere python.org." >&2; \
	  exit 1; \
	fi; \
	echo "Setting up .venv with $$($$python --version) (once, about a minute) ..."; \
	$$python -m venv --clear .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements.txt -r requirements-dev.txt
	@touch $@
