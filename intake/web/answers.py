"""What was answered so far, as the page before sending shows it."""

from markupsafe import Markup

from intake.contents.versioned import choice_titles
from intake.page.language import current
from intake.page.translated import macro
from intake.web.carried import Carried
from intake.web.handlers_form import kept_out_titles, received
from intake.web.journeys import HANDLERS, Journey
from intake.web.labels import choice_words, relation_label


def answers(journey: Journey, carried: Carried) -> dict[str, Markup]:
    """Give it by field, besides the files and what was chosen."""
    parts = ("text", "files", "outside", "chosen")
    text, files, outside, chosen = (macro("portal/check_part.html", name) for name in parts)
    typed = {name: carried.texts[name] for name in journey.names if name in journey.titles}
    if "relation" in typed:
        typed["relation"] = relation_label(typed["relation"])
    shown = {name: text(each) for name, each in typed.items()}
    besides = {"outside": outside(carried.texts), "chosen": chosen(_chosen(journey, carried))}
    if journey.step(HANDLERS) is not None:
        shown[HANDLERS] = _handlers(journey.kind, carried.texts["kept_out"])
    return shown | {"files": files(carried.attached), **besides}


def _handlers(kind: str, carried: str) -> Markup:
    """Say who is kept out, and which route receives it as well."""
    out = kept_out_titles(kind, carried)
    who = received(kind, carried) if out else None
    route = "" if who is None or who.route is None else who.route.called(current())
    return macro("portal/check_part.html", "kept_out")(out, route)


def _chosen(journey: Journey, carried: Carried) -> list[tuple[str, str]]:
    """Give what was chosen, and of what we may do with it that nothing was."""
    titles = choice_titles(journey.forms[0])
    made = ((name, title, choice_words(name, carried.texts[name])) for name, title in titles.items())
    return [(title, words) for name, title, words in made if words or name == "consent"]
