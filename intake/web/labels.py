"""The portal's words for codes, and the organisation's own texts."""

from flask_babel import gettext as _

from intake.domain.case_states import state_sentence
from intake.domain.languages import Text, words_in
from intake.domain.published_limits import AreaLimits
from intake.page.language import current
from intake.services.papers import is_shown
from intake.web.complaint_forms import CHOICES
from intake.web.forms import RELATIONS
from intake.web.portal import portal


def state_text(kind: str, state: str) -> str:
    """Say where a case stands; a state that is not known is told as work going on, never as a code."""
    return str(_(state_sentence(state, is_report=kind == "report")))


def in_our_words(name: str) -> str:
    """Give what the organisation has written under a name, in the reader's language; empty for nothing."""
    text: Text | str = getattr(portal().own.texts, name)
    return text if isinstance(text, str) else _here(text)


def relation_label(code: str) -> str:
    """Give the words of a connection to the workplace; empty for none."""
    return str(RELATIONS.get(code, ""))


def choice_words(name: str, carried: str) -> str:
    """Give the words of the codes that are carried of a complaint's choice; empty for none."""
    return ", ".join(str(words) for code, words in CHOICES[name].items() if code in carried.split())


def unit_names() -> list[str]:
    """Give the names of the organisation's units in the reader's language, in their order."""
    return sorted((words_in(each, current()) for each in portal().own.offered.units), key=str.casefold)


def cannot_help() -> list[tuple[str, str]]:
    """Give what the citizens' adviser cannot help with, and where to turn instead."""
    return [(_here(each.label), _here(each.guidance)) for each in portal().own.offered.limits]


def may_keep_out() -> bool:
    """Say whether the portal knows who receives what is sent, so that some of them can be kept out."""
    return any(not each.route for each in portal().own.handlers)


def published_limits() -> tuple[AreaLimits, ...]:
    """Give the limits that the portal shows; none where it takes no complaints."""
    here = portal()
    return here.own.published.areas if here.settings.schemes.complaints else ()


def published_papers() -> frozenset[str]:
    """Give which kinds of papers of the year the portal shows: accounts, recommendations."""
    here = portal()
    return frozenset(str(each.kind) for each in here.own.papers if is_shown(each, here.settings.schemes))


def _here(text: Text) -> str:
    return words_in(text, current()) if text else ""
