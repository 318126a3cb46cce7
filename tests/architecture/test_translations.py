"""Every sentence of both apps is there in Danish, whole and current."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "deploy"))

import catalogues  # noqa: E402 - it stands in deploy, which is no package

from intake.domain.own_words import PLACEHOLDER, PLACEHOLDERS  # noqa: E402 - after the one above

DOMAINS = tuple(catalogues.SOURCES)
NAMED = re.compile(r"%\((\w+)\)[sd]")
FORMATTING = re.compile(r"%%|%\(\w+\)[sd]")
OURS_WRITTEN_OUT = re.compile(
    r"kommunalbestyrelse|\bafdeling|whistleblowerenhed|borgerrådgiver|"
    r"\bthe council|\bdepartment|whistleblower unit|citizens' adviser",
    re.IGNORECASE,
)


def faults_of(message: Message) -> Iterator[str]:
    """Say what is wrong with one translation."""
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if not all(texts) or len(texts) != len(ids):
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked as uncertain"
    # A singular may leave out the number; nothing may name what the source does not give.
    given = {name for text in ids for name in NAMED.findall(text)}
    for text in texts:
        named = set(NAMED.findall(text))
        if named - given or (len(texts) == 1 and named != given):
            yield "its placeholders differ"
    if {name for text in (*ids, *texts) for name in PLACEHOLDER.findall(text)} - PLACEHOLDERS:
        yield "a word in braces that no organisation has"
    if any(OURS_WRITTEN_OUT.search(text) for text in (*ids, *texts)):
        yield "say {unit} and the like for what an organisation calls its own"
    in_template = any(name.endswith((".html", ".txt")) for name, _line in message.locations)
    if (in_template or given) and any("%" in FORMATTING.sub("", text) for text in (*ids, *texts)):
        yield "a percent sign must be written twice here"


def faults_between(wanted: Catalog, stored: Catalog) -> Iterator[str]:
    """Say everything that stands between a catalogue and complete, current translations."""
    yield from (
        f"missing, run make locale: {each.id}" for each in wanted if each.id and each.id not in stored
    )
    for message in stored:
        if message.id:
            yield from (f"{fault}: {message.id}" for fault in faults_of(message))
            if message.id not in wanted:
                yield f"no longer used, run make locale ARGS=--tidy: {message.id}"
    yield from (f"left over, run make locale ARGS=--tidy: {first}" for first in stored.obsolete)


@pytest.fixture(scope="module")
def extracted() -> dict[str, Catalog]:
    return catalogues.extracted()


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_sentence_is_translated(domain, extracted):
    """Nothing missing, uncertain or left over; placeholders equal; percent signs safe."""
    assert list(faults_between(extracted[domain], catalogues.stored("da", domain))) == []


def test_extraction_has_nothing_to_do():
    """Running `make locale` on a clean tree changes no file."""
    before = {domain: catalogues.place("da", domain).read_bytes() for domain in DOMAINS}
    try:
        assert catalogues.extract() == []
    finally:
        for domain, text in before.items():
            if catalogues.place("da", domain).read_bytes() != text:
                catalogues.place("da", domain).write_bytes(text)


def test_catalogues_are_quiet():
    """No dates, no line numbers, no names of people, so that a diff shows sentences only."""
    for domain in DOMAINS:
        text = catalogues.place("da", domain).read_text(encoding="utf-8")
        assert not re.search(r"Date:|Translator|Team|^#: .*:\d", text, re.MULTILINE)


def test_a_sentence_has_one_home():
    """What `shared` has, no other catalogue has: two translations of it could differ."""
    ids = {
        domain: {message.id for message in catalogues.stored("da", domain) if message.id}
        for domain in DOMAINS
    }

    assert not ids["shared"] & (ids["portal"] | ids["office"])


@pytest.mark.parametrize(
    ("sentence", "translation", "fault"),
    [
        ("Due %(when)s", "", "not translated"),
        ("Due %(when)s", "Frist", "its placeholders differ"),
        ("Due", "Frist %(when)s", "its placeholders differ"),
        (("%(num)d day", "%(num)d days"), ("%(num)d dag", ""), "not translated"),
        (("%(num)d day", "%(num)d days"), ("en dag", "%(nul)d dage"), "its placeholders differ"),
        ("Sent to {unit}", "Sendt til {unti}", "a word in braces that no organisation has"),
        (
            "Sent to {unit}",
            "Sendt til afdelingen",
            "say {unit} and the like for what an organisation calls its own",
        ),
        ("100 % sure", "100 %% sikker", "a percent sign must be written twice here"),
    ],
)
def test_planted_faults_are_seen(sentence, translation, fault):
    """Each fault in a translation is named."""
    message = Message(sentence, translation, locations=[("templates/portal/start.html", 0)])

    assert fault in list(faults_of(message))


@pytest.mark.parametrize(
    ("sentence", "translation"),
    [
        ("Due %(when)s", "Frist %(when)s"),
        (("one day", "%(num)d days"), ("én dag", "%(num)d dage")),
        ("%(part)s %% of it", "%(part)s %% af det"),
    ],
)
def test_good_translations_pass(sentence, translation):
    """A singular may leave the number out."""
    message = Message(sentence, translation, locations=[("templates/portal/start.html", 0)])

    assert list(faults_of(message)) == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.py", 'X = {"k": N_("In a table")}\n_("Shown")', ["In a table", "Shown"]),
        ("a.py", 'gettext("Long "\n        "sentence")', ["Long sentence"]),
        ("a.py", 'ngettext("%(num)d file", "%(num)d files", n)', [("%(num)d file", "%(num)d files")]),
        ("a.html", "{{ _('Word') }}{% trans %}  Two\n  lines {% endtrans %}", ["Word", "Two lines"]),
        ("a.html", "{% trans n=n %}one{% pluralize %}{{ n }}{% endtrans %}", [("one", "%(n)s")]),
    ],
)
def test_sentences_are_found(tmp_path, name, text, found):
    """In Python and in templates, in every form that the docstring of the script names."""
    (tmp_path / name).write_text(text, encoding="utf-8")

    assert list(catalogues.sentences(tmp_path)) == [(name, each) for each in found]


def test_a_broken_template_stops_the_extraction(tmp_path):
    """Nothing is written from half a reading."""
    (tmp_path / "a.html").write_text("{% if %}", encoding="utf-8")

    with pytest.raises(Exception, match="Expected an expression") as caught:
        list(catalogues.sentences(tmp_path))
    assert caught.value.__notes__ == ["while reading a.html"]


def test_a_new_catalogue_has_the_plurals_of_its_language(tmp_path, monkeypatch):
    """Polish has three, and Danish two."""
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)

    assert [catalogues.stored(language, "portal").num_plurals for language in ("pl", "da")] == [3, 2]
