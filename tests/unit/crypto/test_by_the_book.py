"""
A second reader, written from crypto/SPEC.md alone: it uses the library, the standard library and the vectors'
form, and nothing of `crypto`. What the two readers agree on is what the paper says.
"""

import base64
import hashlib
import hmac
import json
import re

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.errors import FormatError
from crypto.index_row import imported_handle
from tests.vectors.form import HERE, Vector, read_all

PAPER = HERE.parent.parent / "crypto" / "SPEC.md"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def successes(kind: str) -> pytest.MarkDecorator:
    found = [vector for vector in read_all(kind) if vector.get("expect") == "success"]
    return pytest.mark.parametrize("vector", found, ids=lambda vector: vector.name)


def u(size: int, value: int) -> bytes:  # 1.2
    return value.to_bytes(size, "big")


def f(*values: bytes) -> bytes:  # 1.3
    return b"".join(u(2, len(value)) + value for value in values)


def kdf(secret: bytes, label: str, context: bytes = b"") -> bytes:  # 1.5
    info = f(label.encode()) + context
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(secret)


def kem(seed: bytes) -> tuple[MLKEM768X25519PrivateKey, bytes, bytes]:  # 2.2 - 2.4
    x = hashlib.shake_256(seed).digest(96)
    lattice = mlkem.MLKEM768PrivateKey.from_seed_bytes(x[:64])
    curve = x25519.X25519PrivateKey.from_private_bytes(x[64:])
    public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
    key_id = hashlib.sha256(f(b"betro/1/key-id") + public).digest()[:16]
    return MLKEM768X25519PrivateKey(lattice, curve), public, key_id


def code_secret(text: str) -> bytes:  # 3.2
    total = 0
    for symbol in text.replace("-", "")[:24]:
        total = total * 32 + ALPHABET.index(symbol)
    return u(15, total)


def size(n: int) -> int:  # 5.1
    n = max(n, 4096)
    e = n.bit_length() - 1
    s = e.bit_length()
    step = 2 ** (e - s)
    return -(-n // step) * step


def unstream(key: bytes, chunks: bytes) -> bytes:  # 5.2, 5.3
    parts = [chunks[at : at + 65552] for at in range(0, len(chunks), 65552)]
    opened = b""
    for at, part in enumerate(parts):
        nonce = u(11, at) + u(1, at == len(parts) - 1)
        opened += ChaCha20Poly1305(key).decrypt(nonce, part, None)
    return opened


@successes("envelope")
def test_envelope(vector: Vector) -> None:
    """An envelope is opened by clause 4."""
    kind, _, text = vector.get("opener").partition(" ")
    if kind == "identity":
        private, _, key_id = kem(kdf(bytes.fromhex(text), "betro/1/identity/kem"))
    else:
        private, _, key_id = kem(kdf(code_secret(text), "betro/1/receipt/kem"))
    context = f(  # 4.2
        u(2, 1),
        bytes.fromhex(vector.get("organisation")),
        vector.get("kind").encode(),
        bytes.fromhex(vector.get("reference")),
        bytes.fromhex(vector.get("item-id")),
        vector.get("direction").encode(),
    )
    head = u(1, 1) + u(2, 1) + f(context)  # 4.1
    assert vector.body.startswith(head)
    commitment = vector.body[len(head) : len(head) + 32]
    chunks = vector.body[len(head) + 40 :]
    assert vector.body[len(head) + 32 : len(head) + 40] == u(8, len(chunks))

    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)  # 1.6
    wrapped = next(each[33:] for each in vector.all("stanza") if each.startswith(key_id.hex()))
    info = f(b"betro/1/envelope/stanza", context) + commitment + key_id  # 4.5
    body_key = suite.decrypt(base64.b64decode(wrapped), private, info=info)
    assert len(base64.b64decode(wrapped)) == 1168
    assert kdf(body_key, "betro/1/envelope/commit", context) == commitment  # 4.3

    inner = unstream(kdf(body_key, "betro/1/envelope/chunks", f(context) + commitment), chunks)  # 4.4
    verify_key, counter, signature = inner[:32], inner[32:40], inner[40:104]  # 4.6
    end = 106 + 16 * int.from_bytes(inner[104:106], "big")
    holders = [inner[at : at + 16].hex() for at in range(106, end, 16)]
    assert holders == sorted(set(holders)) == vector.all("holder")
    plaintext = inner[end + 8 : end + 8 + int.from_bytes(inner[end : end + 8], "big")]
    assert len(inner) == size(end + 8 + len(plaintext))
    assert inner[end + 8 + len(plaintext) :].strip(b"\0") == b""
    signed = f(b"betro/1/envelope/signature", context) + commitment
    signed += inner[104:end] + hashlib.sha256(plaintext).digest() + counter  # 4.7
    ed25519.Ed25519PublicKey.from_public_bytes(verify_key).verify(signature, signed)
    assert hashlib.sha256(plaintext).hexdigest() == vector.get("plaintext-sha256")
    assert (int.from_bytes(counter, "big"), verify_key.hex()) == (
        int(vector.get("counter")),
        vector.get("sender"),
    )


