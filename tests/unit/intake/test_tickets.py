"""The form ticket: good for a day at least, told apart from an old or forged one, and silent about time."""

from datetime import timedelta

import pytest

from intake.web.tickets import Ticket, check_ticket, new_ticket
from tests.builders import MONDAY

KEY, OTHER = bytes(32), bytes([1]) * 32


@pytest.mark.parametrize(
    ("later", "found"),
    [
        (timedelta(), Ticket.GOOD),
        (timedelta(days=1), Ticket.GOOD),
        (timedelta(days=1, hours=13, minutes=29), Ticket.GOOD),
        (timedelta(days=1, hours=13, minutes=30), Ticket.EXPIRED),
        (timedelta(days=7), Ticket.EXPIRED),
    ],
)
def test_a_ticket_is_good_until_the_next_day_ends(later, found):
    """From Monday 10:30 until Tuesday ends. Old is not forged: what was typed is still read."""
    ticket = new_ticket(KEY, now=MONDAY)

    assert check_ticket(KEY, ticket, now=MONDAY + later) is found


def test_a_ticket_of_another_key_is_forged():
    """Whoever has no key makes no ticket."""
    assert check_ticket(KEY, new_ticket(OTHER, now=MONDAY), now=MONDAY) is Ticket.FORGED


def test_every_changed_sign_is_noticed():
    """One sign at any place, one less, one more, other letters for the same bytes."""
    ticket = new_ticket(KEY, now=MONDAY)
    changed = [
        ticket[:at] + ("1" if ticket[at] == "0" else "0") + ticket[at + 1 :] for at in range(len(ticket))
    ]
    for text in (*changed, ticket[:-1], ticket + "0", " " + ticket, ticket.upper() + "x", ""):
        assert check_ticket(KEY, text, now=MONDAY) is Ticket.FORGED


@pytest.mark.parametrize("text", ["", "æ" * 64, "0" * 64, "-" * 96, "\0", "0" * 100_000])
def test_nonsense_is_forged(text):
    """And no error."""
    assert check_ticket(KEY, text, now=MONDAY) is Ticket.FORGED


def test_two_tickets_have_nothing_in_common():
    """Two pages fetched in the same second cannot be told to belong together."""
    one, two = new_ticket(KEY, now=MONDAY), new_ticket(KEY, now=MONDAY)
    same = sum(a == b for a, b in zip(one, two, strict=True))

    assert len(one) == len(two)
    assert same < len(one) // 2
