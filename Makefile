# Each command sets up what it needs in .venv, once.
PYTHON ?= python3
BIN = .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Two processes, each importing Keras once; the tests of a file stay together.
PYTEST = $(BIN)/python -m pytest --numprocesses 2 --dist loadfile

.PHONY: run test test-all coverage picture clean

run: .venv/run
	$(BIN)/streamlit run streamlit_app.py

test: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PYTEST) -m "not slow"

test-all: test
	$(BIN)/python -m pytest -m slow

coverage: .venv/test
	$(PYTEST) -m "not slow" --cov --cov-report=
	$(BIN)/python -m pytest -m slow --cov --cov-append --cov-report=term-missing:skip-covered

picture: .venv/test
	$(BIN)/python tests/make_picture.py assets/page.webp

clean:
	rm -rf .venv

.venv/run: requirements.txt | .venv/bin/python
	$(PIP) -r requirements.txt
	touch $@

.venv/test: requirements.txt pyproject.toml | .venv/bin/python
	$(PIP) --editable '.[dask,test]'
	touch $@

.venv/bin/python:
	$(PYTHON) -m venv .venv
