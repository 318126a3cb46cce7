"""What of the store may touch a table of cases without a proof in hand; a test holds it to that."""

WITHOUT = {
    "drafts.is_anothers": "says yes or no about an id just drawn at random",
    "drafts.is_marked": "says yes or no about a person's own draft",
    "drafts.count": "how many drafts a person has of their own",
    "drafts.forget": "removes a person's own draft, and tells nothing of it",
    "cases.reference_is_taken": "says yes or no about a reference just drawn at random",
    "cases.taken": "says yes or no about handles that its asker made under a key of those who hold them",
    "case_lists._all_codes": "which codes there are at all; one of cases unseen gives a part without a line",
    "outbox.claim": "takes a row whose key was found with access, and tells nothing of it",
    "outbox.done": "marks a row whose key was found with access, and tells nothing of it",
    "inspection.totals": "how many there are of each, for a drill",
    "told.names": "which accounts were shown to who holds no case",
    "told.content": "what is shown to who holds no case",
    "index.change_stanza": "exchanges a stanza of such a key, and tells nothing",
    "index.keys": "keys that are sealed to those who hold the cases, and tell nothing of any",
    "outbox.drop_claims": "frees every row, and tells nothing of any",
    "outbox.is_gone": "marks a row whose key was found with access, and tells nothing of it",
    "outbox.forget_others": "a mail belongs to a person and to no case",
    "outbox.round_quarters": "a mail belongs to a person and to no case",
    "outbox.stands_between": "a mail belongs to a person and to no case",
    "outbox.mail_has_left": "a mail belongs to a person and to no case",
    "postbox.mailbox_key": "a public key, of a mailbox whose case was found",
    "postbox.noticed": "forgets an arrival, and tells nothing of it",
    "postbox.placed_on": "the day of an item whose random id is known",
}
"""Functions that touch a case's table without a proof, and why that shows nobody a case."""
