"""
Settings: one TOML file and the environment, checked against one table before anything starts.

- The table is deploy/settings/keys.toml; an unknown, missing or malformed setting stops the start, by name.
- A value may come from the environment as BETRO_ and the key in capitals, which wins over the file.
- A process is given only the keys that the table lets it read: the portal never learns the triage database.
- Where BETRO_SETTINGS is a folder, each .toml file in it is all the settings of one organisation: the
  environment then has no say, for what it says would hold for all.
- No message repeats a value: it may be a secret.
"""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from intake.clock import Clock, FileClock, SystemClock
from intake.domain.languages import DEFAULT, LANGUAGES, Text
from intake.domain.schemes import Schemes

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FILE_VARIABLE = "BETRO_SETTINGS"
PREFIX = "BETRO_"
NO_SETTINGS = ("BETRO_SETTINGS", "BETRO_CHROMIUM", "BETRO_BENCH_")
"""How names in the environment begin that are no settings: where the file is, what tests and bench read."""
DIGITS = {"key": 64, "kem_key": 2432, "backup_key": 2496, "context": 32}
DATABASES = ("sqlite", "postgresql+psycopg")

Some = TypeVar("Some", bound="DataclassInstance")


class SettingsError(Exception):
    """A setting is missing, unknown or wrong; the sentence names it and says what it must be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What portal, office and clock all read. See deploy/settings/keys.toml for each."""

    mode: str
    organisation: Text
    schemes: Schemes
    intake_database: str = field(repr=False)  # An address may hold a password.
    blob_folder: Path
    root_verify_key: bytes
    checkpoint_verify_key: bytes
    sealing_context: bytes
    upload_limit_mib: int


@dataclass(frozen=True, slots=True)
class PortalSettings(Settings):
    """What the portal reads."""

    portal_host: str
    ticket_key: bytes = field(repr=False)
    anonymous_intake: bool
    uploads_at_once: int
    unclaimed_limit_mib: int
    exit_address: str
    behind_proxy: bool
    clock: Clock


def load_portal(environment: Mapping[str, str] = os.environ) -> PortalSettings:
    """
    Read the portal's settings.

    Raises:
        SettingsError: naming the setting.
    """
    values = read_values("portal", environment)
    if values["exit_address"] and not values["exit_address"].startswith("https://"):
        raise SettingsError("exit_address: must begin with https://, or be empty")
    values["ticket_key"] = secret_file("ticket_key_file", values.pop("ticket_key_file"))
    values["clock"] = clock_of(values)
    return chosen(PortalSettings, values)


def chosen(kind: type[Some], values: Mapping[str, Any]) -> Some:
    """Give the settings of a *kind*: each of its fields has the name of a key."""
    return kind(**{each.name: values[each.name] for each in fields(kind)})


