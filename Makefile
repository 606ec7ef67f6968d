PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready

.PHONY: help lab test notebooks lint bench constraints clean

help:
	@echo "make lab          open the tutorial in JupyterLab"
	@echo "make test         unit tests, and every notebook against its stored outputs"
	@echo "make notebooks    re-execute every notebook in place"
	@echo "make lint         check style and formatting, notebooks included"
	@echo "make bench        time the closed forms against the definitions"
	@echo "make constraints  write constraints.txt anew from the newest releases"
	@echo "make clean        remove the environment and the caches"

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, $(PYTHON) is older; try make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	touch $@

lab: $(READY)
	$(BIN)/jupyter lab notebooks/00_start_here.ipynb

test: $(READY)
	$(BIN)/python -m pytest

notebooks: $(READY)
	$(BIN)/python tools/refresh_notebooks.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

bench: $(READY)
	$(BIN)/python -m benchmarks

constraints:
	rm -rf build/constraints
	$(PYTHON) -m venv build/constraints
	build/constraints/bin/python -m pip install --quiet '.[test]'
	build/constraints/bin/python -m pip freeze --exclude rbmlib > constraints.txt

clean:
	rm -rf $(VENV) build .pytest_cache .ruff_cache .hypothesis

.PHONY: rounding
rounding: $(READY)
	$(BIN)/python -m tools.rounding $(ROUNDING)
