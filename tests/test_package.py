"""The installed package works from any folder: the wheel is built, installed beside the packages there are, and run."""

import shlex
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def foxdog(tmp_path_factory):
    """The `foxdog` command of the wheel, in an environment of its own; what it needs is taken from this one."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    offline = ["--no-deps", "--no-index"]
    build = [*pip, "wheel", "--no-build-isolation", *offline, "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(build, check=True)
    environment = folder / "environment"
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    (wheel,) = folder.glob("*.whl")
    subprocess.run([*pip, "--python", str(python), "install", *offline, str(wheel)], check=True)
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "packages.pth").write_text(sysconfig.get_path("purelib"))
    return environment / "bin" / "foxdog"


def run(foxdog, folder, *arguments):
    return subprocess.run([foxdog, *map(str, arguments)], cwd=folder, capture_output=True, text=True)


def test_it_is_called_foxdog(foxdog, tmp_path):
    done = run(foxdog, tmp_path, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("usage: foxdog ")
    assert run(foxdog, tmp_path, "run", "--help").stdout.startswith("usage: foxdog run ")


def test_without_a_command_it_says_how_to_start_the_page(foxdog, tmp_path):
    done = run(foxdog, tmp_path)
    assert done.returncode == 2
    assert "streamlit run streamlit_app.py" in done.stderr


def test_it_has_the_drawn_pictures_with_it_and_learns_from_them(foxdog, tmp_path):
    done = run(foxdog, tmp_path, "pictures", "inspect", "drawn")
    assert done.returncode == 0, done.stderr
    assert "# The drawn pictures" in done.stdout  # data/drawn.md
    arguments = shlex.split("run --strategy random --initial 4 --batch 2 --budget 6 --out out/first")
    done = run(foxdog, tmp_path, *arguments)
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "out" / "first" / "curve.csv").read_text().splitlines()
    assert [line.split(",")[1] for line in lines] == ["labelled", "4", "6"]


def test_it_has_the_list_of_photos_and_the_results_with_it(foxdog, tmp_path):
    code = (
        "from foxdog.pictures.shipped import DATA\n"
        "from foxdog.pictures.photos import listed\n"
        "print(DATA, len(listed()), len(list(DATA.glob('results/*/summary.csv'))))"
    )
    python = foxdog.with_name("python")
    done = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    where, photos, results = done.stdout.split()
    assert Path(where).is_relative_to(foxdog.parent.parent)
    assert (photos, results) == ("1257", str(len(list(ROOT.glob("data/results/*/summary.csv")))))


def test_bad_input_ends_with_2(foxdog, tmp_path):
    done = run(foxdog, tmp_path, "run", "--budget", "1", "--out", "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
