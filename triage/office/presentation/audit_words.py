"""What an entry of the audit log is about, in words: nothing of the case that it belongs to."""

from collections.abc import Mapping

from flask_babel import gettext as _

from intake.domain.translatable import N_
from triage.cases.history import EVENTS

ACTIONS: Mapping[str, str] = {
    "person:signed_in": N_("Signed in"),
    "person:believed": N_("Somebody signed in who could not be checked, as the directory of keys was broken"),
    "person:old_keys_deleted": N_("A person's former keys were deleted, as nothing is sealed to them"),
    "person:passphrase_changed": N_("A person changed their passphrase"),
    "person:second_factor_changed": N_("A person has another second factor"),
    "person:statements_seen": N_("Signed that what stands in the directory of keys has been seen"),
    "person:invited": N_("A person was given a ticket to make keys"),
    "person:keys_made": N_("A person made keys of their own"),
    "person:enrolled": N_("A person was enrolled"),
    "directory:signed_first": N_("A statement of the directory was signed by the first of two"),
    "directory:stated": N_("A statement came into the directory"),
    "directory:withdrawn": N_("What was to be signed for the directory was thrown away"),
    "person:address_changed": N_("A person's mail address was changed"),
    "person:left": N_("A person has left"),
    "person:end_proposed": N_("An end was proposed for a person"),
    "person:absence_noted": N_("An absence was noted"),
    "person:absence_ended": N_("An absence was ended"),
    "person:titled": N_("A person's title was changed"),
    "feed:made": N_("A calendar address was made"),
    "feed:revoked": N_("A calendar address was ended"),
    "file:opened": N_("A file was brought down"),
    "letter:taken": N_("A letter was taken out as a file"),
    "cases:exported": N_("A list of complaints was taken out as a file, with so many cases: %(number)s"),
    "register:exported": N_("A register was taken out as a file, with so many entries: %(number)s"),
    "account:exported": N_("An account was taken out as a file of this kind: %(number)s"),
    "inquiries:imported": N_("Earlier inquiries were taken over from a sheet, so many: %(number)s"),
    "alert:escalated": N_("An alert found nobody where it should go, and went further"),
    "service:closed": N_("The service was closed for maintenance"),
    "service:opened": N_("The service was opened again"),
    "notice:published": N_("The portal said that submissions may be lost"),
    "notice:taken_back": N_("The portal no longer says that submissions may be lost"),
    "drill:recorded": N_("A backup was tried and found whole"),
    "recovery:taken": N_("A person was given what the recovery key holds, as the root had signed"),
    "recovery:tried": N_("Recovery was tried, and works"),
    "time:confirmed": N_("The machine's time was confirmed"),
    "organisation:applied": N_("What the organisation has set for itself was applied"),
    "recommendations:opened": N_("Recommendations were read to be published, so many: %(number)s"),
    "portal:published": N_("Something of the year was published on the portal"),
    "portal:withdrawn": N_("Something of the year was taken off the portal"),
    "doubt:found": N_("Something about who holds a case is not as it was signed"),
    "mail:unreached": N_("A mail could not be delivered, and others were told"),
}


def action_words(action: str) -> str:
    """
    Say what an entry of the audit log is about, without anything of the case; an unknown action as it is.
    """
    if action not in EVENTS:
        name, _slash, number = action.partition("/")
        return str(_(ACTIONS[name], number=number)) if name in ACTIONS else action
    event = EVENTS[action]
    return str(_(event.logged or event.sentence)).partition(": %(")[0]
