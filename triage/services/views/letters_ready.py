"""The letters that are ready to be written: a draft waits for each, before it is due."""

from triage.cases.letters import DueLetter, letters_due, letters_written
from triage.cases.renewal import renew_on
from triage.services.history.case_file import CaseFile


def ready_in(file: CaseFile) -> tuple[DueLetter, ...]:
    """Give the letters that are ready in one case."""
    written, appealable = letters_written(file.history), file.context.taxonomy.appealable
    anew = renew_on(file.case, file.context.rulebook)
    return letters_due(file.case, file.deadlines, written, file.today, appealable=appealable, renew_on=anew)
