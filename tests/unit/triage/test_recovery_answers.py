"""What a recovery answers offline: to holders what opens, to who was kept out what does not, else nothing."""

import secrets

import pytest
from msgspec.structs import replace

from crypto.envelope import Context, Direction, Kind, Sealed, Stanza, key_id
from crypto.errors import CryptoError
from crypto.holders import HolderStatement, holding
from crypto.identities import Identity
from crypto.keys import SigningKey
from crypto.rewrap import head_of
from crypto.seal import seal
from crypto.unseal import unseal
from intake.contents.forms import encode
from intake.contents.index import IndexKey
from intake.contents.mailbox import MessageContent, ReportContent
from tests.unit.crypto.people import MONDAY, ROOT, Book, a_handle, an_identity, verified
from triage.services.recovery.answer import answer, tried
from triage.services.recovery.carried import (
    AskedCase,
    AskedItem,
    GivenItem,
    RecoveryError,
    RecoveryRequest,
    RecoveryTrial,
    read_carried,
    write_carried,
)
from triage.services.recovery.sign import signed

HERE = b"o" * 16
CASE, REFERENCE = b"c" * 16, b"r" * 16
FIRST, SECOND = b"1" * 16, b"2" * 16
MAILBOX = an_identity("mailbox")


def a_book() -> Book:
    """Anna and bo at first; anna has new keys since; cilla came later."""
    book = Book()
    book.add("recovery", role="recovery")
    book.add("anna")
    book.add("bo")
    book.add("anna", keys="anna anew")
    book.add("cilla")
    return book


ANNA = an_identity("anna anew")


def _sealed(
    kind: Kind, item: bytes, content: object, counter: int, *names: str, decoys: tuple[str, ...] = ()
):
    to = [an_identity(name).kem_public for name in (*names, "recovery")]
    return seal(
        encode(content),  # type: ignore[arg-type]  # any content
        context=_context(kind, item),
        counter=counter,
        signer=MAILBOX,
        recipients=to,
        decoys=[an_identity(name).key_id for name in decoys],
    )


def _context(kind: Kind, item: bytes) -> Context:
    return Context(kind, REFERENCE, item, Direction.IN, HERE)


def _asked(kind: Kind, item: bytes, sealed: Sealed, counter: int, *, whole: bool = False) -> AskedItem:
    name = an_identity("recovery").key_id
    wrapped = next(each.wrapped for each in sealed.stanzas if each.key_id == name)
    head = sealed.envelope if whole else head_of(sealed.envelope)
    return AskedItem("mailbox", REFERENCE, kind, "in", item, counter, head, name, wrapped)


class Asks:
    """A request of one case with a report and a message, and what was sealed in it."""

    def __init__(self, *holders: str, kept_out: tuple[str, ...] = (), makes_holder: bool = False) -> None:
        report = ReportContent(
            relation="employee",
            what="Hemmeligt",
            reply_to=MAILBOX.kem_public,
            reporter_key=MAILBOX.verify_key,
            kept_out=tuple(map(a_handle, kept_out)),
        )
        self.first = _sealed(Kind.REPORT, FIRST, report, 1, *holders, decoys=kept_out)
        self.second = _sealed(Kind.MESSAGE, SECOND, MessageContent("Mere"), 2, *holders, decoys=kept_out)
        items = (
            _asked(Kind.REPORT, FIRST, self.first, 1, whole=True),
            _asked(Kind.MESSAGE, SECOND, self.second, 2),
        )
        self.request = RecoveryRequest(
            organisation=HERE,
            root_verify_key=ROOT.verify_key,
            directory=tuple(a_book().rows),
            on=MONDAY,
            person=a_handle("anna"),
            name="anna",
            makes_holder=makes_holder,
            cases=(AskedCase(CASE, REFERENCE, (), items),),
            index=(),
        )

    def opens(self, given: GivenItem, who: Identity) -> bool:
        """Say whether a stanza that was given opens the item for somebody."""
        kind, sealed = (Kind.REPORT, self.first) if given.id == FIRST else (Kind.MESSAGE, self.second)
        try:
            unseal(
                sealed.envelope,
                [Stanza(who.key_id, given.wrapped)],
                context=_context(kind, given.id),
                identity=who,
            )
        except CryptoError:
            return False
        return True


