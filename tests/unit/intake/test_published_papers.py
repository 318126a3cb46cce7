"""What is published of a year: read for ever, and drawn from closed lists of shapes."""

import pytest

from intake.contents.published import PUBLISHED
from intake.page.drawn import drawn
from tests.vectors.published import FOLDER, PAPERS, forms_of, path_of
from triage.accounts.told import TOLD


def test_what_is_frozen_is_read_and_written_as_it_was() -> None:
    """One file for each form and each version, and none besides."""
    for paper in PAPERS:
        assert forms_of(paper).read(path_of(paper).read_bytes()) == paper
        assert forms_of(paper).write(paper) == path_of(paper).read_bytes()
    released = {
        f"{form}-{version}.json"
        for form, newest in (PUBLISHED.newest | TOLD.newest).items()
        for version in range(1, newest + 1)
    }
    assert {path.name for path in FOLDER.iterdir()} == released
    assert {type(each) for each in PAPERS} == {*PUBLISHED.forms, *TOLD.forms}


def test_a_drawing_is_written_anew() -> None:
    """Shapes, words and what is said of them; words are never markup."""
    drawing = (
        '<svg viewBox="0 0 9 9"><title>A &lt; B</title>'
        '<rect width="9.5" fill="url(#a-1)" stroke="#1a1a1a"/><path d="M0 5H9L-1 2"/></svg>'
    )
    assert drawn(drawing) == drawing.replace('"/>', '"></rect>', 1).replace('"/>', '"></path>')


@pytest.mark.parametrize(
    "svg",
    [
        "<svg><script>alert(1)</script></svg>",
        '<svg onload="alert(1)"></svg>',
        '<svg><a href="https://elsewhere.example">Her</a></svg>',
        '<svg><text style="position:fixed">Her</text></svg>',
        '<svg><rect fill="url(https://elsewhere.example/x)"/></svg>',
        "<svg></svg><p>Ring til mig</p>",
        "<p>Ring til mig</p>",
        "Ring til mig",
        "<svg><!-- x --></svg>",
        "<svg><![CDATA[x]]></svg>",
        "<svg><text>",
        "<svg></text></svg>",
        "<svg></svg><svg></svg>",
    ],
)
def test_whatever_is_no_drawing_is_not_shown(svg: str) -> None:
    """No link, no style, no script, no other element, nothing beside it; and half of one is none."""
    assert drawn(svg) == ""
