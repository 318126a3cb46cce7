"""`betro deadline` with the words that turn a clock: what they answer, and which law refuses them."""

import pytest
from click.testing import CliRunner

from tests.cli.test_deadline import ask, refused
from triage.cli import main


@pytest.mark.parametrize(
    ("words", "strict"),
    [
        (("RSL-67", "suspended=2026-11-09", "resumed=2026-11-18"), "2026-12-09"),
        (("RSL-67", "resumed=2026-11-18", "suspended=2026-11-09"), "2026-12-09"),
        (("RSL-67", "suspended=2026-11-09", "resumed=2026-11-09"), "2026-11-30"),
        (("RSL-67", "interrupted=2026-11-09", "restarted=2026-11-18"), "2026-12-09"),
        (("BR-REPLY", "interrupted=2026-11-05", "restarted=2026-11-10"), "2026-12-01"),
        (("BR-REPLY", "restarted=2026-11-10"), "2026-12-01"),
        (("BR-REPLY", "extended=2026-12-04"), "2026-12-04"),
        (
            ("BR-REPLY", "suspended=2026-11-04", "resumed=2026-11-06", "extended=2026-12-04"),
            "2026-12-04",
        ),
        (
            (
                "BR-FIRST",
                "suspended=2026-11-05",
                "resumed=2026-11-09",
                "suspended=2026-11-10",
                "resumed=2026-11-12",
            ),
            "2026-11-20",
        ),
    ],
)
def test_turns_move_the_date(words: tuple[str, ...], strict: str) -> None:
    """As often as they happened, in whatever order they are typed; the first date stands beside it."""
    plain = ask(words[0], "start=2026-11-02")
    answer = ask(words[0], "start=2026-11-02", *words[1:])
    assert answer["due_strict"] == strict
    assert answer.get("original_strict", strict) == plain["due_strict"]
    assert answer["due_latest"] >= strict


def test_a_short_rest_after_an_access_request_is_said_to_be_longer_and_not_confirmed() -> None:
    """The bare rest is the date to keep; the latest one leaves 14 days, and both say whose number that is."""
    words = ("RSL-67", "start=2026-11-02", "interrupted=2026-11-26", "restarted=2026-12-05")
    answer = ask(*words)
    assert (answer["due_strict"], answer["due_latest"]) == ("2026-12-09", "2026-12-21")
    (least,) = [step for step in answer["trace"] if step["code"] == "at_least"]
    assert least["params"] == {"on": "2026-12-19", "period": "14 day", "source": "Forvaltningsloven § 17"}
    assert "Nobody has confirmed that number" in least["text"]
    danish = CliRunner().invoke(main, ["deadline", *words, "--lang", "da"]).stdout
    assert "et antal dage, som ingen har bekræftet" in danish


def test_nothing_turned_nothing_added() -> None:
    """What has no first date, no aim and does not stand says nothing of them."""
    answer = ask("RSL-67", "start=2026-11-02")
    assert not {"original_strict", "due_target", "suspended_since"} & set(answer)


def test_a_clock_that_stands_says_since_when() -> None:
    """Its dates are those it would have, were it taken up that same day."""
    answer = ask("RSL-67", "start=2026-11-02", "suspended=2026-11-09")
    assert (answer["suspended_since"], answer["due_strict"]) == ("2026-11-09", "2026-11-30")


@pytest.mark.parametrize(
    ("rule", "word", "provision"),
    [
        ("WB-ACK", "suspended", "artikel 9, stk. 1, litra b"),
        ("WB-ACK", "extended", "§ 12, stk. 2, nr. 1"),
        ("WB-FB", "suspended", "artikel 9, stk. 1, litra f"),
        ("WB-FB", "interrupted", "artikel 9, stk. 1, litra f"),
        ("WB-FB", "restarted", "artikel 9, stk. 1, litra f"),
        ("WB-FB", "extended", "§ 12, stk. 2, nr. 3"),
        ("WB-EXT-ACK", "suspended", "§ 20, stk. 2, nr. 1"),
        ("WB-EXT-FB3", "resumed", "§ 20, stk. 2, nr. 3"),
        ("WB-FB-DE", "suspended", "HinSchG § 17"),
        ("OFL-36", "suspended", "Offentlighedsloven § 36"),
        ("GDPR-12-3", "suspended", "2016/679"),
    ],
)
def test_what_the_law_does_not_allow_is_refused_by_its_provision(
    rule: str, word: str, provision: str
) -> None:
    """No date comes out, and the sentence says whose word it is."""
    said = refused(rule, "start=2026-11-02", f"{word}=2026-11-04")
    assert provision in said
    assert "its source" in said


def test_a_limit_in_hours_has_no_pause() -> None:
    """A data breach is counted through every night."""
    assert "2016/679" in refused("GDPR-33", "start=2026-11-02T10:00+01:00", "suspended=2026-11-03")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("RSL-67", "suspended=2026-12-01"), "ran out on 2026-11-30"),
        (("RSL-67", "suspended=2026-11-01"), "is before the day from which it counts"),
        (("RSL-67", "resumed=2026-11-04"), "the time is running"),
        (("RSL-67", "restarted=2026-11-04"), "the time is running"),
        (("RSL-67", "suspended=2026-11-04", "restarted=2026-11-05"), "the clock is suspended"),
        (("RSL-67", "suspended=2026-11-04", "suspended=2026-11-05"), "the clock is suspended"),
        (("BR-REPLY", "suspended=2026-11-04", "extended=2026-12-31"), "the clock is suspended"),
        (("BR-REPLY", "extended=2026-11-23"), "must lie after the present date, 2026-11-23"),
        (("WB-EXT-FB3", "extended=2027-03-01"), "ask for WB-EXT-FB6"),
        (("RSL-67", "suspended=soon"), "is not a date"),
    ],
)
def test_what_cannot_be_is_said(words: tuple[str, ...], says: str) -> None:
    """Never guessed, never left out in silence."""
    assert says in refused(words[0], "start=2026-11-02", *words[1:])


def test_a_word_that_names_an_event_of_the_rule_is_that_event() -> None:
    """`extended` of the longer rule is the day on which the extension was decided."""
    answer = ask("WB-EXT-FB6", "start=2026-11-02", "extended=2026-12-01")
    assert answer["due_strict"] == "2027-05-02"
