"""
What the portal shows of the year, and the one act by which the recommendations come onto it: they are read
first, as everybody would read them, and then published as they were read.
"""

import hashlib
import secrets
from collections.abc import Sequence

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.contents.published import PUBLISHED, RecommendationsPublished
from intake.page.language import current
from triage.cases.decisions.year_accounts import account_begun
from triage.office.forms import OfficeForm
from triage.office.request_context import organisation, session, today, who
from triage.services.accounts.publication import address_of
from triage.services.accounts.publish import on_the_portal, publish_recommendations, withdraw_recommendations
from triage.services.accounts.recommendations import UnreadableWordsError, for_everybody
from triage.services.views.year_account import accounts


def show() -> ResponseReturnValue:
    """Show what is on the portal, and what will be."""
    return _page()


def act() -> ResponseReturnValue:
    """Show the recommendations as they would be published, publish them as seen, or withdraw them."""
    step = request.form.get("step")
    if step == "withdraw":
        withdraw_recommendations(organisation(), person=who().handle, today=today())
        return redirect(url_for("year_portal"), 303)
    if step not in ("read", "send"):
        abort(422)
    try:
        papers = for_everybody(organisation(), who(), today=today())
    except UnreadableWordsError:
        return _page(is_unreadable=True), 422
    if step == "read":
        return _page(papers)
    if request.form.get("seen") != _digest(papers):
        return _page(papers, was_overtaken=True), 409
    with session().spending(request.form.get("once")) as is_first:
        if is_first:
            publish_recommendations(organisation(), papers, person=who().handle, today=today())
    return redirect(url_for("year_portal"), 303)


def _digest(papers: Sequence[RecommendationsPublished]) -> str:
    return hashlib.sha256(b"".join(map(PUBLISHED.write, papers))).hexdigest()


def _page(
    papers: Sequence[RecommendationsPublished] = (),
    *,
    is_unreadable: bool = False,
    was_overtaken: bool = False,
) -> str:
    return render_template(
        "office/year_portal.html",
        shown=[each for each in on_the_portal(organisation()) if each.language == current()],
        accounts={
            address_of(account_begun(each.case)): each
            for each in accounts(organisation(), who(), today=today())
        },
        paper=next((each for each in papers if each.language == current()), None),
        seen=_digest(papers),
        once=secrets.token_hex(16),
        is_unreadable=is_unreadable,
        was_overtaken=was_overtaken,
        form=OfficeForm(formdata=None),
        today=today(),
    )
