"""
A mailbox in turns: so many messages and files are opened at once, the newest first, and so many bytes.
However much one reporter writes, a page of the office stays as large as a page.
"""

from collections.abc import Sequence

from crypto.envelope import Kind
from intake.services.succession import tells_keys
from intake.store.mailboxes import ItemHead

ITEMS, OCTETS = 300, 2 * 1024 * 1024
"""A turn holds no more, unless one message alone is larger."""


def in_turns(heads: Sequence[ItemHead]) -> list[frozenset[bytes]]:
    """
    Give the ids of what each turn opens, the newest first. What tells keys of the mailbox, and a name, belong
    to each of them.
    """
    always = {each.id for each in heads if tells_keys(each) or each.kind == Kind.IDENTITY}
    turns: list[set[bytes]] = [set()]
    octets = 0
    newest = sorted(heads, key=lambda each: (each.placed_on, each.direction, each.counter), reverse=True)
    for each in (one for one in newest if one.id not in always):
        octets += each.size
        if turns[-1] and (len(turns[-1]) == ITEMS or octets > OCTETS):
            turns.append(set())
            octets = each.size
        turns[-1].add(each.id)
    return [frozenset(always | each) for each in turns]
