"""What lies sealed: exchanged files, other holders, contents of another kind or of a newer Betro."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from crypto.blob import BlobSealer, blob_key
from crypto.envelope import Context, Direction, Kind, Sealed, digest, new_id
from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode, new_receipt_code
from crypto.seal import seal
from intake.clock import COPENHAGEN
from intake.contents.forms import encode
from intake.contents.mailbox import Contact, IdentityContent, MessageContent, ReportContent
from intake.services.attach import Attached, AttachmentGoneError, Upload, path_of
from intake.services.correspond import open_mailbox, write_message
from intake.services.submit import ComplaintDraft, ReportDraft, submit
from intake.settings import load_portal
from intake.store.engine import read, write
from intake.store.mailboxes import NewItem, add_items, find_mailbox
from intake.web import create_app as create_portal
from tests.grown import a_field_more
from tests.office import Browser, OfficeWorld
from tests.visitor import Visitor
from triage.cli.checks import faults

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
REPORT = ReportDraft("employee", "Fakturaerne er betalt to gange", name="Ida Ibsen")


def attach(world: OfficeWorld, content: bytes) -> Attached:
    """Bring a file up."""
    with Upload(world.reception, now=world.clock.now()) as upload:
        upload.write(content)
        return upload.finish(name="bilag.pdf", content_type="application/pdf")


def opened(world: OfficeWorld) -> Browser:
    """Open the one case as anna."""
    anna = world.signed_in("anna")
    anna.open_case()
    return anna


def placed(world: OfficeWorld, code: ReceiptCode, plaintext: bytes, *, kind: Kind, counter: int) -> None:
    """Lay something into a mailbox as its reporter could who does not use our pages."""
    mailbox = Mailbox.from_code(code)
    with write(world.organisation.intake) as connection:
        found = find_mailbox(connection, mailbox.locator)
        assert found is not None
        item_id = new_id()
        sealed = seal(
            plaintext,
            context=Context(
                kind, found.reference, item_id, Direction.IN, world.organisation.settings.sealing_context
            ),
            counter=counter,
            signer=mailbox,
            recipients=[
                *(world.enrolled[name].identity.kem_public for name in ("anna", "bo")),
                mailbox.kem_public,
            ],
        )
        item = NewItem(item_id, Direction.IN, kind, counter, sealed)
        add_items(connection, found.reference, [item], placed_on=MONDAY.date())


def test_a_file_exchanged_under_the_same_key_is_refused_before_a_byte_of_it_is_out(
    world: OfficeWorld,
) -> None:
    """A holder of the file's key who can write to the disk: the download is 410, not another file."""
    attached = attach(world, b"SAND: tallene stemmer ikke." * 10)
    world.send(files=[attached])
    sealer = BlobSealer(blob_key(attached.secret, attached.blob))
    other = sealer.update(b"FALSK: tallene stemmer jo. " * 10) + sealer.finish()
    path = path_of(world.organisation.settings.blob_folder, attached.blob)
    assert len(other) == path.stat().st_size
    path.write_bytes(other)
    anna = opened(world)
    assert anna.page is not None
    link = anna.page.query_one('#content a[href*="/files/"]').attrs["href"]
    anna.get(link)
    answer = anna.post(link)

    assert answer.status_code == 410
    assert b"FALSK" not in answer.data


@pytest.mark.parametrize("off", [-1, 1])
def test_a_form_cannot_lie_about_the_size_of_its_file(world: OfficeWorld, off: int) -> None:
    """The owner's tag binds the size, so the file of such a form is nobody's."""
    attached = attach(world, b"x" * 500)
    with pytest.raises(AttachmentGoneError):
        world.send(files=[replace(attached, size=attached.size + off)])


