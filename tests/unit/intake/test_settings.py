"""Settings stop a start by name, never repeat a value, and give a process only what is its own."""

import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN, FileClock, SystemClock, local_date
from intake.settings import PortalSettings, SettingsError, key_table, load_portal, read_values, secret_file

KEY = "ab" * 32
KEM = "cd" * 1216


@pytest.fixture
def good(tmp_path: Path) -> dict[str, str]:
    """An environment that a portal starts with."""
    secret = tmp_path / "ticket.key"
    secret.write_text("12" * 32 + "\n", encoding="ascii")
    secret.chmod(0o600)
    return {
        "BETRO_MODE": "test",
        "BETRO_ORGANISATION": "Eksempelby Kommune",
        "BETRO_INTAKE_DATABASE": "sqlite:///intake.db",
        "BETRO_BLOB_FOLDER": str(tmp_path),
        "BETRO_ROOT_VERIFY_KEY": KEY,
        "BETRO_RECOVERY_KEM_PUBLIC": KEM,
        "BETRO_CHECKPOINT_VERIFY_KEY": KEY,
        "BETRO_SEALING_CONTEXT": "ef" * 16,
        "BETRO_TICKET_KEY_FILE": str(secret),
    }


def written(tmp_path: Path, text: str) -> dict[str, str]:
    """An environment that names a settings file."""
    path = tmp_path / "betro.toml"
    path.write_text(text, encoding="utf-8")
    return {"BETRO_SETTINGS": str(path)}


def test_a_portal_starts_with_what_it_needs_and_defaults_for_the_rest(good):
    """Types are right, the secret is read from its file."""
    settings = load_portal(good)

    assert isinstance(settings, PortalSettings)
    assert settings.ticket_key == bytes.fromhex("12" * 32)
    assert settings.anonymous_intake is True
    assert isinstance(settings.clock, SystemClock)


def test_no_secret_shows_in_the_representation(good):
    """Neither the ticket key nor a password in the address of the database."""
    good["BETRO_INTAKE_DATABASE"] = "postgresql+psycopg://betro:hemmelig@/intake"

    shown = repr(load_portal(good))
    assert "12" * 16 not in shown
    assert str(bytes.fromhex("12" * 32)) not in shown
    assert "hemmelig" not in shown


@pytest.mark.parametrize("missing", ["ORGANISATION", "INTAKE_DATABASE", "ROOT_VERIFY_KEY", "TICKET_KEY_FILE"])
def test_a_missing_setting_is_named(good, missing):
    """With what it is for."""
    del good[f"BETRO_{missing}"]

    with pytest.raises(SettingsError, match=missing.lower()):
        load_portal(good)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("MODE", "production!", "mode: must be one of"),
        ("ROOT_VERIFY_KEY", "ab", "root_verify_key: must be 64 hexadecimal digits"),
        ("SEALING_CONTEXT", "ef" * 32, "sealing_context: must be 32 hexadecimal digits"),
        ("RECOVERY_KEM_PUBLIC", "zz" * 1216, "recovery_kem_public: must be 2432 hexadecimal digits"),
        ("ANONYMOUS_INTAKE", "maybe", "anonymous_intake: must be true or false"),
        ("UPLOAD_LIMIT_MIB", "0", "upload_limit_mib: must be a whole number from"),
        ("EXIT_ADDRESS", "http://weather.example.test/", "exit_address: must begin with https://"),
        ("UPLOADS_AT_ONCE", "many", "uploads_at_once: must be a whole number from"),
        ("TICKET_KEY_FILE", "/nowhere/ticket.key", "ticket_key_file: the file cannot be read"),
    ],
)
def test_a_wrong_value_is_named_and_not_repeated(good, key, value, words):
    """It may be a secret that stands at the wrong place."""
    good[f"BETRO_{key}"] = value

    with pytest.raises(SettingsError) as caught:
        load_portal(good)
    assert words in str(caught.value)
    assert value not in str(caught.value) or value in ("0", "ab")


def test_an_unknown_key_in_the_file_stops_the_start(good, tmp_path):
    """A typing error is never a default."""
    with pytest.raises(SettingsError, match="anonymous_intke: there is no such setting"):
        load_portal({**good, **written(tmp_path, "anonymous_intke = false\n")})


def test_an_unknown_variable_stops_the_start(good):
    """The same typing error in the environment."""
    with pytest.raises(SettingsError, match="anonymous_intke"):
        load_portal({**good, "BETRO_ANONYMOUS_INTKE": "false"})


