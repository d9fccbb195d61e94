# Two commands do everything on a fresh machine: `make demo` and `make test`.
# Both first make `.venv` and install Ashen into it; nothing else is needed but Python 3.11+.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup demo test lint types imports pytest benchmark clean

setup: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt tools/make_venv.py
	$(PYTHON) tools/make_venv.py $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

demo: setup  ## index real video, alter copies, say what each is
	$(BIN)/python -m benchmarks.demo

test: lint types imports pytest  ## every check

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

pytest: setup
	$(BIN)/python -m pytest

benchmark: setup  ## what it costs and how often it is right; the first time makes 110 minutes of video
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.recall

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist
