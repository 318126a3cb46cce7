"""`betro deadline`: any rule computed in a shell, with the reasons."""

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from intake.clock import local_date
from intake.domain.languages import LANGUAGES
from intake.settings import FILE_VARIABLE, SettingsError
from triage.cli.deadline_changes import change_words, changes_from
from triage.cli.deadline_input import START, TypedLimit, happened_from, typed_limit
from triage.cli.deadline_text import as_data, as_text, list_data, list_text
from triage.cli.installation import REASONS, environment, installation, reason_of
from triage.engine.compute import compute
from triage.engine.deadline import Happened
from triage.rules.codes import TimeUnit
from triage.rules.local_limits import NoSuchLimitError, local_period, takes_local_limit, with_period
from triage.rules.model import Rule
from triage.rules.rulebook import NotInForceError, Rulebook, load_rulebook, with_local_limits
from triage.rules.tables import File
from triage.settings import load


@click.command("deadline")
@click.argument("rule", required=False)
@click.argument("events", nargs=-1, metavar="start=DATE [EVENT=DATE ...]")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.option("--lang", type=click.Choice(tuple(LANGUAGES)), help="Say it in the words of the office's page.")
@click.option("--list", "listing", is_flag=True, help="List every rule instead.")
@click.option(
    "--limits",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The municipality's own limits and targets, if not those of the settings.",
)
def deadline(
    rule: str | None,
    events: tuple[str, ...],
    as_json: bool,
    lang: str | None,
    listing: bool,
    limits: Path | None,
) -> None:
    """Compute one deadline and say why.

    RULE is a rule's id, for example WB-FB. `start` is the event that the rule counts from; other events have
    short names, for example received= and acknowledged=. Limits in hours need a time: 2026-03-28T12:00+01:00.
    A clock that its rule lets be stopped takes suspended= and resumed=, interrupted= and restarted=, as often
    as it was; extended= is the new date that was told. Where each municipality sets the limit itself, say
    area=home_help (published in the file of own limits) or length=4 unit=week. A target of its own, from the
    same file, is answered beside the dates that hold.
    """
    book = load_rulebook()
    if listing:
        book = _without_the_other_side(book)
        click.echo(_json(list_data(book, lang)) if as_json else list_text(book, lang))
        return
    if rule is None:
        raise click.UsageError("Say which rule, for example WB-FB; --list shows them all.")
    newest = _newest(book, rule)
    own, words = typed_limit(newest, events)
    said, words = change_words(book, newest, words)
    happened = happened_from(book, newest, words)
    in_force, on = _in_force(book, newest, happened)
    house = _of_house(book, limits, needed=takes_local_limit(in_force) and own.length is None)
    counted = _with_limit(house, house.local.aimed(in_force, on), own, on)
    answer = compute(counted, None, happened, changes=changes_from(counted, happened, said))
    click.echo(_json(as_data(book, answer, lang)) if as_json else as_text(book, answer, lang))


def _without_the_other_side(book: Rulebook) -> Rulebook:
    """Leave out the clocks of cases that the organisation at hand, if there is one, does not take."""
    try:
        if not os.environ.get(FILE_VARIABLE):
            return book
        takes = load(environment())[0].schemes
    except (SettingsError, click.ClickException):
        return book
    cases = {id_: of_rule[-1].schemes for id_, of_rule in book.versions.items()}
    kept = {id_ for id_, schemes in cases.items() if not schemes or any(map(takes.has, schemes))}
    return replace(book, versions={id_: book.versions[id_] for id_ in book.versions if id_ in kept})


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _newest(book: Rulebook, id_: str) -> Rule:
    if duty := book.duties.get(id_):
        raise click.UsageError(f"{id_} has no fixed limit: {duty.title} ({duty.source}).")
    if id_ not in book.versions:
        raise click.UsageError(f"There is no rule {id_!r}. Known are: {', '.join(book.ids)}.")
    return book.versions[id_][-1]


def _in_force(book: Rulebook, newest: Rule, happened: Happened) -> tuple[Rule, date]:
    first = newest.cap.event if newest.cap and newest.cap.event in happened else newest.starts
    if first not in happened:
        needed = " or ".join([START, *([book.events[newest.cap.event].name] if newest.cap else [])])
        raise click.UsageError(f"{newest.id} needs {needed}=DATE ({book.events[newest.starts].title}).")
    on = local_date(happened[first])
    try:
        return book.rule(newest.id, on), on
    except NotInForceError as error:
        raise click.UsageError(f"{error}.") from error


def _with_limit(book: Rulebook, rule: Rule, own: TypedLimit, on: date) -> Rule:
    if not takes_local_limit(rule):
        return rule
    if own.length is not None:
        unit = own.unit or rule.period.unit
        calendar = "weekdays" if unit is TimeUnit.WEEKDAY else "strict"
        return with_period(rule, local_period(book.calendars, own.length, unit, calendar))
    areas = book.local.areas(rule.id)
    area = own.area or (areas[0] if len(areas) == 1 else None)
    if area is not None:
        try:
            return book.local.limited(rule, area, on)
        except NoSuchLimitError as error:
            raise click.UsageError(f"{error}.") from error
    if areas:
        raise click.UsageError(f"{rule.id} has a limit for each area: say area= one of {', '.join(areas)}.")
    if rule.own_length:
        raise click.UsageError(
            f"{rule.id} has no length of its own: each municipality publishes one. Say length=4 unit=week, "
            "or area=AREA with what betro organisation apply has brought in, or --limits FILE."
        )
    return rule


def _of_house(book: Rulebook, file: Path | None, *, needed: bool) -> Rulebook:
    if file is not None or not os.environ.get(FILE_VARIABLE):
        return book if file is None else with_local_limits(book, File.open(file))
    try:
        return installation()[0].rulebook
    except (click.ClickException, *REASONS) as error:
        if needed:
            raise
        # The law's dates do not wait for an installation that is in order.
        click.echo(f"without the house's own targets: {reason_of(error)}", err=True)
        return book
