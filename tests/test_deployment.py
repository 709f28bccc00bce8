"""What a deployment rests on: the guide, the container's files, the settings, and a log that is the address alone."""

import re
import tomllib
import urllib.request
from pathlib import Path

import pytest
import yaml
from serving import serve

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "deployment.md").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
IGNORED = (ROOT / ".dockerignore").read_text().splitlines()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def pythons():
    """The supported versions: "3.11", ..."""
    lowest, highest = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", PROJECT["requires-python"]).groups()
    return [f"3.{minor}" for minor in range(int(lowest), int(highest))]


# The guide


def test_everything_that_the_guide_links_to_exists():
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", GUIDE):
        assert (ROOT / "docs" / target).exists(), target


def test_the_guide_names_each_setting_of_streamlit_with_its_value():
    for name, value in re.findall(r"^\| `([\w.]+)` \| (\w+) \|", GUIDE, re.MULTILINE):
        section, key = name.split(".")
        assert str(CONFIG[section][key]).lower() == value, name


def test_the_guide_names_python_versions_that_are_supported():
    named = set(re.findall(r"\b3\.1\d\b", GUIDE))
    assert named <= set(pythons())
    assert named


def test_the_driver_of_the_database_is_the_project_s_own():
    if not (driver := PROJECT["optional-dependencies"].get("postgresql")):
        pytest.skip("the project names no driver for PostgreSQL")
    assert all(requirement in GUIDE and requirement in DOCKERFILE for requirement in driver)


# The container


def test_the_container_s_python_is_supported():
    assert re.search(r"^FROM python:([\d.]+)-slim$", DOCKERFILE, re.MULTILINE)[1] in pythons()


def test_what_is_copied_into_the_container_exists_and_is_sent_to_the_builder():
    sent = [line.removeprefix("!") for line in IGNORED if line.startswith("!")]
    copied = [line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("COPY ")]
    for source in copied:
        assert (ROOT / source).exists(), source
        assert source in sent or any(one.startswith(f"{source}/") for one in sent), source
    assert {"streamlit_app.py", "requirements.txt", "foxdog", "data", "assets", ".streamlit"} == set(copied)


def test_the_container_runs_as_a_user_of_its_own():
    lines = DOCKERFILE.splitlines()
    assert lines.index("USER foxdog") < next(n for n, line in enumerate(lines) if line.startswith("CMD "))
    assert "useradd" in DOCKERFILE


def test_the_parts_of_the_compose_file_fit_together():
    page, database = COMPOSE["services"]["page"], COMPOSE["services"]["database"]
    secret = page["environment"]["FOXDOG_DATABASE"]
    user, host, name = re.fullmatch(
        r"postgresql\+psycopg://(\w+):\$\{FOXDOG_PASSWORD:[^}]+\}@(\w+)/(\w+)", secret
    ).groups()
    assert (user, name) == (database["environment"]["POSTGRES_USER"], database["environment"]["POSTGRES_DB"])
    assert host in COMPOSE["services"]
    assert "FOXDOG_PASSWORD" in database["environment"]["POSTGRES_PASSWORD"]
    assert page["depends_on"][host] == {"condition": "service_healthy"}
    named = {volume.split(":")[0] for service in COMPOSE["services"].values() for volume in service["volumes"]}
    assert named == set(COMPOSE["volumes"])


# The Makefile


def test_there_is_a_target_for_each_supported_python():
    makefile = (ROOT / "Makefile").read_text()
    assert f"\ntest-pythons: {' '.join(f'test-{version}' for version in pythons())}\n" in makefile


# A start


@pytest.mark.slow
def test_the_log_of_a_start_is_the_address_and_the_container_s_check_finds_it_well(tmp_path):
    settings = dict(re.findall(r"\b(STREAMLIT_\w+)=(\S+)", DOCKERFILE))
    settings.pop("STREAMLIT_SERVER_PORT")
    with serve(tmp_path / "output.txt", **settings) as server:
        check = re.search(r'CMD \["python", "-c", "(.+)"\]', DOCKERFILE)[1]
        exec(check.replace("http://127.0.0.1:8501", server.address))
        with urllib.request.urlopen(server.address) as page:
            assert page.status == 200
        said = [line.strip() for line in server.output.read_text().splitlines() if line.strip()]
    assert said[0] == "You can now view your Streamlit app in your browser."
    assert re.fullmatch(r"URL: http://localhost:\d+", said[1])
    assert len(said) == 2
