"""The ceremony and a recovery as people type them: real processes, one server and one machine without one."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from crypto.identities import Identity
from crypto.keys import SigningKey
from crypto.statement import Statement
from intake.store.engine import read
from tests.colleagues import who_is
from tests.functional.test_office_tickets import as_an_earlier_betro
from tests.patience import PATIENCE
from tests.recovered import MONDAY, KeptTown, a_kept_town
from triage.cli.recovery import of_which
from triage.cli.share_sheets import ceremony_words
from triage.cli.shares import seed_from_shares
from triage.services.people.admitting import admit
from triage.services.people.ceremony_file import Ceremony
from triage.services.people.ending import propose_end
from triage.services.people.holders import directory
from triage.services.people.pending_file import read_signed, to_be_signed, written
from triage.store import journal

BETRO = (sys.executable, "-c", "from triage.cli import main; main(prog_name='betro')")
ROOT = Path(__file__).resolve().parents[2]


def offline(folder: Path, *words: str, typed: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Type a command on a machine that has nothing but the program: no settings, no installation."""
    return _run(folder, words, typed, {})


def _run(
    folder: Path, words: Sequence[str], typed: Sequence[str], given: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [*BETRO, "keys", *words],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **given},
        input="".join(f"{line}\n" for line in typed),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


