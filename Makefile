# Everything needs only Python 3.11 or newer with venv, git and make. The plain commands are in README.md.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: serve site test check bench bench-peers profile clean

serve: $(INSTALLED)  ## check, build and preview with live reload
	$(BIN)/agorapedia serve

site: $(INSTALLED)  ## check and build into site/
	$(BIN)/agorapedia build

test: $(INSTALLED)  ## everything, browser tests included
	$(BIN)/python tests/find_browser.py
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(INSTALLED)  ## lint, types, floors, content
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/agorapedia check

bench: $(INSTALLED)  ## how long 300 and 1,000 entries take, and how fast the dossier answers
	$(BIN)/python tests/bench.py 300 1000
	$(BIN)/python tests/bench_dossier.py
	@echo 'Beside other programs, which are installed then: make bench-peers SIZES="300 1000"'

bench-peers: $(INSTALLED)  ## beside other programs, in the same run: make bench-peers SIZES="300 1000" OPTIONS="--parts cold"
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[bench]"
	$(BIN)/python -m tests.peers $(OPTIONS) $(SIZES)

profile: $(INSTALLED)  ## where the time of a build goes: make profile SIZE=3000 OPTIONS="--functions 50"
	$(BIN)/python tests/profile_build.py $(SIZE) $(OPTIONS)

clean:  ## remove what was built
	rm -rf site build .agorapedia

$(INSTALLED): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[test]"
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[zensical]" \
	  || echo "Zensical does not install here; the test that draws the frame with it is skipped."
	touch $@
