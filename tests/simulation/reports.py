"""What becomes of the fictive reports."""

from collections.abc import Callable

from tests.simulation.scenario import ScenarioBuilder

Write = Callable[[ScenarioBuilder], None]

GUIDED = "own_employment"
THANKS = "Tak for din henvendelse. Her er, hvad vi har gjort, og hvorfor."
QUESTION = "Kan du fortælle, hvornår det skete, og hvem der ellers var til stede?"
CROSSING = "En borger får ikke svar fra kommunen."
REASON = "Begrundet ud fra indberetningens egne oplysninger."


def outside(builder: ScenarioBuilder) -> None:
    """Outside the scheme: assessed, guided, told, closed; sometimes long after the date."""
    _open(builder)
    _assess_outside(builder)
    if builder.chance(60):
        builder.then(0, 2, "disposition", code="guided_elsewhere", text=REASON)
    if builder.chance(8):
        builder.then(95, 130, "note", text="Sagen blev liggende.")
    _tell(builder, "rejection")
    _close(builder)


def handed_over(builder: ScenarioBuilder) -> None:
    """Outside the scheme, and asked about the complaint side: agreed, declined, or never answered."""
    _open(builder)
    _assess_outside(builder)
    asks = {"text": "Må vi give din sag videre til borgerrådgiveren?", "crossing": CROSSING}
    builder.then(0, 2, "hand_over_asked", **asks)
    answer = builder.seed.choice(("consented", "consented", "declined", "silent"))
    if answer == "silent":
        # The clock takes the question back after thirty days.
        builder.then(32, 40, "note", text="Intet svar på spørgsmålet.")
    else:
        builder.then(1, 30, "message_from_reporter", text="", agrees=answer == "consented")
        # With a yes it has crossed; opening it settles the question, as of the day on which it came.
        builder.then(0, 6, "opened")
        if answer == "consented":
            builder.then(0, 3, "note", text="Givet videre med et ja.")
        _hear(builder)
    _tell(builder, "rejection")
    _close(builder)


def investigated(builder: ScenarioBuilder) -> None:
    """Within the scheme and investigated: questions, perhaps answered, feedback on the way and at the end."""
    _open(builder)
    builder.then(1, 8, "scope", scope="within", text=REASON)
    builder.then(0, 3, "investigation", investigation="investigate", text=REASON)
    builder.then(1, 5, "message_to_reporter", text=QUESTION, asks=True)
    if builder.chance(70):
        _writes_again(builder, "Det var i foråret, og vi var tre.")
    if builder.chance(50):
        builder.then(20, 40, "feedback", kind="interim", text=THANKS, **_given(builder))
    builder.then(
        10,
        45,
        "outcome",
        finding=_finding(builder),
        text=REASON,
        measures=["instruction_training"],
        police_report=False,
    )
    _tell(builder, "final")
    _close(builder)
    if builder.chance(20):
        builder.then(10, 30, "reopened", text="Nye oplysninger.")
        _tell(builder, "final")
        _close(builder)


def not_investigated(builder: ScenarioBuilder) -> None:
    """Within the scheme, and not investigated or sent on to an authority; the reporter is told why."""
    _open(builder)
    builder.then(1, 8, "scope", scope=builder.seed.choice(("within", "partly")), text=REASON)
    builder.then(0, 5, "investigation", investigation="no_investigation", text=REASON)
    if builder.chance(25):
        builder.then(0, 0, "tried_to_pause", rule="WB-FB", text=REASON)
    _tell(builder, "final")
    _close(builder)


def too_little(builder: ScenarioBuilder) -> None:
    """Too little to go on: asked, and mostly never answered."""
    _open(builder)
    builder.then(1, 6, "scope", scope="awaiting_information", text=REASON)
    builder.then(0, 1, "message_to_reporter", text=QUESTION, asks=True)
    if builder.chance(30):
        _writes_again(builder, "Jeg ved ikke mere.")
    builder.then(30, 60, "scope", scope="outside", text=REASON, reason="insufficient", guidance=THANKS)
    _tell(builder, "rejection")
    _close(builder)


