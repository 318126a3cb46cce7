"""
Publishing who receives what is sent: the portal tells it by role title, so that some of them can be kept out.

It follows from the directory, the people and the routes of the organisation, and stands anew whenever one of
them changes; the clock looks each day, for what begins or ends with the day alone.
"""

from collections.abc import Iterable
from datetime import date

from crypto.directory import Directory
from crypto.members import Member
from crypto.statement import ADVISOR
from intake.domain.handlers import Handler
from intake.domain.languages import DEFAULT, SOURCE, words_in
from intake.store.engine import read, write
from intake.store.handlers import handlers, put_handlers
from triage.rules.routes import AlternateRoute, Receives
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.store import people
from triage.store.people import Person

DEFAULT_TITLE = {DEFAULT: "Medarbejder {number}", SOURCE: "Adviser {number}"}
"""What an advisor is called who was given no title: by the order in which they came."""
JOURNEYS = {Receives.REPORTS: "report", Receives.COMPLAINTS: "complaint"}


def publish_handlers(organisation: Organisation, *, today: date) -> bool:
    """
    Let the portal know who receives what is sent from now on; say whether that is new.

    Where the directory is broken, what stands goes on standing: nothing is sealed until it is mended.
    """
    members = known_members(organisation, today)
    if members is None:
        return False
    with read(organisation.triage) as connection:
        known = {each.handle: each for each in people.people(connection)}
    new = (*_advisors(organisation, members, known), *_alternates(organisation, members, known, today))
    with read(organisation.intake) as connection:
        if handlers(connection) == new:
            return False
    with write(organisation.intake) as connection:
        put_handlers(connection, new)
    return True


def role_title(members: Directory, person: Person) -> dict[str, str]:
    """Give what an advisor is called on the portal, by language."""
    number = _numbers(members).get(person.handle, 0)
    default = {language: words.format(number=number) for language, words in DEFAULT_TITLE.items()}
    said = {DEFAULT: person.title_da, SOURCE: person.title_en}
    # Who has a title in one language is called so in both, rather than by a number.
    words = {language: title for language, title in said.items() if title}
    return {language: words_in(words, language) for language in default} if words else default


def _numbers(members: Directory) -> dict[bytes, int]:
    """Give each who ever was an advisor a number: it stays, whoever leaves."""
    ever = dict.fromkeys(each.person for each in members.members if each.role == ADVISOR)
    return {person: number for number, person in enumerate(ever, start=1)}


def _advisors(
    organisation: Organisation, members: Directory, known: dict[bytes, Person]
) -> Iterable[Handler]:
    numbers, kinds = _numbers(members), frozenset(organisation.settings.schemes.kinds)
    for each in sorted(members.advisors, key=lambda each: numbers[each.person]):
        if person := known.get(each.person):
            title = role_title(members, person)
            yield Handler(each.person, numbers[each.person], title[DEFAULT], title[SOURCE], "", kinds)


def _alternates(
    organisation: Organisation, members: Directory, known: dict[bytes, Person], today: date
) -> Iterable[Handler]:
    position = len(_numbers(members)) + 1
    for code, route in organisation.routes.on(today).items():
        for each in _of_route(members, known, code):
            titles = (words_in(route.names, DEFAULT), words_in(route.names, SOURCE))
            yield Handler(each.person, position, *titles, code, _kinds(organisation, route))
            position += 1


def _of_route(members: Directory, known: dict[bytes, Person], code: str) -> Iterable[Member]:
    return (each for each in members.alternates if each.person in known and known[each.person].route == code)


def _kinds(organisation: Organisation, route: AlternateRoute) -> frozenset[str]:
    journeys = frozenset(JOURNEYS[each] for each in route.receives)
    return journeys & frozenset(organisation.settings.schemes.kinds)
