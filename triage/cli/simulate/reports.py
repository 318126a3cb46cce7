"""What becomes of the fictive reports."""

from collections.abc import Callable

from triage.cli.simulate.pen import Pen

Write = Callable[[Pen], None]

GUIDED = "own_employment"
THANKS = "Tak for din henvendelse. Her er, hvad vi har gjort, og hvorfor."
QUESTION = "Kan du fortælle, hvornår det skete, og hvem der ellers var til stede?"
REASON = "Begrundet ud fra indberetningens egne oplysninger."


def outside(pen: Pen) -> None:
    """Outside the scheme: assessed, guided, told, closed; sometimes long after the date."""
    _open(pen)
    _assess_outside(pen)
    if pen.chance(60):
        pen.then(0, 2, "disposition", code="guided_elsewhere", text=REASON)
    if pen.chance(8):
        pen.then(95, 130, "note", text="Sagen blev liggende.")
    _tell(pen, "rejection")
    _close(pen)


def handed_over(pen: Pen) -> None:
    """Outside the scheme, and asked about the complaint side: agreed, declined, or never answered."""
    _open(pen)
    _assess_outside(pen)
    pen.then(0, 2, "hand_over_asked", text="Må vi give din sag videre til borgerrådgiveren?")
    answer = pen.seed.choice(("consented", "consented", "declined", "silent"))
    if answer == "silent":
        # The clock takes the question back after thirty days.
        pen.then(32, 40, "note", text="Intet svar på spørgsmålet.")
    else:
        pen.then(1, 12, "message_from_reporter", text="Ja tak." if answer == "consented" else "Nej tak.")
        pen.then(1, 4, f"hand_over_{answer}")
    _tell(pen, "rejection")
    _close(pen)


def investigated(pen: Pen) -> None:
    """Within the scheme and investigated: questions, perhaps answered, feedback on the way and at the end."""
    _open(pen)
    pen.then(1, 8, "scope", decision="within", reason=REASON)
    pen.then(0, 3, "investigation", decision="investigate", reason=REASON)
    pen.then(1, 5, "message_to_reporter", text=QUESTION, asks=True)
    if pen.chance(70):
        pen.then(1, 20, "message_from_reporter", text="Det var i foråret, og vi var tre.")
    if pen.chance(50):
        pen.then(20, 40, "feedback", kind="interim", text=THANKS, by_hand=_by_hand(pen))
    pen.then(
        10,
        45,
        "outcome",
        finding=_finding(pen),
        text=REASON,
        measures=["instruction_training"],
        police_report=False,
    )
    _tell(pen, "final")
    _close(pen)
    if pen.chance(20):
        pen.then(10, 30, "reopened", text="Nye oplysninger.")
        _tell(pen, "final")
        _close(pen)


def not_investigated(pen: Pen) -> None:
    """Within the scheme, and not investigated or sent on to an authority; the reporter is told why."""
    _open(pen)
    pen.then(1, 8, "scope", decision=pen.seed.choice(("within", "partly")), reason=REASON)
    pen.then(0, 5, "investigation", decision="no_investigation", reason=REASON)
    if pen.chance(25):
        pen.then(0, 0, "tried_to_pause", rule="WB-FB", text=REASON)
    _tell(pen, "final")
    _close(pen)


def too_little(pen: Pen) -> None:
    """Too little to go on: asked, and mostly never answered."""
    _open(pen)
    pen.then(1, 6, "scope", decision="awaiting_information", reason=REASON)
    pen.then(0, 1, "message_to_reporter", text=QUESTION, asks=True)
    if pen.chance(30):
        pen.then(2, 30, "message_from_reporter", text="Jeg ved ikke mere.")
    pen.then(30, 60, "scope", decision="outside", reason=REASON, reason_code="insufficient", guidance=THANKS)
    _tell(pen, "rejection")
    _close(pen)


def neglected(pen: Pen) -> None:
    """Opened late, and the three months go by before anybody answers; some are open when the year ends."""
    pen.then(4, 14, "opened")
    if pen.story.data.get("acknowledge_later"):
        pen.then(0, 12, "acknowledged_by_hand", text=THANKS)
    pen.then(60, 90, "scope", decision="within", reason=REASON)
    pen.then(1, 10, "investigation", decision="no_investigation", reason=REASON)
    pen.then(15, 60, "feedback", kind="final", text=THANKS, by_hand=_by_hand(pen))
    _close(pen)


def forgotten(pen: Pen) -> None:
    """Nobody opens it for weeks; what came late in the year is unopened when it ends."""
    pen.then(35, 70, "opened")
    _assess_outside(pen)
    _tell(pen, "rejection")
    _close(pen)


def called_first(pen: Pen) -> None:
    """
    A call that asks for a meeting; the report is registered there, and what follows is as with any other.
    """
    pen.then(3, 12, "registered_at_meeting")
    pen.then(0, 9, "acknowledged_by_hand", text=THANKS)
    pen.then(0, 5, "scope", decision="within", reason=REASON)
    pen.then(0, 3, "investigation", decision="no_investigation", reason=REASON)
    pen.then(5, 30, "feedback", kind="final", text=THANKS, by_hand=True)
    _close(pen)


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


def _by_hand(pen: Pen) -> bool:
    return bool(pen.story.data["channel"] != "portal")


def _open(pen: Pen) -> None:
    if not _by_hand(pen):
        pen.then(0, 2 if pen.chance(85) else 8, "opened")
    if pen.chance(60):
        pen.then(0, 0, "assigned")
    if pen.chance(50):
        pen.then(0, 0, "summary", text="Kort om sagen, på én linje.")
    if pen.story.data.get("acknowledge_later"):
        pen.then(0, 3 if pen.chance(80) else 12, "acknowledged_by_hand", text=THANKS)
    elif not _by_hand(pen) and pen.day in pen.season.by_hand:
        pen.then(0, 3 if pen.chance(80) else 12, "acknowledged_in_words", text=THANKS)


def _assess_outside(pen: Pen) -> None:
    pen.then(1, 8, "scope", decision="outside", reason=REASON, reason_code=GUIDED, guidance=THANKS)


def _tell(pen: Pen, kind: str) -> None:
    if pen.chance(4):
        pen.then(0, 0, "tried_to_close")
    pen.then(0, 6, "feedback", kind=kind, text=THANKS, by_hand=_by_hand(pen))


def _close(pen: Pen) -> None:
    pen.then(0, 5, "close")
    if pen.chance(80):
        pen.then(0, 2, "owned_up", text="Forsinket af ferie og manglende svar.")


def _finding(pen: Pen) -> str:
    return pen.seed.choice(("breach_found", "breach_partly_found", "no_breach_found", "not_established"))
