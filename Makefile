# Two commands do everything on a fresh machine: `make demo` and `make test`.
# Both first make `.venv` and install Ashen into it; nothing else is needed but Python 3.11+.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup demo test lint types imports pytest benchmark benchmark-full benchmark-record speed clients clean

setup: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt tools/make_venv.py
	$(PYTHON) tools/make_venv.py $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

demo: setup  ## index real video, alter copies, say what each is
	$(BIN)/python -m benchmarks.demo

test: lint types imports pytest benchmark  ## every check

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

pytest: setup
	$(BIN)/python -m pytest

benchmark: setup  ## the small benchmark; fails when answers have become worse than docs/benchmark/small.json
	$(BIN)/python -m benchmarks.run small --out build/benchmark
	$(BIN)/python -m benchmarks.report.gate build/benchmark/results.json docs/benchmark/small.json

benchmark-record: setup  ## make the small run just made the one that CI is held to
	$(BIN)/python -m benchmarks.report.record build/benchmark/results.json

benchmark-full: setup  ## the whole benchmark, an hour or two; writes docs/benchmark
	$(BIN)/python -m benchmarks.run full --out docs/benchmark

speed: setup  ## what signing, searching and starting cost
	$(BIN)/python -m benchmarks.speed

clients:  ## what tests/server/test_clients.py runs: clients of trace.moe, which need other libraries than Ashen does
	$(PYTHON) -m venv build/clients
	build/clients/bin/python -m pip install --quiet --no-deps aiotracemoeapi==4.0.1 tracemoepy==4.1 attrify tracemoe-py==1.0.3 PicImageSearch==3.12.0 aiomoe==1.0.4 python-whatanime==0.1.2
	build/clients/bin/python -m pip install --quiet aiohttp aiofiles requests 'httpx[http2]' pydantic lxml pyquery typing_extensions loguru
	command -v npm >/dev/null && npm install --silent --no-audit --no-fund --prefix build/clients trace.moe.ts@1.3.10-patch1 || echo 'no npm: trace.moe.ts is left out'

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist
