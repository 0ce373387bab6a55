"""Mail servers on a bad day: nothing is lost, nothing goes twice, and the sender can see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from helder.delivery.actions import handing
from helder.delivery.models import ChannelPause, Delivery
from helder.delivery.worker import Worker, drain
from helder.kit import clock
from helder.organisation.models import Organisation
from helder.people.audiences import Selection
from helder.people.models import Person
from tests.cast import Cast, person
from tests.delivery.letters import send, states
from tests.delivery.servers import Post, free_port, serving

DAVE = "dave@rivierland.example"


def let_time_pass() -> None:
    """What waits is due, and pauses are over."""
    Delivery.objects.filter(state="waiting").update(due_at=clock.now())
    ChannelPause.objects.update(until=clock.now() - timedelta(seconds=1))


def test_address_that_does_not_exist_bounces_and_is_left_alone_afterwards(
    cast: Cast, post: Post
) -> None:
    post.at_rcpt = {DAVE: "550 5.1.1 No such mailbox"}
    first = send()
    drain()
    row = first.deliveries.get(person=cast.dave)
    assert (row.state, row.note) == ("bounced", "550 5.1.1 No such mailbox")
    assert states(first)["Eve"] == "accepted"
    assert cast.dave.refusals.get().channel == "mail"
    second = send()
    drain()
    assert states(second)["Dave"] == "suppressed"
    assert post.per_address[DAVE] == 0


def test_refusal_for_another_reason_does_not_condemn_the_address(cast: Cast, post: Post) -> None:
    post.at_rcpt = {DAVE: "550 5.7.1 Not from you"}
    dispatch = send()
    drain()
    assert states(dispatch)["Dave"] == "bounced"
    assert not cast.dave.refusals.exists()


def test_refused_content_fails_for_good(cast: Cast, post: Post) -> None:
    post.at_body = {DAVE: "554 5.6.0 We do not like this text"}
    dispatch = send()
    drain()
    assert states(dispatch)["Dave"] == "failed"
    assert dispatch.deliveries.get(person=cast.dave).ended_at is not None


@pytest.mark.parametrize("where", ["at_rcpt", "at_body"])
def test_not_now_is_tried_again_later(cast: Cast, post: Post, where: str) -> None:
    setattr(post, where, {DAVE: "451 4.7.1 Greylisted, come back later"})
    dispatch = send()
    drain()
    row = dispatch.deliveries.get(person=cast.dave)
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.due_at > clock.now()
    assert states(dispatch)["Eve"] == "accepted"
    setattr(post, where, {})
    let_time_pass()
    drain()
    assert states(dispatch)["Dave"] == "accepted"
    assert set(post.per_address.values()) == {1}


def test_not_now_for_ever_ends_as_failed(cast: Cast, post: Post) -> None:
    post.at_rcpt = {DAVE: "450 4.2.1 Mailbox busy"}
    dispatch = send(selection=Selection(persons=(cast.dave.pk,)))
    for _attempt in range(len(handing.PAUSES) + 1):
        drain()
        let_time_pass()
    row = dispatch.deliveries.get()
    assert (row.state, row.note) == ("failed", "450 4.2.1 Mailbox busy")


def test_server_that_is_down_burns_no_attempts_and_nothing_is_lost(
    cast: Cast, settings: Any
) -> None:
    port = free_port()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    dispatch = send()
    drain()
    assert set(states(dispatch).values()) == {"waiting"}
    assert set(dispatch.deliveries.values_list("attempts", flat=True)) == {0}
    pause = ChannelPause.objects.get()
    assert "refused" in pause.note.lower()
    assert drain() == 0, "it does not knock again before the pause is over"
    let_time_pass()
    drain()
    longer = ChannelPause.objects.get()
    assert longer.until - clock.now() > timedelta(seconds=7)
    post = Post()
    with serving(post, port):
        let_time_pass()
        drain()
    assert set(states(dispatch).values()) == {"accepted"}
    assert set(post.per_address.values()) == {1}
    assert not ChannelPause.objects.exists()


def test_server_that_refuses_the_sender_stops_the_channel_not_the_rows(
    cast: Cast, post: Post
) -> None:
    post.at_sender = "553 5.7.1 This sender may not send"
    dispatch = send()
    drain()
    assert set(states(dispatch).values()) == {"waiting"}
    assert "may not send" in ChannelPause.objects.get().note
    post.at_sender = ""
    let_time_pass()
    drain()
    assert set(post.per_address.values()) == {1}


def test_server_that_goes_away_before_the_body_means_again(cast: Cast, post: Post) -> None:
    post.hang_up_at_rcpt = {DAVE}
    dispatch = send()
    drain()
    let_time_pass()
    drain()
    assert set(states(dispatch).values()) == {"accepted"}
    assert set(post.per_address.values()) == {1}


def test_server_that_goes_away_after_the_body_means_uncertain(cast: Cast, post: Post) -> None:
    post.hang_up_after_body = {DAVE}
    dispatch = send()
    drain()
    found = states(dispatch)
    assert found.pop("Dave") == "uncertain"
    assert set(found.values()) == {"accepted"}
    let_time_pass()
    drain()
    assert post.per_address[DAVE] == 1, "nobody sends it again but a person"


def test_server_that_hangs_up_after_every_mail_is_simply_called_again(
    cast: Cast, post: Post
) -> None:
    post.hang_up_after_each = True
    dispatch = send()
    for _round in range(6):
        drain()
        let_time_pass()
    assert set(states(dispatch).values()) == {"accepted"}
    assert set(post.per_address.values()) == {1}


def test_server_too_slow_to_answer_leaves_it_uncertain(
    cast: Cast, post: Post, settings: Any
) -> None:
    settings.EMAIL_TIMEOUT = 0.1
    post.seconds_per_body = 1.0
    dispatch = send(selection=Selection(persons=(cast.dave.pk,)))
    drain()
    assert states(dispatch)["Dave"] == "uncertain"


def test_slow_server_is_waited_for(cast: Cast, post: Post, settings: Any) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    post.seconds_per_body = 0.4
    dispatch = send(selection=Selection(persons=(cast.dave.pk,)))
    drain()
    assert states(dispatch)["Dave"] == "accepted"


def test_message_that_came_too_late_is_dropped_and_shown_as_dropped(cast: Cast, post: Post) -> None:
    dispatch = send(not_after=clock.now() - timedelta(minutes=1))
    drain()
    assert set(states(dispatch).values()) == {"expired"}
    dispatch.refresh_from_db()
    assert dispatch.state == "expired"
    assert post.arrived == []


def test_message_that_becomes_too_late_while_it_waits_is_dropped(
    cast: Cast, settings: Any, time_machine: Any
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    dispatch = send(not_after=clock.now() + timedelta(hours=1))
    drain()
    assert set(states(dispatch).values()) == {"waiting"}
    time_machine.move_to(clock.now() + timedelta(hours=2))
    drain()
    assert set(states(dispatch).values()) == {"expired"}
    assert "no longer of use" in dispatch.deliveries.first().note


def test_address_that_no_mail_server_can_take(cast: Cast, post: Post) -> None:
    Person.objects.filter(pk=cast.dave.pk).update(email="dave van dam@rivierland.example")
    dispatch = send()
    drain()
    assert states(dispatch)["Dave"] == "bounced"
    assert states(dispatch)["Eve"] == "accepted"


def test_who_chose_the_website_gets_no_mail_unless_named(cast: Cast, post: Post) -> None:
    Person.objects.filter(pk=cast.dave.pk).update(ordinary_by="portal", urgent_by="portal")
    to_all = send()
    by_name = send(selection=Selection(persons=(cast.dave.pk,)))
    drain()
    assert states(to_all)["Dave"] == "delivered"
    assert "website" in to_all.deliveries.get(person=cast.dave).note
    assert states(by_name)["Dave"] == "accepted"


def test_who_leaves_in_the_meantime_gets_nothing(cast: Cast, post: Post) -> None:
    dispatch = send()
    worker = Worker()
    worker.address_some()
    Person.objects.filter(pk=cast.dave.pk).update(is_active=False)
    drain()
    assert states(dispatch)["Dave"] == "suppressed"
    assert post.per_address[DAVE] == 0


def test_urgent_goes_first(cast: Cast, post: Post) -> None:
    somebody = person("zed", "Zed")
    slow = send("Rustig", urgency=8)
    send("Haast", urgency=0, selection=Selection(persons=(somebody.pk,)))
    drain()
    assert post.arrived[0][0] == "zed@rivierland.example"
    assert set(states(slow).values()) == {"accepted"}


def test_a_sender_address_that_cannot_be_used_is_no_readers_fault(
    cast: Cast, post: Post, settings: Any
) -> None:
    Organisation.objects.update(sender_mail="")
    cache.clear()
    settings.DEFAULT_FROM_EMAIL = "IT <it@rivierland.example>"
    dispatch = send()
    drain()
    assert set(states(dispatch).values()) == {"waiting"}
    assert "sender address" in ChannelPause.objects.get().note
    settings.DEFAULT_FROM_EMAIL = "it@rivierland.example"
    let_time_pass()
    drain()
    assert set(states(dispatch).values()) == {"accepted"}
