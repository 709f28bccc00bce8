"""A stranger's words, as Markdown; the browser test shows what Streamlit makes of it."""

from html import unescape

import pytest

from foxdog.text import (
    FORMULA_STARTS,
    JOINER,
    break_links,
    csv_table,
    escape_formula,
    escape_markdown,
    one_line,
    unescape_formula,
)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("german shepherd (Creative Commons)", "german shepherd (Creative Commons)"),
        ("![x](a)", r"\!&#91;x&#93;(a)"),
        ("<b>*_`~$|&amp;", r"\<b\>\*\_\`\~\$\|\&amp;"),
        ("# 1", r"\# 1"),
        ("1. one", r"1\. one"),
        ("12) one", r"12\) one"),
        ("- one", r"\- one"),
        ("german-shepherd 1.jpg", "german-shepherd 1.jpg"),
        ("two\n\nlines", "two lines"),
        ("\u202egpj.xof", r"\\u202egpj.xof"),
    ],
)
def test_markdown_is_shown_as_it_is(text, escaped):
    assert escape_markdown(text) == escaped


@pytest.mark.parametrize("text", ["https://evil.example", "WWW.evil.example", "a@evil.example", ":fox:", ":red[x]"])
def test_addresses_and_emoji_names_are_broken_without_a_trace(text):
    escaped = break_links(escape_markdown(text))
    assert not any(whole in escaped.lower() for whole in ("://", "www.", "@e", ":f", ":r"))
    assert unescape(escaped.replace(JOINER, "").replace("\\", "")) == text


def test_a_joiner_of_the_strangers_own_is_shown():
    assert break_links(escape_markdown(f":{JOINER}fox:")) == f":{JOINER}\\\\u2060fox:"


def test_a_long_text_is_shortened():
    assert one_line("fox " * 100, 10) == "fox f...x fox"
    assert len(escape_markdown("x" * 5000)) < 1010


@pytest.mark.parametrize("start", [*FORMULA_STARTS, "'=", "''@", "", "'", "''", "fox/=", "'fox", " "])
def test_a_cell_is_no_formula_and_gives_its_text_back(start):
    text = f"{start}1+1"
    cell = escape_formula(text)
    assert cell[:1] not in {*FORMULA_STARTS}
    assert unescape_formula(cell) == text
    assert (cell == text) == (text.lstrip("'")[:1] not in {*FORMULA_STARTS})


def test_a_table_keeps_its_numbers_and_quotes_line_breaks():
    table = csv_table(("a", "b"), [(-1.5, "-1.5"), (None, "x\ry"), (2, "")])
    assert table == 'a,b\n-1.5,\'-1.5\n,"x\ry"\n2,\n'
