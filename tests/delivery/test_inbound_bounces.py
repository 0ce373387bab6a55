"""Bounces of real mail servers: what they say, and what becomes of the delivery and the person."""

from __future__ import annotations

from pathlib import Path

import pytest

from helder.delivery.inbound import bounces, incoming, intake
from helder.delivery.inbound.addresses import bounce_address, bounced_delivery, replied_to
from helder.delivery.models import Delivery, InboundMail
from helder.people.models import Refusal
from tests.cast import Cast
from tests.delivery.letters import send

GOLDEN = Path(__file__).parent.parent / "golden" / "bounces"
REPLY_ADDRESS = "it-antwoord@rivierland.example"
State = Delivery.State

GONE, FAILED, DELAYED, NONE = "gone", "failed", "delayed", ""
SAYS = {
    "delivered-report": NONE,
    "exchange-dutch-recipnotfound": GONE,
    "exim-plain": GONE,
    "exim-quota": FAILED,
    "exim-warning": DELAYED,
    "gmail-bulk-refused": FAILED,
    "gmail-delayed": DELAYED,
    "gmail-disabled": GONE,
    "gmail-no-such-user": GONE,
    "office365-mailbox-full": FAILED,
    "office365-not-permitted": FAILED,
    "office365-recipient-not-found": GONE,
    "out-of-office-dutch": NONE,
    "postfix-delayed": DELAYED,
    "postfix-dutch-template": GONE,
    "postfix-expired": FAILED,
    "postfix-sender-refused": FAILED,
    "postfix-spamhaus": FAILED,
    "postfix-user-unknown": GONE,
    "qmail": GONE,
    "sendmail-host-unknown": GONE,
}
NOTES = {
    "postfix-user-unknown": "550 5.1.1 <dave@rivierland.example>: Recipient address rejected",
    "exim-plain": "550 No such user here",
    "qmail": "Sorry, no mailbox here by that name. (#5.1.1)",
    "postfix-dutch-template": "550 De gebruiker dave@rivierland.example bestaat niet",
    "office365-mailbox-full": "554 5.2.2 mailbox full",
    "postfix-delayed": "Connection timed out",
}


@pytest.fixture(autouse=True)
def _reads_mail(settings: object) -> None:
    settings.REPLY_ADDRESS = REPLY_ADDRESS  # type: ignore[attr-defined]


def golden(name: str, to: str = "x@y.example") -> bytes:
    text = (GOLDEN / f"{name}.eml").read_bytes().replace(b"BOUNCE-ADDRESS", to.encode())
    return text.replace(b"\n", b"\r\n")


def sent_to(cast: Cast, urgency: int = 5) -> Delivery:
    """A mail to Dave that the mail server took."""
    return send(urgency=urgency).deliveries.create(
        person=cast.dave, channel="mail", state=State.ACCEPTED, urgency=urgency
    )


def test_every_golden_bounce_is_in_the_table() -> None:
    assert {path.stem for path in GOLDEN.glob("*.eml")} == set(SAYS)


@pytest.mark.parametrize("name", sorted(SAYS))
def test_what_a_bounce_says(name: str) -> None:
    mail = incoming.read(golden(name))
    found = bounces.read(mail.message, mail.text)
    if found is None:
        assert SAYS[name] == NONE
        return
    said = GONE if found.gone else FAILED if found.permanent else DELAYED
    assert said == SAYS[name], found
    assert NOTES.get(name, "") in found.note


@pytest.mark.parametrize("name", sorted(SAYS))
def test_what_becomes_of_the_delivery(cast: Cast, name: str) -> None:
    row = sent_to(cast)
    outcome = intake.take(golden(name, bounce_address(row.pk)))
    row.refresh_from_db()
    said = SAYS[name]
    assert row.state == (State.BOUNCED if said in {GONE, FAILED} else State.ACCEPTED)
    assert Refusal.objects.filter(person=cast.dave, channel="mail").exists() == (said == GONE)
    expected = {GONE: "bounced", FAILED: "bounced", DELAYED: "delayed", NONE: "automatic"}
    assert outcome == expected[said]
    if said:
        assert row.note


def test_the_same_bounce_twice_does_nothing_twice(cast: Cast) -> None:
    row = sent_to(cast)
    bounce = golden("postfix-user-unknown", bounce_address(row.pk))
    assert intake.take(bounce) == "bounced"
    Refusal.objects.all().delete()  # mended in the meantime
    assert intake.take(bounce) == "again"
    assert not Refusal.objects.exists()
    assert InboundMail.objects.count() == 1


def test_an_urgent_mail_that_bounces_stands_on_the_website(cast: Cast) -> None:
    row = sent_to(cast, urgency=1)
    intake.take(golden("postfix-user-unknown", bounce_address(row.pk)))
    channels = row.dispatch.deliveries.values_list("channel", flat=True)
    assert set(channels) == {"mail", "portal"}


@pytest.mark.parametrize("how", ["other delivery", "no proof", "cut", "other purpose", "nonsense"])
def test_a_forged_bounce_does_nothing(cast: Cast, how: str) -> None:
    row = sent_to(cast)
    local, _at, domain = bounce_address(row.pk).partition("@")
    start, _dot, proof = local.rpartition(".")
    forged = {
        "other delivery": f"it-antwoord+b.{row.pk + 1:x}.{proof}@{domain}",
        "no proof": f"{start}@{domain}",
        "cut": f"{local[:-1]}@{domain}",
        "other purpose": local.replace("+b.", "+r.") + "@" + domain,
        "nonsense": f"it-antwoord+b.%00..//@{domain}",
    }[how]
    intake.take(golden("postfix-user-unknown", forged))
    row.refresh_from_db()
    assert row.state == State.ACCEPTED
    assert not Refusal.objects.exists()


def test_a_bounce_of_what_is_no_longer_known_does_nothing(cast: Cast) -> None:
    assert intake.take(golden("postfix-user-unknown", bounce_address(987_654))) == "stray"
    row = sent_to(cast)
    Delivery.objects.filter(pk=row.pk).update(state=State.FAILED)
    assert intake.take(golden("qmail", bounce_address(row.pk))) == "stray"


def test_the_codes_in_addresses_survive_capitals() -> None:
    assert bounced_delivery(bounce_address(1234).upper()) == 1234
    assert bounced_delivery("iemand@elders.example") is None
    assert replied_to(bounce_address(1234)) is None
    assert len(bounce_address(10**12).partition("@")[0]) <= 64


def test_whoever_answers_to_the_return_path_is_still_heard(cast: Cast) -> None:
    from helder.messages.models import Reaction
    from tests.messages.replying import mail

    row = sent_to(cast)
    intake.take(mail(cast.dave.email, to=bounce_address(row.pk)), (), cast.dave.email)
    assert Reaction.objects.get().dispatch == row.dispatch
