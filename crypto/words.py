"""Words that carry 16 bits each and can be said aloud in Danish as in English (SPEC 7.1)."""

WORDS = 6
"""So many words make a passphrase, an enrolment ticket or the six words of a person's keys: 96 bits."""
WORD_BYTES = 2
LETTERS = 5

_CONSONANTS = "bdfghjklmnprstvz"
_VOWELS = "aiou"


def word_of(value: int) -> str:
    """Write 16 bits as a word, the highest bits first."""
    return (
        _CONSONANTS[value >> 12 & 15]
        + _VOWELS[value >> 10 & 3]
        + _CONSONANTS[value >> 6 & 15]
        + _VOWELS[value >> 4 & 3]
        + _CONSONANTS[value & 15]
    )


def words_of(drawn: bytes) -> str:
    """Write bytes, two for each word, as words with hyphens between."""
    pairs = (drawn[at : at + WORD_BYTES] for at in range(0, len(drawn), WORD_BYTES))
    return "-".join(word_of(int.from_bytes(pair, "big")) for pair in pairs)
