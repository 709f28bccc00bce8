"""A browser, for the tests that need one."""

import time

import pytest
from label_page import open_link
from serving import SWITCHES, serve

from foxdog.pages.session import datasets
from foxdog.pages.session import run as runs


@pytest.fixture(scope="session")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def open_page(monkeypatch, tiny, tiny_model):
    """Open the page by a link with these settings: tiny pictures, tiny classifier."""
    monkeypatch.setattr(datasets, "dataset_of", lambda source: tiny)
    monkeypatch.setattr(runs, "_load_model", tiny_model)
    sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: sleep(min(seconds, 0.001)))  # the page's pauses are for the eye
    return open_link


@pytest.fixture(scope="session")
def server(chromium, tmp_path_factory):
    """The app, as it is started by its command."""
    with serve(tmp_path_factory.mktemp("server") / "output.txt") as server:
        yield server