@successes("receipt")
def test_receipt(vector: Vector) -> None:
    """A receipt code is checked, and its mailbox derived, by clause 3."""
    symbols = vector.get("symbols")
    secret = code_secret(symbols)
    assert secret.hex() == vector.get("code-secret")
    exponents, logarithms, x = [], {}, 1  # 3.3: powers of x, by which GF(32) multiplies
    for at in range(31):
        exponents.append(x)
        logarithms[x] = at
        x = x << 1 if x < 16 else (x << 1) ^ 0b100101
    check = 0
    for at, symbol in enumerate(symbols[:24], start=1):
        if value := ALPHABET.index(symbol):
            check ^= exponents[(at + logarithms[value]) % 31]
    assert ALPHABET[check] == symbols[24]
    if vector.all("locator"):
        thread = b"".join(u(1, int(each)) for each in vector.all("thread"))  # 3.8
        assert kdf(secret, "betro/1/receipt/locator", thread).hex() == vector.get("locator")
        assert kem(kdf(secret, "betro/1/receipt/kem", thread))[2].hex() == vector.get("key-id")
        signing = ed25519.Ed25519PrivateKey.from_private_bytes(kdf(secret, "betro/1/receipt/sign", thread))
        assert signing.public_key().public_bytes_raw().hex() == vector.get("verify-key")
        tag = hmac.digest(kdf(secret, "betro/1/receipt/resend", thread), bytes(32), "sha256")
        assert tag.hex() == vector.get("resend-tag")


@successes("blob")
def test_blob(vector: Vector) -> None:
    """A blob is opened by clause 6."""
    draft, blob_id = bytes.fromhex(vector.get("draft-secret")), bytes.fromhex(vector.get("blob-id"))
    true_size = int(vector.get("true-size"))
    assert kdf(draft, "betro/1/blob/owner", blob_id + u(8, true_size)).hex() == vector.get("owner-tag")
    pieces = [vector.body[at : at + 2**20] for at in range(0, len(vector.body), 2**20)]
    assert b"".join(hashlib.sha256(piece).digest() for piece in pieces).hex() == vector.get("hashes")
    blob_key = kdf(draft, "betro/1/blob/key", blob_id)
    content = unstream(kdf(blob_key, "betro/1/blob/chunks"), vector.body)
    assert len(content) == size(true_size)
    assert content[:true_size].decode() == vector.get("content")


@successes("index")
def test_index(vector: Vector) -> None:
    """A row of the index is opened by clause 15."""
    named = {name: bytes.fromhex(vector.get(name)) for name in ("row-key", "organisation", "case", "row")}
    context = f(u(2, 1), named["organisation"], b"index", named["case"], named["row"], b"internal")
    key = kdf(named["row-key"], "betro/1/index/row", context)
    assert vector.body[0] == 1
    body = ChaCha20Poly1305(key).decrypt(bytes(12), vector.body[1:], None)
    end = 4 + int.from_bytes(body[:4], "big")
    assert body[4:end].decode() == vector.get("plaintext")
    assert len(body) % 512 == 0
    assert body[end:] == bytes(len(body) - end)
    assert len(body) - end < 512


def test_handle_of_a_row() -> None:
    """The handle of a case that was a row of an earlier register follows from it by clause 15.6."""
    row_key, told = bytes(range(32)), b'["number", "7", "2025-11-03"] 1'
    made = hmac.digest(kdf(row_key, "betro/1/index/imported"), told, "sha256")[:16]
    assert imported_handle(row_key, told) == made
    assert made.hex() == "faca40935f08f2c696dedf76472826b2"
    with pytest.raises(FormatError):
        imported_handle(row_key[1:], told)


