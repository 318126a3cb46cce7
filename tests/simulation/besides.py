"""
What happens in fictive cases besides their own course: what somebody asks for by law, a child in danger, a
unit that is heard, minutes, a name that is opened, a slip of the pen, two people at once, another scheme.

Drawn when all stories are told. Each kind comes up in a few cases, and in one at least where any fits.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tests.simulation.recording import (
    left_half_written,
    moved_up,
    promised,
    recorded,
    said_after_the_end,
    sorted_at_once,
    themed,
)
from tests.simulation.scenario import REPORTER, ScenarioBuilder, Story
from tests.simulation.season import JOINER, Season
from triage.cli.demo.steps import in_mailbox

PERCENT = 4
FEWEST = 2
ACCESS, DATA, CHILD, APPEAL = "document_access", "subject_access", "child_notification", "appeal"
DRAFT = "Enheden burde have svaret borgeren inden for sin egen frist."
WHY = "Det er nødvendigt for at komme videre i sagen."
HANDED_OVER = "hand_over_asked"
PROMISE, TYPE = "promise", "type"


@dataclass(frozen=True, slots=True)
class Besides:
    """
    One kind of thing that happens: in which stories, how it goes, and whether at their begin, before their
    end or behind it. *asks* for what can be asked for only once in a case.
    """

    fits: Callable[[Story], bool]
    write: Callable[[ScenarioBuilder], None]
    at_begin: bool = False
    at_end: bool = False
    asks: str = ""


def happen(stories: Sequence[Story], season: Season, seed: random.Random) -> None:
    """Let things happen in some of the stories; what comes after them comes so much later."""
    _move_outside(stories, season, seed)
    _give_to_the_joiner(stories, season)
    asked: set[tuple[str, str]] = set()
    for kind in KINDS:
        fitting = [
            each
            for each in stories
            if _is_to_close(each, season) and kind.fits(each) and (each.name, kind.asks) not in asked
        ]
        several = min(len(fitting), max(FEWEST, len(fitting) * PERCENT // 100))
        for story in seed.sample(fitting, several):
            _insert(story, season, seed, kind)
            asked |= {(story.name, kind.asks)} if kind.asks else set()


def write_while_it_sleeps(stories: Sequence[Story], season: Season) -> None:
    """
    Let somebody write about a report that was done with, while no clock ticks: it is taken with another day
    than its own, until somebody says that the time is right. Nothing is drawn for it.
    """
    first, last = season.down.first, season.down.last
    done = [
        each
        for each in stories
        if each.is_report
        and in_mailbox(each.data)
        and _is_to_close(each, season)
        and each.steps[-1][0] < first
    ]
    # The last of the last day: whatever anybody does in the office fetches what lies there.
    for story in done[-FEWEST:]:
        builder = ScenarioBuilder(story, season, random.Random(0), last)
        builder.then(0, 0, "message_from_reporter", text="Er der sket mere?", lies=True)
        builder.then(2, 4, "opened")
        builder.then(0, 2, "no_answer_needed", text="Der er svaret før.")


def _insert(story: Story, season: Season, seed: random.Random, kind: Besides) -> None:
    place = _after_begin(story) if kind.at_begin else _closing(story)
    if kind.at_end:
        place = len(story.steps)
    before, rest = story.steps[:place], story.steps[place:]
    day = season.at_work(story.begins)
    if rest and not kind.at_begin:
        day = rest[0][0]
    elif before:
        day = before[-1][0]
    story.steps[:] = before
    builder = ScenarioBuilder(story, season, seed, day)
    kind.write(builder)
    moved = builder.day - day
    for on, step in rest:
        then = on + moved
        story.steps.append((then if step["action"] in REPORTER else season.at_work(then), step))
    story.steps.sort(key=lambda each: each[0])


def _is_to_close(story: Story, season: Season) -> bool:
    """Whether it is closed early enough in the year for something to happen before."""
    closing = _closing(story)
    before_autumn = date(season.year, 10, 10)
    return closing is not None and story.steps[closing][0] < before_autumn and "external" not in story.data


def _closing(story: Story) -> int | None:
    return next((place for place, (_, step) in enumerate(story.steps) if step["action"] == "close"), None)


def _after_begin(story: Story) -> int:
    """Give the place behind the opening of what was sent, else the first."""
    return int(in_mailbox(story.data))


def _later(builder: ScenarioBuilder, soonest: int, latest: int, action: str, **fields: object) -> date:
    """Let something be done later, while the case goes on, or after its end."""
    day = builder.day
    done = builder.then(soonest, latest, action, **fields)
    builder.day = day
    return done


def _request(builder: ScenarioBuilder, what: str, ends: str, days: int, late: int) -> None:
    """Somebody asks; it is decided in time, late, or after the case was closed."""
    builder.then(0, 3, "external-event", event=f"{what}:requested")
    _later(
        builder,
        *((1, days) if builder.chance(75) else (late, late + 9)),
        "external-event",
        event=f"{what}:{ends}",
    )


def access(builder: ScenarioBuilder) -> None:
    """Somebody asks for the documents; some ask twice before they have an answer."""
    if builder.chance(50):
        _request(builder, ACCESS, "decided", 6, 14)
        return
    builder.then(0, 3, "external-event", event=f"{ACCESS}:requested")
    builder.then(1, 2, "external-event", event=f"{ACCESS}:requested", subject="2")
    _later(builder, 4, 8, "external-event", event=f"{ACCESS}:decided")
    _later(builder, 2, 5, "external-event", event=f"{ACCESS}:decided", subject="2")


def access_put_off(builder: ScenarioBuilder) -> None:
    """Access to documents that takes longer, of which the citizen is told in time."""
    builder.then(0, 3, "external-event", event=f"{ACCESS}:requested")
    builder.then(1, 2, "extended", rule="OFL-36", by=6, text=WHY)
    _later(builder, 5, 9, "external-event", event=f"{ACCESS}:decided")


def data_request(builder: ScenarioBuilder) -> None:
    """Somebody asks what is known of them."""
    _request(builder, DATA, "answered", 25, 40)


def child(builder: ScenarioBuilder) -> None:
    """A child may be in danger: assessed within a day and confirmed within six, or not."""
    builder.then(0, 0, "external-event", event=f"{CHILD}:received", at_time="09:15")
    builder.then(
        *((0, 0) if builder.chance(70) else (1, 4)),
        "external-event",
        event=f"{CHILD}:assessed",
        at_time="11:30",
    )
    _later(builder, 0, 5, "external-event", event=f"{CHILD}:confirmed")


def child_warned(builder: ScenarioBuilder) -> None:
    """A report tells of a child: it is told on before anybody has said whether it is of the scheme."""
    child(builder)
    builder.then(0, 0, "disposition", code="child_notification_sent", text=WHY)


def appeal(builder: ScenarioBuilder) -> None:
    """An appeal comes in and is sent on."""
    builder.then(0, 4, "external-event", event=f"{APPEAL}:received")
    _later(builder, 3, 24, "external-event", event=f"{APPEAL}:forwarded")


def decision(builder: ScenarioBuilder) -> None:
    """The citizen may appeal a decision; the time stands still while access is asked for."""
    builder.then(0, 2, "external-event", event="decision:received")
    builder.then(1, 4, "interrupted", rule="RSL-67", reason="access_requested", text=WHY)
    builder.then(2, 9, "restarted", rule="RSL-67")
    builder.then(1, 6, "external-event", event="appeal:filed")


def heard(builder: ScenarioBuilder) -> None:
    """A unit sees what will be said of it: it comments, or lets the time go by; then it is said."""
    unit = {"unit": builder.story.data["unit"]}
    builder.then(0, 3, "hearing", **unit, text=DRAFT)
    if builder.chance(65):
        builder.then(2, 13, "hearing_answered", **unit, text="Vi har ingen bemærkninger.")
        builder.then(0, 4, "no_answer_needed", text="Enheden venter ikke på svar.")
    else:
        builder.then(0, 0, "tried_to_criticise", **unit, text=DRAFT)
        builder.then(15, 20, "note", text="Enheden har ikke svaret.")
    builder.then(
        0, 5, "criticised", **unit, kind=builder.seed.choice(("criticism", "recommendation")), text=DRAFT
    )


def waived(builder: ScenarioBuilder) -> None:
    """A citizen wants no acknowledgement."""
    builder.then(0, 0, "waived", reason="expressly_asked", text="Borgeren ringer selv.")


def minutes(builder: ScenarioBuilder) -> None:
    """Minutes of what was told, read and approved by whoever told it; then they are locked."""
    builder.then(0, 3, "minutes", text="Referat: Kim fortalte om tre bilag.")
    builder.then(1, 12, "minutes_approved")
    builder.then(0, 0, "tried_to_rewrite_minutes", text="Et andet referat.")


def named(builder: ScenarioBuilder) -> None:
    """The reporter's name is asked for and opened."""
    builder.then(0, 2, "external-event", event="identity:requested")
    builder.then(0, 6, "name_opened", text=WHY)


