"""
Make the vectors of blobs, receipt codes, passphrases, the journal, the directory and holders:
`python tests/vectors/generate_others.py`.

All of them come from fixed bytes, so they come out the same every time; a test sees to it.
"""

from collections.abc import Iterator
from datetime import date

from crypto import labels, passphrase
from crypto.blob import BlobSealer, blob_key, owner_tag
from crypto.envelope import Context, Direction, Kind
from crypto.hazmat import aead, kdf
from crypto.index_row import seal_row
from crypto.journal import Checkpoint, entry_hash
from crypto.keys import SigningKey
from crypto.mailbox import Mailbox, resend_tag
from crypto.receipt import ALPHABET, code_of
from crypto.words import word_of
from tests.vectors.case_holders import case_holders
from tests.vectors.directories import directories
from tests.vectors.form import Vector, secret, write_all


def _vector(name: str, expect: str, clause: str, comment: str, body: bytes = b"", **headers: str) -> Vector:
    named = [(key.replace("_", "-"), value) for key, value in headers.items()]
    return Vector(name, (("expect", expect), ("clause", clause), ("comment", comment), *named), body)


def blobs() -> Iterator[Vector]:
    """Files, in the order draft secret, blob id, true size."""
    draft, blob_id = secret("draft"), secret("blob", 16)
    key = blob_key(draft, blob_id)

    def sealed(content: bytes) -> bytes:
        sealer = BlobSealer(key)
        body = sealer.update(content) + sealer.finish()
        hashes.setdefault(len(content), sealer.hashes)
        return body

    hashes: dict[int, bytes] = {}

    def vector(
        name: str, expect: str, clause: str, comment: str, size: int, body: bytes, **more: str
    ) -> Vector:
        keys = {
            "draft_secret": draft.hex(),
            "blob_id": blob_id.hex(),
            "owner_tag": owner_tag(draft, blob_id, size).hex(),
            "hashes": hashes[size].hex(),
        }
        return _vector(name, expect, clause, comment, body, **keys, true_size=str(size), **more)

    content = b"%PDF-1.7 " * 100
    short, long, edge = sealed(content), sealed(bytes(70_000)), sealed(bytes(65_536))
    text = content.decode()
    yield vector(
        "success_short", "success", "6.3", "A file under the floor.", len(content), short, content=text
    )
    yield vector("success_empty", "success", "6.3", "A file of no bytes.", 0, sealed(b""), content="")
    yield vector("truncated_short", "truncated", "5.4", "The last byte is missing.", len(content), short[:-1])
    yield vector("truncated_nothing_left", "truncated", "5.4", "Nothing is left.", len(content), b"")
    yield vector("truncated_edge", "truncated", "5.4", "Cut at the edge of a chunk.", 70_000, long[:65_552])
    comment = "Another file of this size, cut where it fits."
    yield vector("tampered_size", "tampered", "6.5", comment, 65_536, long[: len(edge)])
    yield vector(
        "tampered_extended", "tampered", "6.5", "A byte stands after the end.", len(content), short + b"\0"
    )
    altered = short[:50] + bytes([short[50] ^ 1]) + short[51:]
    yield vector("tampered_bit", "tampered", "5.4", "One bit is changed.", len(content), altered)
    padded = sealed(content + b"\1" + bytes(3195))
    yield vector("tampered_padding", "tampered", "6.5", "The padding is not zero.", len(content), padded)
    other = BlobSealer(blob_key(draft, secret("other blob", 16)))
    swapped = other.update(content) + other.finish()
    yield vector(
        "tampered_swapped", "tampered", "6.1", "Another file of the same draft.", len(content), swapped
    )
    other_content = sealed(content[::-1])
    comment = "Another file under the same key."
    yield vector("tampered_exchanged", "tampered", "6.5", comment, len(content), other_content)


