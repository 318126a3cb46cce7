"""What becomes of the fictive citizens' inquiries."""

from triage.cli.simulate.pen import Pen

ANSWER = "Jeg har set på sagen. Sådan hænger det sammen, og det kan du gøre nu."
QUESTIONS = "Hvorfor har borgeren ikke fået svar, og hvornår kommer det?"
REPLY = "BR-REPLY"
BUSY = "Sagsbehandleren er syg."


def called_and_done(pen: Pen) -> None:
    """A call that is answered and closed in the conversation."""
    pen.story.data["step"] = [{"action": "answered_in_call"}]


def answered(pen: Pen) -> None:
    """Read and answered, mostly in time, some long after."""
    _open(pen)
    if pen.chance(15):
        pen.then(0, 2, "message_to_reporter" if _writes(pen) else "note", text=QUESTIONS, asks=True)
    pen.then(1, 9 if pen.chance(85) else 30, "answer", text=ANSWER)
    _close(pen)


def referred(pen: Pen) -> None:
    """Sent to a department that replies in time, late, after announcing it, or never; perhaps asked again."""
    _open(pen)
    place = {"department": pen.story.data["department"]}
    answers = pen.seed.choice(("department", "advisor"))
    pen.then(0, 4, "referred", **place, text=QUESTIONS, answers_citizen=answers)
    if pen.chance(60):
        pen.then(0, 2, "answer", text=ANSWER)
    turned = pen.seed.choice((*[None] * 6, "extended", "suspended"))
    if turned is not None:
        pen.then(0, 8, turned, rule=REPLY, text=BUSY)
    if turned == "suspended":
        pen.then(3, 12, "resumed", rule=REPLY)
    fate = pen.seed.choice(("in_time", "in_time", "late", "announced", "never"))
    if fate == "announced":
        pen.then(
            10,
            20,
            "delay_announced",
            **place,
            promised_days_after_received=pen.seed.randint(10, 25),
            text=BUSY,
        )
    if fate == "never":
        pen.then(35, 60, "recalled", **place, text=BUSY)
    else:
        days = {"in_time": (3, 18), "late": (24, 45), "announced": (6, 30)}[fate]
        quality = pen.seed.choice(("full", "partial", "evasive"))
        contacted = answers == "department"
        pen.then(*days, "reply", **place, text=ANSWER, quality=quality, citizen_contacted=contacted)
        if quality != "full" and pen.chance(60):
            pen.then(0, 3, "referred", **place, text=QUESTIONS, answers_citizen=answers)
            pen.then(2, 28, "reply", **place, text=ANSWER, quality="full", citizen_contacted=contacted)
    pen.then(0, 6, "answer", text=ANSWER)
    _close(pen)


def rejected(pen: Pen) -> None:
    """Not for the citizens' adviser; told where to turn instead."""
    _open(pen)
    pen.then(0, 4, "rejected", reason="other_authority", text=ANSWER)
    pen.then(0, 3, "answer", text=ANSWER)
    _close(pen)


def unanswered(pen: Pen) -> None:
    """
    Left lying for weeks, opened or not, until somebody finds it; some are unanswered when the year ends.
    """
    if _writes(pen) and pen.chance(50):
        pen.then(1, 20, "opened")
        pen.then(30, 50, "answer", text=ANSWER)
    else:
        pen.then(35, 60, "opened")
        pen.then(0, 3, "answer", text=ANSWER)
    _close(pen)


COMPLAINTS = (
    (25, called_and_done),
    (38, answered),
    (25, referred),
    (8, rejected),
    (4, unanswered),
)


def _writes(pen: Pen) -> bool:
    return bool(pen.story.data["channel"] == "portal")


def _open(pen: Pen) -> None:
    if _writes(pen):
        pen.then(0, 2 if pen.chance(85) else 6, "opened")


def _close(pen: Pen) -> None:
    if pen.chance(90):
        pen.then(0, 5, "close")
        if pen.chance(80):
            pen.then(0, 2, "owned_up", text=BUSY)


handed_on = answered
