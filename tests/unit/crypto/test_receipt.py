"""The receipt code as people see and type it. What the check symbol catches is tried exhaustively."""

import pytest

from crypto.errors import ReceiptCodeError
from crypto.mailbox import Mailbox, resend_tag
from crypto.receipt import ALPHABET, LONGEST, ReceiptCode, code_of, new_receipt_code, parse_receipt_code

CODES = [code_of(bytes(range(at, at + 15))) for at in (0, 77, 200)]


@pytest.mark.parametrize("code", CODES, ids=["a", "b", "c"])
class TestCheckSymbol:
    def test_every_single_error(self, code: ReceiptCode) -> None:
        """Each of the 775 codes with one other symbol is refused."""
        for at, right in enumerate(code.symbols):
            for wrong in set(ALPHABET) - {right}:
                with pytest.raises(ReceiptCodeError) as caught:
                    parse_receipt_code(code.symbols[:at] + wrong + code.symbols[at + 1 :])
                assert caught.value.reason == "check"

    def test_every_swap(self, code: ReceiptCode) -> None:
        """Each swap of two different symbols, wherever they stand, is refused."""
        swaps = 0
        for first in range(25):
            for second in range(first + 1, 25):
                symbols = list(code.symbols)
                if symbols[first] == symbols[second]:
                    continue
                symbols[first], symbols[second] = symbols[second], symbols[first]
                swaps += 1
                with pytest.raises(ReceiptCodeError) as caught:
                    parse_receipt_code("".join(symbols))
                assert caught.value.reason == "check"

        assert swaps > 200


def test_random_and_different() -> None:
    """Codes are random; every place takes every symbol."""
    codes = [new_receipt_code() for _ in range(1000)]
    assert len({code.symbols for code in codes}) == 1000

    for at in range(25):
        assert {code.symbols[at] for code in codes} == set(ALPHABET)


def test_grouped() -> None:
    """A code is shown in five groups of five."""
    code = new_receipt_code()
    assert [len(group) for group in code.grouped.split("-")] == [5] * 5
    assert code.grouped.replace("-", "") == code.symbols


@pytest.mark.parametrize(
    "typed",
    [
        "{}",
        " {} ",
        "{}\n",
        "\t{}\r\n",
        "\u00a0{}\u2009",
        "\ufeff{}\u200b",
    ],
)
def test_white_space_is_forgiven(typed: str) -> None:
    """White space and signs of no width around a code do not matter."""
    code = new_receipt_code()

    assert parse_receipt_code(typed.format(code.grouped)) == code


@pytest.mark.parametrize("dash", ["-", "–", "—", "‐", "‑", "−", " ", "", " - "])
def test_dashes_are_forgiven(dash: str) -> None:
    """Any dash, or none, may stand between the groups."""
    code = new_receipt_code()

    assert parse_receipt_code(code.grouped.replace("-", dash).lower()) == code


@pytest.mark.parametrize(
    "typed",
    [
        "{}.",
        "{},",
        "({})",
        "“{}”",
        "'{}'",
        "• {}",
        "`{}`",
        "> {}",
        "Code: {}",
        "Kode: {}",
        "Kvitteringskode {}",
        "Min kode er\n{}\nog den er vigtig",
        "{} {}",
        "{}{}",
        "{}\n\nKode: {}.",
        "\u200e{}\u200f",
        "\u202a{}\u202c",
        "\u2066{}\u2069",
        "\ufe0f{}",
    ],
)
def test_what_stands_around_a_code_is_forgiven(typed: str) -> None:
    """Quotes, full stops, words and signs that are not seen; and the same code twice is one."""
    for code in (new_receipt_code() for _ in range(100)):
        assert parse_receipt_code(typed.replace("{}", code.grouped)) == code


@pytest.mark.parametrize(
    "between",
    [
        ". ",
        ", ",
        "\u2015",
        "\uff0d",
        "_",
        "/",
        "\u00b7",
        " bindestreg ",
        " Bindestreg\n",
        "\u2060",
        " hyphen ",
    ],
)
def test_what_stands_between_groups_is_forgiven(between: str) -> None:
    """Whatever is no letter and no digit, and a hyphen in words."""
    code = new_receipt_code()
    assert parse_receipt_code(code.grouped.replace("-", between)) == code


def test_letters_of_full_width_are_forgiven() -> None:
    """As a Japanese or Chinese keyboard writes them."""
    code = new_receipt_code()
    wide = "".join(chr(ord(each) + 0xFEE0) for each in code.grouped.lower())
    assert parse_receipt_code(wide) == code


def test_two_codes_are_asked_back() -> None:
    """Nobody guesses which mailbox was meant."""
    for first, second in ((new_receipt_code(), new_receipt_code()) for _ in range(20)):
        with pytest.raises(ReceiptCodeError, match="two"):
            parse_receipt_code(f"{first.grouped}\n{second.grouped}")


@pytest.mark.parametrize(
    ("shown", "typed"), [("0", "O"), ("0", "o"), ("1", "I"), ("1", "i"), ("1", "L"), ("1", "l")]
)
def test_look_alikes_are_forgiven(shown: str, typed: str) -> None:
    """O stands for 0, and I and L for 1, in both cases."""
    code = next(code for code in iter(new_receipt_code, None) if shown in code.symbols)

    assert parse_receipt_code(code.symbols.replace(shown, typed)) == code


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "length"),
        ("ABCDE", "length"),
        ("0" * 26, "length"),
        ("u" + "0" * 24, "letter_u"),
        ("U", "letter_u"),
        ("Æ" + "0" * 24, "alphabet"),
        ("ſ" + "0" * 24, "alphabet"),  # str.upper would make an S of it
        ("ı" + "0" * 24, "alphabet"),  # and an I of this
        ("!" + "0" * 24, "length"),
        ("0" * 24 + "1", "check"),
    ],
)
def test_refused(typed: str, reason: str) -> None:
    """What is no code is refused for the reason that helps most."""
    with pytest.raises(ReceiptCodeError) as caught:
        parse_receipt_code(typed)

    assert caught.value.reason == reason


def test_secret_has_fifteen_bytes() -> None:
    """A code is made of 15 bytes."""
    with pytest.raises(ReceiptCodeError):
        code_of(bytes(14))


def test_everything_derived_differs() -> None:
    """Locator, keys and tag tell nothing of each other, and another code gives others."""
    one, two = new_receipt_code(), new_receipt_code()
    derived = [
        value
        for code in (one, two)
        for box in (Mailbox.from_code(code),)
        for value in (box.locator, box.key_id, box.verify_key, box.kem_public, resend_tag(code, bytes(32)))
    ]

    assert len(set(derived)) == len(derived)
    assert Mailbox.from_code(one).locator == Mailbox.from_code(parse_receipt_code(one.grouped)).locator
    assert resend_tag(one, bytes(32)) != resend_tag(one, b"\1" * 32)


def test_a_whole_book_is_no_code() -> None:
    """However much is sent, no more is looked through than a person could have meant."""
    code = new_receipt_code().grouped
    assert parse_receipt_code(code.rjust(LONGEST)).grouped == code
    with pytest.raises(ReceiptCodeError) as caught:
        parse_receipt_code(code.rjust(LONGEST + 1))
    assert caught.value.reason == "length"
