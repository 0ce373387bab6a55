"""A mail of a colleague to the address for outages opens a draft; anybody else's is a reaction."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from helder.delivery.inbound import intake
from helder.delivery.models import Dispatch
from helder.delivery.worker import drain
from helder.messages.models import Message, Reaction
from helder.outages.starters.vouching import is_vouched_for
from tests.cast import Cast
from tests.delivery.servers import Post, post
from tests.messages.replying import REPLY_ADDRESS, mail

__all__ = ["post"]
STORING = "storing@rivierland.example"
CAROL, DAVE = "carol@rivierland.example", "dave@rivierland.example"
SUBJECT = "Wifi ligt eruit op Noord"
BODY = "Studenten komen er sinds 9 uur niet meer op.\n\n-- \nCarol Jansen\n"


@pytest.fixture(autouse=True)
def _reads_mail(settings: Any) -> None:
    cache.clear()
    settings.REPLY_ADDRESS = REPLY_ADDRESS
    settings.OUTAGE_ADDRESS = STORING
    settings.MAIL_AUTHSERV = ""


def start(sender: str = CAROL, text: str = BODY, **more: Any) -> str:
    """A mail to the address for outages; what came of it."""
    more = {"to": STORING, "subject": SUBJECT} | more
    return intake.take(mail(sender, text, **more), return_path=sender)


def test_a_colleague_mails_and_gets_the_link_and_what_was_understood(
    cast: Cast, post: Post, client: Client
) -> None:
    assert start(files=[("foto.png", b"\x89PNG", "image/png")]) == "outage-draft"
    message = Message.objects.get()
    assert message.state == Message.State.DRAFT
    fields = message.form["fields"]
    assert fields["services"] == ["wifi"]
    assert fields["places"] == ["noord"]
    assert fields["symptom_nl"] == [
        "Wifi ligt eruit op Noord.\n\nStudenten komen er sinds 9 uur niet meer op."
    ]
    drain()
    assert list(post.per_address) == [CAROL], "nobody else heard of it"
    answer = post.mail_to(CAROL)
    body = answer.get_body(("plain",))
    assert body is not None
    told = " ".join(body.get_content().split())
    assert f"/desk/drafts/{message.public_id}/" in told
    assert "Wifi" in told
    assert "Noord" in told
    assert "foto.png" in told
    assert answer["In-Reply-To"], "in the thread of their own mail"
    client.force_login(cast.carol)
    opened = client.get(f"/desk/drafts/{message.public_id}/", follow=True)
    assert "Studenten komen er sinds 9 uur" in opened.content.decode()


def test_the_reply_address_with_a_word_behind_it_does_as_well(cast: Cast, settings: Any) -> None:
    settings.OUTAGE_ADDRESS = ""
    assert start(to=REPLY_ADDRESS.replace("@", "+storing@")) == "outage-draft"
    assert start(to=REPLY_ADDRESS.replace("@", "+outage@")) == "outage-draft"
    assert start(to=REPLY_ADDRESS) == "reaction"


def test_a_service_that_is_not_recognised_is_asked_for(cast: Cast, post: Post) -> None:
    assert start(subject="Alles is stuk", text="Help") == "outage-draft"
    assert Message.objects.get().form["fields"]["services"] == []
    drain()
    body = post.mail_to(CAROL).get_body(("plain",))
    assert body is not None
    assert "Cijfers, E-mail, Wifi" in " ".join(body.get_content().split())


def test_anybody_else_writes_an_ordinary_reaction(cast: Cast) -> None:
    assert start(DAVE) == "reaction"
    assert start("vreemde@elders.example") == "reaction"
    assert not Message.objects.exists()
    assert Reaction.objects.count() == 2


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"Precedence": "bulk"}, "automatic"),
        ({"List_Id": "<storing.example.org>"}, "automatic"),
        ({"X_Spam_Flag": "YES"}, "spam"),
    ],
)
def test_machines_open_nothing(cast: Cast, headers: dict[str, str], outcome: str) -> None:
    assert start(**headers) == outcome
    assert not Message.objects.exists()
    assert not Dispatch.objects.exists()


def test_our_own_address_is_a_loop(cast: Cast) -> None:
    assert start(STORING) == "loop"
    assert not Dispatch.objects.exists()


def test_the_same_mail_twice_is_one_draft(cast: Cast) -> None:
    raw = mail(CAROL, BODY, to=STORING, subject=SUBJECT)
    assert [intake.take(raw), intake.take(raw)] == ["outage-draft", "again"]
    assert Message.objects.count() == 1


def test_who_does_not_stop_gets_no_more_drafts(cast: Cast) -> None:
    outcomes = [start(text=f"{n}") for n in range(22)]
    assert outcomes.count("outage-draft") == 20
    assert outcomes[-1] == "many"


def test_with_a_server_that_vouches_the_from_line_is_not_enough(cast: Cast, settings: Any) -> None:
    settings.MAIL_AUTHSERV = "mx.rivierland.example"
    good = "mx.rivierland.example; dmarc=pass (p=REJECT) header.from=rivierland.example"
    bad = "mx.rivierland.example; dmarc=fail header.from=rivierland.example"
    assert start() == "reaction", "nobody vouches for it"
    assert start(text="a", Authentication_Results=bad) == "reaction"
    assert start(text="b", Authentication_Results=good) == "outage-draft"


@pytest.mark.parametrize(
    ("results", "vouched"),
    [
        (["mx.ours; dmarc=pass header.from=org.example"], True),
        (["mx.ours; spf=fail smtp.mailfrom=x.example; dkim=pass header.d=org.example"], True),
        (["mx.ours 1; spf=pass smtp.mailfrom=carol@org.example"], True),
        (["MX.Ours; dkim=pass header.i=@org.example header.s=sel"], True),
        (["mx.ours; dkim=pass header.d=evil.example"], False),
        (["mx.ours; spf=pass smtp.mailfrom=org.example.evil.example"], False),
        (["mx.theirs; dmarc=pass header.from=org.example"], False),
        (["mx.ours; none", "mx.ours; dmarc=pass header.from=org.example"], False),
        (["mx.theirs; none", "mx.ours; dmarc=pass header.from=org.example"], True),
        (["mx.ours; dmarc=fail (dmarc=pass) header.from=org.example"], False),
        (["mx.ours; x-dmarc=pass header.from=org.example"], False),
        ([], False),
    ],
)
def test_only_the_topmost_word_of_our_own_server_counts(results: list[str], vouched: bool) -> None:
    from email.message import EmailMessage

    message = EmailMessage()
    for result in results:
        message["Authentication-Results"] = result
    assert is_vouched_for(message, "carol@org.example", "mx.ours") is vouched
