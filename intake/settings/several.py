"""The settings of several organisations that one process serves: a folder with a file for each."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from intake.settings import FILE_VARIABLE, SettingsError, from_environment, from_file

APART = (
    "portal_host",
    "office_host",
    "intake_database",
    "triage_database",
    "blob_folder",
    "ticket_key_file",
    "checkpoint_key_file",
    "checkpoint_folder",
    "clock_health",
    "sealing_context",
)
"""What no two organisations of one process may have in common."""

Loaded = TypeVar("Loaded")


def load_each(load: Callable[[Mapping[str, str]], Loaded], environment: Mapping[str, str]) -> list[Loaded]:
    """
    Load the settings of every organisation that this process serves, by the function that loads those of one.

    Raises:
        SettingsError: naming the setting, and the file where there are several; or two organisations have
            something in common that must be each one's own.
    """
    files = settings_files(environment)
    if files is None:
        return [load(environment)]
    for name in from_environment(environment):
        raise SettingsError(f"{name}: must be said in the files of {FILE_VARIABLE}, where there are several")
    _require_apart(files)
    return [_named(file, load) for file in files]


def settings_files(environment: Mapping[str, str]) -> list[Path] | None:
    """
    Give the settings files of the organisations; None where the name leads to the one file of one.

    Raises:
        SettingsError: the folder holds none.
    """
    folder = Path(environment.get(FILE_VARIABLE, ""))
    if not environment.get(FILE_VARIABLE) or not folder.is_dir():
        return None
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise SettingsError(f"{FILE_VARIABLE}: the folder holds no settings file")
    return files


def require_hosts(settings: Sequence[object], key: str) -> None:
    """
    Insist that each of several organisations says by *key* which host is its own.

    Raises:
        SettingsError: one does not.
    """
    if len(settings) > 1 and not all(getattr(each, key) for each in settings):
        raise SettingsError(f"{key}: must be set where one process serves several organisations")


def _named(file: Path, load: Callable[[Mapping[str, str]], Loaded]) -> Loaded:
    try:
        return load({FILE_VARIABLE: str(file)})
    except SettingsError as error:
        raise SettingsError(f"{file.name}: {error}") from None


def _require_apart(files: Sequence[Path]) -> None:
    given = [from_file({FILE_VARIABLE: str(file)}) for file in files]
    for key in APART:
        values = [each[key] for each in given if each.get(key)]
        if len({str(value).casefold() for value in values}) < len(values):
            raise SettingsError(f"{key}: two organisations have the same")