class Server:
    """A town whose commands are typed in processes of their own, at the time of the world."""

    def __init__(self, town: KeptTown, folder: Path) -> None:
        self.town = town
        self.folder = folder
        self.now = folder / "now"
        with town.made.settings.open("a", encoding="utf-8") as file:
            file.write(f'clock_file = "{self.now}"\n')

    def keys(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Type a command on the server."""
        self.now.write_text(self.town.world.clock.now().isoformat())
        return _run(self.folder, words, (), {"BETRO_SETTINGS": str(self.town.made.settings)})


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """A town with one case, which anna read yesterday; today she has new keys."""
    town = a_kept_town(tmp_path)
    town.world.send()
    browser = town.world.signed_in("anna")
    reference = browser.open_case()
    browser.decide(reference, "note", item="Det står her endnu")
    town.world.clock.go(days=1)
    town.world.tick()
    town.loses_keys("anna")
    return Server(town, tmp_path)


def shares_on(page: str) -> str:
    """Read the words of a share from its sheet, as its keeper would type them."""
    numbered = dict(re.findall(r"(\d+)  ([a-z]+)", page.partition("this share:")[2]))
    return " ".join(numbered[str(number)] for number in range(1, 34))


def test_a_ceremony_is_held_without_any_installation(tmp_path: Path) -> None:
    """Sheets for everybody; three of each typed back; a file with nothing secret in it, and nothing else."""
    with subprocess.Popen(
        [*BETRO, "keys", "ceremony", "ceremony.json"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Gem arket et andet sted end kopierne"):
                break
        pages = re.split(r"(?m)^(?=BETRO )", "".join(lines))[1:]
        assert not (tmp_path / "ceremony.json").exists()
        root, recovery = (
            [shares_on(page) for page in pages if f" {what} " in page] for what in ("ROOT", "RECOVERY")
        )
        typed = (*root[1:4], *recovery[2:5])
        said, asked = process.communicate("".join(f"{line}\n" for line in typed), timeout=PATIENCE)

    assert process.returncode == 0, asked
    assert [path.name for path in tmp_path.iterdir()] == ["ceremony.json"]
    text = (tmp_path / "ceremony.json").read_text(encoding="utf-8")
    made = Ceremony.from_text(text, today=Statement.decode(_recovery_of(text)).valid_from)
    assert made.root_verify_key == SigningKey.from_seed(seed_from_shares(root[:3])).verify_key
    held = Identity.from_seed(seed_from_shares(recovery[:3]))
    assert Statement.decode(made.recovery_statement).kem_public == held.kem_public
    assert len({page.partition("this share:")[2].split()[0] for page in pages[:10]}) == 10
    words = ceremony_words(made.root_verify_key, made.recovery_statement)
    assert all(words in page for page in pages)
    assert words in said
    for seed in (seed_from_shares(root[:3]), seed_from_shares(recovery[:3])):
        assert seed.hex() not in text
    assert not set(text.split('"')) & {word for share in (*root, *recovery) for word in share.split()}


def _recovery_of(text: str) -> bytes:
    import base64
    import json

    return base64.b64decode(json.loads(text)["recovery_statement"])


def test_sheets_are_written_only_where_it_is_asked_for(tmp_path: Path) -> None:
    """One file a sheet, for its owner's eyes; with a warning; typing nothing back leaves no ceremony."""
    done = offline(tmp_path, "ceremony", "c.json", "--print", "sheets", "--shares", "3", "--threshold", "2")

    assert done.returncode == 1
    assert "every secret of this installation, readable" in done.stderr
    assert "no share was typed" in done.stderr
    assert not (tmp_path / "c.json").exists()
    files = sorted((tmp_path / "sheets").iterdir())
    assert [file.name for file in files] == [
        "backup.txt",
        *(f"recovery-{number}-of-3.txt" for number in (1, 2, 3)),
        *(f"root-{number}-of-3.txt" for number in (1, 2, 3)),
    ]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert all(file.read_text(encoding="utf-8").endswith("\f") for file in files)


def test_shares_of_another_ceremony_are_not_typed_back(tmp_path: Path) -> None:
    """Good shares of another set end it: what was not copied down must never be relied on."""
    other = a_kept_town(tmp_path / "town").root_shares
    done = offline(tmp_path, "ceremony", "c.json", typed=other[:3])

    assert done.returncode == 1
    assert "is of the other set, root or recovery, or of another ceremony" in done.stderr
    assert not (tmp_path / "c.json").exists()


def test_a_recovery_from_end_to_end(server: Server) -> None:
    """Export, answer, sign, import: then anna reads her case; what was signed is not signed again."""
    town, folder = server.town, server.folder
    done = server.keys("export-recovery", "request", "--person", "anna")
    assert done.returncode == 0, done.stderr
    assert "For anna: 1 cases of theirs, 2 items, 1 keys of lists." in done.stdout

    done = offline(folder, "recover", "request", "grants", typed=("y", *town.recovery_shares[:3]))
    assert done.returncode == 0, done.stderr
    six = (
        directory(town.world.organisation, MONDAY.date().replace(day=24)).statements[-1].statement.six_words()
    )
    assert f"anna, advisor, reads from their own screen:  {six}" in done.stdout
    assert "For anna: 1 cases, 2 items." in done.stdout
    first = directory(town.world.organisation, MONDAY.date()).statements[0].statement.encode()
    ceremony = ceremony_words(town.root.verify_key, first)
    assert ceremony in done.stdout
    assert done.stderr.count(ceremony) == 3

    unsigned = server.keys("import", "grants")
    assert unsigned.returncode == 1
    assert "the root has not signed this file" in unsigned.stderr

    wrong = offline(folder, "sign", "grants", typed=("y", *town.recovery_shares[:3]))
    assert wrong.returncode == 1
    assert "not the root of this installation" in wrong.stderr

    done = offline(folder, "sign", "grants", typed=("y", *town.root_shares[2:5]))
    assert done.returncode == 0, done.stderr
    assert six in done.stdout
    assert done.stderr.count(ceremony) == 3
    done = server.keys("import", "grants")
    assert (done.returncode, done.stdout) == (0, "1 cases, 2 items with a new key\n"), done.stderr

    browser = town.world.signed_in("anna")
    reference = browser.only_case()
    browser.get(f"/cases/{reference}")
    browser.follow(f"/cases/{reference}/open")
    assert "Det står her endnu" in browser.words()
    again = offline(folder, "sign", "grants", typed=("y", *town.root_shares[2:5]))
    assert "is signed already" in again.stderr


def test_a_no_gives_nothing(server: Server) -> None:
    """Where the six words are others, nothing is answered, and no share is asked for."""
    server.keys("export-recovery", "request", "--person", "anna")

    done = offline(server.folder, "recover", "request", "grants", typed=("n",))

    assert done.returncode == 1
    assert "share" not in done.stderr
    assert not (server.folder / "grants").exists()


@pytest.mark.parametrize(
    ("which", "sentence"),
    [
        ("root", "no recovery key of this installation"),
        ("mixed", "they are of two sets, root and recovery"),
        ("few", "3 shares of the set"),
        ("twice", "share 2 is share 1 once more"),
    ],
)
def test_wrong_shares_are_told(server: Server, which: str, sentence: str) -> None:
    """In a sentence, without a trace of the words, and nothing is answered."""
    server.keys("export-recovery", "request", "--person", "anna")
    root, recovery = server.town.root_shares, server.town.recovery_shares
    typed = {
        "root": root[:3],
        "mixed": (*recovery[:2], root[0]),
        "few": recovery[:2],
        "twice": (recovery[0], recovery[0], recovery[1]),
    }[which]

    done = offline(server.folder, "recover", "request", "grants", typed=("y", *typed))

    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert " ".join(recovery[0].split()[2:6]) not in done.stdout + done.stderr
    assert not (server.folder / "grants").exists()


def test_a_drill_from_end_to_end(server: Server) -> None:
    """Drawn on the server, tried offline, noted on the server, and in the journal."""
    town, folder = server.town, server.folder
    assert server.keys("drill", "request").returncode == 0

    done = offline(folder, "recover", "request", "result", typed=("y", *town.recovery_shares[1:4]))
    assert "1 of 1 items opened" in done.stdout, done.stderr
    done = server.keys("import", "result")

    assert "recovery was tried on 2026-11-24, and 1 items opened: noted" in done.stdout, done.stderr
    with read(town.world.organisation.triage) as connection:
        assert "recovery:tried" in {each.action for each in journal.entries(connection)}


def test_requests_are_for_the_offline_machine(server: Server) -> None:
    """Importing or signing one, or answering an answer, is refused in a sentence."""
    server.keys("export-recovery", "request", "--person", "anna")
    for done in (
        server.keys("import", "request"),
        offline(server.folder, "sign", "request", typed=("y",)),
        server.keys("export-recovery", "request", "--person", "anna"),
    ):
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_root_and_recovery_key_are_made_and_typed_on_no_machine_of_an_installation(server: Server) -> None:
    """Refused before anything is shown or asked for, whatever the file is."""
    server.keys("export-recovery", "request", "--person", "anna")
    before = (server.folder / "request").read_bytes()
    for done in (
        server.keys("ceremony", "ceremony.json"),
        server.keys("sign", "request"),
        server.keys("recover", "request", "grants"),
    ):
        assert done.returncode == 1
        assert "so this is no offline machine" in done.stderr
        assert not done.stdout
        assert "share" not in done.stderr
    assert (server.folder / "request").read_bytes() == before
    assert not (server.folder / "grants").exists()


def test_of_an_end_nobody_is_asked_to_read_words(tmp_path: Path) -> None:
    """Whether it is to stand is asked; under the guise of an end no other keys are signed without words."""
    town = a_kept_town(tmp_path)
    organisation, today = town.world.organisation, MONDAY.date()
    propose_end(organisation, who_is(town.world, "anna"), town.handle("bo"), today=today)
    waits = to_be_signed(organisation, today=today)
    (asked,) = waits.asked
    (tmp_path / "pending").write_bytes(written(waits))

    done = offline(tmp_path, "sign", "pending", typed=("y", *town.root_shares[:3]))

    assert "leaves on 2026-11-23" in done.stdout, done.stderr
    assert "Is this end to stand? [y/N]" in done.stdout
    assert asked.words not in done.stdout
    first = waits.members.statements[0].statement.encode()
    assert done.stderr.count(ceremony_words(bytes.fromhex(waits.root_verify_key), first)) == 3
    assert admit(organisation, read_signed((tmp_path / "pending").read_bytes()).statements, today=today) == 1
    assert directory(organisation, today).person(town.handle("bo")) is None

    for guise in (replace(asked, kem_public=asked.kem_public[::-1]), replace(asked, role="alternate")):
        (tmp_path / "pending").write_bytes(written(replace(waits, asked=(guise,))))
        shown = offline(tmp_path, "sign", "pending", typed=("n",)).stdout
        assert guise.words in shown
        assert "Does the person read these six words" in shown


def test_where_no_ceremony_was_held_no_words_of_one_are_told(tmp_path: Path) -> None:
    """An earlier Betro began its directory with a person; nobody is sent to look for a sheet."""
    town = a_kept_town(tmp_path)
    as_an_earlier_betro(town.world)
    members = directory(town.world.organisation, MONDAY.date())

    told = of_which(town.root.verify_key, members)

    assert told == "This directory began without a ceremony: its words stand on no sheet."
