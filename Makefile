# The verbs of this project. `make demo` and `make test` need only Python 3.11 or later with venv and pip.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup demo test slow kill-tests readers check audit fuzz lock bench bench-speed bench-scale clean

setup: $(READY)

# The lock pins every package by hash. uv (itself pinned by hash) installs it in seconds; pip would take minutes.
$(READY): requirements.lock requirements-uv.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

demo: $(READY)  ## the main job on samples/: reports in, record.html out
	mkdir -p demo
	$(BIN)/reportedly code samples/ -o demo/coded.jsonl
	$(BIN)/reportedly link demo/coded.jsonl -o demo/incidents.jsonl
	$(BIN)/reportedly page demo/coded.jsonl demo/incidents.jsonl -o demo/record.html
	$(BIN)/reportedly show samples/saraqib-wire.txt
	@echo; echo "The record is in demo/record.html: open it in a browser."

test: $(READY)  ## the fast tests
	$(BIN)/python -m pytest -q -n auto

slow: $(READY)  ## the slow tests: shipped models against their recorded figures, a real browser
	$(BIN)/python -m pytest -q -m slow -n 2

kill-tests: $(READY)  ## kill a process that fills a project 300 times, on SQLite and on PostgreSQL (a quarter of an hour)
	REPORTEDLY_KILLS=300 $(BIN)/python -m pytest -q tests/test_store_crash.py -k killed_at

readers: $(READY)  ## other programs' readers, for the tests that read our exports back (needs the headers of ICU: libicu-dev)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-readers.lock

check: $(READY)  ## linters, types, import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: $(READY)  ## known weaknesses of the packages that the lock pins (asks a public database, and says so when it cannot)
	.ci/audit

bench: $(READY)  ## the measures on the dev data beside the project, against the floors
	$(BIN)/python -m bench.run

bench-speed: $(READY)  ## words a CPU second of the bare parse and of coding, memory, start-up
	$(BIN)/python -m bench.speed

bench-scale: $(READY)  ## time and memory of linking 10,000 to 100,000 claims, of adding one report, of finding copies
	$(BIN)/python -m bench.scale

fuzz: $(READY)  ## the readers against a fuzzer that follows the code, until it is stopped; what breaks them goes to tests/cases/crashers
	$(BIN)/uv pip install --quiet --target .venv/fuzz --require-hashes -r requirements-fuzz.lock
	PYTHONPATH=.venv/fuzz $(BIN)/python tests/fuzz/readers.py .venv/fuzz-corpus -max_len=4000 -timeout=60 -artifact_prefix=tests/cases/crashers/

lock:  ## pin anew what pyproject.toml allows
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--no-emit-index-url --group dev --extra desk --extra parquet --extra postgres pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--no-emit-index-url -c requirements.lock --group readers -o requirements-readers.lock
	echo "uv" | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--no-emit-index-url - -o requirements-uv.lock
	echo "pip-audit" | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--no-emit-index-url - -o requirements-audit.lock

clean:
	rm -rf .venv demo build dist bench/out