def test_variables_that_are_no_settings_are_left_alone(good):
    """The one that names the browser for the tests, and the one that names the file."""
    assert load_portal({**good, "BETRO_CHROMIUM": "/usr/bin/chromium"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mode = ", "not TOML"),
        ("mode = 3", "mode: must be one of"),
        ("intake_database = 3", "address"),
    ],
)
def test_a_file_that_is_wrong_is_said_to_be(good, tmp_path, text, words):
    """In words, before anything starts."""
    del good["BETRO_MODE"], good["BETRO_INTAKE_DATABASE"]
    with pytest.raises(SettingsError, match=words):
        load_portal({**good, **written(tmp_path, text)})


@pytest.mark.parametrize("value", ["3", "{}", "{ xx = 'By' }", "{ da = 3 }", "['By']"])
def test_a_name_is_words_or_a_table_of_words_by_language(good, tmp_path, value):
    """Anything else, and a language that is none of ours, is refused by name."""
    del good["BETRO_ORGANISATION"]
    with pytest.raises(SettingsError, match=r"^organisation: must be"):
        load_portal({**good, **written(tmp_path, f"organisation = {value}")})


def test_a_name_may_be_said_in_each_language(good, tmp_path):
    """As a table in the file."""
    del good["BETRO_ORGANISATION"]
    settings = load_portal({**good, **written(tmp_path, "organisation = { da = 'By', en = 'Town' }")})

    assert settings.organisation == {"da": "By", "en": "Town"}


def test_the_environment_wins_over_the_file(good, tmp_path):
    """So that one machine can differ."""
    environment = {
        **good,
        **written(
            tmp_path, "organisation = { da = 'Fra filen', en = 'From the file' }\nuploads_at_once = 3\n"
        ),
    }

    settings = load_portal(environment)
    assert settings.organisation == {"da": "Eksempelby Kommune"}
    assert settings.uploads_at_once == 3


def test_the_portal_is_never_told_the_other_database(good):
    """A process gets what the table lets it read."""
    good["BETRO_TRIAGE_DATABASE"] = "sqlite:///triage.db"

    assert "triage_database" not in read_values("portal", good)


def test_a_secret_open_to_everybody_is_refused(tmp_path):
    """chmod o-rwx is named."""
    path = tmp_path / "ticket.key"
    path.write_text("12" * 32)
    path.chmod(0o644)

    with pytest.raises(SettingsError, match="o-rwx"):
        secret_file("ticket_key_file", path)


def test_time_stands_still_only_in_tests(good, tmp_path):
    """A frozen clock is refused in production and in the demo."""
    clock = tmp_path / "now"
    clock.write_text("2026-11-23T23:30:00+00:00")
    good["BETRO_CLOCK_FILE"] = str(clock)
    assert load_portal(good).clock.now() == datetime(2026, 11, 24, 0, 30, tzinfo=COPENHAGEN)
    for mode in ("production", "demo"):
        with pytest.raises(SettingsError, match="clock_file: only in mode test"):
            load_portal({**good, "BETRO_MODE": mode})


def test_every_key_says_what_it_is_and_who_reads_it():
    """The table is documentation too."""
    for key, subject in key_table().items():
        assert subject["doc"].endswith("."), key
        assert set(subject["reads"]) <= {"portal", "office", "clock", "cli"}, key
        assert subject["reads"], key


def test_the_example_names_every_key():
    """And it is TOML."""
    example = Path(__file__).resolve().parents[3] / "deploy" / "settings" / "betro.example.toml"
    text = example.read_text(encoding="utf-8")

    assert tomllib.loads(text) is not None
    assert [key for key in key_table() if f"{key} =" not in text] == []


def test_a_day_is_a_day_in_copenhagen():
    """Half past eleven in the evening in London is tomorrow here; a moment without an offset is no moment."""
    assert local_date(datetime.fromisoformat("2026-11-23T23:30:00+00:00")) == date(2026, 11, 24)
    with pytest.raises(ValueError, match="offset"):
        local_date(datetime(2026, 11, 23))


def test_a_clock_file_needs_an_offset(tmp_path):
    """A moment that could be two is refused."""
    path = tmp_path / "now"
    path.write_text("2026-11-23T10:00:00")

    with pytest.raises(ValueError, match="offset"):
        FileClock(path).now()
