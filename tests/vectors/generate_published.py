"""
Make what the self-test ships with, `crypto/published`: `python tests/vectors/generate_published.py`.

`hpke.json` is cut from `hpke/mlkem768-x25519.json`, which holds both vectors for KEM 0x647A of the file
`HPKE/hpke-pq-test-vectors.json` in the package cryptography-vectors 50.0.2, unchanged. `envelope.json` comes
from fixed bytes but for its stanza, which HPKE draws at random; it is frozen, so a file that stands is left
as it is.
"""

import base64
import hashlib
import json

from crypto.envelope import Context, Direction, Kind, digest
from crypto.keys import SigningKey
from crypto.mailbox import Mailbox
from crypto.receipt import code_of
from crypto.seal import seal_with
from tests.vectors.form import HERE

SHIPPED = HERE.parent.parent / "crypto" / "published"


def hpke() -> list[dict[str, object]]:
    """Give what the self-test needs of the published vectors: the key, the suite and the first message."""
    kept = ("mode", "kem_id", "kdf_id", "aead_id", "info", "skRm", "pkRm", "enc")
    cut = []
    for vector in json.loads((HERE / "hpke" / "mlkem768-x25519.json").read_text("utf-8")):
        first = {name: vector["encryptions"][0][name] for name in ("aad", "ct", "pt")}
        cut.append({**{name: vector[name] for name in kept}, "encryptions": [first]})
    return cut


def envelope() -> dict[str, str]:
    """Give the frozen envelope: a handler's message, sealed to a mailbox."""

    def fixed(name: str) -> bytes:
        return hashlib.sha256(f"betro frozen {name}".encode()).digest()

    code_secret = fixed("code")[:15]
    mailbox, signer = Mailbox.from_code(code_of(code_secret)), SigningKey.from_seed(fixed("signer"))
    place = Context(Kind.MESSAGE, bytes(range(16)), bytes(range(16, 32)), Direction.OUT, bytes(range(32, 48)))
    text = "Tak for din indberetning. Vi vender tilbage inden tre måneder."
    sealed = seal_with(fixed("body key"), text.encode(), place, 1, signer, [mailbox.kem_public])
    return {
        "code_secret": code_secret.hex(),
        "kind": place.kind,
        "reference": place.reference.hex(),
        "item_id": place.item_id.hex(),
        "direction": place.direction,
        "organisation": place.organisation.hex(),
        "sender": signer.verify_key.hex(),
        "counter": "1",
        "plaintext": text,
        "digest": digest(sealed.envelope).hex(),
        "wrapped": base64.b64encode(sealed.stanzas[0].wrapped).decode(),
        "envelope": base64.b64encode(sealed.envelope).decode(),
    }


if __name__ == "__main__":
    (SHIPPED / "hpke.json").write_text(json.dumps(hpke(), indent=1) + "\n", "utf-8")
    if not (SHIPPED / "envelope.json").exists():
        written = json.dumps(envelope(), indent=1, ensure_ascii=False)
        (SHIPPED / "envelope.json").write_text(written + "\n", "utf-8")
