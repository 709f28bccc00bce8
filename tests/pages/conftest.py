"""A browser, for the tests that need one."""

import pytest
from serving import SWITCHES


@pytest.fixture(scope="session")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=SWITCHES)
        yield browser
        browser.close()
