PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready
# The site's own environment.
SITE = build/site-venv
# Two at once; the tests of a module stay together, and so do the cells of a notebook.
PARALLEL = --numprocesses=2 --dist=loadscope
# Debian's; a browser is never downloaded.
CHROMIUM ?= /usr/bin/chromium

.PHONY: help lab test notebooks lint wheel-test bench constraints newest oldest clean mutants rounding page page-test site site-test vacuous

help:
	@echo "make lab          open the tutorial in JupyterLab"
	@echo "make test         unit tests, doctests, and every notebook against its stored outputs"
	@echo "make notebooks    re-execute every notebook in place"
	@echo "make lint         check style, formatting, types and workflows, notebooks included"
	@echo "make wheel-test   test the wheel alone, with the oldest NumPy and SymPy (Python 3.11, 3.12)"
	@echo "make site         build the web site into build/site (needs Node)"
	@echo "make site-test    test it in Chromium: links, widths, weights, accessibility, its use"
	@echo "make bench        time the closed forms against the definitions"
	@echo "make constraints  write constraints.txt anew from the newest releases (Python 3.11)"
	@echo "make newest       make test, with the newest release of everything"
	@echo "make oldest       make test, with the oldest releases that pyproject.toml allows"
	@echo "make rounding     re-execute every notebook where arithmetic rounds differently, and compare"
	@echo "make vacuous      report checks that cannot fail, and numbers in prose that nothing prints"
	@echo "make mutants      plant mistakes on changed lines, and see whether a test notices"
	@echo "make page         write the still picture of site/explorable, and its picture for the README"
	@echo "make page-test    test the explorable page with Node and Chromium (CHROMIUM= names it)"
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
	$(BIN)/python -m pytest $(PARALLEL)

notebooks: $(READY)
	$(BIN)/python tools/refresh_notebooks.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/[!c]*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.citation-file-format CITATION.cff

wheel-test: $(READY)
	$(BIN)/python tools/wheel_test.py

$(SITE)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv --clear $(SITE)
	$(SITE)/bin/python -m pip install --quiet --constraint constraints.txt --editable '.[site]'
	touch $@

site: $(SITE)/.ready build/node/.ready
	$(SITE)/bin/python tools/build_site.py

site-test: build/node/.ready
	@test -f build/site/index.html || { echo "There is no site yet: make site"; exit 1; }
	CHROMIUM=$(CHROMIUM) node tests/browser/site.mjs build/site

bench: $(READY)
	$(BIN)/python -m benchmarks

# What the oldest Python can install, newer ones can as well.
constraints:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo "Python 3.11 is needed, so that every newer one can install the versions; try make constraints PYTHON=python3.11"; exit 1; }
	rm -rf build/constraints
	$(PYTHON) -m venv build/constraints
	build/constraints/bin/python -m pip install --quiet '.[test,site]'
	build/constraints/bin/python -m pip freeze --exclude rbmlib > constraints.txt

newest:
	$(PYTHON) -m venv --clear build/newest
	build/newest/bin/python -m pip install --quiet --editable '.[test]'
	build/newest/bin/python -m pytest $(PARALLEL)

oldest: $(READY)
	$(PYTHON) -m venv --clear build/oldest
	$(BIN)/python tools/requirements.py test > build/oldest/constraints.txt
	build/oldest/bin/python -m pip install --quiet --constraint build/oldest/constraints.txt --editable '.[test]'
	build/oldest/bin/python -m pytest $(PARALLEL)

# For all lines: make mutants MUTANTS="--all --number 300 --seed 1".
mutants: $(READY)
	$(BIN)/python -m tools.mutants $(MUTANTS)

rounding: $(READY)
	$(BIN)/python -m tools.rounding $(ROUNDING)

# With checks of a few numbers as well, which takes long: make vacuous VACUOUS="--seeds 2".
vacuous: $(READY)
	$(BIN)/python -m tools.vacuous $(VACUOUS)

# Node 20.11 or newer, and the packages that set the mathematics and test in a browser; no lock
# file is kept.
build/node/.ready: site/package.json
	@command -v npm >/dev/null || \
		{ echo "Node is needed, to set the mathematics (KaTeX) and to test: install nodejs and npm"; exit 1; }
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(+a > 20 || (+a === 20 && +b >= 11) ? 0 : 1)' || \
		{ echo "Node 20.11 or newer is needed"; exit 1; }
	mkdir -p build/node
	cp site/package.json build/node/
	npm install --prefix build/node --no-package-lock --no-audit --no-fund --loglevel=error
	touch $@

page: $(READY) build/node/.ready
	$(BIN)/python -m tools.explorable.still
	CHROMIUM=$(CHROMIUM) node tools/explorable/picture.mjs

page-test: $(READY) build/node/.ready
	$(BIN)/python -m tools.explorable.values
	node --test tests/browser/machine.test.mjs
	CHROMIUM=$(CHROMIUM) node tests/browser/explorable.mjs site

clean:
	rm -rf $(VENV) build rbmlib.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis
