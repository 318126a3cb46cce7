"""
The desk of a citizens' adviser over some months: several matters go on at once, each on days of its own.

A matter is a course of days: it says on which day it goes on, does there what is done that day, at the pages
of both apps, and says the next. All that is due on one day is done at one desk, after signing in once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from tests.town import Town
from tests.visitor import Visitor
from tests.weekdays import on
from tests.working_day import Day, Typed

ANSWER = "Svar borgeren"
LETTER = "article"


@dataclass
class Desk:
    """The adviser's pages, as they stand on the day that it is."""

    town: Town
    day: Day = field(init=False)

    def sit_down(self, day: str) -> None:
        """Come to work on a day, sign in and look at Today."""
        self.town.go(day)
        self.day = Day(self.town.anna())
        self.day.open("/")

    def read(self, reference: str) -> Day:
        """Open a case and what is sealed in it."""
        self.day.open(f"/cases/{reference}")
        self.day.press("Åbn og læs")
        return self.day

    def called(self, told: Typed) -> str:
        """Take a call and go on working with it; the case is shown, opened."""
        self.day.key("n")
        self.day.press("Gem, og arbejd videre", told)
        return self.day.browser.reference()

    def saved(self, page: str, typed: Typed) -> None:
        """Go to a page of the case that is shown, and save what is internal: the case is shown again."""
        self.day.go(page)
        self.day.press("Gem", typed)

    def looked_over(self, page: str, typed: Typed) -> None:
        """Go to a page of the case that is shown, and save it after the second look."""
        self.day.go(page)
        self.day.press("Se, hvad der vil ske", typed)
        self.day.press("Ja, ")

    def wrote(self, page: str, typed: Typed, *says: str) -> str:
        """Go to a page of the case that is shown, and make its letter to a unit; give the letter's words."""
        self.day.go(page)
        self.day.press("Gem, og vis brevet", typed)
        self.day.says(*says, within=LETTER)
        letter = self.day.browser.words(LETTER)
        self.day.go("Sag ")
        return letter

    def reminded(self, link: str, *says: str, at: str | None = None) -> None:
        """Follow the link to the reminder that is ready, and record it in one press; its letter is shown."""
        self.day.go(link, at)
        self.day.says(*says)
        self.day.press("Gem som sendt")
        self.day.says(*says, within=LETTER)
        self.day.go("Sag ")

    def answered(self, item: str, typed: Typed | None = None, *, by: str = "") -> None:
        """
        Answer the citizen, in the form on the case where it stands there; *by*: how, today, where not in the
        mailbox.
        """
        today = self.town.office.clock.now().date().isoformat()
        given = {"given_on": today, "sent_by": by} if by else {}
        is_here = ANSWER in self.day.browser.words("#write h2")
        if not is_here:
            self.day.go(ANSWER)
        told = {"item": item, **given, **(typed or {})}
        self.day.press("Se, hvad der vil ske", told, at=ANSWER if is_here else None)
        self.day.press("Ja, ")

    def came_out(self, position: str, *learned: str) -> None:
        """Record how the case that is shown came out, and which units have something to learn."""
        self.saved("Registrér, hvordan sagen endte", {"legal_position": position, "learned": learned})

    def documents(self) -> list[str]:
        """Give the rows of the document list of the case that is shown."""
        self.day.go("Aktliste")
        return self.day.rows()


Matter = Callable[[Desk], Iterator[str]]
"""One matter: each thing it gives is the day on which it goes on."""


def complain(town: Town, unit: str, what: str, wish: str, **told: str) -> str:
    """Let a citizen complain on the Danish pages of the portal; give the receipt code."""
    visitor = town.visitor()
    visitor.get("/da/complaint/")
    visitor.press("Næste", unit=unit, what=what, wish=wish)
    visitor.press("Næste", **told)
    for _page in ("who receives it", "files"):
        visitor.press("Næste")
    visitor.press("Send klagen")
    town.tick()
    return visitor.code


def mailbox(town: Town, code: str) -> Visitor:
    """Let a citizen come back with the code, to the Danish page."""
    visitor = town.visitor()
    visitor.get("/da/mailbox/")
    visitor.press("Åbn postkassen", code=code)
    return visitor


def live(town: Town, matters: Sequence[Matter]) -> None:
    """Let matters go on until each has come to its end, day after day."""
    desk, waiting = Desk(town), list[tuple[date, str, Iterator[str]]]()
    for matter in matters:
        course = matter(desk)
        begins = next(course)
        waiting.append((on(begins), begins, course))
    while waiting:
        today = min(waiting, key=lambda each: each[0])[1]
        desk.sit_down(today)
        going_on = [each for each in waiting if each[0] == on(today)]
        waiting = [each for each in waiting if each[0] != on(today)]
        for _day, _said, course in going_on:
            if later := next(course, None):
                waiting.append((on(later), later, course))
