"""The templates of letters: what may stand in them, how they are filled, how a house replaces them."""

from itertools import product

import pytest

from intake.domain.languages import LANGUAGES, Language
from triage.cases.letter_text import PLACEHOLDERS, LetterError, LetterKind, read_template
from triage.services.organisation.letter_files import name_of, read_letters, shipped

EVERY = list(product(LetterKind, read_letters({}).languages))
GOOD = "Det skyldes: {reason}\n\nDen nye dato er {new_date}."


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_letter_fills_without_a_placeholder_left_over(kind: LetterKind, language: str) -> None:
    """Each letter, in each language, uses every value that it must and leaves no brace behind."""
    values = {name: f"<{name}>" for name in PLACEHOLDERS[kind].known}
    text = read_letters({}).filled(kind, language, values)
    assert not set("{}") & set(text)
    assert all(f"<{name}>" in text for name in PLACEHOLDERS[kind].needed | {"organisation", "office"})


@pytest.mark.parametrize("kind", LetterKind)
def test_all_languages_of_a_letter_say_the_same_facts(kind: LetterKind) -> None:
    """A date or a reason that stands in the Danish letter stands in every other too."""
    marks = {name: f"<{name}>" for name in PLACEHOLDERS[kind].known}
    said = [
        {name for name in marks if marks[name] in read_letters({}).filled(kind, code, marks)}
        for code in read_letters({}).languages
    ]
    assert all(each == said[0] for each in said)


def test_no_reminder_says_that_there_was_one_before() -> None:
    """Only the newest step is ready: a leader or a director may be the first who is written to."""
    for kind, language in product(
        (LetterKind.CHASE, LetterKind.CHASE_LEADER, LetterKind.CHASE_DIRECTOR), ("da", "en")
    ):
        text = shipped(kind, language).read_text("utf-8").lower()
        assert not any(word in text for word in ("rykket", "rykker", "remind")), (kind, language)


def test_there_is_a_file_for_every_letter_and_no_other() -> None:
    """What lies in the folder is what is sent."""
    folder = shipped(LetterKind.DELAY, "da").parent
    assert {path.name for path in folder.iterdir()} == {name_of(*each) for each in EVERY}


def test_a_language_has_all_letters_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it has none, none is offered; where the organisation wrote some, what is missing is named."""
    monkeypatch.setitem(LANGUAGES, "pl", Language("Polski", "Polish", "Po polsku"))
    assert read_letters({}).languages == ("da", "en")
    with pytest.raises(LetterError, match=r"acknowledgement_complaint\.pl\.txt:1: this letter is missing"):
        read_letters({"acknowledgement.pl.txt": "Dziękujemy."})
    whole = read_letters({name_of(kind, "pl"): shipped(kind, "en").read_text("utf-8") for kind in LetterKind})
    assert whole.languages == ("da", "en", "pl")


def test_a_letter_to_a_reporter_knows_no_reference() -> None:
    """Nothing that a reporter holds links to the case but the receipt code."""
    theirs = {
        LetterKind.ACKNOWLEDGEMENT,
        LetterKind.DELAY_REPORT,
        LetterKind.EXTENSION_FEEDBACK,
        LetterKind.FEEDBACK_INTERIM,
        LetterKind.FEEDBACK_FINAL,
        LetterKind.OUTSIDE,
        LetterKind.HAND_OVER,
    }
    assert all("reference" not in PLACEHOLDERS[kind].known for kind in theirs)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Hej\n\n{reason} {new_dato}", r"x\.txt:3: \{new_dato\} is not known"),
        ("{reason} {new_date}\n{reason.__class__}", r"x\.txt:2: .* is not known"),
        ("{reason} {new_date}\n{{ 7 * 7 }}", r"x\.txt:2: .* is not known"),
        ("{reason} {new_date} {", r"x\.txt:1: a brace"),
        ("{reason}\n{new_date}}", r"x\.txt:2: a brace"),
        ("{reason} {}{new_date}", r"x\.txt:1: \{\} is not known"),
        ("Vi er forsinkede til {new_date}.", r"x\.txt:1: \{reason\} is missing"),
        ("\n \n", r"x\.txt:1: the letter is empty"),
        ("{reason} {new_date}\x07", r"x\.txt:1: a control character"),
        ("{reason} {new_date}" + "x" * 20_001, r"x\.txt:1: the letter is longer"),
    ],
)
def test_planted_faults_are_refused_with_file_and_line(text: str, fault: str) -> None:
    """Nobody looks at a letter that was never sent, so each fault stops the start."""
    with pytest.raises(LetterError, match=fault):
        read_template(text, LetterKind.DELAY, "da", "x.txt")


def test_what_was_typed_is_not_read_for_placeholders() -> None:
    """A reason that holds braces stands in the letter as it was typed."""
    template = read_template(GOOD, LetterKind.DELAY, "da", "x.txt")
    assert "{new_date} og {x}" in template.filled({"reason": "{new_date} og {x}", "new_date": "i morgen"})


def test_windows_line_ends_and_a_byte_order_mark_are_forgiven() -> None:
    """An organisation writes its letters with the editor it has."""
    template = read_template("\ufeff" + GOOD.replace("\n", "\r\n"), LetterKind.DELAY, "da", "x.txt")
    assert template.text == GOOD


def test_an_organisation_replaces_one_file_and_keeps_the_rest() -> None:
    """The letter that it has itself is used in that language; the others stay Betro's own."""
    own, ours = read_letters({"delay.da.txt": GOOD}), read_letters({})
    assert own.templates[LetterKind.DELAY, "da"].text == GOOD
    changed = {key for key in ours.templates if own.templates[key] != ours.templates[key]}
    assert changed == {(LetterKind.DELAY, "da")}


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("delya.da.txt", "x", "there is no such letter"),
        ("delay.tlh.txt", "x", "there is no such letter"),
        ("delay.da.txt", "Kun ord", r"delay\.da\.txt:1: \{new_date\} is missing"),
    ],
)
def test_a_broken_letter_of_its_own_is_never_passed_over(name: str, content: str, fault: str) -> None:
    """Betro does not fall back to its own words: a name or a content that cannot be right is refused."""
    with pytest.raises(LetterError, match=fault):
        read_letters({name: content})
