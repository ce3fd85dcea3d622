# Everything that people and CI do with this tree. `make help` lists it.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

# The demonstration keeps its database, index and results in the tree, away from the
# data of an installed crible; an exported database address must not lead it astray.
DATA := $(CURDIR)/.crible
DEMO := env -u CRIBLE_DATABASE_URL CRIBLE_DATA_DIR="$(DATA)"
LOADED := $(DATA)/.loaded
RESULT := .crible/example-counterparties.screened.csv

# Bold on a terminal, plain elsewhere.
SAY := printf '%b\n'
ifeq ($(shell test -t 1 && echo yes),yes)
BOLD := \033[1m
PLAIN := \033[0m
endif

##@ Use

.PHONY: run
run: $(LOADED) ## Install, load the press list and do the main job on the example files
	@$(SAY) '\n$(BOLD)1. Four names$(PLAIN)   crible lookup NAME...\n'
	@$(DEMO) $(BIN)/crible lookup "IEMZ Koupol" "Купол" "Almaz Antey Telecom" "Sichuan Silence"
	@$(SAY) '$(BOLD)2. A news text$(PLAIN)   crible scan seeds/example-article.txt\n'
	@$(DEMO) $(BIN)/crible scan seeds/example-article.txt
	@$(SAY) '$(BOLD)3. A counterparty file$(PLAIN)   crible batch seeds/example-counterparties.csv -o $(RESULT)\n'
	@$(DEMO) $(BIN)/crible batch seeds/example-counterparties.csv -o $(RESULT) --overwrite
	@$(SAY) '\n$(BOLD)Next$(PLAIN)'
	@$(SAY) '  The result, row by row:    less -S $(RESULT)'
	@$(SAY) '  The HTTP service:          make serve'
	@$(SAY) '  Your own names and files:  export CRIBLE_DATA_DIR="$(DATA)"'
	@$(SAY) '                             $(BIN)/crible lookup "Ouralvagonzavod"'
	@$(SAY) '                             $(BIN)/crible lists import ofac-sdn sdn.csv'
	@$(SAY) '                             $(BIN)/crible --help\n'

.PHONY: serve
serve: $(LOADED) ## Serve the JSON API on 127.0.0.1:8520, with the data of `make run`
	@$(SAY) 'Try: curl -s http://127.0.0.1:8520/v1/screen -H "Content-Type: application/json" -d '\''{"subjects": [{"name": "IEMZ Koupol"}]}'\'
	$(DEMO) $(BIN)/crible serve

.PHONY: install
install: $(RUNTIME) ## Make .venv and install crible into it

##@ Work

.PHONY: test
test: $(DEV) ## Run the tests, shuffled and offline; ARGS adds to pytest's arguments
	$(BIN)/python -m pytest -n 2 -rs $(ARGS)

.PHONY: check
check: lint types imports test package ## Everything that CI checks

.PHONY: lint
lint: $(DEV) ## Style, format and spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell service docs migrations bench .ci seeds/README.md Makefile ./*.md

.PHONY: types
types: $(DEV) ## Types, strictly
	$(BIN)/mypy

.PHONY: imports
imports: $(DEV) ## A room imports only what is below it
	$(BIN)/lint-imports

.PHONY: package
package: $(DEV) ## Build the wheel and use it in a fresh environment without development tools
	CRIBLE_TEST_PACKAGING=1 $(BIN)/python -m pytest -p no:randomly tests/packaging

.PHONY: spark
spark: .venv-spark/.ready ## Test on a Spark cluster of this machine, in an environment of its own (Java, 400 MB)
	.venv-spark/bin/python -m pytest -p no:randomly tests/batch/test_spark.py

.venv-spark/.ready: pyproject.toml
	@$(PYTHON) -m venv .venv-spark
	@.venv-spark/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[spark]' 'pytest>=8.3' 'pytest-randomly>=3.16' 'pytest-socket>=0.7' 'hypothesis>=6.120'
	@touch $@

.PHONY: format
format: $(DEV) ## Format the code and apply safe fixes
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

.PHONY: tables
tables: $(RUNTIME) ## Compile the text tables again: after an edit, for a start as fast as installed
	$(BIN)/python -c 'from crible.text import compiled; compiled.write()'

.PHONY: kernel
kernel: $(RUNTIME) ## Compile the inner loops of matching again (any C compiler)
	$(BIN)/python service/crible/matching/kernel/compile.py

.PHONY: sanitize
sanitize: $(DEV) ## Test the compiled loops with every access to memory checked (gcc)
	$(BIN)/python service/crible/matching/kernel/compile.py --watched
	LD_PRELOAD="$$(gcc -print-file-name=libasan.so) $$(gcc -print-file-name=libubsan.so)" ASAN_OPTIONS=detect_leaks=0 \
	  $(BIN)/python -m pytest -p no:randomly tests/matching/test_kernel.py tests/matching/test_candidates.py -k 'not edition and not compiler'; \
	  result=$$?; $(BIN)/python service/crible/matching/kernel/compile.py && exit $$result

.PHONY: docs
docs: $(RUNTIME) ## Write docs/settings.md again from the table of settings
	$(BIN)/python docs/write_settings.py

.PHONY: openapi
openapi: $(DEV) ## Write the snapshot of the OpenAPI document again
	$(BIN)/python tests/web/refresh_openapi.py

.PHONY: bench
bench: $(DEV) ## Measure speed and size beside a rival; CRIBLE_TEST_DATA adds real lists, ARGS parts and sizes
	$(BIN)/python bench/run.py $(ARGS)

.PHONY: clean
clean: ## Remove .venv, the demonstration's data and everything built
	rm -rf $(VENV) .venv-spark $(DATA) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What the targets above need. The stamps are made last, so that an interrupted
# installation is taken up again; nothing runs while they are newer than pyproject.toml.

$(RUNTIME): pyproject.toml hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  $(SAY) 'crible needs Python 3.11 or newer; $(PYTHON) is '"$$($(PYTHON) --version 2>&1)"'. Say which: make PYTHON=python3.12 ...' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  $(SAY) '$(PYTHON) cannot make virtual environments. Install the package for it: apt install python3-venv (Debian, Ubuntu).' >&2; exit 1; }
	@$(SAY) 'Setting up $(VENV), once ...'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@$(BIN)/python -m compileall -q service/crible
	@touch $@

# The group of development tools is read here because only pip 25.1 and newer know
# --group, and the pip that comes with a Python may be older.
$(DEV): pyproject.toml $(RUNTIME)
	@$(SAY) 'Installing the development tools, once ...'
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' > $(VENV)/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement $(VENV)/dev.txt
	@touch $@

$(LOADED): $(RUNTIME) $(wildcard migrations/versions/*.py) $(wildcard seeds/*.toml) watchlists/press.toml
	@mkdir -p $(DATA)
	@$(DEMO) $(BIN)/crible db upgrade
	@$(DEMO) $(BIN)/crible lists import press
	@touch $@
