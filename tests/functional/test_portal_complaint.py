"""A complaint through the portal's pages: named or anonymous, with its own words, and back with the code."""

from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from crypto.envelope import Context, Direction, Kind, Stanza
from crypto.unseal import unseal
from intake.contents.choices import HasMandate, MaySendOn, Need, WritesAs
from intake.contents.forms import decode, encode
from intake.contents.mailbox import ComplaintContent, Contact
from intake.domain.schemes import Schemes
from intake.page.body import MULTIPART
from intake.web.forms import PortalForm
from intake.web.journeys import HANDLERS, journeys
from tests.builders import ORGANISATION, PortalWorld, a_portal
from tests.visitor import Visitor

CHECK = "Check your answers and send"


@pytest.fixture
def world(tmp_path: Path) -> PortalWorld:
    """A portal on Monday 23 November 2026."""
    return a_portal(tmp_path / "portal")


@pytest.fixture
def visitor(world: PortalWorld) -> Visitor:
    """A citizen at its English pages."""
    return Visitor(world.app.test_client())


def complain(visitor: Visitor, **contact: str) -> str:
    """Send a complaint and give its code."""
    visitor.get("/en/complaint/")
    visitor.press("Next", unit="Hjemmeplejen", what="Ingen svarer.\nTre gange.", wish="Et svar")
    visitor.press("Next", **contact)
    visitor.press("Next")
    assert visitor.heading == CHECK
    visitor.press("Send the complaint")
    assert visitor.heading == "We have received your complaint"
    return visitor.code


def received(world: PortalWorld) -> ComplaintContent:
    """Open the one complaint there is as an advisor would."""
    anna = world.keys.anna
    with world.reception.engine.connect() as connection:
        row = connection.exec_driver_sql(
            "SELECT item.id, item.reference, envelope, wrapped FROM item JOIN stanza ON item_id = item.id "
            "WHERE key_id = ?",
            (anna.key_id,),
        ).one()
    context = Context(Kind.REPORT, row.reference, row.id, Direction.IN, ORGANISATION)
    stanza = Stanza(anna.key_id, row.wrapped)
    opened = unseal(row.envelope, [stanza], context=context, identity=anna)
    content = decode(Kind.REPORT, opened.plaintext)
    assert isinstance(content, ComplaintContent)
    return content


def test_a_complaint_arrives_with_all_that_was_said(world, visitor):
    """Unit, what happened, the wish and how to be reached, sealed to the advisors."""
    complain(visitor, name="Ida Ibsen", address="Egevej 1", phone="12345678", email="ida@example.test")
    content = received(world)

    assert content.unit == "Hjemmeplejen"
    assert content.what == "Ingen svarer.\nTre gange."
    assert content.wish == "Et svar"
    assert content.contact == Contact("Ida Ibsen", "Egevej 1", "12345678", "ida@example.test")


def test_every_field_is_shown_before_sending_and_arrives(world, visitor):
    """What a page asks for stands on the page before sending and is sealed: nothing is lost on the way."""
    # Nobody is published here who could be kept out.
    steps = journeys(Schemes.BOTH, anonymous=True)["complaint"].without(HANDLERS).steps
    asked = [{name: f"{name} was typed" for name in _texts(step.form)} for step in steps[:-1]]
    visitor.get("/en/complaint/")
    for page in asked:
        visitor.press("Next", **page)
    shown = visitor.words()
    visitor.press("Send the complaint")
    sealed = encode(received(world)).decode()

    typed = [words for page in asked for words in page.values()]
    assert [words for words in typed if words not in shown] == []
    assert [words for words in typed if words not in sealed] == []


def test_what_a_citizen_chooses_is_shown_in_their_words_and_arrives(world, visitor):
    """Whether it may be sent on, what is needed, who writes for whom; it stays when one goes back."""
    visitor.get("/en/complaint/")
    visitor.press("Next", unit="Hjemmeplejen", what="Ingen svarer.")
    chosen = {"consent": "ask_first", "needs": "home_visit", "writes_as": "relative", "mandate": "follows"}
    visitor.press("Next", **chosen, writes_for="Aase Ask", language="Polsk")
    visitor.press("Back")
    checked = visitor.page.query("main input[checked]")
    assert {each.attrs["name"]: each.attrs["value"] for each in checked} == chosen
    assert len(visitor.page.query("main details[open]")) == 2
    visitor.press("Next")
    visitor.press("Next")
    for words in ("Ask me first", "I need a visit at home", "A relative or a friend", "I send it later"):
        assert words in visitor.words("dl")
    visitor.press("Send the complaint")
    content = received(world)

    assert content.consent is MaySendOn.ASK_FIRST
    assert (content.needs, content.language) == ((Need.HOME_VISIT,), "Polsk")
    assert (content.writes_for, content.writes_as) == ("Aase Ask", WritesAs.RELATIVE)
    assert content.mandate is HasMandate.FOLLOWS


