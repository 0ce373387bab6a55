"""Promises are remembered in time: the owner before, whoever stands in at the time itself."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from helder.delivery.models import Dispatch
from helder.kit import clock
from helder.messages.tasks import lead, remind_promises
from helder.outages.models import Outage
from helder.promises.models import Promise
from tests.cast import Cast
from tests.outages.composing import send, signed_in


def promise_of(cast: Cast, choice: str = "1h") -> Promise:
    send(signed_in(cast.carol), next_update=choice)
    return Promise.objects.get()


def reminders() -> list[Dispatch]:
    return list(Dispatch.objects.filter(kind="reminder").order_by("pk"))


def test_the_owner_hears_ten_minutes_before(cast: Cast) -> None:
    promise = promise_of(cast)
    with time_machine.travel(promise.due_at - timedelta(minutes=11)):
        assert remind_promises() == 0
    with time_machine.travel(promise.due_at - timedelta(minutes=9)):
        assert remind_promises() == 1
        assert remind_promises() == 0
    told = reminders()[0]
    assert told.selection["persons"] == [cast.carol.pk]
    assert told.urgency == 1
    assert set(told.content) == {"nl", "nl-informal", "en"}
    assert told.content["en"]["url"].endswith(f"/desk/outages/{Outage.objects.get()}/update/")


def test_a_short_promise_is_remembered_after_two_thirds(cast: Cast) -> None:
    now = clock.now()
    short = Promise(made_at=now, due_at=now + timedelta(minutes=15))
    assert lead(short) == timedelta(minutes=5)


def test_whoever_stands_in_hears_at_the_time_itself_once(cast: Cast) -> None:
    promise = promise_of(cast)
    with time_machine.travel(promise.due_at + timedelta(seconds=1)):
        assert remind_promises() == 1
        assert remind_promises() == 0
    told = reminders()[0]
    assert told.selection["persons"] == [cast.bob.pk]
    assert "Carol Jansen promised this" in told.content["en"]["lead"]


def test_a_promise_that_was_kept_is_left_in_peace(cast: Cast) -> None:
    promise = promise_of(cast)
    Promise.objects.update(state="kept", kept_at=clock.now(), closed_at=clock.now())
    with time_machine.travel(promise.due_at + timedelta(minutes=5)):
        assert remind_promises() == 0
    assert not reminders()


def test_without_a_deputy_everybody_who_answers_for_helder_hears_it(cast: Cast) -> None:
    promise = promise_of(cast)
    Promise.objects.update(deputy=None)
    with time_machine.travel(promise.due_at + timedelta(minutes=1)):
        remind_promises()
    assert reminders()[0].selection["persons"] == [cast.alice.pk, cast.bob.pk]


def test_an_owner_who_left_is_passed_over(cast: Cast) -> None:
    promise = promise_of(cast)
    Promise.objects.update(owner=cast.frits)
    with time_machine.travel(promise.due_at - timedelta(minutes=5)):
        remind_promises()
    assert reminders()[0].selection["persons"] == [cast.bob.pk]


def test_the_service_owner_stands_in_for_an_author_without_a_deputy(cast: Cast) -> None:
    cast.wifi.deputy = None
    cast.wifi.save()
    send(signed_in(cast.bob))
    assert Promise.objects.get().deputy == cast.carol
