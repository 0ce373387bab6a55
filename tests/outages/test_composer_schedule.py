"""Publishing at a chosen time: the same door, also when nobody is there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from helder.delivery.models import Dispatch
from helder.kit import clock
from helder.kit.ids import public_id
from helder.messages.models import Message
from helder.outages.composer import moments
from helder.outages.models import Outage
from helder.outages.tasks import publish_scheduled
from helder.promises.models import Promise
from helder.services.models import Service
from tests.cast import Cast
from tests.outages.composing import BLAME, page_of, send, signed_in, typed


def later(hours: int = 3) -> datetime:
    return (clock.now() + timedelta(hours=hours)).replace(second=0, microsecond=0)


def schedule(cast: Cast, at: datetime, **changes: Any) -> str:
    draft = public_id()
    cast.carol.language = "en"
    cast.carol.save()
    with timezone.override("Europe/Amsterdam"):
        time = moments.as_typed(at)
    send(signed_in(cast.carol), draft=draft, publish_at=time, **changes)
    return draft


def test_it_publishes_itself_at_its_time_and_not_before(cast: Cast) -> None:
    at = later()
    schedule(cast, at)
    assert publish_scheduled() == 0
    assert not Outage.objects.exists()
    with time_machine.travel(at + timedelta(seconds=5), tick=False):
        assert publish_scheduled() == 1
        assert publish_scheduled() == 0
        assert Outage.objects.get().owner == cast.carol
        assert Promise.objects.get().due_at > at + timedelta(minutes=59)


def test_a_blocked_text_is_refused_when_it_is_scheduled(cast: Cast) -> None:
    draft = public_id()
    with timezone.override("Europe/Amsterdam"):
        time = moments.as_typed(later())
    answer = send(signed_in(cast.carol), draft=draft, publish_at=time, symptom_nl=BLAME)
    assert answer.status_code == 422
    assert Message.objects.get().publish_at is None


def test_text_that_became_blocked_stays_a_draft_and_its_author_hears_of_it(cast: Cast) -> None:
    at = later()
    draft = schedule(cast, at)
    typed(signed_in(cast.carol), "save", draft=draft, version=2, symptom_nl=BLAME)
    with time_machine.travel(at + timedelta(seconds=5)):
        assert publish_scheduled() == 0
        assert publish_scheduled() == 0
    assert not Outage.objects.exists()
    told = Dispatch.objects.get()
    assert (told.kind, told.selection["persons"]) == ("reminder", [cast.carol.pk])
    assert "The coach stops a sentence in it." in page_of(signed_in(cast.carol).get("/desk/"))


def test_facts_that_no_longer_hold_are_said_in_words(cast: Cast) -> None:
    at = later()
    schedule(cast, at)
    Service.objects.filter(slug="wifi").update(is_active=False)
    with time_machine.travel(at + timedelta(seconds=5)):
        publish_scheduled()
    assert "Choose at least one service." in Message.objects.get().publish_error


def test_one_broken_draft_does_not_hold_up_another(cast: Cast) -> None:
    at = later()
    broken = schedule(cast, at)
    schedule(cast, at, services=["e-mail"])
    Message.objects.filter(public_id=broken).update(form={"verb": "update", "outage": "gone"})
    with time_machine.travel(at + timedelta(seconds=5)):
        assert publish_scheduled() == 1
    assert "no longer exists" in Message.objects.get(public_id=broken).publish_error


@pytest.mark.parametrize(
    ("typed_time", "sentence"),
    [
        ("2020-01-01T10:00", "This time is already past."),
        ("2099-01-01T10:00", "more than two years away"),
        ("2027-03-28T02:30", "02:30 does not exist"),
    ],
)
def test_a_time_that_cannot_be_meant_is_refused(cast: Cast, typed_time: str, sentence: str) -> None:
    answer = send(signed_in(cast.carol), publish_at=typed_time)
    assert answer.status_code == 422
    assert sentence in page_of(answer)
    assert not Outage.objects.exists()


def test_it_can_be_taken_back(cast: Cast) -> None:
    draft = schedule(cast, later())
    send(signed_in(cast.carol), "unschedule", draft=draft)
    assert Message.objects.get().publish_at is None
