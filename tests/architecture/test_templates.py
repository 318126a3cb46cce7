"""No script but the office's file, no style of a page's own, nothing from elsewhere; faults are seen."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from intake.page.headers import HEADERS, OWN_SCRIPT
from intake.page.static import table
from tests.html import PageError, parse

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPT = """<script src="{{ static_url('office.js') }}" defer></script>"""
SHEET = ROOT / "templates" / "static" / "betro.css"
FORBIDDEN = {
    "script": re.compile(r"<\s*script", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "inline style": re.compile(r"<[^>]*\sstyle\s*=|<\s*style", re.IGNORECASE),
    "another origin": re.compile(
        r"<(?:link|img|form|iframe|video|audio|source)\b[^>]*(?:https?:)?//", re.IGNORECASE
    ),
    "data address": re.compile(r"""(?:src|href|url\()\s*=?\s*["']?data:""", re.IGNORECASE),
    "inline drawing": re.compile(r"<\s*(?:svg|object|embed|iframe|base)\b", re.IGNORECASE),
    "safe filter": re.compile(r"\|\s*safe\b|\bautoescape\s+false", re.IGNORECASE),
    "urlencoded form": re.compile(r"<form\b(?![^>]*multipart/form-data)[^>]*method=.post", re.IGNORECASE),
}


def faults(text: str) -> list[str]:
    """What a template must not contain."""
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_template_is_quiet(path):
    """No script, no event attribute, no inline style, no drawing, no address elsewhere, no unescaped text."""
    text = path.read_text(encoding="utf-8")
    if path.parent.name == "office" and path.name == "layout.html":
        assert text.count(SCRIPT) == 1
        text = text.replace(SCRIPT, "")
    assert faults(text) == []


def test_the_offices_script_keeps_nothing_in_the_browser_and_makes_no_code():
    """It reads a form and sends it: no storage, no cookie, no markup, no address but that of the form."""
    text = (ROOT / "templates" / "static" / "office.js").read_text(encoding="utf-8")

    assert re.findall(r"\.js$", "\n".join(table(ROOT / "templates" / "static")), re.MULTILINE) == [".js"]
    assert not re.search(
        r"torage|indexedDB|cookie|caches|innerHTML|insertAdjacent|eval|Function\(|import|https?:|//", text
    )


def test_one_macro_writes_every_form_that_is_sent():
    """So that none lacks its token or its encoding; a form that only asks for a page may stand by itself."""
    sent = [path for path in TEMPLATES if re.search(r"<form\b[^>]*post", path.read_text(encoding="utf-8"))]
    assert [path.name for path in sent] == ["forms.html"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<script>x</script>", "script"),
        ("<SCRIPT src=x>", "script"),
        ('<a href="#" onclick="x()">', "event attribute"),
        ('<p class="a"\n   style="color:red">', "inline style"),
        ("<style>p{}</style>", "inline style"),
        ('<link rel="stylesheet" href="https://elsewhere.example/a.css">', "another origin"),
        ('<img src="//elsewhere.example/a.png" alt="">', "another origin"),
        ('<img src="data:image/svg+xml,x" alt="">', "data address"),
        ("<svg><path/></svg>", "inline drawing"),
        ("{{ text | safe }}", "safe filter"),
        ("{% autoescape false %}", "safe filter"),
        ('<form method="post" action="/x">', "urlencoded form"),
    ],
)
def test_planted_faults_in_a_template_are_seen(text, fault):
    """Each of them is named."""
    assert fault in faults(text)


def test_the_portal_uses_no_room_but_its_own():
    """Portal and shared templates extend, include and import from portal and shared only."""
    for room in ("portal", "shared"):
        for path in sorted((ROOT / "templates" / room).rglob("*.html")):
            tree = Environment(extensions=["jinja2.ext.i18n"]).parse(path.read_text(encoding="utf-8"))
            used = tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport))
            names = [node.template.value for node in used if isinstance(node.template, nodes.Const)]
            allowed = ("portal/", "shared/") if room == "portal" else ("shared/",)
            assert [name for name in names if not name.startswith(allowed)] == [], path.name


def test_every_class_of_our_own_is_drawn():
    """A class that begins with betro- in a template stands in the sheet, so that no page is half dressed."""
    sheet = SHEET.read_text(encoding="utf-8")
    used = {
        name
        for path in TEMPLATES
        for name in re.findall(
            r"\bbetro-[a-z0-9_-]*[a-z0-9]", re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)
        )
    }
    loose = {"betro-user", "betro-menu", "betro-onward"}  # Hooks that need no drawing of their own.
    assert {name for name in used if f".{name}" not in sheet} <= loose


