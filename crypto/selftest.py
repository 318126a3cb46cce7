"""
Whether sealing works on this machine as SPEC.md says, tried at every start and by `betro doctor` (SPEC 10.1).

Two published vectors hold the KEM and HPKE to their standard; a frozen envelope of our own holds our format
to what was stored years ago.
"""

import base64
import json
from importlib.resources import files

from crypto.envelope import Context, Direction, Kind, Stanza, digest
from crypto.errors import CryptoError
from crypto.hazmat import published
from crypto.mailbox import Mailbox
from crypto.receipt import code_of

SHIPPED = files("crypto") / "published"


def self_test() -> None:
    """
    Insist that the built-in vectors come out as they should; takes a few milliseconds.

    Raises:
        CryptoError: one did not. Nothing may be sealed or opened then.
    """
    for vector in json.loads((SHIPPED / "hpke.json").read_text("utf-8")):
        published.check(vector)
    check_envelope(json.loads((SHIPPED / "envelope.json").read_text("utf-8")))


def check_envelope(frozen: dict[str, str]) -> None:
    """
    Insist that a frozen envelope opens to what it held.

    Raises:
        CryptoError: it does not.
    """
    mailbox = Mailbox.from_code(code_of(bytes.fromhex(frozen["code_secret"])))
    context = Context(
        Kind(frozen["kind"]),
        bytes.fromhex(frozen["reference"]),
        bytes.fromhex(frozen["item_id"]),
        Direction(frozen["direction"]),
        bytes.fromhex(frozen["organisation"]),
    )
    envelope = base64.b64decode(frozen["envelope"])
    stanza = Stanza(mailbox.key_id, base64.b64decode(frozen["wrapped"]))
    opened = mailbox.open(envelope, [stanza], context, expect_sender=bytes.fromhex(frozen["sender"]))
    got = (opened.plaintext.decode(), str(opened.counter), digest(envelope).hex())
    if got != (frozen["plaintext"], frozen["counter"], frozen["digest"]):
        raise CryptoError("the frozen envelope opens to something else")