@successes("passphrase")
def test_passphrase(vector: Vector) -> None:
    """A wrapped secret is opened by clause 7."""
    head, committed, box = vector.body[:26], vector.body[26:58], vector.body[58:]
    assert head[:10] == u(1, 1) + u(4, 65536) + u(4, 3) + u(1, 1)
    words = "-".join(vector.get("passphrase").lower().replace("-", " ").split())
    argon = Argon2id(salt=head[10:], length=32, iterations=3, lanes=1, memory_cost=65536)
    stretched = argon.derive(words.encode())
    assert kdf(stretched, "betro/1/passphrase/commit", head) == committed
    key = kdf(stretched, "betro/1/passphrase/wrap", head)
    assert ChaCha20Poly1305(key).decrypt(bytes(12), box, head + committed).hex() == vector.get("secret")


def keys_by_version() -> dict[str, list[set[str]]]:  # 13.4
    """Read of each form which keys each version has, the first one first."""
    forms = PAPER.read_text(encoding="utf-8").partition("- **13.4** ")[2].partition("- **13.5** ")[0]
    while (plain := re.sub(r"\([^()]*\)|\[[^][]*\]", "", forms)) != forms:
        forms = plain  # what a value is, and what stands for none
    read: dict[str, list[set[str]]] = {}
    for entry in forms.split("\n  - ")[1:]:
        names, _, said = entry.partition(":")
        versions: list[set[str]] = []
        for number, added in enumerate(re.split(r"since version (\d+) ", said)[::2], start=1):
            assert number == 1 or f"since version {number} " in said
            versions.append(set(re.findall(r"\w+", added)).union(*versions[-1:]))
        read |= dict.fromkeys(re.findall(r"`(\w+)`", names), versions)
    return read


def test_contents() -> None:
    """Contents are written by clause 13."""
    frozen = sorted((HERE / "contents").glob("*.json"))
    keys = {
        f"{form}/{at}": held
        for form, all_of in keys_by_version().items()
        for at, held in enumerate(all_of, 1)
    }
    assert {path.stem.replace("-", "/") for path in frozen} == set(keys)
    for path in frozen:
        written = path.read_bytes()
        held = json.loads(written)
        canonical = json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False)  # 13.2
        assert canonical.encode() == written
        assert set(held) - {"form"} <= keys[held["form"]]
        if "reply_to" in held:
            assert len(base64.b64decode(held["reply_to"], validate=True)) == 1216
            assert len(base64.b64decode(held["reporter_key"], validate=True)) == 32
        if "answer" in held:
            begun = {"begun"} if held["form"] == "message/3" else set()
            assert set(held["answer"]) == {"question", "agrees"} | begun
        if "came_from" in held:
            assert set(held["came_from"]) == {"reference", "received_on"}
            assert len(base64.b64decode(held["came_from"]["reference"], validate=True)) == 16
        for each in held.get("fields", ()):
            assert set(each) == {"name", "value"}
        assert set(held.get("needs", ())) <= {"interpreter", "dyslexia", "no_digital_post", "home_visit"}
        for each in held.get("files", ()):
            assert set(each) == {"blob", "key", "name", "type", "size", "hashes"}
            assert len(base64.b64decode(each["hashes"])) % 32 == 0


def directory(name: str) -> tuple[Vector, list[bytes]]:
    """Give a vector of the directory and its rows."""
    vector = next(each for each in read_all("directory") if each.name == name)
    return vector, [base64.b64decode(row) for row in vector.all("statement")]


def said(row: bytes) -> tuple[bytes, bytes, bytes]:  # 8.1
    """Take a statement apart: its body, the person with the role, and what follows the body."""
    end = 55 + int.from_bytes(row[53:55], "big") + 1216 + 32
    for _day in range(2):
        end += 2 + int.from_bytes(row[end : end + 2], "big")
    return row[:end], row[37 : 55 + int.from_bytes(row[53:55], "big")], row[end:]