def letter(builder: ScenarioBuilder) -> None:
    """A letter names a day."""
    builder.then(0, 2, "letter", until_days_after_received=builder.seed.randint(5, 20), text=WHY)


def mistyped(builder: ScenarioBuilder) -> None:
    """A day is typed a month off, so that a date is missed at once; some days later it is put right."""
    event = f"{ACCESS}:requested"
    builder.then(0, 2, "external-event", event=event, happened_days_after_received=-45)
    asked = builder.day
    day = builder.then(1, 5, "note", text="Datoen er ikke rigtig.")
    builder.then(0, 0, "corrected", event=event, right_days_after_received=(asked - day).days, text=WHY)
    _later(builder, 1, 8, "external-event", event=f"{ACCESS}:decided")


def wrong_case(builder: ScenarioBuilder) -> None:
    """A request is recorded in a case that it is not about, and withdrawn there."""
    event = f"{ACCESS}:requested"
    builder.then(0, 2, "external-event", event=event)
    builder.then(0, 3, "withdrawn", event=event, text=WHY)


def declined(builder: ScenarioBuilder) -> None:
    """Asked about the complaint side, the reporter says no."""
    builder.then(0, 1, HANDED_OVER, text="Må vi give din sag videre til borgerrådgiveren?")
    builder.then(1, 9, "message_from_reporter", text="", agrees=False)
    builder.then(1, 3, "opened")
    builder.then(0, 0, "no_answer_needed", text="Svaret var nej.")


