"""
A ciphertext whose ChaCha20-Poly1305 tag holds under two keys: the reason for the commitment (SPEC 4.3,
4.8.4).

Poly1305 is a polynomial over the blocks of the ciphertext, modulo p, at a point that the key gives. For a
wanted tag under each of two keys that is two linear equations; two blocks are left free and solved for. A
solution is a block if it begins with the one bit that Poly1305 adds, which every sixteenth is; so other tags
are tried until it does.
"""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

P = 2**130 - 5
BLOCKS = 256
_NONCE = bytes(11) + b"\1"  # chunk 0, the last one
_CLAMP = 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF


def _one_time(key: bytes) -> tuple[int, int]:
    stream = Cipher(algorithms.ChaCha20(key, bytes(4) + _NONCE), None).encryptor().update(bytes(32))
    return int.from_bytes(stream[:16], "little") & _CLAMP, int.from_bytes(stream[16:], "little")


def _tagged(block: bytes) -> int:
    return int.from_bytes(block, "little") + 2**128


def sealed_under_both(one: bytes, other: bytes) -> bytes:
    """Give 4,096 bytes of ciphertext with a tag that holds under both keys as a last and only chunk."""
    points = [_one_time(key) for key in (one, other)]
    lengths = _tagged(bytes(8) + (16 * BLOCKS).to_bytes(8, "little"))
    fixed = bytes(16 * (BLOCKS - 2))
    sums = []
    for r, _ in points:
        total = 0
        for at in range(0, len(fixed), 16):
            total = (total + _tagged(fixed[at : at + 16])) * r % P
        sums.append(total * pow(r, 3, P) % P)  # three blocks follow: two free ones and the lengths
    for tag in range(1, 10_000):
        free = _solved(points, sums, lengths, tag)
        if free is not None:
            ciphertext = fixed + free + tag.to_bytes(16, "little")
            for key in (one, other):
                ChaCha20Poly1305(key).decrypt(_NONCE, ciphertext, None)
            return ciphertext
    raise AssertionError("no two blocks were found")


def _solved(points: list[tuple[int, int]], sums: list[int], lengths: int, tag: int) -> bytes | None:
    # total = sums + x r³ + y r² + lengths r, and tag = (total mod p) + s mod 2^128.
    rows = []
    for (r, s), known in zip(points, sums, strict=True):
        wanted = ((tag - s) % 2**128 - known - lengths * r) % P
        rows.append((pow(r, 3, P), pow(r, 2, P), wanted))
    (a, b, e), (c, d, f) = rows
    inverse = pow(a * d - b * c, -1, P)
    x, y = (e * d - b * f) * inverse % P, (a * f - e * c) * inverse % P
    if x >> 128 != 1 or y >> 128 != 1:
        return None
    return b"".join((value - 2**128).to_bytes(16, "little") for value in (x, y))