def test_directory() -> None:
    """Statements are linked, signed and said aloud by clause 8."""
    vector, rows = directory("success")
    previous = bytes(32)
    for at, row in enumerate(rows, start=1):
        body, who, signatures = said(row)
        assert body[:5] == u(1, 2) + u(4, at)
        assert body[5:37] == previous
        assert who[16:] == f(b"recovery" if at == 4 else b"advisor")
        assert body.endswith(f(b"2026-03-02", b""))
        assert len(signatures) == 1 + signatures[0] * 96
        signers = [signatures[each : each + 32] for each in range(1, len(signatures), 96)]
        assert signers == sorted(set(signers))
        for each in range(1, len(signatures), 96):
            key = ed25519.Ed25519PublicKey.from_public_bytes(signatures[each : each + 32])
            signature = signatures[each + 32 : each + 96]
            key.verify(signature, f(b"betro/2/directory/statement") + body)  # 8.3
        assert (signers == [bytes.fromhex(vector.get("root"))]) == (at < 5)
        previous = hashlib.sha256(row).digest()  # 8.2
    body, who, _ = said(rows[-1])
    named = body[37 : 37 + len(who) + 1216 + 32]
    told = hashlib.sha256(f(b"betro/2/directory/words") + named).digest()[:12]  # 8.10
    assert vector.get("words") == "-".join(word(told[each : each + 2]) for each in range(0, 12, 2))


def word(pair: bytes) -> str:  # 7.1
    value, consonants, vowels = int.from_bytes(pair, "big"), "bdfghjklmnprstvz", "aiou"
    places = ((12, consonants), (10, vowels), (6, consonants), (4, vowels), (0, consonants))
    return "".join(letters[value >> at & len(letters) - 1] for at, letters in places)


def test_holders() -> None:
    """Statements of holders are linked and signed by clause 16."""
    vector = next(each for each in read_all("holders") if each.name == "success")
    members = [said(base64.b64decode(row)) for row in vector.all("member")]
    person_of = {body[37 + len(who) + 1216 :][:32]: who[:16].hex() for body, who, _ in members}
    holding, audience, previous = set(vector.all("first")), set(vector.all("first")), bytes(32)
    for at, row in enumerate(map(base64.b64decode, vector.all("statement")), start=1):
        body, signed_by, signature = row[:-64], row[-96:-64], row[-64:]
        place = bytes.fromhex(vector.get("organisation")) + bytes.fromhex(vector.get("reference"))
        assert body[:69] == u(1, 1) + place + u(4, at) + previous  # 16.1
        end = 71 + 16 * int.from_bytes(body[69:71], "big")
        persons = [body[each : each + 16].hex() for each in range(71, end, 16)]
        assert persons == sorted(set(persons))
        assert body[end:] == f((b"2026-03-02", b"2026-03-05")[at - 1]) + signed_by
        key = ed25519.Ed25519PublicKey.from_public_bytes(signed_by)
        key.verify(signature, f(b"betro/1/holders/statement") + body)  # 16.2
        assert person_of[signed_by] in holding  # 16.4
        holding, previous = set(persons), hashlib.sha256(row).digest()  # 16.3
        audience |= holding
    assert (sorted(holding), sorted(audience)) == (vector.all("holder"), vector.all("audience"))  # 16.5


def test_directory_of_version_1() -> None:
    """Statements of version 1 are linked and signed by clause 8."""
    vector, rows = directory("old_success")
    previous = bytes(32)
    for at, row in enumerate(rows, start=1):
        body, _, signed = said(row)
        assert body[:37] == u(1, 1) + u(4, at) + previous
        assert (len(signed), signed[:32].hex()) == (96, vector.get("root"))
        key = ed25519.Ed25519PublicKey.from_public_bytes(signed[:32])
        key.verify(signed[32:], f(b"betro/1/directory/statement") + body + signed[:32])
        previous = hashlib.sha256(row).digest()


def test_journal() -> None:
    """An entry is hashed by clause 9."""
    (vector,) = (each for each in read_all("journal") if each.name == "success_first_entry")
    previous, actor, subject, digest = (
        bytes.fromhex(vector.get(name)) for name in ("previous", "actor", "subject", "digest")
    )
    written = f(b"betro/1/journal/entry") + previous + u(8, int(vector.get("seq")))
    written += f(vector.get("on").encode(), actor, vector.get("action").encode(), subject) + digest
    assert hashlib.sha256(written).digest() == vector.body