def two_at_once(builder: ScenarioBuilder) -> None:
    """Two write a note from one and the same state of a case: the second is shown the first."""
    builder.then(0, 3, "two_at_once", text="Ringet op; ingen svarede.")


def _any(_story: Story) -> bool:
    return True


def _is_complaint(story: Story) -> bool:
    return not story.is_report


def _is_rejected(story: Story) -> bool:
    return any(step["action"] == "rejected" for _, step in story.steps)


def _is_outside(story: Story) -> bool:
    said = [step for _, step in story.steps if step["action"] in ("scope", HANDED_OVER)]
    by_portal = story.is_report and story.data["channel"] == "portal"
    return by_portal and [each.get("scope") for each in said] == ["outside"]


KINDS = (
    Besides(_any, access, asks=ACCESS),
    Besides(_any, access_put_off, asks=ACCESS),
    Besides(_any, data_request),
    Besides(_is_complaint, child),
    Besides(lambda story: story.is_report and story.data["channel"] == "portal", child_warned, at_begin=True),
    Besides(_is_complaint, appeal),
    Besides(_is_complaint, decision),
    Besides(_is_complaint, heard),
    Besides(
        lambda story: not story.is_report and story.data["channel"] in ("letter", "mail"),
        waived,
        at_begin=True,
    ),
    Besides(lambda story: story.is_report and story.data["channel"] not in ("portal",), minutes),
    Besides(
        lambda story: story.is_report and story.data["channel"] == "portal" and story.data["name"], named
    ),
    Besides(_any, letter),
    Besides(_any, mistyped, asks=ACCESS),
    Besides(_any, wrong_case, asks=ACCESS),
    Besides(_is_outside, declined),
    Besides(_any, two_at_once),
    Besides(lambda story: not story.is_report and bool(story.data.get("unit")), recorded, asks=PROMISE),
    Besides(lambda story: story.is_report, themed),
    Besides(lambda story: not story.is_report and bool(story.data.get("unit")), promised, asks=PROMISE),
    Besides(lambda story: not story.is_report and not _is_rejected(story), moved_up, asks=TYPE),
    Besides(
        lambda story: _is_complaint(story) and story.data["channel"] == "portal" and not _is_rejected(story),
        sorted_at_once,
        at_begin=True,
        asks=TYPE,
    ),
    Besides(_any, said_after_the_end, at_end=True),
    Besides(_any, left_half_written),
)


def _give_to_the_joiner(stories: Sequence[Story], season: Season) -> None:
    """Let every second report of some months be given to somebody who will have left before the year ends."""
    steps = [
        step
        for story in stories
        if story.begins >= season.joins
        for day, step in story.steps
        if step["action"] == "assigned" and day < season.leaves
    ]
    for step in steps[::2]:
        step["to"] = JOINER


def _move_outside(stories: Sequence[Story], season: Season, seed: random.Random) -> None:
    """Let a report be sent to an external scheme; whoever wants no acknowledgement gets none there."""
    by_itself = {HANDED_OVER, "acknowledged_in_words", "tried_to_pause"}
    fitting = [
        each
        for each in stories
        if each.is_report
        and each.data["channel"] == "portal"
        and _is_to_close(each, season)
        and not by_itself & {step["action"] for _, step in each.steps}
    ]
    for story in seed.sample(fitting, min(len(fitting), max(1, len(stories) // 250))):
        story.data["external"] = True
