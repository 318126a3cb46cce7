"""
Whole matters of Albertslund, from the call to the promise kept, by its own themes and departments.

They are of the kinds that its published account tells: advice from one hand and a refusal from the other, a
talk that nobody wants a case about, a promise before school began. Everybody in them is invented. The account
says nothing of a bylaw, so the three weeks are the office's own date.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import ANSWER, Desk, complain, live, mailbox
from tests.town import Town, with_portal
from tests.weekdays import at_nine
from tests.working_day import found_town

AESS, BAE, DS = "Ældre, Sundhed & Social", "Borger, Arbejdsmarked & Erhverv", "Dagtilbud & Skole"
QUESTIONS = {"kinds": ["At svare på spørgsmål"], "answers_citizen": "Borgerrådgiveren svarer borgeren"}
AGREED = {"agreed": "Borgeren giver samtykke til, at det sendes til afdelingen"}
PHONE = "På telefon"
REPLY, KEPT = "Registrér svaret fra afdelingen", "Registrér, at et løfte er holdt"
ENDS = {"closes": "Afslut sagen, så snart der er givet besked"}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Albertslund on Monday 1 February 2027."""
    office = found_town(tmp_path / "town", "albertslund", at_nine("Mon 2027-02-01"))
    return with_portal(office, tmp_path / "town")


def test_whole_matters(town: Town) -> None:
    """Three matters of the spring of 2027, at one desk."""
    live(town, (advice_and_refusal, a_talk_and_no_case, a_promise_before_school))


def advice_and_refusal(desk: Desk) -> Iterator[str]:
    """
    The nurse advises what the department refuses. The citizen wants to be asked first and says yes in the
    mailbox, as is read on Thu 4 February 2027; the department, asked that day, answers on the 18th, in time.
    All meet on 1 March; what is promised there for the 15th is kept on the 12th.
    """
    yield "Mon 2027-02-01"
    what, town = "Sygeplejersken siger, at jeg skal bruge et greb i badet. Jeg får afslag på det.", desk.town
    code = complain(town, "Visitationen", what, "At de taler sammen", name="Inger Bro", consent="ask_first")

    yield "Tue 2027-02-02"
    desk.day.open("/")
    desk.day.press("Åbn og læs", at="Klage")
    reference = desk.day.browser.reference()
    sorted_by = {"points-0-theme": "Koordineret indsats", "points-1-theme": "Begrundelse"}
    desk.saved("Sortér henvendelsen", sorted_by)
    desk.day.says(AESS, within="#facts")
    desk.day.go("Oversend til en afdeling")
    desk.day.says("1. februar 2027 svarede borgeren i formularen: Spørg først.")
    desk.day.go("Annuller")
    desk.day.press("Kun som besked", {"item": "Må vi spørge afdelingen?"}, at=ANSWER)
    desk.day.press("Ja, send det")
    town.tick()
    visitor = mailbox(town, code)
    assert "Må vi spørge afdelingen?" in visitor.words()
    visitor.press("Send beskeden", text="Ja, det må I.")

    yield "Thu 2027-02-04"
    desk.read(reference)
    desk.day.says("Ja, det må I.", within="#messages")
    desk.answered("Tak. Jeg spørger afdelingen.")
    yes = {**AGREED, "agreed_how": "I postkassen", "agreed_on": "2027-02-03"}
    asked = {**QUESTIONS, **yes, "item": "Hvem ser på, hvad borgeren har brug for i badet?"}
    letter = desk.wrote("Oversend til en afdeling", asked, f"Til {AESS}", "senest torsdag 25. februar 2027")
    assert [each for each in ("Inger", "greb", "vedtægt", "Sygeplejersken") if each in letter] == []

    yield "Thu 2027-02-18"
    desk.read(reference)
    agree = {"item": "Det er forvirrende. Vi indkalder til et fælles møde.", "quality": "Fyldestgørende"}
    desk.looked_over(REPLY, agree)
    together = {"kind": "med borgeren og afdelingen", "units": [AESS]}
    both = {"agreed": "Borgeren har sagt ja til mødet med afdelingen", "agreed_how": PHONE}
    desk.saved("Planlæg et møde", {**together, **both, "meets_on": "2027-03-01", "starts_at": "10:30"})

    yield "Mon 2027-03-01"
    desk.read(reference)
    met = {
        "kind": "med borgeren og afdelingen",
        "role": "deltager",
        "convener": AESS,
        "item": "Grebet er nødvendigt, og alle ved nu, hvem der svarer.",
        "promise_item": "En ny afgørelse",
        "promised_on": "2027-03-15",
    }
    desk.saved("Registrér et møde", met)
    said = "Grebet er nødvendigt. Borgeren får en ny afgørelse senest 15. marts."
    minutes = {"of": "Et møde, der er registreret", "spoken_on": "2027-03-01", "item": said}
    desk.looked_over("Skriv et referat", {**minutes, "way": "I postkassen"})
    town.tick()
    visitor = mailbox(town, code)
    assert said in visitor.words()
    visitor.press("Send beskeden", text="Det er rigtigt.")

    yield "Fri 2027-03-12"
    desk.read(reference)
    by = {"by": "Den, der fortalte", "how": "I postkassen", "happened_on": "2027-03-12"}
    desk.saved("Registrér, at et referat er godkendt", by)
    desk.saved(KEPT, {"item": "Afgørelsen er sendt."})
    desk.came_out("Forbedret materielt", AESS)
    desk.answered("Du har fået en ny afgørelse efter mødet.", ENDS)
    town.tick()
    read = mailbox(town, code).words()
    for each in ("Din sag er afsluttet", "Modtagelsen er bekræftet mandag 1. februar 2027", "efter mødet"):
        assert each in read
    desk.day.open(f"/cases/{reference}")
    desk.day.says("givet 3. februar 2027, I postkassen", "holdt 12. marts 2027", within="#facts")
    desk.day.says("Overholdt torsdag 18. februar 2027 frist torsdag 25. februar 2027", within="#deadlines")
    desk.day.says("Kontorets egen frist", within="#deadlines")
    assert [each for each in desk.documents() if AESS in each] == [
        f"6 4. feb. 2027 Ud Anmodning til afdelingen {AESS}",
        f"7 18. feb. 2027 Ind Svar fra afdelingen {AESS}",
    ]