def test_a_holder_with_new_keys_gets_everything() -> None:
    """Every item opens to the new key, no statement is needed, and nothing is left out."""
    asks = Asks("anna", "bo")

    grants = answer(asks.request, an_identity("recovery"))

    (case,) = grants.cases
    assert (len(case.items), case.statement, grants.left_out) == (2, b"", 0)
    assert all(asks.opens(each, ANNA) for each in case.items)
    assert grants.key_id == ANNA.key_id


def test_whoever_was_kept_out_gets_a_decoy() -> None:
    """Of the same size, for every item, also where the request says that they are to hold the case."""
    for makes_holder in (False, True):
        asks = Asks("bo", kept_out=("anna",), makes_holder=makes_holder)

        (case,) = answer(asks.request, an_identity("recovery")).cases

        assert case.statement == b""
        assert [len(each.wrapped) for each in case.items] == [1168, 1168]
        assert not any(asks.opens(each, ANNA) for each in case.items)


def test_whoever_never_held_it_gets_nothing_unasked() -> None:
    """A row of grants that somebody inserted, or a stanza, is no reason: who holds it was signed."""
    asks = Asks("bo")

    assert answer(asks.request, an_identity("recovery")).cases == ()


def test_whoever_is_made_a_holder_has_a_statement_for_the_root() -> None:
    """It adds the person to those who hold the case, and counts once the root has signed it."""
    asks = Asks("bo", makes_holder=True)
    grants = answer(asks.request, an_identity("recovery"))
    (case,) = grants.cases
    assert all(asks.opens(each, ANNA) for each in case.items)

    (case,) = signed(grants, ROOT).cases

    held = holding(
        {a_handle("bo")},
        [case.statement],
        members=verified(a_book()),
        root=ROOT.verify_key,
        organisation=HERE,
        reference=REFERENCE,
    )
    assert (held.holders, held.unsigned) == ({a_handle("anna"), a_handle("bo")}, ())


def test_a_recused_holder_gets_a_decoy() -> None:
    """Who signed that they hold the case no more is not given it by losing their keys."""
    asks = Asks("anna", "bo")
    left = HolderStatement(
        organisation=HERE,
        reference=REFERENCE,
        number=1,
        previous=bytes(32),
        persons=(a_handle("bo"),),
        on=MONDAY,
    ).signed(an_identity("bo"))
    (case,) = asks.request.cases
    request = replace(asks.request, cases=(replace(case, statements=(left.encode(),)),))

    (given,) = answer(request, an_identity("recovery")).cases

    assert not any(asks.opens(each, ANNA) for each in given.items)


def test_a_key_of_the_index_is_for_those_whom_it_names() -> None:
    """A stanza that is a decoy for somebody stays one for their new key."""
    for holders, is_theirs in ((("anna", "bo"), True), (("bo",), False)):
        key = secrets.token_bytes(16)
        context = Context(Kind.INDEX, key, key, Direction.INTERNAL, HERE)
        sealed = seal(
            encode(IndexKey(bytes(32), tuple(sorted(map(a_handle, holders))))),
            context=context,
            counter=1,
            signer=an_identity("bo"),
            recipients=[an_identity(name).kem_public for name in ("anna", "bo", "recovery")],
        )
        name = an_identity("recovery").key_id
        wrapped = next(each.wrapped for each in sealed.stanzas if each.key_id == name)
        asked = AskedItem("index", key, "index", "internal", key, 1, sealed.envelope, name, wrapped)

        (given,) = answer(replace(Asks("anna", "bo").request, index=(asked,)), an_identity("recovery")).index

        stanza = Stanza(ANNA.key_id, given.wrapped)
        if is_theirs:
            assert unseal(sealed.envelope, [stanza], context=context, identity=ANNA).counter == 1
        else:
            with pytest.raises(CryptoError):
                unseal(sealed.envelope, [stanza], context=context, identity=ANNA)


def test_the_shares_must_be_of_this_installations_recovery_key() -> None:
    """Those of the root, of another town or of a person give a key that is none."""
    request = Asks("anna", "bo").request
    for other in ("another town", "anna anew"):
        with pytest.raises(RecoveryError, match="no recovery key of this installation"):
            answer(request, an_identity(other))