@pytest.mark.parametrize("change", ["taken", "added"])
def test_holders_that_the_sender_did_not_name_are_a_banner(world: OfficeWorld, change: str) -> None:
    """
    A stanza taken from bo, or one added for somebody: the office is told, and of one that was added the
    reporter too. That one is missing the portal cannot tell from one that is still to be made.
    """
    code = world.send()
    world.tick()
    with write(world.organisation.intake) as connection:
        if change == "taken":
            bo = world.enrolled["bo"].identity.key_id
            connection.execute(text("delete from stanza where key_id = :id"), {"id": bo})
        else:
            connection.execute(
                text("insert into stanza select id, :key, :wrapped from item where direction = 'in'"),
                {"key": new_id(), "wrapped": bytes(1168)},
            )

    assert "end afsenderen forseglede det til" in opened(world).words(".alert-error")
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
    assert view.has_warnings is (change == "added")


def test_a_taken_stanza_of_a_note_is_a_banner(world: OfficeWorld) -> None:
    """The office's own texts say whom they are for, too."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.save(reference, "note", item="Skrevet af Anna")
    with write(world.organisation.triage) as connection:
        bo = world.enrolled["bo"].identity.key_id
        connection.execute(text("delete from stanza where key_id = :id"), {"id": bo})
    anna.get(f"/cases/{reference}")

    assert "Skrevet af Anna" in anna.words()
    assert "end afsenderen forseglede det til" in anna.words(".alert-error")


def test_a_content_of_another_kind_is_a_banner_and_changes_nothing(world: OfficeWorld) -> None:
    """A message that holds a name is neither a message nor a name, and is not dropped in silence."""
    code = world.send()
    world.tick()
    first = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now()).first
    placed(world, code, encode(IdentityContent("Bo Bertelsen", "")), kind=Kind.MESSAGE, counter=2)
    anna = opened(world)

    assert "Bo Bertelsen" not in anna.words()
    assert "kan ikke åbnes" in anna.words(".alert-error")
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
    assert view.has_warnings
    assert view.first == first
    assert view.messages == ()


UNHEARD_OF = b'{"form":"unheard_of/1","reply_to":"..."}'
"""What no Betro writes yet."""


@pytest.mark.parametrize("unknown", [True, False])
def test_what_a_newer_betro_wrote_is_not_called_damaged(world: OfficeWorld, unknown: bool) -> None:
    """It is said, and everything else is read; a form that nobody knows yet is newer too."""
    code = world.send()
    world.tick()
    with a_field_more():
        newer = UNHEARD_OF if unknown else encode(MessageContent("Fra fremtiden"))
    placed(world, code, newer, kind=Kind.MESSAGE, counter=2)
    write_message(world.reception, Mailbox.from_code(code), "Fra i dag", now=world.clock.now())
    anna = opened(world)

    assert "skrevet af et nyere Betro" in anna.words(".alert-error")
    assert "beskadiget eller" not in anna.words(".alert-error")
    assert "Fra i dag" in anna.words()


def test_what_follows_a_report_of_a_newer_betro_is_read(world: OfficeWorld) -> None:
    """Its signature says who writes: nobody is taken for a stranger because the report waits."""
    code = new_receipt_code()
    with a_field_more():
        submit(world.reception, REPORT, code, now=world.clock.now())
    world.tick()
    write_message(world.reception, Mailbox.from_code(code), "Fra i dag", now=world.clock.now())
    anna = opened(world)

    assert "skrevet af et nyere Betro" in anna.words(".alert-error")
    assert "ikke underskrevet" not in anna.words(".alert-error")
    assert "Fra i dag" in anna.words()


def test_a_portal_that_is_older_than_the_office_calms(world: OfficeWorld, tmp_path: Path) -> None:
    """An answer and a card that only the next portal can show: it says so, and nothing is called missing."""
    code = world.send()
    world.tick()
    anna = opened(world)
    with a_field_more():
        anna.decide(anna.only_case(), "message", item="Et svar fra i morgen")
        world.tick()
    settings = load_portal({"BETRO_SETTINGS": str(tmp_path / "office" / "betro.toml")})
    visitor = Visitor(create_portal(settings, world.clock).test_client())
    visitor.get("/da/mailbox/")
    visitor.press("Åbn postkassen", code=code.grouped)

    said = visitor.words(".alert")
    assert "skrevet af en nyere udgave" in said
    assert "der er ikke noget galt med det" in said
    assert "ikke, som det skal være" not in said
    assert visitor.page.query('textarea[name="text"]')


def by_a_stranger(
    world: OfficeWorld,
    place: tuple[Kind, bytes, bytes, Direction],
    plaintext: bytes,
    *,
    counter: int,
    to: Mailbox,
) -> Sealed:
    """Seal something for a place in a mailbox under a key that is nobody's there."""
    return seal(
        plaintext,
        context=Context(*place, world.organisation.settings.sealing_context),
        counter=counter,
        signer=Mailbox.from_code(ReceiptCode("0" * 25)),
        recipients=[to.kem_public],
    )


