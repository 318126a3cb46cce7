"""The command line and the clock as processes, where BETRO_SETTINGS names a folder of two organisations."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from crypto.receipt import new_receipt_code
from intake.services.submit import ReportDraft, submit
from intake.store.engine import read
from tests.patience import PATIENCE, wait_for
from tests.process import Town, a_town
from triage.store.tables import case, heartbeat

NAMES = ("alfa", "beta")


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Town]]:
    """Two installations whose settings lie in one folder, each under its name."""
    folder = tmp_path_factory.mktemp("several")
    (folder / "settings").mkdir()
    with ExitStack() as stack:
        both = {
            name: stack.enter_context(a_town(folder / name, since=date(2026, 11, 2 + number)))
            for number, name in enumerate(NAMES)
        }
        for name, town in both.items():
            said = town.founded.settings.read_text(encoding="utf-8") + "tick_seconds = 1\n"
            (folder / "settings" / f"{name}.toml").write_text(said, encoding="utf-8")
        yield both


def environment(towns: dict[str, Town]) -> dict[str, str]:
    """What a shell gives: the folder, and nothing of either organisation."""
    town = towns["alfa"]
    return {**town.environment, "BETRO_SETTINGS": str(town.folder.parent / "settings")}


def betro(towns: dict[str, Town], *words: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command."""
    command = [str(Path(sys.executable).with_name("betro")), *words]
    return subprocess.run(command, env=environment(towns), capture_output=True, text=True, check=False)


def test_the_command_works_on_the_one_that_is_named(towns: dict[str, Town]) -> None:
    """What is done to one is done to that alone; without a name, or with another, nothing is."""
    folder = towns["beta"].organisation.settings.organisation_folder
    assert folder is not None
    (folder / "words.toml").write_text('council = { da = "byrådet" }\n', encoding="utf-8")
    applied = betro(towns, "--organisation", "beta", "organisation", "apply", "--reason", "Ord")
    assert applied.returncode == 0, applied.stderr
    for name, council in (("alfa", "kommunalbestyrelsen"), ("beta", "byrådet")):
        shown = betro(towns, "--organisation", name, "organisation", "check")
        assert shown.returncode == 0, shown.stderr
        town = towns[name]
        town.__dict__.pop("organisation", None)
        assert town.organisation.words.by_name("da")["council"] == council
    for words in ((), ("--organisation", "gamma")):
        refused = betro(towns, *words, "doctor")
        assert refused.returncode == 1
        assert "say which with --organisation: alfa, beta" in refused.stderr


def test_a_word_that_is_not_known_is_told_with_file_and_line(towns: dict[str, Town]) -> None:
    """By the command, before anything is applied."""
    folder = towns["alfa"].organisation.settings.organisation_folder
    assert folder is not None
    (folder / "words.toml").write_text('# ours\nmayor = { da = "borgmesteren" }\n', encoding="utf-8")
    refused = betro(towns, "--organisation", "alfa", "organisation", "check")
    assert refused.returncode == 1
    assert "words.toml:2: unknown key 'mayor'" in refused.stdout + refused.stderr
    (folder / "words.toml").unlink()


def test_one_clock_serves_both(towns: dict[str, Town]) -> None:
    """It fetches and acknowledges what came in at each, and ends with 0 when it is told to."""
    for town in towns.values():
        submit(
            town.organisation.reception,
            ReportDraft(relation="employee", what="Noget"),
            new_receipt_code(),
            now=town.now(),
        )
        town.let_go()
    clock = subprocess.Popen(
        [sys.executable, "-m", "triage.clock"], env=environment(towns), stderr=subprocess.PIPE, text=True
    )
    try:
        wait_for(lambda: clock.poll() is not None or all(map(_is_served, towns.values())))
    finally:
        clock.terminate()
        said = clock.communicate(timeout=PATIENCE)[1]
    assert (clock.returncode, said) == (0, "")
    assert all(map(_is_served, towns.values()))


def _is_served(town: Town) -> bool:
    with read(town.organisation.triage) as connection:
        has_beaten = connection.execute(select(heartbeat)).first() is not None
        return has_beaten and connection.execute(select(case)).first() is not None
