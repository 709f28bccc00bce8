# Each command sets up what it needs in .venv, once.
PYTHON ?= python3
VENV ?= .venv
EXTRAS = dask,test
# Of the page. Two memory arenas: with one for each thread the C library keeps memory of threads that have ended.
# Streamlit's own welcome names other addresses of the machine, and advertises.
PORT ?= 8501
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Two processes, each importing Keras once; the tests of a file stay together.
PYTEST = $(BIN)/python -m pytest --numprocesses 2 --dist loadfile

.PHONY: run test test-all test-pythons test-3.11 test-3.12 test-3.13 test-jax coverage picture notebook clean

run: $(VENV)/run
	@echo http://localhost:$(PORT)
	@MALLOC_ARENA_MAX=2 $(BIN)/streamlit run streamlit_app.py --server.port $(PORT) --logger.hideWelcomeMessage true

test: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PYTEST) -m "not slow"

# A browser takes a core of its own, so its tests follow one another.
BROWSER = tests/pages/test_browser*.py
test-all: test
	$(PYTEST) -m slow --ignore-glob '$(BROWSER)'
	$(BIN)/python -m pytest -m slow $(BROWSER)

# The fast tests on each supported Python that is installed here, each with an environment of its own.
test-pythons: test-3.11 test-3.12 test-3.13

test-3.11 test-3.12 test-3.13: test-%:
	@if python$* --version >/dev/null 2>&1; then \
		$(MAKE) --no-print-directory test PYTHON=python$* VENV=.venv/python$*; \
	else \
		echo "skipped: there is no python$* here"; \
	fi

# The core's tests with Keras on JAX.
test-jax:
	$(MAKE) --no-print-directory .venv/jax/test VENV=.venv/jax EXTRAS=dask,jax,test
	KERAS_BACKEND=jax .venv/jax/bin/python -m pytest --numprocesses 2 --dist loadfile -m "not slow" \
		tests/pictures tests/learning tests/comparison tests/evidence

coverage: $(VENV)/test
	$(PYTEST) -m "not slow" --cov --cov-report=
	$(BIN)/python -m pytest -m slow --cov --cov-append --cov-report=term-missing:skip-covered

picture: $(VENV)/test
	$(BIN)/python tests/make_picture.py assets/page.webp

notebook: $(VENV)/test
	$(BIN)/python tests/make_notebook.py

clean:
	rm -rf .venv

$(VENV)/run: requirements.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	touch $@

$(VENV)/test: requirements.txt pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[$(EXTRAS)]'
	touch $@

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
