"""
Whole matters of Næstved, from the call to the promise kept, by its own lists, words and bylaw.

They are of the kinds that its published account tells: help that is granted and not paid, documents that a
father waits a year for, a waiting time that the website does not know. Everybody in them is invented.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk, complain, live, mailbox
from tests.own_folder import has_set
from tests.town import Town, with_portal
from tests.weekdays import at_nine
from tests.working_day import found_town

CLAUSE = "Borgerrådgiverens vedtægt § 9"
BYLAW = f"""\
[[clock]]
rule = "BR-REPLY"
length = 3
unit = "week"
adopted_by = {{ da = "byrådet", en = "the city council" }}
adopted_on = 2025-11-27
clause = {{ da = "{CLAUSE}", en = "Bylaw of the citizens' adviser § 9" }}
valid_from = 2026-01-01
"""
CBU, CSA = "Center for Børn og Unge", "Center for Sundhed og Ældre"
AGREED = {"agreed": "Borgeren giver samtykke til, at det sendes til centret"}
PHONE = "På telefon"
BY_PHONE = {**AGREED, "agreed_how": PHONE}
POINTS = {"type": "Klagepunkter"}
QUESTIONS = {"kinds": ["At svare på spørgsmål"], "answers_citizen": "Centret svarer borgeren"}
IN_FULL = {
    "quality": "Fyldestgørende",
    "citizen_contacted": "Centret bekræfter at have svaret borgeren",
}
REPLY = "Registrér svaret fra centret"
KEPT = "Registrér, at et løfte er holdt"
LADDER = {
    "Tue 2026-11-24": "Centret",
    "Mon 2026-11-30": "Centret",
    "Thu 2026-12-03": "Lederen",
    "Mon 2026-12-07": "Direktøren",
}
"""On which day a reminder is sent of what was due on Mon 2026-11-23, and to whom."""
ENDS = {"closes": "Afslut sagen, så snart der er givet besked"}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Næstved on Monday 2 November 2026, with the three weeks that its byråd adopted."""
    office = found_town(tmp_path / "town", "naestved", at_nine("Mon 2026-11-02"))
    office.organisation = has_set(office.organisation, {"bylaw.toml": BYLAW})
    return with_portal(office, tmp_path / "town")


def test_whole_matters(town: Town) -> None:
    """Three matters of the autumn of 2026, at one desk."""
    live(town, (help_that_is_not_paid, documents_of_his_child, a_waiting_time_nobody_knows))


