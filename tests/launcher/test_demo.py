"""The demo's organisation: what somebody finds who looks around in it.

It is made once for the whole module, through the real actions, without the imported history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from helder.config.demo import catalogue, mailed, people, phone, plans, story, voices, wording
from helder.config.demo.people import Crew
from helder.delivery.models import Delivery, Dispatch, Screen
from helder.delivery.routes import DIGEST
from helder.kit import clock
from helder.messages.models import Clarity, Message, Reaction
from helder.outages.composer import drafts
from helder.outages.models import Update
from helder.outages.tasks import publish_scheduled
from helder.people.audiences import Selection, resolve
from helder.people.models import Person, Refusal
from helder.promises.models import Promise

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def school(django_db_setup: None, django_db_blocker: Any) -> Iterator[Crew]:
    """Hogeschool Rivierland, taken away again at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        catalogue.organisation()
        wording.make()
        crew = people.make(lambda _n: None)
        catalogue.services(crew)
        story.own_past(crew)
        story.now_and_planned(crew)
        plans.make(crew)
        phone.connect()
        voices.speak(crew)
        mailed.settle(crew)
        yield crew
        transaction.set_rollback(True)


def shown(person: Person, path: str, language: str = "nl") -> str:
    client = Client()
    client.force_login(person)
    client.cookies["helder_language"] = language
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_2500_people_choose_in_many_ways(school: Crew) -> None:
    assert Person.objects.filter(is_guest=False).count() == 2_500
    for some in (
        {"urgent_by": "sms,mail"},
        {"digest": "weekly"},
        {"digest": "daily"},
        {"quiet_from__isnull": False},
        {"urgent_by": "portal"},
        {"paused_until__gt": clock.now()},
    ):
        assert 3 < Person.objects.filter(**some).count() < 300, some


def test_the_same_people_each_time(school: Crew) -> None:
    """A new seed would change what the docs and pictures tell."""
    first = Person.objects.order_by("pk").first()
    assert first is not None
    assert first.email == "emma.de.graaf@rivierland.example"


def test_audiences_combine(school: Crew) -> None:
    def size(slug: str) -> int:
        return int(resolve(Selection((slug,))).order_by().count())

    rule = "studenten-gezondheid-behalve-zuid"
    assert 0 < size(rule) < size("gezondheid")
    assert not resolve(Selection((rule,))).filter(place__slug="zuid").exists()
    assert size("contactpersonen-cijfers") == 8
    assert size("personeel-zonder-it") < size("personeel")
    assert "behalve Zuid" in shown(school.administrator, "/desk/audiences/")


def test_everybody_has_one_way_for_each_message(school: Crew) -> None:
    newest = Dispatch.objects.filter(state=Dispatch.State.WAITING, kind="outage").get()
    assert "Noord" in newest.content["nl"]["subject"]
    for dispatch in Dispatch.objects.filter(kind="outage").exclude(pk=newest.pk):
        rows = dispatch.deliveries.exclude(state=Delivery.State.BOUNCED)
        per_person = Counter(rows.values_list("person", flat=True))
        assert set(per_person.values()) == {1}
        late = rows.filter(due_at__lt=clock.now() - timedelta(minutes=5), state="waiting")
        assert not late.exists()
    assert Delivery.objects.filter(channel=DIGEST, state="waiting").exists()
    assert Delivery.objects.filter(channel="sms", state="accepted").exists()


def test_whose_address_is_refused_sees_it(school: Crew) -> None:
    assert Refusal.objects.filter(person=school.unreached, channel="mail").exists()
    assert "docent@rivierland.example" in shown(school.unreached, "/")


def test_readers_answered_and_some_still_wait(school: Crew) -> None:
    states = Counter(Reaction.objects.values_list("state", flat=True))
    assert states == {"open": 4, "answered": 2, "closed": 1}
    waiting = Promise.objects.open().filter(kind="answer")
    assert waiting.count() == 4
    assert not waiting.filter(due_at__lt=clock.now()).exists()
    assert not Promise.objects.late().filter(kind="answer").exists()
    assert "lokaal 3.12" in shown(school.reader, f"/me/reactions/{_asked(school).public_id}/")
    assert "herkansing" in shown(school.writers[1], "/desk/reactions/?show=all")


def _asked(school: Crew) -> Reaction:
    return Reaction.objects.get(person=school.reader)


def test_votes_make_a_share_and_reasons(school: Crew) -> None:
    first = Update.objects.get(outage__services__slug="wifi", outage__state="running", number=1)
    told = Clarity.objects.filter(message=first.message)
    assert Counter(told.values_list("is_clear", flat=True)) == {True: 31, False: 5}
    page = shown(school.writers[0], f"/desk/reactions/clear/{first.message.public_id}/")
    assert "mediatheek" in page


def test_the_calendar_tells_past_and_future(school: Crew) -> None:
    week = shown(school.writers[0], "/desk/calendar/")
    assert "Wifi" in week
    draft = Message.objects.get(publish_at__isnull=False)
    about, form = drafts.bound(draft)
    assert form.is_valid(), form.errors
    assert about.verb == "new"


def test_the_scheduled_message_can_publish_itself(school: Crew) -> None:
    draft = Message.objects.get(publish_at__isnull=False)
    Message.objects.filter(pk=draft.pk).update(publish_at=clock.now())
    assert publish_scheduled() == 1


def test_a_screen_hangs_in_the_hall(school: Crew) -> None:
    page = Client().get(f"/screen/{Screen.objects.get().token}/").content.decode()
    assert "Wifi" in page
