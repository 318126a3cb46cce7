"""
How long a sealed thing is made to look (SPEC 5).

Padmé (Nikitin et al., PETS 2019) leaves a length of n bits only its top log2(n) + 1 bits, so that all lengths
up to a size fall into few classes for at most 12 % more; the floor keeps every short text alike.
"""

FLOOR = 4096
"""Bytes that even the shortest content takes."""


def padded_size(size: int) -> int:
    """
    Give the size in bytes that content of *size* bytes is padded to.

    Raises:
        ValueError: *size* is negative.
    """
    if size < 0:
        raise ValueError("a size is never negative")
    size = max(size, FLOOR)
    exponent = size.bit_length() - 1
    spare = exponent - exponent.bit_length()
    return (size + (1 << spare) - 1) >> spare << spare
