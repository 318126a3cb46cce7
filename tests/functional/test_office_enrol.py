"""Keys are born with their holder: tickets, what is made at the office, and who has to sign it."""

import base64
import re
from datetime import datetime
from pathlib import Path

import pyotp
import pytest
import segno
from click.testing import CliRunner

from crypto.errors import WrongKeyError
from crypto.identities import SEED_BYTES
from crypto.passphrase import unwrap
from intake.clock import COPENHAGEN
from intake.store.engine import read
from tests.founding import RECOVERY, ROOT, TICKET, Newcomer, a_ceremony, makes_keys
from tests.office import BASE, OfficeWorld, StandingClock
from triage.cli import main
from triage.clock.dependencies import dependencies_of
from triage.office import create_app
from triage.services.people.holders import directory
from triage.services.people.provision import open_installation
from triage.settings import load_clock
from triage.store import journal
from triage.store.people import people, person_by_name


class Founded:
    """An installation that `betro init` has just founded, with its office."""

    def __init__(self, folder: Path) -> None:
        self.settings = folder / "betro" / "betro.toml"
        self.clock = StandingClock(datetime.now(COPENHAGEN))
        ceremony = a_ceremony(folder / "ceremony.json", on=self.clock.now().date())
        advisors = [word for name in ("anna", "bo") for word in ("--advisor", name, name.title())]
        words = ["init", str(folder / "betro"), "--ceremony", str(ceremony), "--organisation", "By", "Town"]
        self.said = self.run(*words, *advisors, elsewhere=True)
        self.tickets = dict(TICKET.findall(self.said))
        organisation = open_installation(self.settings)
        checkpoint = dependencies_of(load_clock({"BETRO_SETTINGS": str(self.settings)})).checkpoint
        app = create_app(organisation, self.clock)
        self.world = OfficeWorld(organisation, self.clock, {}, checkpoint, app)
        self.world.app.config["PROPAGATE_EXCEPTIONS"] = True

    def run(self, *words: str, typed: str = "", code: int = 0, elsewhere: bool = False) -> str:
        """Run a command of the operator; *elsewhere* is where no installation is."""
        environment = {} if elsewhere else {"BETRO_SETTINGS": str(self.settings)}
        ran = CliRunner().invoke(main, list(words), input=typed, env=environment)
        assert ran.exit_code == code, (words, ran.output)
        return ran.output


@pytest.fixture
def founded(tmp_path: Path) -> Founded:
    """A town that was founded a moment ago."""
    return Founded(tmp_path)


def test_a_founded_town_holds_no_secret_of_anybody(founded: Founded) -> None:
    """`betro init` prints tickets alone; there is no seed of a person, of the root or of the recovery key."""
    assert founded.tickets.keys() == {"anna", "bo"}
    for seed in (ROOT, RECOVERY):
        assert seed.hex() not in founded.said
    with read(founded.world.organisation.triage) as connection:
        assert people(connection) == []
    assert directory(founded.world.organisation, founded.clock.now().date()).advisors == ()


def test_the_first_two_are_signed_by_the_root_and_then_the_portal_takes(
    founded: Founded, tmp_path: Path
) -> None:
    """Keys are made at the office, six words compared, and a file goes to the offline machine and back."""
    world, file = founded.world, tmp_path / "pending.json"
    made = {name: makes_keys(world, name, ticket) for name, ticket in founded.tickets.items()}
    assert world.browser().sign_in("anna").status_code == 422
    assert "fewer than two valid advisors" in founded.run("doctor", code=1)
    founded.run("keys", "pending", str(file))
    before = file.read_text()
    shown = founded.run("keys", "sign", str(file), typed=f"y\ny\n{ROOT.hex()}\n", elsewhere=True)
    assert all(each.words in shown for each in made.values())
    assert file.read_text() != before
    assert "2 new" in founded.run("keys", "import", str(file))
    assert "already" in founded.run("keys", "import", str(file))
    assert len(directory(world.organisation, founded.clock.now().date()).advisors) == 2
    made["anna"].browser.get("/enrol/keys")
    assert "underskrevet" in made["anna"].browser.words("main")
    world.signed_in("anna")
    world.send()
    with read(world.organisation.triage) as connection:
        entries = list(journal.entries(connection, after=0, limit=100))
    stated = [each for each in entries if each.action in ("person:enrolled", "directory:stated")]
    links = {each.link for each in directory(world.organisation, founded.clock.now().date()).statements}
    assert {each.digest for each in stated} == links


