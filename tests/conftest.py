"""What all tests share: a tiny data set, a classifier that learns it at once, and what only some machines have."""

from pathlib import Path

import databases
import pytest
import tiny as tiny_module
from numpy import errstate
from serving import CHROMIUM

from foxdog.pictures.dataset import Dataset

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _no_silent_arithmetic():
    """An overflow, a division by zero or a NaN made of numbers is an error. An underflow is 0, as it should be."""
    with errstate(over="raise", divide="raise", invalid="raise"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _database_of_their_own(tmp_path_factory):
    """No test, and no server that a test starts, writes into the user's database of runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOXDOG_DATABASE", str(tmp_path_factory.mktemp("database") / "runs.db"))
        yield


@pytest.fixture(scope="session")
def tiny() -> Dataset:
    """160 grey, noisy pictures; foxes tend to be brighter than dogs. Pool 88, validation 24, test 48."""
    return tiny_module.brightness_pictures(per_class=80)


@pytest.fixture(scope="session")
def tiny_model():
    """As `foxdog.learning.models.load_model`, but a fit takes milliseconds."""
    return tiny_module.load


@pytest.fixture(scope="session")
def photos() -> Path:
    """A folder of real photos, fox/ and dog/, that only some machines have."""
    folder = ROOT.parent / "shared" / "photos"
    if not folder.is_dir():
        pytest.skip("there are no real photos beside the repository (../shared/photos)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser; the tests that need one are skipped where there is none."""
    if not CHROMIUM.exists():
        pytest.skip(f"there is no browser at {CHROMIUM}")
    pytest.importorskip("playwright", reason="playwright is not installed")
    return CHROMIUM


@pytest.fixture(scope="session")
def postgresql():
    """A running PostgreSQL; the tests that need one are skipped where it is not installed."""
    server = databases.Server()
    yield server
    server.remove()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database(request, tmp_path):
    """A new database of each kind."""
    if request.param == "postgresql":
        with request.getfixturevalue("postgresql").new_database() as made:
            yield made
    else:
        made = databases.SQLite(f"sqlite:///{tmp_path / 'runs.db'}")
        yield made
        made.close()
