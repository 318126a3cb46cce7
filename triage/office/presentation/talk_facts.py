"""What the page of a case says of what is said aloud in it: meetings, planned and held, and minutes."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from intake.page.formats import plaindate
from triage.cases.case import Case
from triage.cases.decisions.meetings import MeetingKind, MeetingRecorded
from triage.cases.decisions.minutes import Minutes
from triage.cases.decisions.recordings import AttendanceRecorded, Recording


def talk_facts(case: Case, units: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give pairs of a label and its words, in the order in which they are shown."""
    for planned in (each for each in case.planned if each.is_open):
        hours = (planned.starts_at or "").replace(":", ".")
        said = [plaindate(planned.meets_on), hours, _(planned.kind.words), *_names(planned.units, units)]
        yield str(_("Planned meeting")), ", ".join(filter(None, said))
    for met in case.meetings:
        yield str(_("Meeting")), ", ".join(_met(met, units))
    came = case.newest(AttendanceRecorded)
    if came is not None:
        yield str(_("Came along")), ", ".join((plaindate(came.day), *_along(came)))
    for recording in case.recordings:
        yield str(_("Sound recording")), _kept(recording)
    for minutes in case.minutes:
        yield str(_("Minutes %(number)s", number=minutes.number)), ", ".join(_stands(minutes))


def _met(met: MeetingRecorded, units: Mapping[str, str]) -> Iterator[str]:
    yield from (plaindate(met.day), str(_(met.kind.words)), *_names(met.units, units))
    yield from _along(met)
    if met.kind is MeetingKind.MEDIATION:
        yield str(_("confidential"))
    if met.is_complained_of:
        yield str(_("complained of"))


def _along(who: MeetingRecorded | AttendanceRecorded) -> Iterator[str]:
    if who.companion:
        yield str(_("with a companion"))
    if who.interpreter:
        yield str(_("with an interpreter"))


def _kept(recording: Recording) -> str:
    on = plaindate(recording.made_on)
    if recording.erased_on is None:
        return on
    return f"{on}, {_('erased %(date)s', date=plaindate(recording.erased_on))}"


def _stands(minutes: Minutes) -> Iterator[str]:
    yield str(_(minutes.of.words)) if minutes.spoken_on is None else plaindate(minutes.spoken_on)
    if minutes.locked_on is not None:
        on = plaindate(minutes.locked_on)
        is_approved = minutes.is_approved
        yield str(
            _("approved %(date)s", date=on) if is_approved else _("locked %(date)s, not approved", date=on)
        )
    elif minutes.given_on is not None:
        yield str(_("given to check %(date)s", date=plaindate(minutes.given_on)))
    else:
        yield str(_("not given to check yet"))
    for each in minutes.added_on:
        yield str(_("addition of %(date)s", date=plaindate(each)))


def _names(codes: tuple[str, ...], units: Mapping[str, str]) -> Iterator[str]:
    return (units.get(each, each) for each in codes)
