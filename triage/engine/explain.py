"""
"Why this date?": one deadline explained, the same for a page, a printout, a text file and the command line.

What is said is decided here, once; each of them only lays it out. It is written for the one who waits for the
date, and read aloud it makes sense.
"""

from __future__ import annotations

from dataclasses import dataclass

from intake.domain.translatable import N_
from triage.engine.deadline import Deadline
from triage.engine.trace import TraceStep, Wording, sentence
from triage.rules.codes import Confidence, RuleKind

NO_SOURCE = N_("The office's own clock")
NOT_CHECKED = N_("A limit whose source has not been checked")


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    One deadline explained, in one language: its facts as pairs of label and words, and its reasons in order.

    `subject` says whose clock it is where one rule runs several times in a case; else it is empty.
    """

    title: str
    subject: str
    heading: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    steps_heading: str
    steps: tuple[str, ...]


def explain(deadline: Deadline, wording: Wording, *, subject: str = "") -> Explanation:
    """
    Say how a date came about.

    Args:
        wording: the language, and how it writes a date.
        subject: the words for whom the clock is about.
    """
    say = wording.translate
    return Explanation(
        title=say(deadline.counted_by.title),
        subject=subject,
        heading=say(N_("Why this date?")),
        facts=tuple(_facts(deadline, wording)),
        notes=tuple(_notes(deadline, wording)),
        steps_heading=say(N_("Step by step")),
        steps=tuple(
            _begun(sentence(each, wording)) for each in deadline.trace if not _says_nothing(each, deadline)
        ),
    )


def kind_words(deadline: Deadline) -> str:
    """
    Give the msgid for what a limit is: law, bylaw or the office's own. What nobody has checked is no law.
    """
    rule = deadline.counted_by
    return NOT_CHECKED if rule.confidence is Confidence.UNVERIFIED else rule.kind.words


def plain_text(explained: Explanation, *head: str) -> str:
    """
    Give an explanation as plain text, to be sent or kept.

    Args:
        head: lines above it: the organisation, the case, the day.
    """
    title = f"{explained.title} ({explained.subject})" if explained.subject else explained.title
    width = max(len(label) for label, _words in explained.facts) + 1
    lines = [
        *head,
        *([""] if head else []),
        explained.heading,
        title,
        "",
        *(f"{label + ':':{width}} {words}" for label, words in explained.facts),
        "",
        *(f"{note}\n" for note in explained.notes),
        explained.steps_heading,
        *(f"{number:2}. {step}" for number, step in enumerate(explained.steps, start=1)),
    ]
    return "\n".join(lines) + "\n"


def _facts(deadline: Deadline, wording: Wording) -> list[tuple[str, str]]:
    say, show, ends = wording.translate, wording.show, wording.ends
    due = deadline.due_at or deadline.due_strict
    latest = deadline.due_at or deadline.due_latest
    facts = [(N_("Deadline"), ends(due))]
    if latest != due:
        facts.append((N_("Latest date"), ends(latest)))
    if deadline.original_strict != deadline.due_strict:
        facts.append((N_("First date"), show(deadline.original_strict)))
    if deadline.due_target not in (None, deadline.due_strict):
        label = N_("Promised in the letter") if deadline.is_promised else N_("The house's own aim")
        facts.append((label, show(deadline.due_target)))
    rule = deadline.counted_by
    is_own = rule.kind is RuleKind.HOUSE
    facts.append((N_("What it is"), say(Confidence.HOUSE.words if is_own else kind_words(deadline))))
    # What the office has set for itself has no other source than the office, and needs none.
    if not is_own or rule.source != NO_SOURCE:
        facts.append((N_("Source"), rule.source_in(wording.language, wording.translate)))
    if rule.kind in (RuleKind.STATUTE, RuleKind.PUBLISHED):
        facts.append((N_("How sure we are of the source"), say(rule.confidence.words)))
    facts.append((N_("Rule"), f"{rule.id}, {say(VERSION) % {'number': rule.version}}"))
    return [(say(label), words) for label, words in facts]


def _begun(words: str) -> str:
    # Danish writes "lørdag" small, but not where a sentence begins with it.
    return words[:1].upper() + words[1:]


def _says_nothing(step: TraceStep, deadline: Deadline) -> bool:
    # Where both dates are one, naming it twice only makes a reader look for the difference.
    return step.code == "due_latest" and deadline.due_latest == deadline.due_strict


VERSION = N_("version %(number)s")


def _notes(deadline: Deadline, wording: Wording) -> list[str]:
    notes = []
    if deadline.due_at is None and deadline.due_latest != deadline.due_strict:
        notes.append(
            N_(
                "The deadline is the day to keep. The latest date lies after it, because of a weekend, "
                "a public holiday or another way of counting. Nobody should rely on it."
            )
        )
    if any(each.code == "at_least" for each in deadline.trace):
        notes.append(
            N_("The latest date counts with a number that nobody has confirmed. Do not take it for law.")
        )
    if deadline.is_paused:
        notes.append(N_("No time runs at the moment, so the dates move on day by day."))
    return [wording.translate(note) for note in notes]