def receipts() -> Iterator[Vector]:
    """Receipt codes as they are typed."""
    code_secret = secret("code", 15)
    code = code_of(code_secret)
    mailbox = Mailbox.from_code(code)
    good = code.grouped
    given = {
        "code_secret": code_secret.hex(),
        "symbols": code.symbols,
        "locator": mailbox.locator.hex(),
        "key_id": mailbox.key_id.hex(),
        "verify_key": mailbox.verify_key.hex(),
        "resend_tag": resend_tag(code, bytes(32)).hex(),
    }
    yield _vector("success", "success", "3.4", "A code as it is shown.", typed=good, **given)
    second = Mailbox.from_code(code, 2)
    given_too = {
        "code_secret": code_secret.hex(),
        "symbols": code.symbols,
        "thread": "2",
        "locator": second.locator.hex(),
        "key_id": second.key_id.hex(),
        "verify_key": second.verify_key.hex(),
        "resend_tag": resend_tag(code, bytes(32), 2).hex(),
    }
    comment = "Thread 2 of the same code."
    yield _vector("success_thread", "success", "3.8", comment, typed=good, **given_too)
    typed = f"  {good.lower().replace('-', ' – ')} "
    yield _vector(
        "success_small_letters", "success", "3.6", "Small letters, spaces and dashes.", typed=typed, **given
    )
    typed = good.replace("0", "o").replace("1", "l")
    yield _vector("success_look_alikes", "success", "3.6", "O for 0 and L for 1.", typed=typed, **given)
    zero = code_of(bytes(15))
    nothing = {"typed": zero.grouped, "code_secret": bytes(15).hex(), "symbols": zero.symbols}
    yield _vector("success_zero", "success", "3.3", "The check of zeros is zero.", **nothing)
    wrong = ALPHABET[(ALPHABET.index(good[3]) + 1) % 32]

    def refused(reason: str, name: str, comment: str, typed: str) -> Vector:
        return _vector(f"{reason}_{name}", "format", "3.6", comment, typed=typed, reason=reason)

    yield refused("check", "one_wrong", "One symbol is wrong.", good[:3] + wrong + good[4:])
    swapped = good[1] + good[0] + good[2:]
    yield refused("check", "two_swapped", "Two symbols are swapped.", swapped)
    yield refused("length", "short", "One symbol is missing.", good[:-1])
    yield refused("length", "long", "One symbol too many.", good + "0")
    yield refused("length", "nothing", "Nothing was typed.", "- ")
    yield refused("letter_u", "u", "A U, which no code has.", "U" + good[1:])
    yield refused("alphabet", "sign", "A sign that no code has.", "Ø" + good[1:])


def passphrases() -> Iterator[Vector]:
    """Secrets wrapped under a passphrase."""
    words = "-".join(word_of(int.from_bytes(secret(f"word {at}", 2), "big")) for at in range(6))
    wrapped = _wrapped(words, secret("seed"))

    def vector(name: str, expect: str, clause: str, comment: str, body: bytes, typed: str = words) -> Vector:
        return _vector(name, expect, clause, comment, body, passphrase=typed, secret=secret("seed").hex())

    yield vector("success", "success", "7.4", "A seed under six words.", wrapped)
    typed = words.upper().replace("-", "  ")
    yield vector("success_typed", "success", "7.1", "Capitals and spaces for hyphens.", wrapped, typed)
    yield vector("wrong_key", "wrong-key", "7.4", "Another passphrase.", wrapped, words[:-1] + "q")
    salted = wrapped[:12] + bytes([wrapped[12] ^ 1]) + wrapped[13:]
    yield vector("wrong_key_salt", "wrong-key", "7.4", "One bit of the salt.", salted)
    yield vector(
        "tampered", "tampered", "7.4", "One bit of the tag.", wrapped[:-1] + bytes([wrapped[-1] ^ 1])
    )
    yield vector("tampered_cut", "tampered", "7.4", "The last byte is missing.", wrapped[:-1])
    yield vector("truncated", "truncated", "7.2", "Cut within the head.", wrapped[:20])
    yield vector("format_version", "format", "7.2", "Version 2.", b"\2" + wrapped[1:])
    dear = wrapped[:1] + (131_073).to_bytes(4, "big") + wrapped[5:]
    yield vector("format_memory", "format", "7.3", "Another cost than that of version 1: more memory.", dear)
    yield vector(
        "format_passes",
        "format",
        "7.3",
        "Another cost than that of version 1: nine passes.",
        wrapped[:8] + b"\x09" + wrapped[9:],
    )
    yield vector(
        "format_no_pass",
        "format",
        "7.3",
        "Another cost than that of version 1: no pass at all.",
        wrapped[:8] + b"\0" + wrapped[9:],
    )


