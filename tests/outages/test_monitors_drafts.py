"""From an alert to a draft: which service, one draft for a storm, never over somebody's words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helder.journal.models import Entry
from helder.kit import clock
from helder.messages.models import Message
from helder.outages import actions
from helder.outages.models import Alert, Outage
from helder.outages.monitors import told
from tests.cast import Cast
from tests.outages.composing import page_of, signed_in
from tests.outages.composing import send as compose
from tests.outages.telling import alert, group, later, monitor, rule, send
from tests.outages.told import plan, tell, word

pytestmark = pytest.mark.django_db


def draft() -> Message:
    return Message.objects.get(state=Message.State.DRAFT)


def chosen(message: Message) -> list[str]:
    return list(message.form["fields"]["services"])


def said(name: str = "Down") -> str:
    return Alert.objects.get(name=name).told


def test_an_alert_becomes_a_draft_with_what_is_known(cast: Cast) -> None:
    kuma = monitor(name="Prometheus van de school")
    answer = send(group(alert("wifi", minutes=12)))
    assert answer.json()["new"] == 1
    page = page_of(signed_in(cast.carol).get(f"/desk/outages/new?draft={draft().public_id}"))  # type: ignore[arg-type]
    assert "Wifi does not work" in page
    fields = draft().form["fields"]
    assert fields["services"] == ["wifi"]
    assert fields["since"] == ["other"]
    assert Entry.objects.get(verb="draft.proposed").actor == kuma.actor_key
    assert said() == told.DRAFTED
    assert Outage.objects.count() == 0


def test_the_same_alert_twice_is_one_alert_and_one_draft(cast: Cast) -> None:
    monitor()
    message = group(alert("wifi"))
    send(message)
    assert send(message).json()["known"] == 1
    assert Alert.objects.count() == 1
    assert draft()


def test_a_service_is_recognised_by_any_label_or_by_the_name(cast: Cast) -> None:
    monitor(storm_minutes=0)
    send(group(alert("", name="E-mail: no answer on port 25")))
    assert chosen(draft()) == ["e-mail"]
    send(group(alert("", name="Blackbox", job="GRADES")))
    assert said("Blackbox") == told.DRAFTED


def test_what_fits_nothing_stands_in_the_list(cast: Cast) -> None:
    monitor()
    send(group(alert("", name="DiskAlmostFull", instance="db-3")))
    assert said("DiskAlmostFull") == told.LISTED
    assert not Message.objects.exists()


def test_a_storm_becomes_one_draft(cast: Cast) -> None:
    monitor()
    send(group(alert("wifi", minutes=2), alert("e-mail", minutes=7), alert("wifi", name="Slow")))
    assert chosen(draft()) == ["wifi", "e-mail"]
    send(group(alert("cijfers")))
    assert chosen(draft()) == ["wifi", "e-mail", "cijfers"]
    assert draft().alerts.count() == 4
    assert draft().form["name"]["en"] == "Wifi, E-mail and Grades do not work"


def test_alerts_of_several_monitors_meet_in_one_draft(cast: Cast) -> None:
    monitor()
    monitor("generic", token="other", name="Script")
    send(group(alert("wifi")))
    send({"status": "down", "name": "Mail", "labels": {"service": "e-mail"}}, "generic", "other")
    assert chosen(draft()) == ["wifi", "e-mail"]
    assert {a.monitor.kind for a in draft().alerts.all()} == {"alertmanager", "generic"}


def test_after_the_storm_another_service_gets_a_draft_of_its_own(cast: Cast) -> None:
    monitor(storm_minutes=5)
    send(group(alert("wifi")))
    Alert.objects.update(heard_at=clock.now() - timedelta(minutes=6))
    send(group(alert("e-mail")))
    assert Message.objects.count() == 2


def test_what_a_person_typed_is_never_changed(cast: Cast) -> None:
    monitor()
    send(group(alert("wifi")))
    key = draft().public_id
    compose(signed_in(cast.carol), "save", draft=key, version=draft().version)
    before = draft().form
    send(group(alert("wifi", name="Slow"), alert("e-mail", name="Queue")))
    assert Message.objects.get(public_id=key).form == before
    assert said("Slow") == told.BESIDE
    assert said("Queue") == told.DRAFTED
    assert Message.objects.count() == 2


def test_an_alert_of_an_outage_that_was_told_is_attached(cast: Cast) -> None:
    outage = tell(cast)
    monitor()
    send(group(alert("wifi")))
    assert not Message.objects.filter(state=Message.State.DRAFT).exists()
    assert said() == told.ATTACHED
    page = page_of(signed_in(cast.carol).get(f"/desk/outages/{outage.public_id}/"))  # type: ignore[arg-type]
    assert "Down of wifi" in page


def test_an_outage_elsewhere_is_another_one(cast: Cast) -> None:
    tell(cast, places=[cast.noord])
    prometheus = monitor()
    rule(prometheus, match={"site": "zuid"}).places.set([cast.zuid])
    send(group(alert("wifi", site="zuid")))
    assert draft().form["fields"]["places"] == ["zuid"]


def test_a_draft_that_was_published_takes_its_alerts_along(cast: Cast) -> None:
    monitor()
    send(group(alert("wifi")))
    compose(signed_in(cast.carol), draft=draft().public_id, version=draft().version)
    later(1)
    assert Alert.objects.get().outage == Outage.objects.get()


def test_maintenance_explains_it_until_its_window_is_over(cast: Cast) -> None:
    work = plan(cast, hours=-1, lasts=2)
    monitor()
    send(group(alert("e-mail")))
    assert said() == told.WAITS_FOR_WORK
    assert Alert.objects.get().outage == work
    later(30)
    assert not Message.objects.filter(state=Message.State.DRAFT).exists()
    later(61)
    assert chosen(draft()) == ["e-mail"]
    assert Alert.objects.get().outage is None


def test_maintenance_that_is_over_and_works_leaves_nothing(cast: Cast) -> None:
    work = plan(cast, hours=-1, lasts=2)
    monitor()
    first = alert("e-mail")
    send(group(first))
    actions.resolve(work, word(main="news"), by=cast.carol)
    send(group({**first, "status": "resolved"}))
    assert said() == told.OVER_IN_TIME
    assert not Message.objects.filter(state=Message.State.DRAFT).exists()


def test_over_before_anybody_looked(cast: Cast) -> None:
    monitor()
    first = alert("wifi")
    send(group(first))
    send(group({**first, "status": "resolved"}))
    page = page_of(signed_in(cast.carol).get("/desk/"))  # type: ignore[arg-type]
    assert "It is over again" in page
    later(10)
    assert draft()
    later(16)
    assert not Message.objects.exists()
    assert said() == told.CLOSED
    assert Entry.objects.filter(verb="draft.discarded").exists()


def test_a_draft_that_somebody_touched_does_not_close_itself(cast: Cast) -> None:
    monitor()
    first = alert("wifi")
    send(group(first))
    compose(signed_in(cast.carol), "save", draft=draft().public_id, version=draft().version)
    send(group({**first, "status": "resolved"}))
    later(60)
    assert draft()
    page = page_of(signed_in(cast.carol).get(f"/desk/outages/new?draft={draft().public_id}"))  # type: ignore[arg-type]
    assert "The monitors say that it is over again" in page


def test_what_fires_again_keeps_its_draft(cast: Cast) -> None:
    monitor()
    first = alert("wifi", minutes=9)
    send(group(first))
    send(group({**first, "status": "resolved"}))
    send(group(alert("wifi", minutes=1)))
    later(30)
    assert draft().alerts.count() == 2


def test_a_draft_that_was_thrown_away_does_not_come_back(cast: Cast) -> None:
    monitor()
    message = group(alert("wifi"))
    send(message)
    compose(signed_in(cast.carol), "discard", draft=draft().public_id)
    send(message)
    later(20)
    assert not Message.objects.exists()


def test_one_that_is_off_is_not_heard(cast: Cast) -> None:
    monitor(is_on=False)
    assert "switched off" in send(group(alert("wifi"))).json()["notes"][0]
    assert not Alert.objects.exists()


def test_a_storm_costs_no_more_queries_than_a_breeze(cast: Cast) -> None:
    counts = []
    for number in (5, 50):
        monitor(token=f"t{number}", name=f"M{number}", storm_minutes=0)
        service = "wifi" if number == 5 else "e-mail"
        message = group(*(alert(service, name=f"A{n}") for n in range(number)))
        with CaptureQueriesContext(connection) as seen:
            assert send(message, token=f"t{number}").json()["new"] == number
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_five_hundred_alerts_at_once_are_one_draft_and_a_short_page(cast: Cast) -> None:
    monitor()
    send(group(*(alert("wifi", name=f"A{n:03}") for n in range(500))))
    assert draft().alerts.count() == 500
    page = page_of(signed_in(cast.carol).get(f"/desk/outages/new?draft={draft().public_id}"))  # type: ignore[arg-type]
    assert "500 alerts are behind this draft" in page
    assert page.count("of wifi") == 20