def test_several_needs_go_from_page_to_page(world, visitor):
    """And a complaint without any answer says nothing: neither yes nor no."""
    visitor.get("/en/complaint/")
    visitor.press("Next", unit="Hjemmeplejen", what="Ingen svarer.")
    form = visitor.page.query_one("main form")
    typed = [*_parts(visitor), ("needs", "interpreter"), ("needs", "dyslexia")]
    answer = visitor.client.post(
        form.attrs["action"], data=MultiDict(typed), content_type=MULTIPART, base_url="https://portal.test"
    )
    assert 'name="needs" value="interpreter dyslexia"' in answer.text
    visitor.pages.append((form.attrs["action"].replace("/contact", "/files"), answer.text))
    visitor.press("Next")
    assert "May it be sent on? not stated" in visitor.words("dl")
    visitor.press("Send the complaint")

    assert received(world).needs == (Need.INTERPRETER, Need.DYSLEXIA)
    assert received(world).consent is None


@pytest.mark.parametrize("field", ["consent", "needs", "writes_as", "mandate"])
def test_what_is_not_offered_is_not_taken(visitor, field):
    """Whoever alters the page is shown it again."""
    visitor.get("/en/complaint/")
    visitor.press("Next", unit="Hjemmeplejen", what="Ingen svarer.")
    sending = [*_parts(visitor), (field, "everything")]
    path = visitor.page.query_one("main form").attrs["action"]
    answer = visitor.client.post(
        path, data=MultiDict(sending), content_type=MULTIPART, base_url="https://portal.test"
    )

    assert answer.status_code == 422


def _texts(form: type[PortalForm]) -> list[str]:
    fields = {name: getattr(getattr(form, name), "field_class", None) for name in dir(form)}
    return [name for name, kind in fields.items() if kind is not None and issubclass(kind, StringField)]


def test_an_organisation_that_has_applied_nothing_offers_nothing(visitor):
    """No empty fold, and no unit that is nobody's."""
    visitor.get("/en/complaint/")

    assert visitor.page.query("main details, main option") == []


def test_an_anonymous_complaint_has_no_contact(world, visitor):
    """Everything left empty is no contact, not an empty one."""
    complain(visitor)

    assert received(world).contact is None


def test_a_complaint_promises_no_statutory_date(world, visitor):
    """The whistleblower's two dates are not a citizen's."""
    complain(visitor)

    assert "three months" not in visitor.words()
    assert "feedback" not in visitor.words()
    assert "at your workplace" not in visitor.words()


def test_a_complaint_opens_with_its_code(world, visitor):
    """With the words of the complaint side."""
    code = complain(visitor)
    visitor.get("/en/mailbox/")
    visitor.press("Open the mailbox", code=code)

    assert "We have received your complaint" in visitor.words()
    assert "Ingen svarer. Tre gange." in visitor.words("details")


def test_a_code_is_for_one_sending_of_either_kind(world, visitor):
    """A report's code that is carried into a complaint finds the report and takes nothing."""
    code = complain(visitor)
    visitor.get("/en/report/")
    visitor.press("Next", relation="employee")
    visitor.press("Next", what="hej")
    for _page in range(2):
        visitor.press("Next")
    sending = [("code", code) if name == "code" else (name, value) for name, value in _parts(visitor)]
    path = visitor.page.query_one("main form").attrs["action"]
    answer = visitor.client.post(
        path, data=dict(sending), content_type="multipart/form-data", base_url="https://portal.test"
    )

    assert "You have already sent this" in answer.text
    assert received(world).what.startswith("Ingen svarer")


def _parts(visitor: Visitor) -> list[tuple[str, str]]:
    """The hidden fields of the page."""
    return [
        (each.attrs["name"], each.attrs.get("value") or "")
        for each in visitor.page.query('main form input[type="hidden"]')
    ]


@pytest.mark.parametrize("field", ["unit", "what"])
def test_what_is_missing_is_said_and_the_rest_is_kept(visitor, field):
    """Unit and text are asked for; the wish is not."""
    typed = {"unit": "Hjemmeplejen", "what": "Ingen svarer", "wish": ""}
    visitor.get("/en/complaint/")
    visitor.press("Next", status=422, **{**typed, field: " "})

    assert visitor.page.query_one(f"#{field}-error") is not None
    kept = next(name for name in ("unit", "what") if name != field)
    assert visitor.values(kept) == [typed[kept]]
    assert visitor.page.query_one("#wish-error") is None


def test_fields_of_one_line_have_a_limit_and_keep_what_was_typed(visitor):
    """Two thousand characters, counted after nothing was cut."""
    visitor.get("/en/complaint/")
    visitor.press("Next", unit="x", what="y")
    visitor.press("Next", address="æ" * 2001, status=422)

    assert visitor.values("address") == ["æ" * 2001]
    assert visitor.page.query_one("#address-error") is not None
