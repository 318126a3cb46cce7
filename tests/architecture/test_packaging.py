"""The wheel carries what it needs and nothing at the top; the lock files say what, and never from where."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import crypto
import intake
import triage
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock", "deploy/node.lock")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built from the working tree without network or isolation."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("betro-*.whl"))


@pytest.fixture(scope="module")
def unpacked(wheel: Path) -> Path:
    """Return a folder with the content of the wheel, as site-packages would have it."""
    place = wheel.parent / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return place


def test_only_our_packages_lie_at_the_top(unpacked: Path) -> None:
    """A folder called templates or deploy in site-packages would belong to everybody."""
    assert {path.name for path in unpacked.iterdir() if path.suffix != ".dist-info"} == {
        "crypto",
        "intake",
        "triage",
    }


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("templates/shared", "intake/_templates/shared"),
        ("templates/portal", "intake/_templates/portal"),
        ("templates/static", "intake/_templates/static"),
        ("templates/locale", "intake/_templates/locale"),
        ("templates/office", "triage/_templates/office"),
        ("templates/mail", "triage/_templates/mail"),
        ("templates/letters", "triage/_templates/letters"),
        ("deploy/settings", "intake/_settings"),
        ("deploy/migrations", "triage/_migrations"),
        ("triage/rules", "triage/rules"),
    ],
)
def test_every_file_of_a_folder_is_inside_its_package(unpacked: Path, source: str, place: str) -> None:
    """What the working tree has, the wheel has, in the package that shows it."""

    def files(folder: Path) -> set[str]:
        found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        return {path.as_posix() for path in found if "__pycache__" not in path.parts}

    wanted = {name for name in files(ROOT / source) if not name.endswith(".lock")}

    assert wanted
    assert wanted <= files(unpacked / place)


def test_the_portals_package_holds_nothing_of_the_office(unpacked: Path) -> None:
    """The portal's loader could not show an office page even by mistake."""
    shown = {path.name for path in (unpacked / "intake" / "_templates").iterdir()}

    assert shown == {"shared", "portal", "static", "locale"}


def test_the_wheel_starts_without_the_working_tree(unpacked: Path) -> None:
    """The command, its rules and its templates are found when only the wheel is there."""
    code = (
        "import crypto, intake, triage; print(crypto.__file__); from triage.cli import main; main(['--help'])"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=unpacked.parent,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(unpacked))
    assert "deadline" in done.stdout


@pytest.mark.parametrize("package", [crypto, intake, triage])
def test_the_packages_on_the_path_are_ours(package: object) -> None:
    """The public index has other packages of these names; none of them may have got in between."""
    assert Path(str(getattr(package, "__file__", None))).parent.parent == ROOT


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place(lock: str) -> None:
    """No index, no address and no path of anybody's machine; every pin has its hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    pins = re.findall(r"^(\S+)==(\S+)(.*(?:\n .*)*)", text, flags=re.MULTILINE)

    assert not re.search(
        r"https?:|file:|git\+|--(extra-)?index|--find-links|--trusted-host|/[a-z]+/[a-z]+/", text
    )
    assert pins
    assert [name for name, _, rest in pins if "--hash=sha256:" not in rest] == []


def _pins(lock: str) -> dict[str, str]:
    """Return name and version of everything that `lock` pins."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", text, flags=re.MULTILINE))


def test_tests_run_on_what_is_shipped() -> None:
    """The test lock holds every pin of the other one, unchanged, so that one .venv serves both commands."""
    shipped, tested = _pins("requirements.lock"), _pins("requirements-test.lock")

    assert shipped.items() <= tested.items()


def test_the_locks_hold_every_dependency() -> None:
    """What pyproject.toml asks for was locked after it was asked for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(wanted: list[str]) -> set[str]:
        return {re.split(r"[<>=!~\[; ]", entry)[0] for entry in wanted}

    assert names(project["dependencies"]) <= _pins("requirements.lock").keys()
    assert names(project["optional-dependencies"]["test"]) <= _pins("requirements-test.lock").keys()


def test_the_distribution_cannot_be_uploaded() -> None:
    """A private classifier makes the public index refuse a mistaken upload."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert "Private :: Do Not Upload" in project["classifiers"]
