"""The rules of the house: who may import whom, and what must not be imported at all."""

import ast
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "foxdog").rglob("*.py"))
# From the ground up. A room imports only from floors below its own, so rooms of one floor know nothing of one another.
FLOORS = (
    {"files", "text", "progress"},
    {"pictures"},
    {"learning", "drawn", "evidence", "charts"},
    {"comparison", "store"},
    {"commands", "pages"},
    {"__main__"},
)
HEAVY = {"keras", "tensorflow", "jax", "torch", "sqlalchemy"}


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
    """The folder, or the file, of `foxdog/` that a module is in."""
    return name.split(".")[1]


def floor(name):
    return next(number for number, rooms in enumerate(FLOORS) if room(name) in rooms)


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


ARROWS = sorted(
    {
        (name_of(path), target)
        for path in MODULES
        for target in imported(path)
        if target.startswith("foxdog.") and name_of(path) != "foxdog" and room(target) != room(name_of(path))
    }
)


@pytest.mark.parametrize(("importer", "target"), ARROWS, ids=" -> ".join)
def test_a_room_imports_only_from_the_floors_below(importer, target):
    assert floor(target) < floor(importer), f"{importer} is on floor {floor(importer)}, {target} on {floor(target)}"


def test_every_room_has_a_floor_and_there_are_thirteen_at_most():
    rooms = {room(name_of(path)) for path in MODULES if name_of(path) != "foxdog"}
    assert rooms == set().union(*FLOORS)
    assert len(rooms) <= 13


def test_imports_never_cycle():
    graph = {name_of(path): set(imported(path)) for path in MODULES}
    for name, targets in graph.items():
        targets.intersection_update(graph)
        targets.discard(name)
    while free := [name for name, targets in graph.items() if not targets]:
        for name in free:
            del graph[name]
        for targets in graph.values():
            targets.difference_update(free)
    assert not graph, f"these import one another: {sorted(graph)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_imports_neither_streamlit_nor_tensorflow(path):
    names = {name.split(".")[0] for name in imported(path)}
    assert "tensorflow" not in names
    assert "streamlit" not in names or room(name_of(path)) == "pages"


def test_only_the_command_that_draws_imports_the_drawing_code():
    """The drawn pictures are shipped: nobody who uses them needs the code that drew them."""
    users = {importer for importer, target in ARROWS if room(target) == "drawn"}
    assert users == {"foxdog.commands.pictures"}


def test_the_pages_can_be_drawn_before_keras_is_imported():
    modules = [name_of(path) for path in MODULES if room_of_page(path)]
    code = f"import sys, importlib\nfor name in {modules}: importlib.import_module(name)\n"
    code += f"heavy = {HEAVY} & set(sys.modules)\nassert not heavy, heavy"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def room_of_page(path):
    """Whether it is a module of a page that can be imported: the pages themselves are scripts."""
    return path.parent.name in ("session", "parts", "lesson") and path.name != "__init__.py"


def test_the_core_works_where_streamlit_is_not_installed():
    modules = [name_of(path) for path in MODULES if name_of(path) != "foxdog" and room(name_of(path)) != "pages"]
    code = "import sys, importlib\nsys.modules['streamlit'] = None\n"  # importing it now fails
    code += f"for name in {modules}: importlib.import_module(name)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_every_requirement_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    running = [line.split("#")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines()]
    extras = project["project"]["optional-dependencies"].values()
    for requirement in [*filter(None, running), *project["build-system"]["requires"], *chain(*extras)]:
        assert "==" in requirement, requirement


def test_the_requirements_are_listed_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["dynamic"] == ["dependencies"]
    assert project["tool"]["hatch"]["metadata"]["hooks"]["requirements_txt"]["files"] == ["requirements.txt"]
    assert [path.name for path in ROOT.rglob("*requirements*.txt") if ".venv" not in path.parts] == ["requirements.txt"]