def test_a_card_of_a_stranger_is_not_called_newer(world: OfficeWorld) -> None:
    """Whoever can write to the database cannot put off the reporter with a form that nobody knows."""
    code = world.send()
    world.tick()
    mailbox = Mailbox.from_code(code)
    with write(world.organisation.intake) as connection:
        found = find_mailbox(connection, mailbox.locator)
        assert found is not None
        place = (Kind.CARD, found.reference, new_id(), Direction.CARD)
        sealed = by_a_stranger(world, place, b'{"form":"card/99"}', counter=99, to=mailbox)
        item = NewItem(place[2], Direction.CARD, Kind.CARD, 99, sealed)
        add_items(connection, found.reference, [item], placed_on=MONDAY.date())
    view = open_mailbox(world.reception, mailbox, now=world.clock.now())

    assert (view.has_warnings, view.newer) == (True, False)
    assert view.card is not None


def test_a_first_item_of_a_stranger_is_not_called_newer(world: OfficeWorld) -> None:
    """The reporter's own key is known from the code."""
    code = world.send()
    mailbox = Mailbox.from_code(code)
    with write(world.organisation.intake) as connection:
        row = connection.execute(text("select id, reference from item")).one()
        place = (Kind.REPORT, row.reference, row.id, Direction.IN)
        sealed = by_a_stranger(world, place, b'{"form":"report/99"}', counter=1, to=mailbox)
        connection.execute(text("delete from stanza"))
        connection.execute(
            text("insert into stanza values (:item, :key, :wrapped)"),
            {"item": row.id, "key": sealed.stanzas[0].key_id, "wrapped": sealed.stanzas[0].wrapped},
        )
        connection.execute(text("update item set envelope = :e"), {"e": sealed.envelope})
    view = open_mailbox(world.reception, mailbox, now=world.clock.now())

    assert (view.first, view.has_warnings, view.newer) == (None, True, False)


def test_a_case_of_a_newer_betro_has_a_page_that_says_so(world: OfficeWorld) -> None:
    """An event of tomorrow: today's office shows no half of the case, and nobody is told of damage."""
    world.send()
    anna = opened(world)
    reference = anna.only_case()
    with a_field_more():
        anna.save(reference, "note", item="Fra i morgen")
    world.app.config["PROPAGATE_EXCEPTIONS"] = False

    anna.get(f"/cases/{reference}", status=503)
    assert "Sagen er skrevet af et nyere Betro" in anna.words()
    assert "Intet er beskadiget" in anna.words()


COMPLAINT = ComplaintDraft("social", "Jeg venter på svar", "Et svar", Contact("Ida Ibsen", phone="12345678"))


