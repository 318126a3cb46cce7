"""What office and clock read: checked at the start, named when wrong, never repeated."""

from datetime import date
from pathlib import Path

import pytest

from intake.settings import SettingsError, read_values
from triage.clock.dependencies import post_of
from triage.services.clock.mail_transport import FolderPost, SmtpPost
from triage.settings import load, load_clock

KEY, KEM = "ab" * 32, "cd" * 1216


@pytest.fixture
def good(tmp_path: Path) -> dict[str, str]:
    """An environment that has all that must be set."""
    key = tmp_path / "checkpoint.key"
    key.write_text(KEY)
    key.chmod(0o600)
    return {
        "BETRO_ORGANISATION": "Ny Kommune",
        "BETRO_INTAKE_DATABASE": "sqlite:///intake.db",
        "BETRO_TRIAGE_DATABASE": "sqlite:///triage.db",
        "BETRO_BLOB_FOLDER": str(tmp_path),
        "BETRO_ROOT_VERIFY_KEY": KEY,
        "BETRO_RECOVERY_KEM_PUBLIC": KEM,
        "BETRO_CHECKPOINT_VERIFY_KEY": KEY,
        "BETRO_SEALING_CONTEXT": "ef" * 16,
        "BETRO_TICKET_KEY_FILE": str(key),
        "BETRO_CHECKPOINT_KEY_FILE": str(key),
        "BETRO_CHECKPOINT_FOLDER": str(tmp_path / "checkpoints"),
        "BETRO_MAIL_FOLDER": str(tmp_path / "mail"),
    }


def test_the_defaults_are_those_of_the_advisors_practice(good):
    """Acknowledged automatically at once, nobody's own closing days, a production installation."""
    settings, _ = load(good)
    assert (settings.mode, settings.automatic_acknowledgement, settings.send_after_days) == (
        "production",
        True,
        0,
    )
    assert settings.closing_days == frozenset()
    assert load_clock(good).tick_seconds == 30


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SEND_AFTER_DAYS", "7"),
        ("SEND_AFTER_DAYS", "-1"),
        ("SEND_AFTER_DAYS", "six-and-a-bit"),
        ("AUTOMATIC_ACKNOWLEDGEMENT", "perhaps"),
        ("CLOSING_DAYS", "2026-12-24,someday"),
        ("MODE", "playful"),
        ("ROOT_VERIFY_KEY", "deadbeef"),
        ("RECOVERY_KEM_PUBLIC", "zz" * 1216),
        ("IDLE_MINUTES", "10000"),
    ],
)
def test_a_wrong_value_is_named_and_not_repeated(good, key, value):
    """Nothing starts on a guess."""
    good[f"BETRO_{key}"] = value
    with pytest.raises(SettingsError, match=rf"^{key.lower()}: ") as caught:
        load(good)
    assert value not in str(caught.value)


@pytest.mark.parametrize("key", ["TRIAGE_DATABASE", "ORGANISATION", "CHECKPOINT_VERIFY_KEY"])
def test_a_missing_key_is_named(good, key):
    """With what it is for."""
    del good[f"BETRO_{key}"]
    with pytest.raises(SettingsError, match=f"^{key.lower()}: must be set"):
        load(good)


def test_each_process_reads_its_own_keys_only(good):
    """The portal learns neither the other database nor the clock's key, the clock not the ticket key."""
    good["BETRO_MAIL_HOST"] = "mail.example.test"
    assert {"triage_database", "checkpoint_key_file"}.isdisjoint(read_values("portal", good))
    assert read_values("portal", good)["mail_host"] == ""
    assert "ticket_key_file" not in read_values("clock", good)
    assert "checkpoint_key_file" not in read_values("office", good)


def test_closing_days_are_dates(good, tmp_path):
    """From the environment and from the file."""
    good["BETRO_CLOSING_DAYS"] = "2026-12-24,2027-05-07"
    assert load(good)[0].closing_days == {date(2026, 12, 24), date(2027, 5, 7)}
    del good["BETRO_CLOSING_DAYS"]
    (tmp_path / "betro.toml").write_text("closing_days = [2026-12-24]\n")
    good["BETRO_SETTINGS"] = str(tmp_path / "betro.toml")
    assert load(good)[0].closing_days == {date(2026, 12, 24)}


def test_time_stands_still_only_in_tests(good, tmp_path):
    """A frozen clock would stop every deadline."""
    (tmp_path / "now").write_text("2026-11-23T10:00:00+01:00")
    good["BETRO_CLOCK_FILE"] = str(tmp_path / "now")
    for mode in ("production", "demo"):
        with pytest.raises(SettingsError, match="clock_file"):
            load({**good, "BETRO_MODE": mode})
    assert load({**good, "BETRO_MODE": "test"})[1].now().date() == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        (KEY[:-1], 0o600, "must be 64 hexadecimal digits"),
        (KEY, 0o604, "chmod"),
        ("", 0o600, "must be 64 hexadecimal digits"),
    ],
)
def test_the_clocks_key_is_looked_at(good, content, mode, words):
    """Its form, and who may read it."""
    path = Path(good["BETRO_CHECKPOINT_KEY_FILE"])
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(SettingsError, match=r"^checkpoint_key_file: ") as caught:
        load_clock(good)
    assert words in str(caught.value)
    assert not content or content not in str(caught.value)


def test_the_clock_shows_no_key(good):
    """Not in its representation either."""
    assert KEY not in repr(load_clock(good))
    assert str(bytes.fromhex(KEY)) not in repr(load_clock(good))


def test_mail_has_a_way_to_go(good):
    """A server, or a folder for trying out; neither is refused."""
    assert isinstance(post_of(load_clock(good).mail), FolderPost)
    with_server = {**good, "BETRO_MAIL_HOST": "127.0.0.1", "BETRO_MAIL_PORT": "2525"}
    assert post_of(load_clock(with_server).mail) == SmtpPost("127.0.0.1", 2525)
    del good["BETRO_MAIL_FOLDER"]
    with pytest.raises(SettingsError, match=r"^mail_host: "):
        post_of(load_clock(good).mail)