def _wrapped(words: str, content: bytes) -> bytes:
    # As `passphrase.wrap` does it, with a salt that is not random.
    header = passphrase._header(secret("salt", 16))
    key, committed = passphrase._keys(words, header)
    return header + committed + aead.seal_once(key, content, header + committed)


def journals() -> Iterator[Vector]:
    """Two entries of the journal and a checkpoint."""
    on, actor, subject = date(2026, 3, 2), secret("actor", 16), secret("case", 16)  # a Monday
    first = entry_hash(bytes(32), 1, on, actor, "case:received", subject, secret("digest"))
    yield _vector(
        "success_first_entry",
        "success",
        "9.1",
        "The first entry.",
        first,
        previous=bytes(32).hex(),
        seq="1",
        on=on.isoformat(),
        actor=actor.hex(),
        action="case:received",
        subject=subject.hex(),
        digest=secret("digest").hex(),
    )
    signer = SigningKey.from_seed(secret("checkpoint key"))
    checkpoint = Checkpoint.sign(signer, seq=1, head=first, on=on)
    who = {"verify_key": signer.verify_key.hex()}
    written = checkpoint.to_json()
    yield _vector("success_checkpoint", "success", "9.2", "A checkpoint of it.", checkpoint=written, **who)
    later = written.replace('"seq": 1', '"seq": 2')
    yield _vector("tampered_checkpoint", "tampered", "9.2", "Its number is changed.", checkpoint=later, **who)
    stranger = SigningKey.from_seed(secret("stranger")).verify_key.hex()
    yield _vector(
        "tampered_stranger",
        "tampered",
        "9.2",
        "Checked with another key.",
        checkpoint=written,
        verify_key=stranger,
    )
    yield _vector(
        "format_checkpoint", "format", "9.2", "No checkpoint at all.", checkpoint='{"seq": 1}', **who
    )


def index_rows() -> Iterator[Vector]:
    """Rows of an index under one row key; what opens them is the place where they stand."""
    row_key, ids = secret("row key"), {name: secret(name, 16) for name in ("organisation", "case", "row")}

    def context(**other: bytes) -> Context:
        known = ids | other
        return Context(Kind.INDEX, known["case"], known["row"], Direction.INTERNAL, known["organisation"])

    def vector(name: str, expect: str, clause: str, comment: str, body: bytes, plaintext: str = "") -> Vector:
        given = {"row_key": row_key.hex(), **{each: value.hex() for each, value in ids.items()}}
        return _vector(name, expect, clause, comment, body, **given, plaintext=plaintext)

    text = '{"form":"index/1","line":"Dobbelt betaling"}'
    row, long = (seal_row(row_key, each.encode(), context=context()) for each in (text, text * 12))
    yield vector("success", "success", "15.2", "A row of one step.", row, text)
    yield vector("success_long", "success", "15.2", "A row of two steps.", long, text * 12)
    yield vector("format_version", "format", "15.2", "Version 2.", b"\2" + row[1:])
    yield vector("truncated", "truncated", "15.3", "The last byte is missing.", row[:-1])
    yield vector("truncated_nothing", "truncated", "15.3", "Nothing but the version.", row[:1])
    yield vector(
        "tampered", "tampered", "15.3", "One bit is changed.", row[:9] + bytes([row[9] ^ 1]) + row[10:]
    )
    moved = seal_row(row_key, text.encode(), context=context(case=secret("other case", 16)))
    yield vector("tampered_moved", "tampered", "15.2", "The row of another case.", moved)
    stranger = seal_row(secret("other row key"), text.encode(), context=context())
    yield vector("tampered_key", "tampered", "15.2", "Sealed under another row key.", stranger)
    derived = kdf.derive(row_key, labels.INDEX_ROW, context().encode())
    for name, body in {
        "format_padding": bytes(4) + bytes(507) + b"\1",
        "format_step": bytes(1024),
    }.items():
        sealed = b"\1" + aead.seal_once(derived, body, b"")
        yield vector(name, "format", "15.3", "Padding that no sealer writes.", sealed)


ALL = {
    "index": index_rows,
    "blob": blobs,
    "receipt": receipts,
    "passphrase": passphrases,
    "journal": journals,
    "directory": directories,
    "holders": case_holders,
}

if __name__ == "__main__":
    for kind, maker in ALL.items():
        write_all(kind, maker())