def read_values(process: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """
    Give the checked values of a *process* (portal, office, clock or cli), by key.

    What the process may not read need not be set for it, and has its default for it where there is one.

    Raises:
        SettingsError: naming the setting.
    """
    table = key_table()
    given = {**from_file(environment), **from_environment(environment)}
    for key in given:
        if key not in table:
            raise SettingsError(f"{key}: there is no such setting")
    values = {}
    for key, about in table.items():
        checked = _checked(key, about, given[key]) if key in given else None
        is_read = process == "cli" or process in about["reads"]
        if is_read and key in given:
            values[key] = checked
        elif "default" in about:
            values[key] = _checked(key, about, about["default"])
        elif is_read:
            raise SettingsError(f"{key}: must be set. {about['doc']}")
    if values.get("clock_file") and values.get("mode") != "test":
        raise SettingsError("clock_file: only in mode test")
    return values


def key_table() -> dict[str, dict[str, Any]]:
    """Give the table of settings."""
    packaged = files("intake") / "_settings" / "keys.toml"
    if packaged.is_file():
        return tomllib.loads(packaged.read_text("utf-8"))
    table = Path(__file__).parents[2] / "deploy" / "settings" / "keys.toml"
    return tomllib.loads(table.read_text("utf-8"))


def clock_of(values: dict[str, Any]) -> Clock:
    """Take clock_file out of *values* and give the clock it means."""
    path = values.pop("clock_file")
    return FileClock(path) if path else SystemClock()


def secret_file(key: str, path: Path | None) -> bytes:
    """
    Read a file with 64 hexadecimal digits that nobody else may read.

    Raises:
        SettingsError: it is missing, open to others, or holds something else.
    """
    secret: bytes = _checked(key, {"type": "key"}, secret_text(key, path))
    return secret


def secret_text(key: str, path: Path | None) -> str:
    """
    Read a file that nobody else may read.

    Raises:
        SettingsError: it is missing or open to others.
    """
    if path is None:
        raise SettingsError(f"{key}: must be set")
    try:
        text = path.read_text(encoding="ascii").strip()
        open_to_others = path.stat().st_mode & 0o007
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{key}: the file cannot be read") from None
    if open_to_others:
        raise SettingsError(f"{key}: the file must not be open to everybody (chmod o-rwx)")
    return text


def checked_address(key: str, value: object) -> str:
    """
    Give the address of a database back as it is.

    Raises:
        SettingsError: no database that Betro knows can stand there. The address is not repeated.
    """
    address: str = _checked(key, {"type": "database"}, value)
    return address


def from_file(environment: Mapping[str, str]) -> dict[str, Any]:
    """Give what the settings file says, unchecked. Raises SettingsError: it cannot be read."""
    path = environment.get(FILE_VARIABLE)
    if not path:
        return {}
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError:
        raise SettingsError(f"{FILE_VARIABLE}: the settings file cannot be read") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{FILE_VARIABLE}: the settings file is not TOML: {error}") from None


def from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """Give what the environment says, unchecked."""
    given: dict[str, Any] = {}
    for name, value in environment.items():
        if name.startswith(PREFIX) and not name.startswith(NO_SETTINGS):
            given[name.removeprefix(PREFIX).lower()] = value
    return given


def _checked(key: str, about: Mapping[str, Any], value: object) -> Any:
    read, wanted = _READERS[about["type"]]
    try:
        return read(about, value)
    except (TypeError, ValueError):
        # From None: the cause may repeat the value.
        choices = ", ".join(about.get("choices", ()))
        raise SettingsError(f"{key}: must be {wanted.format_map({**about, 'choices': choices})}") from None


def _text(_about: Mapping[str, Any], value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _host(about: Mapping[str, Any], value: object) -> str:
    return _text(about, value).strip().lower()


def _path(about: Mapping[str, Any], value: object) -> Path | None:
    text = _text(about, value)
    return Path(text) if text else None


def _address(about: Mapping[str, Any], value: object) -> str:
    text = _text(about, value)
    try:
        known = make_url(text).drivername in DATABASES
    except ArgumentError:
        known = False
    if not known:
        raise ValueError
    return text


def _digits(about: Mapping[str, Any], value: object) -> bytes:
    text = _text(about, value)
    if text == about.get("default"):
        return b""
    if not re.fullmatch(rf"[0-9a-fA-F]{{{DIGITS[about['type']]}}}", text):
        raise ValueError
    return bytes.fromhex(text)


def _number(about: Mapping[str, Any], value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        value = int(value)
    if type(value) is not int or not about["lowest"] <= value <= about["highest"]:
        raise ValueError
    return value


def _yes_no(_about: Mapping[str, Any], value: object) -> bool:
    said = {"true": True, "false": False}.get(value) if isinstance(value, str) else value
    if not isinstance(said, bool):
        raise TypeError
    return said


def _choice(about: Mapping[str, Any], value: object) -> str:
    if value not in about["choices"]:
        raise ValueError
    return str(value)


def _schemes(about: Mapping[str, Any], value: object) -> Schemes:
    return Schemes(_choice(about, value))


def _dates(_about: Mapping[str, Any], value: object) -> frozenset[date]:
    given = [each for each in value.split(",") if each] if isinstance(value, str) else value
    if not isinstance(given, list):
        raise TypeError
    return frozenset(each if isinstance(each, date) else date.fromisoformat(str(each)) for each in given)


def _words(about: Mapping[str, Any], value: object) -> Text:
    given = {DEFAULT: value} if isinstance(value, str) else value
    if not isinstance(given, dict) or not given or not given.keys() <= LANGUAGES.keys():
        raise ValueError
    return {code: _text(about, words) for code, words in given.items()}


_READERS: Mapping[str, tuple[Callable[[Mapping[str, Any], object], object], str]] = {
    "text": (_text, "text"),
    "host": (_host, "text"),
    "path": (_path, "text"),
    "database": (_address, f"an address that begins with {' or '.join(DATABASES)}, then ://"),
    **{name: (_digits, f"{digits} hexadecimal digits") for name, digits in DIGITS.items()},
    "number": (_number, "a whole number from {lowest} to {highest}"),
    "yes_no": (_yes_no, "true or false"),
    "choice": (_choice, "one of {choices}"),
    "schemes": (_schemes, "one of {choices}"),
    "words": (_words, f"words, or a table of words by language ({', '.join(LANGUAGES)})"),
    "dates": (_dates, "a list of dates like 2026-12-24"),
}
"""How each type of the table is read from a value, and what a value of it must be."""
