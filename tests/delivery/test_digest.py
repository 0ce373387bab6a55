"""News that can wait, sent together to those who asked for it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from helder.delivery.worker import drain
from helder.people.models import Person
from tests.cast import Cast
from tests.delivery.letters import send, states
from tests.delivery.servers import Post

DAVE = "dave@rivierland.example"
MONDAY_NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
TUESDAY_EIGHT = datetime(2026, 11, 24, 7, 1, tzinfo=UTC)


@pytest.fixture
def noon(time_machine: Any) -> Any:
    time_machine.move_to(MONDAY_NOON)
    return time_machine


def test_what_can_wait_comes_in_one_mail(cast: Cast, post: Post, noon: Any) -> None:
    Person.objects.filter(pk=cast.dave.pk).update(digest="daily")
    first = send("Nieuwe printers", urgency=5)
    send("Het rooster verhuist", urgency=5)
    send("De wifi ligt eruit", urgency=0)
    drain()
    assert post.per_address[DAVE] == 1, "what is broken now does not wait for a digest"
    assert post.per_address["carol@rivierland.example"] == 3
    noon.move_to(TUESDAY_EIGHT)
    drain()
    assert post.per_address[DAVE] == 2
    mail = post.mail_to(DAVE)
    assert mail["Subject"].startswith("2 ")
    assert mail["Subject"].lower().endswith("24 november")
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "NIEUWE PRINTERS" in text
    assert "HET ROOSTER VERHUIST" in text
    assert states(first)["Dave"] == "delivered"
    assert "several messages" in first.deliveries.get(person=cast.dave).note
    drain()
    assert post.per_address[DAVE] == 2, "once"


def test_same_digest_is_made_once_for_many(cast: Cast, post: Post, noon: Any) -> None:
    from helder.delivery.models import Dispatch

    Person.objects.filter(is_active=True).update(digest="daily")
    send("Nieuwe printers", urgency=5)
    drain()
    assert not post.arrived
    noon.move_to(TUESDAY_EIGHT)
    drain()
    assert Dispatch.objects.filter(kind="digest").count() == 1
    assert len(post.arrived) == 5


def test_who_changed_their_mind_reads_it_as_they_want_now(
    cast: Cast, post: Post, noon: Any
) -> None:
    Person.objects.filter(pk=cast.dave.pk).update(digest="weekly")
    send("Nieuwe printers", urgency=5)
    drain()
    Person.objects.filter(pk=cast.dave.pk).update(ordinary_by="portal")
    noon.move_to(datetime(2026, 11, 30, 7, 1, tzinfo=UTC))
    drain()
    assert post.per_address[DAVE] == 0


def test_of_no_use_by_then_goes_at_once(cast: Cast, post: Post, noon: Any) -> None:
    Person.objects.filter(pk=cast.dave.pk).update(digest="weekly")
    send("Onderhoud vanavond", urgency=5, not_after=datetime(2026, 11, 23, 20, 0, tzinfo=UTC))
    drain()
    assert post.per_address[DAVE] == 1
