"""The whole way over real lines: a mail goes out, its reader replies, the answer comes back in the
thread of their own mail; and a mail that bounces to the address it came from."""

from __future__ import annotations

from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest

from helder.delivery.inbound import intake
from helder.delivery.models import Delivery
from helder.delivery.worker import drain
from helder.messages.models import Reaction
from tests.cast import Cast
from tests.delivery.servers import Post, post
from tests.delivery.test_inbound_bounces import golden
from tests.messages.replying import REPLY_ADDRESS, mail, published
from tests.outages.told import visitor

__all__ = ["post"]


@pytest.fixture(autouse=True)
def _reads_mail(settings: Any, tmp_path: Path) -> None:
    settings.REPLY_ADDRESS = REPLY_ADDRESS
    settings.MEDIA_ROOT = tmp_path


def got(server: Post, address: str) -> Any:
    """The newest mail to this address, parsed."""
    from email import message_from_bytes, policy

    raw = [body for to, body in server.arrived if to == address][-1]
    return message_from_bytes(raw, policy=policy.default)


def test_a_reply_to_a_real_mail_and_the_answer_to_it(cast: Cast, post: Post) -> None:
    message = published(cast)
    drain()
    out = got(post, cast.eve.email)
    assert "Is this clear?" in out.get_body(("plain",)).get_content()
    back = parseaddr(str(out["reply-to"]))[1]
    assert back.startswith("it-antwoord+r.")
    question = mail(
        f"Eve Smith <{cast.eve.email}>",
        "When does it work?",
        to=back,
        Message_ID="<question@mail.example>",
        In_Reply_To=str(out["message-id"]),
    )
    assert intake.take(question, (), cast.eve.email) == "reaction"
    reaction = Reaction.objects.get()
    assert (reaction.person, reaction.message) == (cast.eve, message)
    drain()
    confirmed = got(post, cast.eve.email)
    assert "It has arrived" in confirmed.get_body(("plain",)).get_content()
    assert str(confirmed["in-reply-to"]) == "<question@mail.example>"
    url = f"/desk/reactions/{reaction.public_id}/"
    visitor(cast.carol).post(url, {"text": "You hear from us at four."})
    drain()
    answer = got(post, cast.eve.email)
    text = answer.get_body(("plain",)).get_content()
    assert "You hear from us at four." in text
    assert "When does it work?" in text
    assert "Is this clear?" not in text
    assert str(answer["in-reply-to"]) == "<question@mail.example>"
    assert parseaddr(str(answer["reply-to"]))[1] != back
    assert reaction.sayings.get(is_answer=True).dispatch.deliveries.get().state == "accepted"  # type: ignore[union-attr]
    again = mail(cast.eve.email, "Thanks, and at home?", to=parseaddr(str(answer["reply-to"]))[1])
    intake.take(again, (), cast.eve.email)
    assert Reaction.objects.get().sayings.count() == 3


def test_our_own_mail_that_is_sent_back_to_us_starts_no_loop(
    cast: Cast, post: Post, settings: Any
) -> None:
    settings.BASE_URL = "https://helder.rivierland.example"
    published(cast)
    drain()
    _address, raw = post.arrived[0]
    assert intake.take(raw, (REPLY_ADDRESS,), "x@y.example") == "loop"
    assert not Reaction.objects.exists()


def test_a_mail_that_bounces_to_the_address_it_came_from(cast: Cast, post: Post) -> None:
    published(cast)
    drain()
    row = Delivery.objects.get(person=cast.dave)
    from helder.delivery.inbound.addresses import bounce_address

    assert intake.take(golden("postfix-user-unknown", bounce_address(row.pk))) == "bounced"
    row.refresh_from_db()
    assert row.state == "bounced"
