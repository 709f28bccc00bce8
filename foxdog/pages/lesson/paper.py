"""A page of HTML to print: one file that needs no other, black on white, A4."""

from collections.abc import Sequence
from html import escape

from foxdog.text import printable

STYLE = """
@page { size: A4; margin: 16mm; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 11pt/1.4 system-ui, sans-serif; color: #111; background: #fff; }
h1 { font-size: 1.5em; margin: 0 0 0.4em; } h2 { font-size: 1.1em; margin: 1.2em 0 0.3em; }
table { border-collapse: collapse; width: 100%; margin: 0.5em 0; }
th, td { border: 1px solid #999; padding: 0.3em 0.5em; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #eee; } thead { display: table-header-group; } tr, h2 { break-inside: avoid; } h2 { break-after: avoid; }
td.number { text-align: right; } .quiet { color: #444; font-size: 0.9em; } .free { white-space: pre-line; }
.minutes td:first-child, .minutes th:first-child { white-space: nowrap; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 9.5pt; } th, td { padding: 0.2em 0.5em; } }
"""  # noqa: E501


def paper(title: str, body: str) -> str:
    """A whole file of HTML; the title is escaped, the body is HTML already."""
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{text(title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<h1>{text(title)}</h1>\n{body}\n</body>\n</html>\n"
    )


def text(words: str) -> str:
    """A text as HTML that shows it as it is, line breaks included."""
    return "\n".join(escape(printable(line)) for line in words.splitlines())


def paragraph(words: str, kind: str = "") -> str:
    """A paragraph, of a kind that the style knows."""
    return f'<p class="{kind}">{text(words)}</p>' if kind else f"<p>{text(words)}</p>"


def table(head: Sequence[str], rows: Sequence[Sequence[str | int]], kind: str = "") -> str:
    """A table, of a kind that the style knows; numbers stand on the right."""
    cells = "".join(f"<th>{text(one)}</th>" for one in head)
    lines = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f'<table class="{kind}">\n<thead><tr>{cells}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>'


def _cell(value: str | int) -> str:
    return f'<td class="number">{value}</td>' if isinstance(value, int) else f"<td>{text(value)}</td>"


def facts(rows: Sequence[tuple[str, str]]) -> str:
    """A table of names and what is said of each; the second is HTML already."""
    lines = "\n".join(f"<tr><th>{text(name)}</th><td>{html}</td></tr>" for name, html in rows)
    return f"<table>\n<tbody>\n{lines}\n</tbody>\n</table>"
