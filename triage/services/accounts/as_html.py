"""An account as a page of its own: one file that fetches nothing, for a browser and a printer."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from intake.page.rooms import room
from triage.services.accounts.sheet import AccountSheet


def as_html(sheet: AccountSheet) -> str:
    """Give the page."""
    return _templates().get_template("office/account_file.html").render(sheet=sheet, style=_style())


@cache
def _templates() -> Environment:
    loader = PrefixLoader({"office": FileSystemLoader(room("office", "triage"))})
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _style() -> Markup:
    text = (room("office", "triage") / "account_file.css").read_text(encoding="utf-8")
    return Markup("<style>\n{}</style>").format(Markup(text))  # noqa: S704 - a file of ours
