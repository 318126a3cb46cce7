"""What becomes of the fictive citizens' inquiries."""

from tests.simulation.scenario import ScenarioBuilder

ANSWER = "Jeg har set på sagen. Sådan hænger det sammen, og det kan du gøre nu."
QUESTIONS = "Hvorfor har borgeren ikke fået svar, og hvornår kommer det?"
REPLY = "BR-REPLY"
BUSY = "Sagsbehandleren er syg."


def called_and_done(builder: ScenarioBuilder) -> None:
    """A call that is answered and closed in the conversation."""
    builder.story.data["step"] = [{"action": "answered_in_call"}]


def answered(builder: ScenarioBuilder) -> None:
    """Read and answered, mostly in time, some long after."""
    _open(builder)
    if builder.chance(15):
        writes = _writes(builder)
        asks = {"asks": True} if writes else {}
        builder.then(0, 2, "message_to_reporter" if writes else "note", text=QUESTIONS, **asks)
    builder.then(1, 9 if builder.chance(85) else 30, "answer", text=ANSWER)
    _close(builder)


def referred(builder: ScenarioBuilder) -> None:
    """Sent to a unit that replies in time, late, after announcing it, or never; perhaps asked again."""
    _open(builder)
    place = {"unit": builder.story.data["unit"]}
    answers = builder.seed.choice(("unit", "advisor"))
    builder.then(0, 4, "referred", **place, text=QUESTIONS, answers_citizen=answers)
    if builder.chance(60):
        builder.then(0, 2, "answer", text=ANSWER)
    turned = builder.seed.choice((*[None] * 6, "given_longer", "suspended"))
    if turned is not None:
        builder.then(0, 8, turned, rule=REPLY, text=BUSY)
    if turned == "suspended":
        builder.then(3, 12, "resumed", rule=REPLY)
    fate = builder.seed.choice(("in_time", "in_time", "late", "announced", "never"))
    if fate == "announced":
        builder.then(10, 20, "put_off", **place, rule=REPLY, later=builder.seed.randint(1, 15), text=BUSY)
    if fate == "never":
        builder.then(35, 60, "recalled", **place, text=BUSY)
    else:
        days = {"in_time": (3, 18), "late": (24, 45), "announced": (6, 30)}[fate]
        quality = builder.seed.choice(("full", "partial", "evasive"))
        contacted = answers == "unit"
        builder.then(*days, "reply", **place, text=ANSWER, quality=quality, citizen_contacted=contacted)
        if quality != "full" and builder.chance(60):
            builder.then(0, 3, "referred", **place, text=QUESTIONS, answers_citizen=answers)
            builder.then(2, 28, "reply", **place, text=ANSWER, quality="full", citizen_contacted=contacted)
    builder.then(0, 6, "answer", text=ANSWER)
    _close(builder)


def rejected(builder: ScenarioBuilder) -> None:
    """Not for the citizens' adviser; told where to turn instead."""
    _open(builder)
    builder.then(0, 4, "rejected", reason="other_authority", text=ANSWER)
    builder.then(0, 3, "answer", text=ANSWER)
    _close(builder)


def unanswered(builder: ScenarioBuilder) -> None:
    """
    Left lying for weeks, opened or not, until somebody finds it; some are unanswered when the year ends.
    """
    if _writes(builder) and builder.chance(50):
        builder.then(1, 20, "opened")
        builder.then(30, 50, "answer", text=ANSWER)
    else:
        builder.then(35, 60, "opened")
        builder.then(0, 3, "answer", text=ANSWER)
    _close(builder)


COMPLAINTS = (
    (25, called_and_done),
    (38, answered),
    (25, referred),
    (8, rejected),
    (4, unanswered),
)


def _writes(builder: ScenarioBuilder) -> bool:
    return bool(builder.story.data["channel"] == "portal")


def _open(builder: ScenarioBuilder) -> None:
    if _writes(builder):
        builder.then(0, 2 if builder.chance(85) else 6, "opened")


def _close(builder: ScenarioBuilder) -> None:
    if builder.chance(90):
        builder.then(0, 5, "close")
        if builder.chance(80):
            builder.then(0, 2, "owned_up", text=BUSY)


handed_on = answered
