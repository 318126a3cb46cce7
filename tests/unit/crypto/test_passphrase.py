"""Passphrases: generated, forgiving to type, and dear to guess."""

import re
import subprocess
import sys
import threading

import pytest

from crypto import passphrase
from crypto.errors import FormatError, WrongKeyError
from crypto.hazmat import argon
from crypto.hazmat.argon import Cost
from crypto.passphrase import burn, generate_passphrase, normalise, unwrap, wrap
from crypto.words import word_of

CHEAP = Cost(memory=8, passes=1, lanes=1)


def test_six_words() -> None:
    """A passphrase is six words that can be said aloud."""
    made = {generate_passphrase() for _ in range(200)}
    assert len(made) == 200

    for each in made:
        assert re.fullmatch(
            r"([bdfghjklmnprstvz][aiou][bdfghjklmnprstvz][aiou][bdfghjklmnprstvz]-?){6}", each
        )
        assert normalise(each) == each


def test_every_word_is_16_bits() -> None:
    """The words of all 65,536 numbers differ."""
    assert len({word_of(value) for value in range(1 << 16)}) == 1 << 16


@pytest.mark.parametrize(
    "typed", ["BADAB-DADAD", " badab  dadad ", "badab – dadad", "badab\ndadad", "badab_dadad."]
)
def test_typed_otherwise(typed: str) -> None:
    """Case, spaces and dashes do not matter."""
    assert unwrap(typed, wrap("badab-dadad", b"seed")) == b"seed"


@pytest.mark.parametrize("between", ["", " ", "–", "\u2015", "\uff0d", "\u00ad-", ". ", "/"])
def test_six_words_however_they_are_parted(between: str) -> None:
    """Run together, with any dash, or where a line broke: thirty letters are six words."""
    made = generate_passphrase()
    typed = made.replace("-", between)
    assert normalise(typed) == normalise(f"“{typed.upper()}”") == made
    assert normalise(made[:8] + " " + made[8:]) == made
    assert normalise("".join(chr(ord(each) + 0xFEE0) for each in made)) == made


def test_another_passphrase() -> None:
    """Another passphrase is told apart from damage."""
    blob = wrap("badab-dadad", b"seed")
    for typed in ("badabdadad", "badab-dadaf", "", "dadad-badab"):
        with pytest.raises(WrongKeyError):
            unwrap(typed, blob)


def test_fresh_salt() -> None:
    """The same secret wrapped twice looks different, and is as long as any of its length."""
    first, second = wrap("badab", b"seed"), wrap("badab", b"seed")

    assert first[10:] != second[10:]
    assert len(first) == len(second) == 26 + 32 + 4 + 16


@pytest.mark.parametrize("at", [4, 8, 9], ids=["memory", "passes", "lanes"])
def test_every_name_costs_the_same(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """A blob that asks for another cost than its version's is refused before any work is done."""
    blob = wrap("badab", b"seed")
    monkeypatch.setattr(argon, "stretch", None)
    with pytest.raises(FormatError):
        unwrap("badab", blob[:at] + bytes([blob[at] + 1]) + blob[at + 1 :])


def test_real_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new blob costs 64 MiB and three passes, in a process of its own where no test has lowered it."""
    written = "from crypto.passphrase import wrap; print(wrap('badab', b'seed').hex())"
    ran = subprocess.run([sys.executable, "-c", written], capture_output=True, text=True, check=True)
    blob = bytes.fromhex(ran.stdout)

    assert blob[:10] == b"\1" + (65536).to_bytes(4, "big") + (3).to_bytes(4, "big") + b"\1"
    monkeypatch.setattr(passphrase, "COST", argon.RFC_9106_LOW_MEMORY_ONE_LANE)
    assert unwrap("badab", blob) == b"seed"


def test_unknown_names_cost_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """`burn` stretches exactly as `unwrap` does."""
    asked: list[Cost] = []
    real = argon.stretch

    def counted(secret: bytes, salt: bytes, cost: Cost) -> bytes:
        asked.append(cost)
        return real(secret, salt, CHEAP)

    monkeypatch.setattr(passphrase, "COST", argon.RFC_9106_LOW_MEMORY_ONE_LANE)
    monkeypatch.setattr(argon, "stretch", counted)
    unwrap("badab", wrap("badab", b"seed"))
    burn("badab")

    assert asked == [passphrase.COST] * 3


def test_two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """At most two runs are under way; the others wait and are served."""
    under_way, most, lock = 0, 0, threading.Lock()
    two = threading.Barrier(2)

    class Slow:
        def __init__(self, **_: object) -> None:
            pass

        def derive(self, _: bytes) -> bytes:
            nonlocal under_way, most
            with lock:
                under_way += 1
                most = max(most, under_way)
            two.wait()
            with lock:
                under_way -= 1
            return bytes(32)

    monkeypatch.setattr(argon, "Argon2id", Slow)
    threads = [threading.Thread(target=argon.stretch, args=(b"x", bytes(16), CHEAP)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (most, under_way) == (2, 0)
