"""Nothing secret shows when something is printed, logged or raised."""

import traceback
from collections.abc import Callable

import pytest

from crypto.blob import BlobSealer
from crypto.envelope import Opened
from crypto.errors import CryptoError, ReceiptCodeError
from crypto.hazmat.kem import KemSecret
from crypto.hazmat.signing import SigningSecret
from crypto.hazmat.stream import StreamSealer
from crypto.identities import Identity
from crypto.keys import SigningKey
from crypto.mailbox import Mailbox
from crypto.passphrase import unwrap, wrap
from crypto.receipt import ReceiptCode, code_of, parse_receipt_code
from crypto.seal import seal
from crypto.unseal import unseal
from tests.unit.crypto.people import a_context, an_identity

SECRET = b"S3cretSeed-S3cretSeed-S3cretSeed"
CODE = code_of(b"fifteen secrets")


@pytest.mark.parametrize(
    "thing",
    [
        Identity.from_seed(SECRET),
        SigningKey.from_seed(SECRET),
        Mailbox.from_code(CODE),
        CODE,
        Opened(b"S3cretSeed", 1, bytes(32), frozenset()),
        BlobSealer(SECRET),
        KemSecret(SECRET),
        SigningSecret(SECRET),
        StreamSealer(SECRET),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_repr(thing: object) -> None:
    """Neither repr nor str nor format shows a secret."""
    for text in (repr(thing), str(thing), f"{thing}", repr([thing]), repr({"x": thing})):
        assert "S3cret" not in text
        assert SECRET.hex() not in text
        assert CODE.symbols not in text
        assert CODE.grouped not in text


def _raised(act: Callable[[], object]) -> str:
    try:
        act()
    except (CryptoError, ReceiptCodeError) as error:
        # The lines of source are left out: they hold the test's own words.
        return "".join(traceback.TracebackException.from_exception(error).format_exception_only()) + repr(
            error
        )
    raise AssertionError("nothing was raised")


def test_errors() -> None:
    """No error holds the code, the passphrase, the text or a key that it is about."""
    sealed = seal(
        b"S3cretText",
        context=a_context(),
        counter=1,
        signer=an_identity("anna"),
        recipients=[an_identity("bo").kem_public],
    )
    typed = CODE.grouped[:-1] + ("0" if CODE.grouped[-1] != "0" else "1")
    texts = [
        _raised(lambda: parse_receipt_code(typed)),
        _raised(lambda: parse_receipt_code("S3cret!")),
        _raised(lambda: ReceiptCode(CODE.symbols[:-1] + "u")),
        _raised(lambda: unwrap("S3cret passphrase", wrap("another", SECRET))),
        _raised(
            lambda: unseal(
                sealed.envelope, sealed.stanzas, context=a_context(), identity=an_identity("cilla")
            )
        ),
        _raised(
            lambda: unseal(
                sealed.envelope[:-1], sealed.stanzas, context=a_context(), identity=an_identity("bo")
            )
        ),
        _raised(lambda: Identity.from_seed(SECRET[:-1])),
    ]

    for text in texts:
        assert "S3cret" not in text
        assert CODE.symbols[:10] not in text.replace("-", "")


def test_no_cause_is_kept() -> None:
    """An error of the library, with its arguments, does not hang behind ours."""
    sealed = seal(
        b"x",
        context=a_context(),
        counter=1,
        signer=an_identity("anna"),
        recipients=[an_identity("bo").kem_public],
    )
    turned = sealed.envelope[:-1] + bytes([sealed.envelope[-1] ^ 1])

    with pytest.raises(CryptoError) as caught:
        unseal(turned, sealed.stanzas, context=a_context(), identity=an_identity("bo"))

    assert caught.value.__cause__ is None
