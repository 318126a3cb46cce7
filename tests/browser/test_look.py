"""The look in real Chromium: every shared macro on one page, without JavaScript, small and checked."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask, Response, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from intake.page.app import new_app
from tests.browser.conftest import sideways
from tests.html import parse
from tests.spec.accounts.test_files import SHEET
from triage.services.accounts.files import FileFormat, account_file

GALLERY = Path(__file__).with_name("gallery.html")
THURSDAY = date(2026, 11, 26)
NEEDED = [InputRequired("Det skal udfyldes")]


class Gallery(Form):
    """One field of every kind that a page may show."""

    name = StringField("Navn")
    what = TextAreaField("Hvad er der sket?", NEEDED)
    relation = RadioField(
        "Tilknytning", NEEDED, choices=[SelectChoice("a", "Ansat"), SelectChoice("b", "Borger")]
    )
    themes = SelectMultipleField(
        "Emner", NEEDED, choices=[SelectChoice("x", "Svar"), SelectChoice("y", "Tone")]
    )
    unit = SelectField("Afdeling", choices=[SelectChoice("s", "Børn og unge")])
    day = DateField("Dag", NEEDED)
    files = FileField("Filer")
    agreed = BooleanField("Jeg har læst vilkårene", NEEDED)
    mail = EmailField("Mailadresse")
    told = TextAreaField("Besked")
    note = TextAreaField("Notat")


def gallery() -> Flask:
    """An app whose pages show everything at rest, everything wrong, and planted faults."""
    app = new_app("gallery", rooms={}, organisation={"da": "Eksempelby Kommune"}, home="rest")
    source = GALLERY.read_text(encoding="utf-8")

    def show(form: Form) -> str:
        return render_template_string(
            source, form=form, today=THURSDAY, later=lambda days: THURSDAY + timedelta(days=days)
        )

    @app.get("/<language:lang>/")
    def rest(lang: str) -> str:
        return show(Gallery())

    @app.get("/<language:lang>/wrong")
    def wrong(lang: str) -> str:
        form = Gallery(MultiDict({"name": "z" * 200}))
        form.validate()
        return show(form)

    @app.get("/<language:lang>/faulty")
    def faulty(lang: str) -> Response:
        return Response(
            '<!doctype html><html><head></head><body style="color:#999"><img src="/static/betro.svg">'
            "<input name=a><p style='color:#bbb'>x</p><script>document.title='x'</script></body></html>"
        )

    return app


@pytest.fixture
def address(serve) -> str:
    """Where the gallery runs."""
    return serve(gallery())


PAGES = ["/da/", "/da/wrong", "/en/wrong"]


@pytest.mark.parametrize("path", PAGES)
def test_the_gallery_is_valid(path):
    """Every macro in every state is well-formed and complete."""
    parse(gallery().test_client().get(path).text)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_the_window(address, reader, path):
    """320 px is also 1280 px at 400 % zoom; long words break, tables become blocks."""
    page = reader()
    page.goto(address + path)

    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert sideways(page) <= 0, width


@pytest.mark.parametrize("path", ["/da/", "/da/wrong"])
def test_the_checker_finds_nothing(address, person, check_access, path):
    """At rest and with every error shown, desk and phone."""
    page = person()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address + path)
        assert check_access(page) == []


def test_the_checker_and_the_policy_catch_planted_faults(address, person, check_access, troubles):
    """A page with faults gives findings, and its style and script are refused: zero means something."""
    page = person()
    page.goto(address + "/da/faulty")

    found = {finding.split(":")[0] for finding in check_access(page)}
    assert {"document-title", "html-has-lang", "image-alt", "label"} <= found
    assert page.title() == ""
    assert any("style" in trouble for trouble in troubles)
    assert any("script" in trouble for trouble in troubles)
    troubles.clear()


def test_the_skip_link_is_hidden_until_it_is_reached(address, reader):
    """First stop of the keyboard, above the page before and in it afterwards."""
    page = reader(width=1280, reduced_motion="reduce")
    page.goto(address + "/da/")
    link = page.locator("a.skipnav")
    before = link.bounding_box()
    page.keyboard.press("Tab")
    after = link.bounding_box()

    assert before is not None
    assert before["y"] + before["height"] < 0
    assert after is not None
    assert after["y"] >= 0
    assert page.evaluate("document.activeElement.className") == "skipnav"


def test_fonts_and_drawings_arrive(address, reader):
    """The design system's own letters are used, and an alert's icon is not an empty box."""
    page = reader(width=1280)
    page.goto(address + "/da/")

    loaded = "document.fonts.ready.then(() => document.fonts.check('600 16px \"IBM Plex Sans\"'))"
    assert page.evaluate(loaded)
    icon = page.evaluate("getComputedStyle(document.querySelector('.alert-icon')).backgroundImage")
    assert icon.endswith('/dkfds/img/svg-icons/info.svg")')


def test_red_is_for_under_two_days_only(address, reader):
    """Overdue and due today or tomorrow are red; two days and more are not; words say it too."""
    page = reader(width=1280)
    page.goto(address + "/da/")
    red = "rgb(168, 7, 26)"

    for kind, says, is_red in (
        ("late", "Overskredet med 3 dage", True),
        ("soon", "Frist i dag", True),
        ("later", "Frist om 2 dage", False),
        ("met", "Overholdt", False),
    ):
        tag = page.locator(f"td .betro-due--{kind}").first
        assert says in tag.inner_text()
        assert (tag.evaluate("element => getComputedStyle(element).color") == red) == is_red


def test_what_the_reporter_reads_never_looks_like_a_note(address, reader):
    """Another border, another ground, and a sentence on each."""
    page = reader(width=1280)
    page.goto(address + "/da/")
    style = "e => [getComputedStyle(e).borderTopStyle, getComputedStyle(e).backgroundColor]"
    visible, internal = (page.locator(f".betro-{kind}") for kind in ("visible", "internal"))

    assert visible.evaluate(style) == ["solid", "rgb(255, 248, 230)"]
    assert internal.evaluate(style) == ["dashed", "rgb(241, 241, 244)"]
    assert "Indberetteren kan læse" in visible.inner_text()
    assert "kun enheden" in internal.inner_text()


def test_the_receipt_prints_with_its_code(address, reader):
    """On paper: the code, big; no menu, no buttons, no skip link."""
    page = reader(width=800)
    page.goto(address + "/da/")
    page.emulate_media(media="print")

    assert page.locator(".betro-code").is_visible()
    for hidden in (".betro-menu", ".betro-buttons", ".betro-languages", ".skipnav", "footer"):
        assert not page.locator(hidden).first.is_visible()


def test_the_code_is_copied_whole_and_its_groups_never_break(address, reader):
    """At 320 px each group of five is on one line, and the text is the code with its hyphens."""
    page = reader(width=320)
    page.goto(address + "/da/")

    assert page.locator(".betro-code").inner_text() == "7K3QX-90MVT-ABCDE-FGH12-34567"
    heights = page.eval_on_selector_all(
        ".betro-code__group", "all => all.map(e => e.getClientRects().length)"
    )
    assert heights == [1, 1, 1, 1, 1]


def test_the_drawings_of_an_account_are_read_aloud(person, check_access):
    """Each is one image with its title and its numbers, what is left out too; the table comes after."""
    page = person(width=360)
    page.set_content(account_file(SHEET, FileFormat.HTML).content.decode())
    months = "december <2024>: 12; januar 2025: 0; februar 2025: left out"
    images = page.get_by_role("img")
    assert images.count() == 2
    for each, title in zip(images.all(), ("By month", "Course"), strict=True):
        said = each.aria_snapshot()
        assert said.startswith(f"- 'img \"{title} A drawing of the table: ")
        assert months in said
        assert page.get_by_role("table", name=title).count() == 1
    assert page.get_by_role("rowheader", name="februar 2025").count() == 3
    assert page.get_by_role("cell", name="left out", exact=True).count() == 2 + 9
    assert sideways(page) <= 0
    assert check_access(page) == []
