"""The rules of the house: who may import whom, and what must not be imported at all."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "foxdog").rglob("*.py"))
STRANGERS = {"drawn", "photos", "intake", "cnn", "strategies", "evidence", "charts"}  # know nothing of one another


def imported(path):
    """The names a module imports, wherever in it it does: absolute, with dots."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            names = {f"{module}.{name.name}" for name in node.names}
            modules = {name for name in names if is_module(name)}
            yield from modules or {module}


def is_module(name):
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def room(name):
    parts = name.split(".")
    here = parts[1] if len(parts) > 1 and parts[0] == "foxdog" else None
    return "charts" if here == "comparison_charts" else here


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_imports_neither_streamlit_nor_tensorflow(path):
    names = {name.split(".")[0] for name in imported(path)}
    assert "tensorflow" not in names
    assert "streamlit" not in names or path.parent.name == "pages"


def test_imports_never_cycle():
    graph = {}
    for path in MODULES:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        graph[name] = set(imported(path))
    for name, targets in graph.items():
        targets.intersection_update(graph)
        targets.discard(name)
    while free := [name for name, targets in graph.items() if not targets]:
        for name in free:
            del graph[name]
        for targets in graph.values():
            targets.difference_update(free)
    assert not graph, f"these import one another: {sorted(graph)}"


def test_strangers_stay_strangers():
    for path in MODULES:
        here = room(".".join(path.relative_to(ROOT).with_suffix("").parts))
        if here in STRANGERS:
            met = {room(name) for name in imported(path)} & STRANGERS - {here}
            assert not met, f"{path.name} imports {met}"


def test_the_page_can_be_drawn_before_keras_is_imported():
    code = (
        "import sys, foxdog.loop, foxdog.store, foxdog.charts, foxdog.pages.run, foxdog.pages.comparing\n"
        "import foxdog.pages.shown, foxdog.pictures\n"
        "heavy = {'keras', 'tensorflow', 'jax'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_core_works_where_streamlit_is_not_installed():
    code = (
        "import sys\n"
        "sys.modules['streamlit'] = None\n"  # importing it now fails
        "import foxdog.__main__, foxdog.loop, foxdog.store, foxdog.charts, foxdog.evidence, foxdog.pictures, foxdog.cnn"
        ", foxdog.photos, foxdog.results"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_requirements_are_pinned():
    for name in ("requirements.txt", "requirements-dask.txt", "tests/requirements.txt"):
        for line in (ROOT / name).read_text().splitlines():
            line = line.split("#")[0].strip()
            if line and not line.startswith("-r"):
                assert "==" in line, f"{name}: {line}"
