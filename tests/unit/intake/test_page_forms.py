"""The form macros: markup that a browser, a screen reader and a person without JavaScript can use."""

import pytest
from flask import Flask, render_template_string
from justhtml import JustHTML
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from intake.page.app import new_app
from tests.html import parse

NEEDED = [InputRequired("Det skal udfyldes")]
PAGE = """{% extends "shared/base.html" %}{% import "shared/forms.html" as f %}
{% block title %}Formular{% endblock %}
{% block content %}<h1>Formular</h1>{{ f.error_summary(form) }}
{% call f.form("/da/", form) %}BODY
{% call f.buttons() %}{{ f.button("Send") }}{{ f.back_button() }}{% endcall %}{% endcall %}{% endblock %}"""
ALL = """{{ f.text(form.name, hint="Kun hvis du vil") }}{{ f.textarea(form.what) }}{{ f.radios(form.relation,
hints={"b": "Så er det måske en klage"}) }}{{ f.checkboxes(form.themes) }}{{ f.select(form.unit) }}
{{ f.date(form.day) }}{{ f.file(form.files, multiple=true) }}{{ f.text(form.word, kind="password") }}
{{ f.checkbox(form.agreed, hint="Læs dem først") }}"""


def pairs(group: str | None = None, **labels: str) -> list[SelectChoice]:
    """Choices of a field, in the form that WTForms wants them."""
    return [SelectChoice(value, label, optgroup=group) for value, label in labels.items()]


class Everything(Form):
    """One field of every kind."""

    carried = HiddenField()
    name = StringField("Navn")
    what = TextAreaField("Hvad er der sket?", NEEDED)
    relation = RadioField("Tilknytning", NEEDED, choices=pairs(a="Ansat", b="Borger"))
    themes = SelectMultipleField("Emner", choices=pairs(x="Svar", y="Tone"), validators=NEEDED)
    unit = SelectField("Afdeling", choices=[*pairs("Social", s="Voksne"), *pairs("Teknik", t="Veje")])
    day = DateField("Dag", NEEDED)
    files = FileField("Filer")
    word = PasswordField("Adgangsfrase")
    agreed = BooleanField("Jeg har læst vilkårene", NEEDED)


@pytest.fixture(scope="module")
def app() -> Flask:
    """An app with nothing but the shared room."""
    app = new_app("forms", rooms={}, organisation={"da": "Eksempelby Kommune"}, home="start")
    app.add_url_rule("/<language:lang>/", "start", lambda lang: lang)
    return app


def show(app: Flask, form: Form, body: str = ALL) -> JustHTML:
    """The page with `form`, parsed strictly."""
    with app.test_request_context("/da/"):
        return parse(render_template_string(PAGE.replace("BODY", body), form=form))


def refused(**sent: str) -> Everything:
    """The form after it was sent with what is given, and found wanting."""
    form = Everything(MultiDict(sent))
    assert not form.validate()
    return form


class TestFaults:
    """A form that was sent with something missing."""

    def test_every_fault_is_at_the_top_and_leads_to_its_field(self, app):
        """The links point at ids that exist; a set of choices is reached at its first one."""
        document = show(app, refused(unit="s"))

        links = [link.attrs["href"] for link in document.query("#error-summary a")]
        assert links == ["#what", "#relation-0", "#themes-0", "#day", "#agreed"]

    def test_every_fault_is_also_at_its_field(self, app):
        """The error is described by id, and the field is marked as wrong."""
        document = show(app, refused())
        what = document.query_one("#what")

        assert what.attrs["aria-invalid"] == "true"
        assert what.attrs["aria-describedby"] == "what-error"
        assert document.query_one("#what-error").to_text().split() == ["Fejl:", "Det", "skal", "udfyldes"]

    def test_the_title_begins_with_the_word(self, app):
        """A screen reader says it before anything else."""
        assert show(app, refused()).query_one("title").to_text().startswith("Fejl: Formular")
        assert show(app, Everything()).query_one("title").to_text().startswith("Formular")

    def test_what_was_typed_is_still_there(self, app):
        """Text, choices and even a date that is none."""
        document = show(app, refused(name='"> <b>', what=" a\n", relation="b", themes="y", day="i går"))

        assert document.query_one("#name").attrs["value"] == '"> <b>'
        assert "checked" in document.query_one("#relation-1").attrs
        assert "checked" in document.query_one("#themes-1").attrs
        assert document.query_one("#day").attrs["value"] == "i går"

    def test_a_passphrase_never_comes_back(self, app):
        """No value attribute at all."""
        assert "value" not in show(app, refused(word="seks ord")).query_one("#word").attrs


class TestTexts:
    """Long texts travel unharmed."""

    @pytest.mark.parametrize(
        "text", ["\n\nafter two empty lines", "</textarea><b>", "&amp; & <", "  x  \t", "æøå 🜁"]
    )
    def test_a_text_is_the_same_in_the_box_and_in_a_hidden_field(self, app, text):
        """A browser eats one line break after <textarea>; ours is the one it eats."""
        form = Everything(data={"what": text, "carried": text})
        document = show(app, form)

        inside = "".join(child.data for child in document.query_one("textarea").children)
        assert inside == text
        assert document.query_one("input[name=carried]").attrs["value"] == text

    def test_nothing_typed_goes_to_a_spelling_service_or_into_the_browser_s_memory(self, app):
        """spellcheck and autocomplete are off for every text."""
        document = show(app, Everything())

        assert document.query_one("form").attrs["autocomplete"] == "off"
        for field in (document.query_one("#what"), document.query_one("#name")):
            assert field.attrs["spellcheck"] == "false"
            assert field.attrs["autocomplete"] == "off"


class TestForm:
    """The form element and its buttons."""

    def test_it_is_one_multipart_post_and_hidden_fields_come_first(self, app):
        """The draft secret has to be known before the first file byte is read."""
        form = show(app, Everything(data={"carried": "x"})).query_one("form")

        assert (form.attrs["method"], form.attrs["enctype"]) == ("post", "multipart/form-data")
        names = [field.attrs["name"] for field in form.query("input,textarea,select")]
        assert names[0] == "carried"
        assert names.index("files") > names.index("carried")

    def test_enter_never_means_back(self, app):
        """Enter presses a form's first submit button."""
        assert [button.to_text() for button in show(app, Everything()).query("form button")] == [
            "Send",
            "Tilbage",
        ]

    def test_a_field_that_may_be_left_empty_says_so(self, app):
        """In words, not with a star; the browser's own required check is not used."""
        document = show(app, Everything())

        assert document.query_one("label[for=name]").to_text().split() == ["Navn", "(valgfrit)"]
        assert document.query_one("label[for=what]").to_text() == "Hvad er der sket?"
        assert document.query("[required]") == []

    def test_choices_have_their_own_hint(self, app):
        """Tied to the choice by id; groups keep their names."""
        document = show(app, Everything())

        assert document.query_one("#relation-1").attrs["aria-describedby"] == "relation-1-hint"
        assert [group.attrs["label"] for group in document.query("optgroup")] == ["Social", "Teknik"]
