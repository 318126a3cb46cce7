"""
The templates of letters: which there are, what may stand in them, and how they are filled.

A template is plain text with placeholders in braces, such as {received_on}. Each letter knows a few of them
and nothing else: no expression, no condition, no way to reach anything. A template with a fault is refused
with file and line, because nobody looks at a letter that was never sent. What is filled in is never read for
placeholders again, so a text that somebody typed can hold braces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from intake.domain.own_words import PLACEHOLDERS as WORDS
from intake.domain.translatable import N_, Worded

LONGEST = 20_000


class LetterError(ValueError):
    """A template cannot be used; the sentence begins with file and line."""


class LetterKind(Worded):
    """Every letter there is. The value is the name of its template and the code in the history."""

    ACKNOWLEDGEMENT = "acknowledgement", N_("Acknowledgement")
    ACKNOWLEDGEMENT_COMPLAINT = "acknowledgement_complaint", N_("Acknowledgement")
    DELAY = "delay", N_("Notice of delay")
    DELAY_REPORT = "delay_report", N_("Notice of delay")
    EXTENSION = "extension", N_("Notice of extension")
    EXTENSION_FEEDBACK = "extension_feedback", N_("Notice of extension")
    FEEDBACK_INTERIM = "feedback_interim", N_("Interim feedback")
    FEEDBACK_FINAL = "feedback_final", N_("Final feedback")
    OUTSIDE = "outside", N_("Notice that the report is outside the scheme")
    ANSWER = "answer", N_("Answer")
    REJECTION = "rejection", N_("Notice that the inquiry is rejected")
    APPEAL = "appeal", N_("Guidance on how to appeal")
    HAND_OVER = "hand_over", N_("Question about handing over")
    HAND_OVER_INQUIRY = "hand_over_inquiry", N_("Question about handing over")
    HANDED_OVER = "handed_over", N_("Notice of the hand-over")
    CONSENT = "consent", N_("Question whether a consent holds on")
    REQUEST = "request", N_("Request to {unit}")
    UNIT_HEARING = "unit_hearing", N_("Hearing of {unit}")
    CRITICISM = "criticism", N_("Statement to {unit}")
    RECOMMENDATION = "recommendation", N_("Recommendation to {unit}")
    FOLLOW_UP = "follow_up", N_("Follow-up to {unit}")
    CHASE = "chase", N_("Reminder to {unit}")
    CHASE_LEADER = "chase_leader", N_("Reminder to the leader of {unit}")
    CHASE_DIRECTOR = "chase_director", N_("Reminder to the director")


_ALWAYS = frozenset({"organisation", "office", "received_on", *WORDS})
_REFERENCE = frozenset({"reference"})
"""Only a citizen's letter may name the case: a reporter has the receipt code and needs nothing that links."""
_TO_UNIT = frozenset({"organisation", "office", "reference", "unit_name", "addressee", *WORDS})
"""A letter to a unit knows nothing of whoever came: neither who it is, nor when they came, nor a summary."""
_CHASE = frozenset({"asked_on", "due", "clause"})
_LATER = frozenset({"due_strict", "new_date", "reason"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a letter's template may hold, and what it must hold to be the letter that the law asks for."""

    known: frozenset[str] = _ALWAYS
    needed: frozenset[str] = frozenset()


PLACEHOLDERS: Mapping[LetterKind, Wanted] = MappingProxyType(
    {
        LetterKind.ACKNOWLEDGEMENT: Wanted(_ALWAYS | {"feedback_by"}),
        LetterKind.ACKNOWLEDGEMENT_COMPLAINT: Wanted(_ALWAYS | _REFERENCE | {"answer_by"}),
        LetterKind.DELAY: Wanted(_ALWAYS | _REFERENCE | _LATER, frozenset({"new_date", "reason"})),
        LetterKind.DELAY_REPORT: Wanted(_ALWAYS | _LATER, frozenset({"new_date", "reason"})),
        LetterKind.EXTENSION: Wanted(_ALWAYS | _REFERENCE | _LATER, frozenset({"new_date", "reason"})),
        LetterKind.EXTENSION_FEEDBACK: Wanted(_ALWAYS | _LATER, frozenset({"new_date", "reason"})),
        LetterKind.FEEDBACK_INTERIM: Wanted(),
        LetterKind.FEEDBACK_FINAL: Wanted(),
        LetterKind.OUTSIDE: Wanted(_ALWAYS | {"reason", "guidance"}, frozenset({"reason", "guidance"})),
        LetterKind.ANSWER: Wanted(_ALWAYS | _REFERENCE | {"guidance"}),
        LetterKind.REJECTION: Wanted(_ALWAYS | _REFERENCE | {"reason", "guidance"}, frozenset({"guidance"})),
        LetterKind.APPEAL: Wanted(
            _ALWAYS | {"appeal_body", "appeal_by", "how"}, frozenset({"appeal_body", "appeal_by", "how"})
        ),
        LetterKind.HAND_OVER: Wanted(),
        LetterKind.HAND_OVER_INQUIRY: Wanted(),
        LetterKind.HANDED_OVER: Wanted(),
        LetterKind.CONSENT: Wanted(
            _ALWAYS | _REFERENCE | {"given_on", "answer_by"}, frozenset({"given_on", "answer_by"})
        ),
        LetterKind.REQUEST: Wanted(
            _TO_UNIT | {"asked", "questions", "enclosures", "due_strict", "clause", "who_answers", "copy"},
            frozenset({"addressee", "questions", "due_strict"}),
        ),
        LetterKind.UNIT_HEARING: Wanted(
            _TO_UNIT | {"draft", "answer_by"}, frozenset({"addressee", "draft", "answer_by"})
        ),
        LetterKind.CRITICISM: Wanted(_TO_UNIT | {"what", "said"}, frozenset({"addressee", "said"})),
        LetterKind.RECOMMENDATION: Wanted(_TO_UNIT | {"said"}, frozenset({"addressee", "said"})),
        LetterKind.FOLLOW_UP: Wanted(
            _TO_UNIT | {"about", "questions", "answer_by"}, frozenset({"addressee", "answer_by"})
        ),
        LetterKind.CHASE: Wanted(_TO_UNIT | _CHASE, frozenset({"addressee", "due"})),
        LetterKind.CHASE_LEADER: Wanted(_TO_UNIT | _CHASE, frozenset({"addressee", "due"})),
        LetterKind.CHASE_DIRECTOR: Wanted(_TO_UNIT | _CHASE, frozenset({"addressee", "due"})),
    }
)

TO_UNITS = frozenset(kind for kind, wanted in PLACEHOLDERS.items() if "addressee" in wanted.known)
"""The letters that go to a unit."""
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_BRACE = re.compile(r"[{}]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Template:
    """One letter in one language, checked."""

    kind: LetterKind
    language: str
    text: str = field(repr=False)

    def filled(self, values: Mapping[str, str]) -> str:
        """
        Put the values where the placeholders stand; an empty one goes with the blank that parts it.

        Raises:
            KeyError: the template uses one that no value was given for.
        """
        empty = "|".join(re.escape(name) for name, value in values.items() if not value)
        said = re.sub(rf"^{{(?:{empty})}}[ \t]+|[ \t]*{{(?:{empty})}}", "", self.text, flags=re.MULTILINE)
        return _PLACEHOLDER.sub(lambda match: values[match[1]], said)


def read_template(text: str, kind: LetterKind, language: str, name: str) -> Template:
    """
    Check a template.

    Args:
        name: the file, for the sentence of a refusal.

    Raises:
        LetterError: it is empty or too long, has a placeholder that this letter does not know or a brace that
            is none, holds a sign that no page can show, or lacks what the letter must say.
    """
    body = text.removeprefix("\ufeff").replace("\r\n", "\n").strip()
    if not body:
        raise LetterError(f"{name}:1: the letter is empty")
    if len(body) > LONGEST:
        raise LetterError(f"{name}:1: the letter is longer than {LONGEST} characters")
    wanted = PLACEHOLDERS[kind]
    used: set[str] = set()
    # Counted as an editor counts, empty lines at the top included.
    for number, line in enumerate(text.split("\n"), start=1):
        for placeholder in _PLACEHOLDER.findall(line):
            if placeholder not in wanted.known:
                known = ", ".join(f"{{{each}}}" for each in sorted(wanted.known))
                raise LetterError(
                    f"{name}:{number}: {{{placeholder}}} is not known in this letter; known are {known}"
                )
            used.add(placeholder)
        if _BRACE.search(_PLACEHOLDER.sub("", line)):
            raise LetterError(f"{name}:{number}: a brace that is not part of a placeholder")
        if _CONTROL.search(line.removesuffix("\r")):
            raise LetterError(f"{name}:{number}: a control character")
    if missing := sorted(wanted.needed - used):
        raise LetterError(f"{name}:1: {{{missing[0]}}} is missing, and this letter must say it")
    return Template(kind, language, body)


@dataclass(frozen=True, slots=True)
class LetterBook:
    """All letters, in each language that has them."""

    templates: Mapping[tuple[LetterKind, str], Template]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that a letter can be written in."""
        return tuple(dict.fromkeys(language for _kind, language in self.templates))

    def filled(self, kind: LetterKind, language: str, values: Mapping[str, str]) -> str:
        """
        Give a letter in one language.

        Raises:
            KeyError: the template uses a placeholder that no value was given for.
        """
        return self.templates[kind, language].filled(values)