def test_c1_nothing_that_the_operator_saw_opens_a_wrapped_seed(founded: Founded, tmp_path: Path) -> None:
    """Every word of every command's output is tried on the seed that was made afterwards."""
    makes_keys(founded.world, "anna", founded.tickets["anna"])
    file = tmp_path / "pending.json"
    said = founded.said + founded.run("keys", "pending", str(file)) + file.read_text()
    said += founded.run("people", "add", "eva", "Eva", "--role", "auditor") + founded.run("people")
    with read(founded.world.organisation.triage) as connection:
        person = person_by_name(connection, "anna")
    assert person is not None
    for word in set(re.findall(r"[^\s\"]+", said)):
        with pytest.raises(WrongKeyError):
            unwrap(word, person.wrapped_seed)


def test_a_second_press_keeps_the_keys_once(founded: Founded) -> None:
    """It leads to the six words, as the first did."""
    made = Newcomer(founded.world.browser())
    made.come(founded.tickets["anna"])
    made.browser.follow("/enrol/keys", {"step": "noted"})
    typed = {"passphrase": made.passphrase, "code": made.code(), "step": "keep"}
    typed["once"] = made.browser.value("once")
    made.browser.follow("/enrol/keys", typed)
    words = made.browser.words(".betro-code")
    made.browser.follow("/enrol/keys", typed)
    assert made.browser.words(".betro-code") == words


@pytest.mark.parametrize("step", ["noted", "words"])
def test_who_leaves_leaves_nothing_in_the_browser(founded: Founded, step: str) -> None:
    """The next who sits there sees no passphrase and no words; an unused ticket is good still."""
    made = Newcomer(founded.world.browser())
    made.come(founded.tickets["anna"])
    if step == "noted":
        made.browser.follow("/enrol/keys", {"step": "noted"})
    else:
        made.type_back()
    answer = made.browser.post("/enrol/keys", {"step": "leave"})
    assert answer.headers["Location"] == "/enrol"
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert made.browser.client.get("/enrol/keys", base_url=BASE).headers["Location"] == "/enrol"
    if step == "noted":
        makes_keys(founded.world, "anna", founded.tickets["anna"])


def test_the_picture_is_the_second_factor_that_is_stored(founded: Founded) -> None:
    """Square for square the address, and in that the secret that lies under the passphrase."""
    made = Newcomer(founded.world.browser())
    made.come(founded.tickets["anna"])
    address = made.browser.words(".betro-address").split()[1]
    assert made.browser.page is not None
    drawn = made.browser.page.query_one("main svg path")
    assert drawn is not None
    quiet = segno.make(address, error="m", micro=False).matrix_iter(border=4)
    wanted = {(x, y) for y, row in enumerate(quiet) for x, module in enumerate(row) if module}
    assert _dark(str(made.browser.page.query("main svg path")[-1].attrs["d"])) == wanted
    made.type_back()
    with read(founded.world.organisation.triage) as connection:
        person = person_by_name(connection, "anna")
    assert person is not None
    found = pyotp.parse_uri(address)
    assert found.name == "anna"
    assert unwrap(made.passphrase, person.wrapped_seed)[SEED_BYTES:] == base64.b32decode(found.secret)


def _dark(path: str) -> set[tuple[int, int]]:
    """Give the squares that the lines of a picture cover."""
    found, x, y = set(), 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", path):
        steps = [float(each) for each in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "M":
            x, y = steps
        elif command == "m":
            x, y = x + steps[0], y + steps[1]
        else:
            found |= {(int(x) + each, int(y)) for each in range(int(steps[0]))}
            x += steps[0]
    return found