def help_that_is_not_paid(desk: Desk) -> Iterator[str]:
    """
    The centre grants help for journeys, promises a day of payment and misses it. The request of Mon 2
    November 2026 is due on the 23rd; a delay is announced until 7 December, a part comes on that day, the
    rest on the 18th, 25 days late. The promise of the 15th is kept on the 18th; the decision that was left
    out comes on a second request, in time.
    """
    yield "Mon 2026-11-02"
    call = {"summary_item": "Får ikke bevilget hjælp til kørsel udbetalt", "unit": CBU, **POINTS}
    reference = desk.called({**call, "name": "Viggo Opdigtet", "phone": "12 34 56 78"})
    first, second = "Lang sagsbehandlingstid", "Kan ikke træffe centret eller få svar"
    desk.saved("Sortér henvendelsen", {"points-0-theme": first, "points-1-theme": second})
    desk.answered("Jeg spørger centret.", by=PHONE)
    asked = {
        **QUESTIONS,
        **BY_PHONE,
        "item": "Er der truffet afgørelse om hjælp til kørsel, og hvornår bliver den udbetalt?",
        "copy_wanted": "Borgeren ønsker, at vi får en kopi af svaret",
        "sent_by": "Med e-mail",
    }
    due = f"senest mandag 23. november 2026. Fristen følger af {CLAUSE} (byrådet, 27. november 2025)."
    letter = desk.wrote("Oversend til et center", asked, f"Til {CBU}", "hvornår bliver den udbetalt?", due)
    assert [each for each in ("Viggo", "12 34 56 78", "bevilget hjælp") if each in letter] == []
    desk.day.says("En frist efter vedtægten", within="#deadlines")

    yield "Fri 2026-11-20"
    desk.read(reference)
    desk.reminded("Ryk et center", f"Til {CBU}", "Fristen er mandag 23. november 2026.")

    yield "Mon 2026-11-23"
    desk.read(reference)
    delayed = {"promised_on": "2026-12-07", "reason_item": "Sagsbehandleren er syg."}
    desk.looked_over("Registrér en meldt forsinkelse", delayed)

    yield "Mon 2026-12-07"
    desk.read(reference)
    part = {
        "item": "Hjælpen er bevilget og udbetales 15. december.",
        "quality": "Delvist fyldestgørende",
        "more_to_come": "Det er en del af svaret: resten følger",
    }
    desk.looked_over(REPLY, part)
    desk.saved("Registrér et løfte", {"item": "Hjælpen udbetales", "due_on": "2026-12-15"})
    desk.answered("Pengene kommer den 15.", by=PHONE)

    yield "Wed 2026-12-16"
    desk.read(reference)
    desk.day.says("Løfte, der skal holdes (1) Overskredet med 1 dag", within="#deadlines")
    desk.reminded("Ryk et center", "mandag 23. november 2026, og vi har kun fået en del af svaret.")

    yield "Fri 2026-12-18"
    desk.read(reference)
    desk.looked_over(REPLY, {"item": "Pengene er udbetalt i dag.", "quality": "Delvist fyldestgørende"})
    desk.saved(KEPT, {})
    again = {**QUESTIONS, "item": "Send borgeren en afgørelse, der viser, hvordan beløbet er regnet ud."}
    desk.wrote("Oversend til et center", again, "hvordan beløbet er regnet ud", "fredag 8. januar 2027")

    yield "Mon 2027-01-04"
    desk.read(reference)
    desk.looked_over(REPLY, {"item": "Afgørelsen er sendt.", **IN_FULL})
    desk.came_out("Forbedret processuelt", CBU)
    desk.answered("Centret har sendt afgørelsen.", ENDS, by=PHONE)
    day = desk.day
    day.says(first, second, "Løfte 1 senest 15. december 2026", "holdt 18. december 2026", within="#facts")
    day.says(f"Svar fra centret ({CBU}) mandag 23. november 2026: 25 dage for sent", within="#breaches")
    day.says("Løfte, der skal holdes (1) tirsdag 15. december 2026: 3 dage for sent", within="#breaches")
    day.says("Overholdt mandag 4. januar 2027 frist fredag 8. januar 2027", within="#deadlines")
    went = [each for each in desk.documents() if CBU in each]
    assert [each.partition("202")[2][2:].partition(f" {CBU}")[0] for each in went] == [
        "Ud Anmodning til centret",
        "Ud Rykker til centret",
        "Ind Besked om forsinkelse fra centret",
        "Ind Delvist svar fra centret",
        "Ud Rykker til direktøren",
        "Ind Svar fra centret",
        "Ud Anmodning til centret",
        "Ind Svar fra centret",
    ]
    day.open("/units/cbu")
    day.says("3 anmodninger besvaret, i gennemsnit 36 dage", "Rykket 6 gange.", "0 åbne anmodninger")


