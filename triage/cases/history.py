"""Every event there is; writing and reading them; and asking whether one may happen."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable

from intake.contents.item_ref import ItemRef
from intake.contents.versioned import FormError, Forms
from triage.cases import decisions
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import CaseEvent, name_of, stored_kinds

for _found in pkgutil.iter_modules(decisions.__path__, f"{decisions.__name__}."):
    importlib.import_module(_found.name)

EVENTS: dict[str, type[CaseEvent]] = {name_of(each): each for each in stored_kinds(CaseEvent)}
"""Every event by its name: all that stand in a module of `triage.cases.decisions`."""
_FORMS = Forms(*EVENTS.values())


def written(event: CaseEvent) -> str:
    """
    Write an event in its one way, as it is stored.

    Raises:
        ValueError: it holds something that is neither a code, a day nor a reference: free text perhaps.
    """
    stored = _FORMS.write(event)
    if _FORMS.read(stored) != event:
        raise FormError("what was written is not what was meant")
    return stored.decode()


def read(stored: str) -> CaseEvent:
    """
    Read what `written` gave.

    Raises:
        NewerFormError: a newer Betro wrote it.
        FormError: it is no event, or not written in its one way.
    """
    return _FORMS.read(stored)


def is_newer(stored: str) -> bool:
    """
    Say whether a newer Betro wrote it.

    Raises:
        FormError: it has no form and version.
    """
    return _FORMS.is_newer(stored)


def decide(case: Case, event: CaseEvent, context: CheckContext) -> tuple[CaseEvent, ...]:
    """
    Ask whether an event may happen, and give everything that is then recorded, itself among it.

    Raises:
        Refusal: a rule says no.
    """
    event.check(case, context)
    return event.together(case)


def lies_in_mailbox(history: Iterable[CaseEvent]) -> tuple[ItemRef, ...]:
    """Give the items that a history tells of as lying in the mailbox, each once."""
    return tuple(dict.fromkeys(ref for each in history for ref in each.lying))
