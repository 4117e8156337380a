# make            what can be made
# PYTHON=…        the Python to use (3.11 or newer); else the newest of python3.13, 3.12, 3.11, python3

.DEFAULT_GOAL := help
.PHONY: help demo test fuzz check static conformance bench docs constraints clean

VENV := .venv
CONFORMANCE := .venv-conformance
PYTEST_WORKERS ?= auto
TIMES ?= 20

help:
	@echo "make demo    look around: an environment, sample articles with suggestions, the screen"
	@echo "make test    run the tests"
	@echo "make check   run the tests, and before them formatting, lint, types and import contracts"
	@echo "make fuzz    run the property tests with new examples, TIMES=20 times as many as every day"
	@echo "make conformance  read what postil writes with the libraries of other tools, in an environment of their own"
	@echo "make bench   measure speed and size against floors taken in the same run"
	@echo "make docs    write docs/keys.md, docs/rules.md and docs/formats.md anew, after a change of keys, rules or formats"
	@echo "make clean   remove the environment and what tools left behind"
	@echo
	@echo "The first of them creates the environment in $(VENV)/; that takes a minute or two, once."

demo:
	@sh .ci/environment run
	@$(VENV)/bin/postil demo

test:
	@sh .ci/environment dev
	@$(VENV)/bin/pytest -q -n $(PYTEST_WORKERS)

fuzz:
	@sh .ci/environment dev
	@POSTIL_FUZZ=$(TIMES) $(VENV)/bin/pytest -q -n $(PYTEST_WORKERS) -m hypothesis --no-header -p no:cacheprovider

check: static
	@$(VENV)/bin/pytest -q -n $(PYTEST_WORKERS)

static:
	@sh .ci/environment dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	PYTHONPATH=typings $(VENV)/bin/lint-imports

conformance:
	@sh .ci/environment conformance
	@$(CONFORMANCE)/bin/pytest -q -p no:cacheprovider tests/conformance

bench:
	@sh .ci/environment dev
	@$(VENV)/bin/python benchmarks/run.py $(BENCH)

docs:
	@sh .ci/environment run
	@$(VENV)/bin/python -m postil.tui.keys_doc > docs/keys.new
	@mv docs/keys.new docs/keys.md
	@$(VENV)/bin/python -m postil.suggest.rules_doc > docs/rules.new
	@mv docs/rules.new docs/rules.md
	@$(VENV)/bin/python -m postil.cli.formats_doc > docs/formats.new
	@mv docs/formats.new docs/formats.md

constraints:
	@sh .ci/environment dev
	@{ echo "# What postil was built and tested with, for Python 3.11 to 3.13 on Linux. Written by: make constraints"; \
	   $(VENV)/bin/pip freeze --all --exclude-editable | grep -v -i -E '^(#|postil|pip)([ =@]|$$)'; } > constraints.new
	@mv constraints.new constraints.txt
	@sh .ci/environment conformance
	@{ echo "# What the tests of conformance were run with. Written by: make constraints"; \
	   $(CONFORMANCE)/bin/pip freeze --all --exclude-editable | grep -v -i -E '^(#|postil|pip)([ =@]|$$)'; } > constraints.new
	@mv constraints.new constraints-conformance.txt

clean:
	rm -rf $(VENV) $(CONFORMANCE) build dist postil.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
