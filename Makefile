# 民生 Minsheng. `make demo` opens the hub; `make test` runs the tests. `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ADDR   ?= 127.0.0.1:8000

.PHONY: help demo test lint types floors coverage docs bench lock messages clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 or newer is needed; name it with make PYTHON=python3.12 …'; exit 2; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo 'Python has no venv module here; on Debian: apt install python3-venv'; exit 2; }

$(VENV)/run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: requirements/dev.txt requirements/examples.txt $(VENV)/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/examples.txt
	@touch $@

MESSAGES := src/minsheng/hub/locale/en/LC_MESSAGES/django
$(MESSAGES).mo: $(MESSAGES).po | $(VENV)/run
	$(BIN)/pybabel compile --domain django --directory src/minsheng/hub/locale --locale en

demo: $(VENV)/run $(MESSAGES).mo ## set everything up and open the hub with the bundled packs
	$(BIN)/minsheng demo --address $(ADDR)

test: $(VENV)/dev $(MESSAGES).mo ## set everything up and run every test
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/dev ## ruff: style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev ## mypy on everything below the hub
	$(BIN)/mypy

floors: $(VENV)/dev ## import-linter: imports point down only
	$(BIN)/lint-imports

docs: $(VENV)/dev ## build the documentation into docs/_build/html
	$(BIN)/sphinx-build -W -q -b html docs docs/_build/html

$(VENV)/peers/installed: requirements/peers.txt | $(VENV)/bin/python
	$(BIN)/python -m venv --clear $(VENV)/peers
	$(VENV)/peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/peers.txt
	@touch $@

bench: $(VENV)/dev $(MESSAGES).mo $(VENV)/peers/installed ## measure against the targets in benchmarks/
	$(BIN)/python -m benchmarks $(ARGS)

lock: $(VENV)/bin/python ## pin the requirements again, with hashes and without addresses
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --output-file requirements/dev.txt
	$(BIN)/uv pip compile --quiet pyproject.toml --extra build --constraint requirements/dev.txt --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --output-file requirements/run.txt
	$(BIN)/uv pip compile --quiet requirements/examples.in --no-deps --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --output-file requirements/examples.txt
	$(BIN)/uv pip compile --quiet requirements/peers.in --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --output-file requirements/peers.txt

messages: $(VENV)/dev ## gather the interface's sentences into the English catalogue
	$(BIN)/pybabel extract --mapping babel.cfg --no-location --sort-output --omit-header --keyword=_ --keyword=gettext_lazy --output /tmp/minsheng.pot src/minsheng/hub
	$(BIN)/pybabel update --domain django --input-file /tmp/minsheng.pot --output-dir src/minsheng/hub/locale --locale en \
	  --no-fuzzy-matching --width=110 --ignore-pot-creation-date
	sed -i.old -E '/^"(Project-Id-Version|Report-Msgid|POT-|PO-|Last-Translator|Language-Team|Generated-By)/d' $(MESSAGES).po
	@rm -f $(MESSAGES).po.old

clean: ## remove what was built, keep the data
	rm -rf $(VENV) docs/_build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