def neglected(builder: ScenarioBuilder) -> None:
    """Opened late, and the three months go by before anybody answers; some are open when the year ends."""
    builder.then(4, 14, "opened")
    if builder.story.data.get("acknowledge_later"):
        builder.then(0, 12, "acknowledged_by_hand", text=THANKS)
    builder.then(60, 90, "scope", scope="within", text=REASON)
    builder.then(1, 10, "investigation", investigation="no_investigation", text=REASON)
    builder.then(15, 60, "feedback", kind="final", text=THANKS, **_given(builder))
    _close(builder)


def forgotten(builder: ScenarioBuilder) -> None:
    """Nobody opens it for weeks; what came late in the year is unopened when it ends."""
    builder.then(35, 70, "opened")
    _assess_outside(builder)
    _tell(builder, "rejection")
    _close(builder)


def called_first(builder: ScenarioBuilder) -> None:
    """
    A call that asks for a meeting; the report is registered there, and what follows is as with any other.
    """
    # Every other one had told a manager the day before, whose unit did not pass it on.
    told_before = int(builder.story.name) % 2
    unit = builder.story.data["lay_with"] if told_before else None
    builder.then(3, 12, "registered_at_meeting", days_before=told_before, lay_with=unit)
    builder.then(0, 9, "acknowledged_by_hand", text=THANKS)
    builder.then(0, 5, "scope", scope="within", text=REASON)
    builder.then(0, 3, "investigation", investigation="no_investigation", text=REASON)
    builder.then(5, 30, "feedback", kind="final", text=THANKS, given_days_after_received=0)
    _close(builder)


REPORTS: tuple[tuple[int, Write], ...] = (
    (40, outside),
    (10, handed_over),
    (18, investigated),
    (10, not_investigated),
    (8, too_little),
    (7, neglected),
    (2, forgotten),
    (5, called_first),
)
"""How often each comes, in percent."""


def _by_hand(builder: ScenarioBuilder) -> bool:
    return bool(builder.story.data["channel"] != "portal")


def _given(builder: ScenarioBuilder) -> dict[str, int]:
    """Say that what is told goes another way than through the mailbox, where there is none, the same day."""
    return {"given_days_after_received": 0} if _by_hand(builder) else {}


def _open(builder: ScenarioBuilder) -> None:
    if not _by_hand(builder):
        builder.then(0, 2 if builder.chance(85) else 8, "opened")
    if builder.chance(60):
        builder.then(0, 0, "assigned")
    if builder.chance(50):
        builder.then(0, 0, "summary", text="Kort om sagen, på én linje.")
    if builder.story.data.get("acknowledge_later"):
        builder.then(0, 3 if builder.chance(80) else 12, "acknowledged_by_hand", text=THANKS)
    elif not _by_hand(builder) and builder.day in builder.season.by_hand:
        builder.then(0, 3 if builder.chance(80) else 12, "acknowledged_in_words", text=THANKS)


def _assess_outside(builder: ScenarioBuilder) -> None:
    builder.then(1, 8, "scope", scope="outside", text=REASON, reason=GUIDED, guidance=THANKS)


def _tell(builder: ScenarioBuilder, kind: str) -> None:
    if builder.chance(4):
        builder.then(0, 0, "tried_to_close")
    builder.then(0, 6, "feedback", kind=kind, text=THANKS, **_given(builder))


def _close(builder: ScenarioBuilder) -> None:
    builder.then(0, 5, "close")
    if builder.chance(80):
        builder.then(0, 2, "owned_up", text="Forsinket af ferie og manglende svar.")
    if not _by_hand(builder) and builder.chance(15):
        # A closed case is heard too, and answered without being opened again.
        _writes_again(builder, "Tak for svaret. Jeg har hørt noget nyt.")


def _writes_again(builder: ScenarioBuilder, text: str) -> None:
    """The reporter writes; mostly somebody opens it soon, and answers it or says why that is not needed."""
    builder.then(1, 20, "message_from_reporter", text=text)
    if builder.chance(90):
        builder.then(0, 2 if builder.chance(80) else 12, "opened")
        _hear(builder)


def _hear(builder: ScenarioBuilder) -> None:
    """What was opened is answered, or marked, or left lying until the case is told how it ended."""
    if builder.chance(40):
        builder.then(0, 3, "no_answer_needed", text="Svaret er brugt; der er ikke mere at sige.")
    elif builder.chance(80):
        builder.then(0, 9, "message_to_reporter", text=THANKS)


def _finding(builder: ScenarioBuilder) -> str:
    return builder.seed.choice(("breach_found", "breach_partly_found", "no_breach_found", "not_established"))
