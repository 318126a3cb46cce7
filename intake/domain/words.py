"""The marker for sentences that are written in one place and translated in another."""


def N_(text: str) -> str:  # noqa: N802 (the name that message extraction knows)
    """Mark `text` as a message for the catalogue and return it unchanged.

    For tables of sentences in modules that know no request; ``gettext(table[code])`` where one is shown.
    """
    return text