def test_only_the_root_signs() -> None:
    """Neither the recovery key nor an advisor, and the root of another town neither."""
    grants = answer(Asks("bo", makes_holder=True).request, an_identity("recovery"))

    for seed in (b"\1" * 31 + b"\2", secrets.token_bytes(32)):
        with pytest.raises(RecoveryError, match="not the root of this installation"):
            signed(grants, SigningKey.from_seed(seed))


def test_the_root_signs_for_the_key_whose_words_were_shown() -> None:
    """A file that gives to another key than the directory has for the person is refused."""
    grants = answer(Asks("anna", "bo").request, an_identity("recovery"))

    with pytest.raises(RecoveryError, match="another key"):
        signed(replace(grants, key_id=an_identity("mallory").key_id), ROOT)


def test_keys_of_an_earlier_betro_get_nothing() -> None:
    """Nothing is sealed to a key that was born under an operator's eyes; its holder enrols first."""
    book = a_book()
    book.add("anna", keys="anna of old", version=1)
    request = replace(Asks("anna", "bo").request, directory=tuple(book.rows))

    with pytest.raises(RecoveryError, match="they enrol first"):
        answer(request, an_identity("recovery"))


def test_a_directory_that_was_altered_is_refused() -> None:
    """Whoever puts other keys under a name must have the root, or the file is worth nothing."""
    book = a_book()
    request = Asks("anna", "bo").request
    with pytest.raises(RecoveryError, match="does not hold"):
        answer(replace(request, directory=tuple(book.rows[1:])), an_identity("recovery"))

    book.add("anna", an_identity("mallory"), keys="mallory")
    given = answer(replace(request, directory=tuple(book.rows)), an_identity("recovery"))
    assert given.key_id == ANNA.key_id


def test_an_item_of_another_case_is_left_out() -> None:
    """What stands under one case is bound to it; a case with a stranger in it is left out whole."""
    asks = Asks("anna", "bo")
    (case,) = asks.request.cases
    first, second = case.items
    stranger = replace(second, reference=b"x" * 16)

    grants = answer(
        replace(asks.request, cases=(replace(case, items=(first, stranger)),)), an_identity("recovery")
    )

    assert (grants.cases, grants.left_out) == ((), 2)


def test_what_was_sealed_to_another_recovery_key_is_counted() -> None:
    """And the rest is given."""
    asks = Asks("anna", "bo")
    (case,) = asks.request.cases
    first, second = case.items
    other = replace(second, wrapped=secrets.token_bytes(1168))

    grants = answer(
        replace(asks.request, cases=(replace(case, items=(first, other)),)), an_identity("recovery")
    )

    assert (len(grants.cases[0].items), grants.left_out) == (1, 1)


def test_a_drill_opens_what_was_drawn() -> None:
    """And counts what does not."""
    (case,) = Asks("anna", "bo").request.cases
    drawn = case.items[1]
    asked = RecoveryTrial(
        organisation=HERE,
        root_verify_key=ROOT.verify_key,
        directory=tuple(a_book().rows),
        on=MONDAY,
        nonce=b"n" * 16,
        items=(drawn, replace(drawn, wrapped=secrets.token_bytes(1168))),
    )

    result = tried(asked, an_identity("recovery"))

    assert (result.asked, result.opened) == (2, 1)


def test_a_file_is_read_as_it_was_written(tmp_path) -> None:
    """One that was cut, lengthened or begins otherwise is refused in a sentence."""
    file = tmp_path / "request"
    request = Asks("anna", "bo").request
    write_carried(file, request)
    whole = file.read_bytes()

    assert read_carried(file).content == request
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        write_carried(file, request)
    for altered in (whole[:-1], whole + b"\0", b"x" + whole[1:], b"", whole[:40]):
        file.write_bytes(altered)
        with pytest.raises(RecoveryError):
            read_carried(file)


def test_nothing_in_the_files_is_readable() -> None:
    """Neither request nor grants hold a word of what was sealed, or a body key."""
    from triage.services.recovery.carried import body_of

    asks = Asks("anna", "bo")
    grants = answer(asks.request, an_identity("recovery"))

    for body in (body_of(asks.request), body_of(grants)):
        assert b"Hemmeligt" not in body
        assert b"Mere" not in body
    assert key_id(ANNA.kem_public) in body_of(grants)
