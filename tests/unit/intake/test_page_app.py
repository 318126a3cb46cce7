"""The frame that both apps start from: languages, headers, static files, errors, logs."""

import gzip
import logging
from io import BytesIO

import pytest
from flask import Flask, g, render_template, render_template_string, request, url_for
from flask.testing import FlaskClient
from jinja2 import TemplateNotFound, UndefinedError

from intake.domain.closed import ClosedError
from intake.domain.languages import LANGUAGES
from intake.page import static
from intake.page.app import new_app
from intake.page.body import BROKEN
from intake.page.errors import ErrorPage
from intake.page.rooms import room
from intake.store.engine import NoTurnError
from tests.html import parse

CANARY = "kanariefugl-7Q2"
TERMINATED = {"wsgi.input_terminated": True}
"""As our own server gives a body: it ends where the sender ended."""
PART_OF_A_FILE = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\na\r\n--x--\r\n'
PART_OF_A_FIELD = b'--x\r\nContent-Disposition: form-data; name="where"\r\n\r\nTorv'


class RuleError(Exception):
    """A family of errors as an app would have one."""


def make(chosen=None) -> Flask:
    """An app of one room with a page in both languages, a form and ways to fail."""
    app = new_app(
        "frame",
        rooms={"portal": "intake"},
        organisation={"da": "Eksempelby Kommune"},
        home="start",
        families={
            RuleError: ErrorPage(409, "The page does not exist", ()),
            ClosedError: ErrorPage(503, "The page does not exist", ()),
        },
        chosen_language=chosen,
    )
    page = """{% extends "shared/base.html" %}{% block title %}{{ _("Back") }}{% endblock %}
    {% block content %}<h1>{{ _("Back") }}</h1><a href="{{ url_for('start') }}">x</a>{% endblock %}"""

    @app.get("/<language:lang>/")
    def start(lang: str) -> str:
        return render_template_string(page)

    @app.post("/<language:lang>/step")
    def step(lang: str) -> str:
        return render_template_string(page)

    @app.post("/<language:lang>/gives-up/<when>")
    def gives_up(lang: str, when: str) -> str:
        said = request.form["what"]
        g.stores = when != "shown"
        if when != "closed":
            raise NoTurnError
        raise ClosedError(said)

    @app.before_request
    def _fails_before() -> None:
        if (request.view_args or {}).get("when") == "unread":
            raise NoTurnError

    @app.get("/office")
    def office() -> str:
        return render_template_string(page)

    @app.get("/fails/<kind>")
    def fails(kind: str) -> str:
        if kind == "rule":
            raise RuleError(CANARY)
        raise ValueError(CANARY)

    return app


@pytest.fixture
def client() -> FlaskClient:
    """A client of the app above, errors turned into pages as in a real run."""
    app = make()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


class TestLanguage:
    """Which language a page is in."""

    def test_the_path_decides(self, client):
        """An English path is English for a Danish browser, in html lang, texts and links."""
        document = parse(client.get("/en/", headers={"Accept-Language": "da"}).text)

        assert document.query_one("html").attrs["lang"] == "en"
        assert document.query_one("h1").to_text() == "Back"
        assert document.query_one("main a").attrs["href"] == "/en/"

    def test_without_a_path_the_browser_is_asked_and_danish_is_the_default(self, client):
        """tlh -> Danish, en -> English."""
        german = parse(client.get("/office", headers={"Accept-Language": "tlh"}).text)
        english = parse(client.get("/office", headers={"Accept-Language": "tlh;q=0.9, en-GB;q=0.8"}).text)

        assert german.query_one("h1").to_text() == "Tilbage"
        assert english.query_one("h1").to_text() == "Back"

    def test_a_person_s_own_choice_comes_before_the_browser_s(self):
        """An app may answer what a signed-in person chose; no language of ours is no answer."""
        chosen = make(chosen=lambda: "en").test_client().get("/office", headers={"Accept-Language": "da"})
        strange = make(chosen=lambda: "xx").test_client().get("/office", headers={"Accept-Language": "da"})

        assert parse(chosen.text).query_one("h1").to_text() == "Back"
        assert parse(strange.text).query_one("h1").to_text() == "Tilbage"

    def test_a_page_that_is_missing_is_missed_in_the_language_of_its_path(self, client):
        """An unknown page under /en/ is an English error page, although no route matched."""
        response = client.get("/en/nowhere", headers={"Accept-Language": "da"})

        assert response.status_code == 404
        assert parse(response.text).query_one("h1").to_text() == "The page does not exist"

    def test_an_unknown_language_is_no_page(self, client):
        """/xx/ does not exist."""
        assert client.get("/xx/").status_code == 404

    def test_the_switch_leads_to_the_same_page_and_the_answer_to_a_form_has_none(self, client):
        """A link there would throw away what was typed."""
        shown = parse(client.get("/da/").text).query(".betro-languages a")
        answer = parse(client.post("/da/step").text).query(".betro-languages a")

        assert [(link.attrs["href"], link.attrs["lang"]) for link in shown] == [
            (f"/{code}/", code) for code in LANGUAGES if code != "da"
        ]
        assert answer == []


