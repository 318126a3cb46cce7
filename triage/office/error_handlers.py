"""The office's own errors as pages."""

from flask_wtf.csrf import CSRFError

from crypto.errors import DirectoryError
from intake.contents.versioned import NewerFormError
from intake.domain.closed import ClosedError
from intake.domain.translatable import N_
from intake.page.errors import ErrorPage
from triage.services.casework.drafts import TooMuchError
from triage.services.clock.steadiness import TimeError
from triage.services.reading.visible_case import NoSuchCaseError

FAMILIES: dict[type[Exception], ErrorPage] = {
    ClosedError: ErrorPage(
        503,
        N_("Betro is closed for maintenance"),
        (
            N_("Nothing has been sent or changed by this."),
            N_("You can read meanwhile."),
        ),
    ),
    TimeError: ErrorPage(
        503,
        N_("The time has jumped"),
        (
            N_("Nothing is recorded with a date that may be wrong."),
            N_("Nothing has been sent or changed by this."),
            N_("Tell those who run Betro. You can read meanwhile, and send this when the time is right."),
        ),
    ),
    NoSuchCaseError: ErrorPage(
        404, N_("The page does not exist"), (N_("The address may be misspelt, or the page has been moved."),)
    ),
    DirectoryError: ErrorPage(
        503,
        N_("The directory of keys is broken"),
        (
            N_(
                "A signed statement is missing, so nobody can tell whose keys are genuine. "
                "Nothing is opened or sent."
            ),
            N_("Tell those who run Betro. Deadlines are still shown on the lists."),
        ),
    ),
    TooMuchError: ErrorPage(
        507,
        N_("It could not be kept as a draft"),
        (
            N_("It is longer than a draft may be, or you have more drafts than can be kept."),
            N_("Throw away drafts that you no longer need, on the page Today, in another tab."),
        ),
    ),
    NewerFormError: ErrorPage(
        503,
        N_("This case was written by a newer Betro"),
        (
            N_("Nothing is damaged. This office must be updated before the case can be shown."),
            N_("Tell those who run Betro."),
        ),
    ),
    CSRFError: ErrorPage(
        400,
        N_("This form is from an earlier visit"),
        (
            N_(
                "Go back, open the page again and send the form once more. Nothing has been sent or changed "
                "by this."
            ),
        ),
    ),
}