def test_our_sheet_reaches_for_nothing():
    """No import, no address, no data: what it needs is in the design system's folder."""
    text = re.sub(r"/\*.*?\*/", "", SHEET.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert not re.search(r"@import|url\(|expression\(", text)


def test_the_design_system_names_only_its_own_files():
    """Every address in the fetched sheet is a file that is served; nothing else came along."""
    folder = ROOT / "templates" / "static"
    sheet = table(folder)["dkfds/css/dkfds.min.css"].content.decode()
    names = set(re.findall(r"url\([\"']?([^)\"'?#]+)", sheet))

    assert names
    assert all(name.startswith("../") for name in names)
    served = {name for name in table(folder) if name.startswith("dkfds/")}
    assert {name.replace("../", "dkfds/") for name in names} | {"dkfds/css/dkfds.min.css"} == served


def test_the_policy_allows_only_ourselves():
    """No word in the policy that opens a door."""
    policy = HEADERS["Content-Security-Policy"]

    for each in (policy, OWN_SCRIPT):
        assert "unsafe" not in each
        assert "http" not in each
        assert "*" not in each
    assert "script-src" not in policy
    assert f"{policy}; script-src 'self'; connect-src 'self'" == OWN_SCRIPT


GOOD = (
    """<!doctype html><html lang="da"><head><title>Side</title></head><body><main>{}</main></body></html>"""
)


def test_a_good_page_passes():
    """The measure itself accepts what is right."""
    body = '<h1>Side</h1><form><label for="a">Navn</label><input id="a" name="a"></form><h2>Mere</h2>'

    assert parse(GOOD.format(body)).query_one("h2").to_text() == "Mere"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h1>A</h1><p><div></div></p>", "does not parse"),
        ("<h1>A</h1><b><i></b></i>", "does not parse"),
        ("<p>A</p>", "exactly one h1"),
        ("<h1>A</h1><h1>B</h1>", "exactly one h1"),
        ("<h1>A</h1><h3>B</h3>", "jumps from h1 to h3"),
        ("<h2>A</h2><h1>B</h1>", "jumps from h0 to h2"),
        ("<h1>A</h1><h2></h2>", "says nothing"),
        ('<h1>A</h1><p id="x"></p><p id="x"></p>', "is there 2 times"),
        ('<h1>A</h1><p aria-describedby="y">x</p>', "not there"),
        ('<h1>A</h1><a href="#y">x</a>', "not there"),
        ('<h1>A</h1><input id="a" name="a">', "has no label"),
        ('<h1>A</h1><label for="b">B</label>', "not there"),
        ("<h1>A</h1><label>B</label>", "belongs to nothing"),
        ('<h1>A</h1><label>B<input id="b"></label>', "has no name"),
        ("<h1>A</h1><fieldset><p>x</p></fieldset>", "does not begin with its legend"),
        ('<h1>A</h1><a href="/x"></a>', "says nothing"),
        ("<h1>A</h1><button></button>", "says nothing"),
        ('<h1>A</h1><img src="/x.png">', "has no text"),
        ("<h1>A</h1><script></script>", "script"),
        ('<h1>A</h1><p onclick="x">x</p>', "onclick"),
        ('<h1>A</h1><p style="x">x</p>', "style"),
        ('<h1>A</h1><img alt="" src="https://elsewhere.example/x.png">', "leads to"),
        ('<h1>A</h1><a href="javascript:x()">x</a>', "leads to"),
        ('<h1>A</h1><form action="//elsewhere.example/"></form>', "leads to"),
    ],
)
def test_planted_faults_in_a_page_are_seen(body, fault):
    """Each is named; this is what every functional test relies on."""
    with pytest.raises(PageError, match=fault):
        parse(GOOD.format(body))


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (
            "<html lang=da><head><title>x</title></head><body><main><h1>x</h1></main></body></html>",
            "does not parse",
        ),
        (GOOD.replace(' lang="da"', "").format("<h1>x</h1>"), "language of the page"),
        (GOOD.replace("Side", "").format("<h1>x</h1>"), "no title"),
        (GOOD.replace("main>", "div>").format("<h1>x</h1>"), "main part"),
    ],
)
def test_a_page_without_its_frame_is_refused(page, fault):
    """Doctype, language, title, main."""
    with pytest.raises(PageError, match=fault):
        parse(page)


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("p", 4),
        ("p.odd", 2),
        (".odd.red", 1),
        ("#last", 1),
        ("div p", 2),
        ("#last .odd", 1),
        ("[title]", 3),
        ('p[title="en b"]', 1),
        ("p[title='en b']", 1),
        ('[title^="en"]', 2),
        ('[title$="b"]', 1),
        ('main [title*="n "]', 2),
        ('[title^=""]', 0),
        ("span", 0),
        ("div > p", 2),
        ("p, div", 6),
    ],
)
def test_a_page_finds_what_justhtml_finds(selector, found):
    """The tests' own way through a page leads to the same elements, in their order."""
    body = (
        '<h1>A</h1><p class="odd red" title="en b">1</p><p>2</p>'
        '<div id="last"><p class="odd" title="en a">3</p><div title><p class="odder">4</p></div></div>'
    )
    page = parse(GOOD.format(body))
    elements = page.query(selector)
    assert [id(each) for each in elements] == [id(each) for each in page.root.query(selector)]
    assert len(elements) == found
    assert page.query_one(selector) is (elements[0] if elements else None)