def documents_of_his_child(desk: Desk) -> Iterator[str]:
    """
    A father has waited for the papers of his child's case, and so does the adviser: asked on Mon 2 November
    2026, reminded at each step of the ladder, answered on 16 December, 23 days late. The centre is heard and
    criticised, and the father reads the answer in his mailbox.
    """
    yield "Mon 2026-11-02"
    what, town = "Jeg har bedt om papirerne i mit barns sag i et år og får kun nogle af dem.", desk.town
    told = {"name": "Asger Lund", "consent": "yes"}
    code = complain(town, "Familieafdelingen", what, "At få dem alle", **told)
    desk.day.open("/")
    desk.day.press("Åbn og læs", at="Klage")
    desk.day.says(what)
    reference = desk.day.browser.reference()
    desk.saved("Sortér henvendelsen", {"main": "Frist for aktindsigt ikke overholdt"})
    desk.day.says(CBU, within="#facts")
    desk.answered("Jeg spørger centret, hvor papirerne bliver af.")
    asked = {**QUESTIONS, "item": "Hvornår får faren resten, og hvad er grunden til, at noget er udeladt?"}
    letter = desk.wrote("Oversend til et center", asked, "Hvornår får faren resten")
    assert [each for each in ("Asger", "et år") if each in letter] == []
    desk.day.says("givet 2. november 2026, I formularen på portalen", within="#facts")

    for day, level in LADDER.items():
        yield day
        desk.read(reference)
        desk.day.open("/units/cbu")
        desk.reminded("Ryk", "Fristen var mandag 23. november 2026", at=reference)
        desk.day.says(f"Rykker til {CBU}: {level}", within="#timeline")

    yield "Wed 2026-12-16"
    desk.read(reference)
    desk.looked_over(REPLY, {"item": "Faren har fået alt, og vi beklager.", **IN_FULL})
    draft = "Det tog seks uger at svare på, hvor papirerne blev af."
    desk.wrote("Hør et center før kritik", {"item": draft, "answer_by_on": "2026-12-30"}, draft)

    yield "Mon 2027-01-04"
    desk.read(reference)
    desk.looked_over("Registrér høringssvaret fra centret", {"unit": CBU, "item": "Vi er enige."})
    criticism = {"kind": "Kritik", "item": f"{draft} Det er kritisabelt."}
    desk.wrote("Registrér kritik eller en anbefaling", criticism, "Kritik", "Det er kritisabelt.")
    desk.came_out("Forbedret processuelt", CBU)
    desk.answered("Du har fået papirerne, og centret har fået kritik.", ENDS)

    yield "Tue 2027-01-05"
    desk.read(reference)
    day = desk.day
    day.says(f"Svar fra centret ({CBU}) mandag 23. november 2026: 23 dage for sent", within="#breaches")
    day.says(*(f"Rykker til {CBU}: {each}" for each in LADDER.values()), within="#timeline")
    day.says(f"{CBU}, svarede 4. januar 2027", within="#facts")
    late = {"rule": f"Svar fra centret ({CBU}), 23. november 2026: 23 dage for sent"}
    why = {"responsible": "Centret", "reason_item": "Ingen tog over."}
    desk.looked_over("Forklar et fristbrud", {**late, **why})
    day.says("Forklaret 5. januar 2027: Centret", within="#breaches")
    read = mailbox(town, code).words()
    for each in ("Din sag er afsluttet", "centret har fået kritik", "Afsluttet mandag 4. januar 2027"):
        assert each in read


def a_waiting_time_nobody_knows(desk: Desk) -> Iterator[str]:
    """
    A talk in three months, and the website says nothing of it: the centre is asked by Mon 30 November 2026, a
    week longer than the bylaw has it, of which the citizen gets no letter. It answers on the 20th.
    """
    yield "Mon 2026-11-02"
    call = {"summary_item": "Tre måneders ventetid på en samtale om bolig", "unit": "Visitationen"}
    reference = desk.called({**call, **POINTS, "name": "Rosa Friis"})
    desk.saved("Sortér henvendelsen", {"main": "Ikke besked om forventet svar"})
    desk.answered("Jeg spørger centret.", by=PHONE)
    longer = {"due_on": "2026-11-30", "longer_reason": "Hjemmesiden skal rettes samtidig."}
    asked = {**QUESTIONS, **BY_PHONE, **longer, "item": "Hvor lang er ventetiden, og hvor står det?"}
    letter = desk.wrote("Oversend til et center", asked, f"Til {CSA}", "senest mandag 30. november 2026")
    assert CLAUSE not in letter

    yield "Fri 2026-11-20"
    desk.read(reference)
    desk.looked_over(REPLY, {"item": "Borgeren er på afbudslisten, og siden er rettet.", **IN_FULL})
    desk.came_out("Forbedret materielt", CSA)
    desk.looked_over("Afslut sagen", {})
    desk.day.says("Overholdt fredag 20. november 2026 frist mandag 30. november 2026", within="#deadlines")
    desk.day.says("første dato mandag 23. november 2026", within="#deadlines")
    to_citizen = [each for each in desk.documents() if "Borger " in each]
    assert to_citizen == ["3 2. nov. 2026 Ud Svar Borger På telefon"]
