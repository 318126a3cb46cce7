"""A command line that a document shows is one of the program, with its options and arguments."""

import re
import shlex
from collections.abc import Iterator

import click

from tests.architecture.test_docs import _committed
from triage.cli import main as betro


def lines_of(text: str) -> Iterator[str]:
    """Find the command lines in a document, or in the remarks of a settings file."""
    whole = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^# ?", "", text))
    yield from re.findall(r"(?m)^ {4,}(?:.*/bin/)?(betro .*?)(?:  +#.*| >.*|')?$", whole)
    yield from (" ".join(each.split()) for each in re.findall(r"`(betro [^`]+)`", whole))


def refused(typed: str) -> str:
    """Say what is wrong with a command line; one that names but a command, or an option's name, is whole."""
    words = shlex.split(re.sub(r"\[.*?\]| \.\.\.$", "", typed))[1:]
    if words[0] == "--organisation":
        words = words[2:]
    command: click.Command = betro
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            return "" if words[0] == "COMMAND" else f"{words[0]} is no command"
        command, words = found, words[1:]
    if words and words[-1].startswith("--"):
        return "" if words[-1] in {name for each in command.params for name in each.opts} else words[-1]
    try:
        given, left, _order = command.make_parser(click.Context(command)).parse_args(words)
    except click.UsageError as error:
        return error.format_message()
    wanted = [
        each.name or "" for each in command.params if isinstance(each, click.Argument) and each.required
    ]
    lacks = [name for name in wanted if not isinstance(given.get(name), str)]
    return f"{left} too many, {lacks} too few" if left or 0 < len(lacks) < len(wanted) else ""


def shown() -> Iterator[tuple[str, str]]:
    """Give each document that people read or fill in, and each command line in it."""
    for name, text in _committed().items():
        if name.endswith((".md", ".toml")) and name != "CHANGELOG.md":
            yield from ((name, typed) for typed in lines_of(text))


def test_every_command_line_can_be_typed() -> None:
    """Whoever copies one is not told that it is wrong."""
    assert {(name, typed): said for name, typed in shown() if (said := refused(typed))} == {}


def test_an_installation_is_founded_with_a_ceremony() -> None:
    """The command insists on it in a sentence of its own, which its list of options does not tell."""
    founding = [typed for _name, typed in shown() if typed.startswith("betro init") and "--advisor" in typed]

    assert founding
    assert [typed for typed in founding if "--ceremony ceremony.json" not in typed] == []