@pytest.mark.parametrize("draft", [REPORT, COMPLAINT], ids=["report", "complaint"])
def test_a_betro_with_a_field_more_in_each_form_opens_and_answers_what_was_sent_before(
    world: OfficeWorld, draft: ReportDraft | ComplaintDraft
) -> None:
    """What was sent, a name, a file, messages, note, summary, answer, card and events of today: all go on."""
    code = world.send(draft, files=[attach(world, b"bilagets indhold")])
    mailbox = Mailbox.from_code(code)
    write_message(world.reception, mailbox, "En besked fra i dag", now=world.clock.now())
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.save(reference, "note", item="En note fra i dag")
    anna.save(reference, "summary", item="Kort sagt i dag")
    anna.decide(reference, "message", item="Et svar fra i dag")
    world.tick()

    with a_field_more():
        page = anna.get(f"/cases/{reference}")
        told = (draft.what, "En besked fra i dag", "En note fra i dag", "Et svar fra i dag", "bilag.pdf")
        for words in (*told, "Kort sagt i dag", "Ida Ibsen" if draft is COMPLAINT else "navn"):
            assert words in anna.words()
        assert "man ikke kan stole på" not in anna.words(".alert-error")
        link = page.query_one('#content a[href*="/files/"]').attrs["href"]
        anna.get(link)
        assert anna.post(link).data == b"bilagets indhold"
        if draft is REPORT:
            anna.get(f"/cases/{reference}/identity")
            anna.post(f"/cases/{reference}/identity", {"why": "Skal ringe"})
            assert "Ida Ibsen" in anna.words()

        write_message(world.reception, mailbox, "En besked fra i morgen", now=world.clock.now())
        world.tick()
        anna.get(f"/cases/{reference}")
        anna.follow(f"/cases/{reference}/open")
        assert "En besked fra i morgen" in anna.words()
        anna.save(reference, "note", item="En note fra i morgen")
        anna.decide(reference, "message", item="Et svar fra i morgen")
        world.tick()
        view = open_mailbox(world.reception, mailbox, now=world.clock.now())
        assert [each.text for each in view.messages] == [
            "En besked fra i dag",
            "Et svar fra i dag",
            "En besked fra i morgen",
            "Et svar fra i morgen",
        ]
        assert view.card is not None
        assert not view.has_warnings
        assert not view.newer
        assert not view.written_since
        wrong = faults(world.organisation, world.clock.now(), copy=True)
        assert [name for name, _ in wrong] == ["organisation"]  # It has no units.


def test_a_stanza_that_is_no_stanza_is_warned_of_and_breaks_no_page(world: OfficeWorld) -> None:
    """A cut stanza is refused like any other damage."""
    world.send()
    world.tick()
    with write(world.organisation.intake) as connection:
        connection.execute(text("update stanza set wrapped = :cut"), {"cut": bytes(5)})
    with read(world.organisation.intake) as connection:
        assert connection.execute(text("select count(*) from stanza")).scalar_one() > 0

    assert "kan ikke åbnes" in opened(world).words(".alert-error")


def test_a_report_replaced_with_every_digest_beside_it_is_not_shown(world: OfficeWorld) -> None:
    """The event of its receipt names it, and the journal covers the event."""
    world.send()
    world.tick()
    code = ReceiptCode("0" * 25)
    mailbox = Mailbox.from_code(code)
    with write(world.organisation.intake) as connection:
        row = connection.execute(
            text("select id, reference from item where kind = 'report' and direction = 'in'")
        ).one()
        forged = ReportContent(
            "employee", "Intet er sket", reply_to=mailbox.kem_public, reporter_key=mailbox.verify_key
        )
        place = (Kind.REPORT, row.reference, row.id, Direction.IN)
        keys = [world.enrolled[name].identity.kem_public for name in ("anna", "bo")]
        sealed = seal(
            encode(forged),
            context=Context(*place, world.organisation.settings.sealing_context),
            counter=1,
            signer=mailbox,
            recipients=[*keys, mailbox.kem_public],
        )
        connection.execute(text("delete from stanza where item_id = :id"), {"id": row.id})
        for each in sealed.stanzas:
            connection.execute(
                text("insert into stanza values (:item, :key, :wrapped)"),
                {"item": row.id, "key": each.key_id, "wrapped": each.wrapped},
            )
        connection.execute(
            text("update item set envelope = :e where id = :id"), {"e": sealed.envelope, "id": row.id}
        )
        connection.execute(
            text("update submission set digest = :d, mailbox_kem_pub = :k"),
            {"d": digest(sealed.envelope), "k": mailbox.kem_public},
        )
    anna = opened(world)

    assert "Intet er sket" not in anna.words()
    assert "er ikke den, der blev modtaget" in anna.words(".alert-error")
