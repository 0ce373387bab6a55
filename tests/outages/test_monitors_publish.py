"""Rules: which counts, what they do, and what happens when a rule publishes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helder.delivery.models import Dispatch
from helder.journal.models import Entry
from helder.kit import clock
from helder.messages.models import Message
from helder.outages.models import Alert, Outage
from helder.outages.monitors import told
from helder.promises.models import Promise
from tests.cast import Cast
from tests.outages.composing import page_of, signed_in
from tests.outages.composing import send as compose
from tests.outages.telling import alert, group, in_minutes, later, monitor, rule, send, template
from tests.outages.told import visitor

pytestmark = pytest.mark.django_db
LAST = {"news": {"nl": "De wifi werkt weer.", "en": "The wifi works again."}}


def drafts() -> list[Message]:
    return list(Message.objects.filter(state=Message.State.DRAFT))


def over(sent: dict[str, object]) -> None:
    send(group({**sent, "status": "resolved", "endsAt": clock.now().isoformat()}))


def test_the_first_rule_that_fits_counts(cast: Cast) -> None:
    row = monitor()
    rule(row, "ignore", {"severity": "info"})
    rule(row, "draft", {"name": "disk*", "severity": "*"}, service=cast.grades)
    send(group(alert("wifi", severity="info"), alert("", name="DiskFull", severity="page")))
    assert Alert.objects.get(name="Down").told == told.IGNORED
    assert Alert.objects.get(name="DiskFull").service == cast.grades
    assert drafts()[0].form["fields"]["services"] == ["cijfers"]


def test_a_rule_may_wait(cast: Cast) -> None:
    row = monitor()
    rule(row, wait_minutes=5)
    first, second = alert("wifi"), alert("e-mail")
    send(group(first, second))
    assert {a.told for a in Alert.objects.all()} == {told.WAITS}
    assert not drafts()
    over(first)
    later(6)
    assert drafts()[0].form["fields"]["services"] == ["e-mail"]
    assert Alert.objects.get(labels__service="wifi").told == told.OVER_IN_TIME


def test_a_draft_takes_the_words_of_a_template(cast: Cast) -> None:
    template(cast.wifi)
    monitor()
    send(group(alert("wifi")))
    page = signed_in(cast.carol).get(f"/desk/outages/new?draft={drafts()[0].public_id}")
    assert "You find no wifi network." in page.content.decode()


def test_a_rule_publishes_with_its_template(cast: Cast) -> None:
    row = monitor(name="Prometheus")
    rule(row, "publish", service=cast.wifi, template=template(cast.wifi)).places.set([cast.noord])
    send(group(alert("wifi", minutes=4)))
    outage = Outage.objects.get()
    assert not drafts()
    assert [place.slug for place in outage.places.all()] == ["noord"]
    assert Dispatch.objects.filter(thread=outage.subject).count() == 1
    due = Promise.objects.get().due_at - clock.now()
    assert timedelta(minutes=29) < due <= timedelta(minutes=31)
    assert outage.owner == cast.carol
    assert Entry.objects.get(verb="outage.published").actor == row.actor_key
    journal = page_of(signed_in(cast.alice).get("/desk/journal/"))  # type: ignore[arg-type]
    assert "Prometheus told of an outage" in journal
    public = visitor().get(outage.get_absolute_url()).content.decode()
    assert "You find no wifi network." in public
    assert "Prometheus" not in public
    send(group(alert("wifi", name="Slow")))
    assert Outage.objects.count() == 1


def test_a_template_that_the_guard_stops_becomes_a_draft_with_the_reason(cast: Cast) -> None:
    words = {"symptom": {"nl": "De oorzaak ligt bij onze leverancier!", "en": ""}}
    rule(monitor(), "publish", service=cast.wifi, template=template(cast.wifi, parts=words))
    send(group(alert("wifi")))
    assert not Outage.objects.exists()
    assert Alert.objects.get().told == told.STOPPED
    page = page_of(signed_in(cast.carol).get("/desk/"))  # type: ignore[arg-type]
    assert "coach" in page.split("Opened by monitors")[1]


def test_a_template_without_words_becomes_a_draft_with_the_reason(cast: Cast) -> None:
    rule(monitor(), "publish", service=cast.wifi, template=template(cast.wifi, parts={}))
    send(group(alert("wifi")))
    assert not Outage.objects.exists()
    assert drafts()[0].publish_error


def test_publishing_replaces_the_draft_that_nobody_touched(cast: Cast) -> None:
    row = monitor()
    rule(row, "publish", {"severity": "page"}, service=cast.wifi, template=template(cast.wifi))
    send(group(alert("wifi", severity="warning")))
    assert len(drafts()) == 1
    send(group(alert("wifi", severity="page")))
    outage = Outage.objects.get()
    assert not drafts()
    assert outage.alerts.count() == 2


def test_nothing_is_published_while_somebody_writes_about_it(cast: Cast) -> None:
    row = monitor()
    rule(row, "publish", {"severity": "page"}, service=cast.wifi, template=template(cast.wifi))
    compose(signed_in(cast.carol), "save")
    send(group(alert("wifi", severity="page")))
    assert not Outage.objects.exists()
    assert Alert.objects.get().told == told.BESIDE


def test_a_storm_is_not_published_service_by_service(cast: Cast) -> None:
    row = monitor()
    words = template(cast.wifi)
    for service in (cast.wifi, cast.mail, cast.grades):
        rule(row, "publish", {"service": service.slug}, service=service, template=words)
    send(group(alert("wifi"), alert("e-mail"), alert("cijfers")))
    assert Outage.objects.count() == 1
    assert drafts()[0].form["fields"]["services"] == ["e-mail", "cijfers"]
    assert Alert.objects.filter(told=told.STORM).count() == 2


def test_what_flaps_is_not_published_again_and_again(cast: Cast) -> None:
    row = monitor(storm_minutes=1)
    words = template(cast.wifi, last_word=LAST)
    rule(row, "publish", service=cast.wifi, template=words, resolves=True)
    first = alert("wifi", minutes=9)
    send(group(first))
    over(first)
    later(6)
    assert Outage.objects.get().state == Outage.State.RESOLVED
    with in_minutes(10):
        send(group(alert("wifi", minutes=0)))
    assert Outage.objects.count() == 1
    assert Alert.objects.filter(told=told.FLAPS).count() == 1
    assert len(drafts()) == 1


def test_when_all_is_over_a_last_word_is_proposed(cast: Cast) -> None:
    rule(monitor(), "publish", service=cast.wifi, template=template(cast.wifi, last_word=LAST))
    first, second = alert("wifi"), alert("wifi", name="Slow")
    send(group(first, second))
    over(first)
    assert not drafts()
    over(second)
    outage, proposed = Outage.objects.get(), drafts()[0]
    assert outage.state == Outage.State.RUNNING
    assert proposed.form["fields"]["news_nl"] == ["De wifi werkt weer."]
    carol = signed_in(cast.carol)
    assert "say that it works again" in page_of(carol.get("/desk/"))  # type: ignore[arg-type]
    path = f"/desk/outages/{outage.public_id}/resolve/"
    page = page_of(carol.get(f"{path}?draft={proposed.public_id}"))  # type: ignore[arg-type]
    assert "Check it, and say so" in page
    compose(carol, "discard", path, draft=proposed.public_id)
    later(30)
    assert not drafts(), "what a person threw away does not come back"


def test_a_last_word_that_is_no_longer_true_is_taken_back(cast: Cast) -> None:
    rule(monitor(), "publish", service=cast.wifi, template=template(cast.wifi))
    first = alert("wifi", minutes=9)
    send(group(first))
    over(first)
    assert len(drafts()) == 1
    again = alert("wifi", minutes=0)
    send(group(again))
    assert not drafts()
    over(again)
    assert len(drafts()) == 1


def test_a_rule_may_say_that_it_works_again_after_a_quiet_while(cast: Cast) -> None:
    row = monitor(storm_minutes=10)
    words = template(cast.wifi, last_word=LAST)
    rule(row, "publish", service=cast.wifi, template=words, resolves=True)
    first = alert("wifi")
    send(group(first))
    over(first)
    later(9)
    assert Outage.objects.get().state == Outage.State.RUNNING
    later(11)
    outage = Outage.objects.get()
    assert outage.state == Outage.State.RESOLVED
    assert Entry.objects.get(verb="outage.resolved").actor == row.actor_key
    assert "The wifi works again." in visitor().get(outage.get_absolute_url()).content.decode()


def test_a_person_ends_what_a_rule_told(cast: Cast) -> None:
    rule(monitor(), "publish", service=cast.wifi, template=template(cast.wifi))
    first = alert("wifi")
    send(group(first))
    over(first)
    outage = Outage.objects.get()
    path = f"/desk/outages/{outage.public_id}/resolve/"
    fields = {"news_nl": "De wifi werkt weer.", "news_en": "Wifi works again."}
    compose(signed_in(cast.carol), path=path, draft=drafts()[0].public_id, version=2, **fields)
    outage.refresh_from_db()
    assert outage.state == Outage.State.RESOLVED
    later(60)
    assert not drafts()