def a_talk_and_no_case(desk: Desk) -> Iterator[str]:
    """
    A citizen rings on Tue 2 February 2027 about how he was spoken to, and wants nothing done in his name. On
    the 18th the adviser raises it at a status meeting; what the leader promises there is kept on 12 March,
    when the case has long been closed, and nothing was sent.
    """
    yield "Tue 2027-02-02"
    call = {"summary_item": "Brokkede sig over en anden afdelings vejledning", "unit": "Ydelsescenteret"}
    reference = desk.called({**call, "type": "Til orientering", "name": "Tage Lind"})
    desk.saved("Sortér henvendelsen", {"main": "Koordineret indsats"})
    desk.answered("Jeg tager det med til et statusmøde, uden dit navn.", by=PHONE)

    yield "Thu 2027-02-18"
    desk.read(reference)
    met = {
        "kind": "med afdelingen",
        "units": [BAE],
        "role": "deltager",
        "item": "Lederen kender ikke sagen og ser på, hvordan de sender borgere videre.",
        "ground_item": "Hverken navn eller sag bliver nævnt.",
        "promise_item": "Gennemgang af sagsgangen mellem de to enheder",
        "promised_on": "2027-03-12",
    }
    desk.saved("Registrér et møde", met)
    desk.came_out("Uændret", BAE)
    desk.day.go("Afslut sagen")
    desk.day.press("Se, hvad der vil ske")
    desk.day.press("Ja, gem det")

    yield "Fri 2027-03-12"
    desk.read(reference)
    desk.saved(KEPT, {"item": "Sagsgangen er skrevet om."})
    desk.day.says("Afsluttet", within="h1")
    desk.day.says("Til orientering", f"med afdelingen, {BAE}", "holdt 12. marts 2027", within="#facts")
    assert [each for each in desk.documents() if " Ud " in each] == [
        "3 2. feb. 2027 Ud Svar Borger På telefon"
    ]