class TestHeaders:
    """What every response carries."""

    @pytest.mark.parametrize("path", ["/da/", "/nowhere", "/fails/other", "/office", "/static/none.css"])
    def test_every_answer_is_closed_and_never_stored(self, client, path):
        """Pages, errors and missing files alike; no cookie and no session."""
        headers = client.get(path).headers

        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "microphone=()" in headers["Permissions-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in headers
        assert "Server" not in headers


class TestStatic:
    """The style sheet, fonts and drawings."""

    def test_an_address_with_the_tag_of_the_bytes_is_kept_for_a_year(self, client):
        """And without it for a day, because the bytes may change under the name."""
        with client.application.test_request_context("/da/"):
            address = static.static_url("betro.css")
        tagged, bare = client.get(address), client.get("/static/betro.css")

        assert tagged.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert bare.headers["Cache-Control"] == "public, max-age=86400"
        assert tagged.content_type == "text/css; charset=utf-8"
        assert tagged.data == (room("static") / "betro.css").read_bytes()

    def test_a_browser_that_has_it_is_told_so(self, client):
        """If-None-Match with our tag is 304 without a body."""
        first = client.get("/static/betro.css")
        again = client.get("/static/betro.css", headers={"If-None-Match": first.headers["ETag"]})

        assert again.status_code == 304
        assert again.data == b""
        assert "no-store" not in again.headers["Cache-Control"]

    def test_the_big_sheet_travels_packed_where_it_may(self, client):
        """gzip for who accepts it, plain for who refuses it, one tag for each."""
        name = "/static/dkfds/css/dkfds.min.css"
        packed = client.get(name, headers={"Accept-Encoding": "br, gzip"})
        plain = client.get(name, headers={"Accept-Encoding": "gzip;q=0"})

        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(packed.data) == plain.data
        assert packed.headers["ETag"] != plain.headers["ETag"]
        assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"

    @pytest.mark.parametrize(
        "name",
        [
            "../shared/base.html",
            "%2e%2e/shared/base.html",
            "dkfds/RECIPE",
            "dkfds",
            "betro.css/",
            "/etc/passwd",
        ],
    )
    def test_only_names_in_the_table_are_served(self, client, name):
        """Nothing that was asked for is joined to a path."""
        assert client.get(f"/static/{name}").status_code in (308, 404)

    def test_a_template_cannot_name_a_file_that_is_not_there(self, client):
        """Better a failing test than a page without its style."""
        with client.application.test_request_context("/da/"), pytest.raises(KeyError):
            static.static_url("missing.css")


class TestErrors:
    """Errors as pages, and what the log says of them."""

    def test_a_family_of_the_app_has_its_page(self, client):
        """With its own status, and without the words of the exception."""
        response = client.get("/fails/rule")

        assert response.status_code == 409
        assert CANARY not in response.text
        parse(response.text)

    def test_an_accident_tells_neither_the_page_nor_the_log_what_it_said(self, client, caplog):
        """The words of an exception may be a reporter's; class and place are enough to repair it."""
        with caplog.at_level(logging.DEBUG):
            response = client.get("/fails/other")

        assert response.status_code == 500
        assert CANARY not in response.text
        assert CANARY not in caplog.text
        assert "ValueError at fails" in caplog.text
        assert "test_page_app.py" in caplog.text
        assert parse(response.text).query_one("h1").to_text() == "Der gik noget galt hos os"

    @pytest.mark.parametrize("when", ["closed", "unread", "shown", "stored"])
    def test_what_was_sent_stands_on_the_page(self, client, when):
        """Whoever failed; and that it may be stored is said only where a page that stores had all of it."""
        form = b"what=hej&passphrase=x&ticket=x&second_factor=x"
        head = {"content_type": "application/x-www-form-urlencoded", "content_length": len(form)}
        response = client.post(f"/en/gives-up/{when}", input_stream=BytesIO(form), **head)

        assert response.status_code == 503
        assert [each.attrs["name"] for each in parse(response.text).query("main input")] == ["what"]
        assert "kept on this page" in response.text
        assert ("not certain" in response.text) == (when == "stored")
        assert ("Nothing has been sent" in response.text) == (when in ("unread", "shown"))

    @pytest.mark.parametrize("when", ["unread", "stored"])
    @pytest.mark.parametrize("ends", [PART_OF_A_FILE, PART_OF_A_FIELD], ids=["file", "cut"])
    def test_what_is_not_whole_is_kept_and_cannot_be_sent_from_there(self, client, when, ends):
        """A file is missing, or the end of a text: its page is shown first, and takes nothing."""
        form = b'--x\r\nContent-Disposition: form-data; name="what"\r\n\r\nhej\r\n' + ends
        head = {"content_type": "multipart/form-data; boundary=x", "content_length": len(form)}
        response = client.post(
            f"/en/gives-up/{when}", input_stream=BytesIO(form), environ_overrides=TERMINATED, **head
        )

        page = parse(response.text)
        kept = {each.attrs["name"]: each.attrs["value"] for each in page.query("main input")}
        assert kept["what"] == "hej"
        assert BROKEN in kept
        assert page.query_one("main button").to_text() == "See what arrived"
        assert ("not certain" in response.text) == (when == "stored" and ends == PART_OF_A_FILE)

    def test_a_wrong_method_says_what_is_allowed(self, client):
        """405 keeps its Allow header."""
        response = client.get("/da/step")

        assert response.status_code == 405
        assert "POST" in response.headers["Allow"]
        parse(response.text)

    def test_a_redirect_of_the_router_stays_a_redirect(self, client):
        """/da is the same page as /da/."""
        assert client.get("/da").status_code == 308


class TestTemplates:
    """What a template can reach."""

    def test_an_unknown_name_is_an_error(self, client):
        """A misspelt variable never becomes an empty place on a page."""
        with client.application.test_request_context("/da/"), pytest.raises(UndefinedError):
            render_template_string("{{ nothing_of_that_name }}")

    @pytest.mark.parametrize(
        "name", ["office/today.html", "mail/alert.da.txt", "shared/../office/today.html"]
    )
    def test_another_app_s_rooms_do_not_exist(self, client, name):
        """The portal knows portal and shared only."""
        with client.application.test_request_context("/da/"), pytest.raises(TemplateNotFound):
            render_template(name)

    def test_what_a_person_wrote_is_never_markup(self, client):
        """Autoescape is on for every template, strings too."""
        with client.application.test_request_context("/da/"):
            assert render_template_string("{{ text }}", text="<b>&") == "&lt;b&gt;&amp;"

    def test_links_keep_the_language(self, client):
        """url_for needs no lang inside a page."""
        with client.application.test_request_context("/en/"):
            assert url_for("start") == "/en/"
            assert url_for("start", lang="da") == "/da/"
