"""What the server prints from its start to the end of a first visit."""

import re

import pytest
from serving import serve

pytestmark = pytest.mark.slow
PATIENCE = 120_000  # ms: the first question waits for Keras


def test_a_first_visit_prints_nothing_but_the_address(browser, tmp_path):
    """Where .venv is in the project, as `make` puts it: Streamlit must not watch what Keras opens in there."""
    with serve(tmp_path / "output.txt") as server:
        page = browser.new_page()
        page.goto(f"{server.address}/?budget=20")
        page.get_by_role("heading", name="The run is over.").wait_for(timeout=PATIENCE)
        page.wait_for_timeout(2000)
        page.close()
        lines = [line for line in server.output.read_text().splitlines() if line.strip()]
    assert len(lines) == 2
    assert lines[0].strip() == "You can now view your Streamlit app in your browser."
    assert re.fullmatch(rf"\s*URL: {re.escape(server.address)}", lines[1])