def a_promise_before_school(desk: Desk) -> Iterator[str]:
    """
    What was promised before school began is remembered in two ways. Asked on Tue 2 February 2027, due on the
    23rd; on the 18th the department announces 12 March and answers on that day, 17 days late. It is heard
    until 24 March, says nothing, and gets a recommendation on the 30th; asked what became of it, it tells on
    26 April, and the case stays closed.
    """
    yield "Tue 2027-02-02"
    call = {"summary_item": "Skoletilbuddet er ikke det, der blev aftalt", "unit": "Skoleafdelingen"}
    reference = desk.called({**call, "type": "Klage", "name": "Mona Fiktiv", "phone": "12 34 56 78"})
    desk.saved("Sortér henvendelsen", {"points-0-theme": "Åbenhed og tillid", "points-1-theme": "Notatpligt"})
    desk.answered("Jeg spørger afdelingen, hvad der blev aftalt.", by=PHONE)
    asked = {**QUESTIONS, **AGREED, "agreed_how": PHONE, "item": "Hvad blev aftalt, og hvor står det?"}
    desk.wrote("Oversend til en afdeling", asked, f"Til {DS}", "senest tirsdag 23. februar 2027")

    yield "Thu 2027-02-18"
    desk.read(reference)
    delayed = {"promised_on": "2027-03-12", "reason_item": "Skolelederen er på ferie."}
    desk.looked_over("Registrér en meldt forsinkelse", delayed)

    yield "Fri 2027-03-12"
    desk.read(reference)
    partly = {"item": "Ingen husker et løfte, og der er intet notat.", "quality": "Delvist fyldestgørende"}
    desk.looked_over(REPLY, partly)
    draft = "Der er ikke gjort notat om, hvad der blev talt om på mødet."
    desk.wrote("Hør en afdeling før kritik", {"item": draft, "answer_by_on": "2027-03-24"}, draft)

    yield "Tue 2027-03-30"
    desk.read(reference)
    said = {"kind": "Anbefaling", "item": f"{draft} Skriv ned, hvad I aftaler."}
    desk.wrote("Registrér kritik eller en anbefaling", said, "Skriv ned, hvad I aftaler")
    desk.came_out("Uændret", DS)
    desk.answered("Afdelingen har fået en anbefaling.", ENDS, by="Med brev")
    late = f"Svar fra afdelingen ({DS}) tirsdag 23. februar 2027: 17 dage for sent"
    desk.day.says(late, within="#breaches")
    desk.day.says("Dagtilbud & Skole Læring", within="#facts")
    asked = {"about": "Vores anbefaling", "item": "Skriver I aftaler ned nu?", "answer_by_on": "2027-04-30"}
    desk.wrote("Følg op på det, der er udtalt eller lovet", asked, "Skriver I aftaler ned nu?")

    yield "Mon 2027-04-26"
    desk.read(reference)
    told = {"item": "Det gør vi nu.", "quality": "Fyldestgørende"}
    desk.saved("Registrér svar på en opfølgning", told)
    desk.day.says("Afsluttet", within="h1")
    assert [each.partition("2027 ")[2].partition(f" {DS}")[0] for each in desk.documents() if DS in each] == [
        "Ud Anmodning til afdelingen",
        "Ind Besked om forsinkelse fra afdelingen",
        "Ind Svar fra afdelingen",
        "Ud Høring af afdelingen",
        "Ud Anbefaling til afdelingen",
        "Ud Opfølgning til afdelingen",
        "Ind Svar fra afdelingen på en opfølgning",
    ]
