"""What can be typed is written down, what is written down exists, and no document names a machine."""

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import click
import pytest

from intake.settings import key_table, read_values
from intake.store import tables as intake_tables
from triage.cli import main as betro
from triage.store import tables as triage_tables

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "deploy" / "settings" / "betro.example.toml"
# A folder of somebody's machine, or the host of a package index; the brackets keep it from finding itself.
MACHINES = re.compile(
    r"/(tm[p]|wor[k]|roo[t]|hom[e]/[a-z]+)/|py[p]i[.]|python[h]osted[.]|npm[j]s[.]|deb[.]debian[.]"
)

# What is typed or read elsewhere than in the source, and the names in it that lead into the source.
WRITTEN = (".md", ".service", ".conf", ".toml", ".sql", ".sh", ".ci/run", "Makefile")
NAMED = re.compile(
    r"(?<![\w/.])((?:crypto|intake|triage)(?:[.]\w+)+|(?:crypto|intake|triage|tests|deploy|templates)/[\w./-]+)"
    r"(?![\w*<{])"
)
TABLES: dict[str, frozenset[str]] = {
    "crypto": frozenset(),
    "intake": frozenset(intake_tables.metadata.tables),
    "triage": frozenset(triage_tables.metadata.tables),
}


@cache
def _committed() -> dict[str, str]:
    """Return every committed text file."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    texts = {}
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():  # a file just deleted is still listed
            texts[name] = (ROOT / name).read_bytes().decode("utf-8", errors="replace")
    return texts


def _documents() -> dict[str, str]:
    """Return the documents that people read."""
    return {name: text for name, text in _committed().items() if name.endswith(".md")}


def _targets() -> dict[str, bool]:
    """Return every target of the Makefile, and whether `make help` shows it."""
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    return {line.split(":")[0]: "## " in line for line in lines if re.match(r"[a-z]+:", line)}


def _commands(group: click.Group, path: str = "betro") -> dict[str, click.Command]:
    """Return every command that does something, by what one types."""
    found: dict[str, click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        typed = f"{path} {name}"
        found |= _commands(command, typed) if isinstance(command, click.Group) else {typed: command}
    return found


@pytest.mark.parametrize("target", _targets())
def test_a_make_target_is_in_help_and_in_contributing(target: str) -> None:
    """Whoever looks for a command finds it in both places that list them."""
    assert _targets()[target], f"{target} has no ## line"
    assert f"`make {target}`" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_documents_name_no_target_that_is_gone() -> None:
    """A command that a document tells one to type exists."""
    typed = (
        word for text in _documents().values() for word in re.findall(r"(?m)(?:`|^ {4})make ([a-z]+)", text)
    )

    assert set(typed) <= _targets().keys()


@pytest.mark.parametrize("typed", _commands(betro))
def test_a_command_is_documented(typed: str) -> None:
    """Every command of the operator has its place in the list of commands, and its own help."""
    assert _commands(betro)[typed].help
    assert f"`{typed}" in (ROOT / "deploy" / "runbooks" / "commands.md").read_text(encoding="utf-8")


def test_the_list_of_decisions_has_each_once_and_in_order() -> None:
    """A merge has put some there twice and others out of their order before."""
    folder = ROOT / "deploy" / "adr"
    listed = re.findall(r"(?m)^\| \[(\d+)\]\((.+?)\)", (folder / "README.md").read_text(encoding="utf-8"))

    assert [name for _number, name in listed] == sorted(path.name for path in folder.glob("0*.md"))
    assert all(name.startswith(f"{number}-") for number, name in listed)


def test_every_link_leads_somewhere() -> None:
    """A link from one document to another file of the project is not broken."""
    broken = [
        f"{name}: {target}"
        for name, text in _documents().items()
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
        if not (ROOT / name).parent.joinpath(target).exists()
    ]

    assert broken == []


def _leads(named: str) -> bool:
    """Tell whether a path is there, or a dotted name is a module, a name in one, or a column of a table."""
    if "/" in named:
        return (ROOT / named).exists()
    parts = named.split(".")
    if parts[1] in TABLES[parts[0]]:
        return True
    for upto in range(len(parts), 1, -1):
        place = ROOT.joinpath(*parts[:upto])
        module = place.with_suffix(".py") if place.with_suffix(".py").is_file() else place / "__init__.py"
        if module.is_file():
            rest = parts[upto:]
            return not rest or re.search(rf"\b{rest[0]}\b", module.read_text(encoding="utf-8")) is not None
    return False


def test_a_module_that_a_document_names_is_there() -> None:
    """After a move no document, unit file or setting speaks of a path or a module as it was called before."""
    gone = [
        f"{name}: {named}"
        for name, text in _committed().items()
        if name.endswith(WRITTEN) and name != "CHANGELOG.md"
        for named in NAMED.findall(text)
        if not _leads(named.rstrip("./"))
    ]

    assert gone == []


def test_no_file_names_a_machine() -> None:
    """No committed file holds a folder of one machine or the host of a package index."""
    found = [
        f"{name}: {line.strip()[:80]}"
        for name, text in _committed().items()
        for line in text.splitlines()
        if MACHINES.search(line)
    ]

    assert found == []


@pytest.mark.parametrize("key", key_table())
def test_a_setting_is_explained_in_the_example(key: str) -> None:
    """The example has every key once, under the sentence that the table says it with."""
    subject = key_table()[key]
    example = EXAMPLE.read_text(encoding="utf-8")

    (paragraph,) = (
        part for part in example.split("\n\n") if re.search(rf"^(# )?{key} = ", part, flags=re.MULTILINE)
    )

    assert f"# {subject['doc']}\n" in paragraph
    assert f"Read by: {', '.join(subject['reads'])}." in paragraph
    assert paragraph.splitlines()[-1].startswith("#") == ("default" in subject)


def test_the_example_is_a_settings_file() -> None:
    """What it says would be accepted, the keys that are not commented out and the defaults alike."""
    text = EXAMPLE.read_text(encoding="utf-8")
    said = tomllib.loads(re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE))

    assert said.keys() == key_table().keys()
    assert read_values("cli", {"BETRO_SETTINGS": str(EXAMPLE)})
    assert {key: said[key] for key, subject in key_table().items() if "default" in subject} == {
        key: subject["default"] for key, subject in key_table().items() if "default" in subject
    }
