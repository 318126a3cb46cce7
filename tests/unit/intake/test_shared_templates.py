"""The apps of the tests share what they compile of a template, and none reads what belongs to another."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType

import pytest
from flask import Flask

from intake.domain.own_words import Words
from intake.page import translated
from intake.page.app import new_app
from intake.page.translated import PageEnvironment
from tests import templates
from tests.builders import a_portal


@contextmanager
def spoken(app: Flask, language: str) -> Iterator[PageEnvironment]:
    """Give the templates of an app in a language, in a request that asks for it."""
    with app.test_request_context(f"/{language}/"):
        yield app.jinja_env.get_or_select_template("shared/base.html").environment


def compiled(environment: PageEnvironment, name: str) -> tuple[CodeType, CodeType]:
    """Compile a template as the tests do, and as it is done in earnest."""
    source, filename, _ = environment.loader.get_source(environment, name)
    return environment.compile(source, name, filename), templates.compile_anew(
        environment, source, name, filename
    )


def said(code: CodeType) -> tuple[object, ...]:
    """Give what a code says; what Python notes in it while it runs is not in it."""
    constants = [said(each) if isinstance(each, CodeType) else (type(each), each) for each in code.co_consts]
    return code.co_code, code.co_names, code.co_varnames, tuple(constants)


def test_whatever_differs_between_two_apps_is_compiled_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Name, language, way out and where pages are: each template is what it would be if compiled anew."""
    # Of these three apps alone, whatever ran before in this process.
    monkeypatch.setattr(templates, "_compiled", {})
    ours = a_portal(tmp_path / "ours").app
    theirs = a_portal(
        tmp_path / "theirs",
        organisation={"da": "Den Anden", "en": "The Other"},
        exit_address="https://other.example/",
    ).app
    differ = set()
    for name in ours.jinja_env.list_templates():
        found = []
        for app, language in ((ours, "da"), (theirs, "da"), (theirs, "en")):
            with spoken(app, language) as environment:
                shared, anew = compiled(environment, name)
                assert said(shared) == said(anew), name
                found.append(said(shared))
        differ |= {name} if len(set(found)) == 3 else set()
    assert "shared/base.html" in differ


def test_a_template_is_compiled_once_for_apps_that_are_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second app with the same words, addresses and frame compiles nothing."""
    with spoken(a_portal(tmp_path / "first").app, "da") as environment:
        before, _ = compiled(environment, "portal/start.html")
    other = a_portal(tmp_path / "second").app
    monkeypatch.setattr(translated._Translator, "visit_Call", None)
    with spoken(other, "da") as environment:
        source, filename, _ = environment.loader.get_source(environment, "portal/start.html")
        assert environment.compile(source, "portal/start.html", filename) is before


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ url_for('way') }}", ["/here", "/there"]),
        ("{{ _('{unit} as {unit}') }}", ["en as en", "et as et"]),
    ],
)
def test_a_page_that_is_elsewhere_and_a_word_that_is_another_are_heard(
    template: str, said: list[str]
) -> None:
    """Two apps that are alike but for an address or a word each say their own."""
    found = []
    for path, unit in (("/here", "en"), ("/there", "et")):
        words = Words(unit={"da": unit})
        app = new_app(
            "frame",
            rooms={"portal": "intake"},
            organisation={"da": "By"},
            home="start",
            words=lambda own=words: own,
        )
        app.add_url_rule("/<language:lang>/", "start")
        app.add_url_rule(path, "way")
        with spoken(app, "da") as environment:
            code = environment.compile(template, "shared/way.html", "way.html")
            found.append(environment.template_class.from_code(environment, code, {}).render())
    assert found == said
