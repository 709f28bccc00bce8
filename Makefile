# Each command sets up what it needs in .venv, once.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: run test test-all clean

run: .venv/run
	$(BIN)/streamlit run streamlit_app.py

test: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not slow"

test-all: test
	$(BIN)/python -m pytest -m slow

clean:
	rm -rf .venv

.venv/run: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/test: requirements.txt requirements-dask.txt tests/requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	touch $@

.venv/bin/python:
	$(PYTHON) -m venv .venv
