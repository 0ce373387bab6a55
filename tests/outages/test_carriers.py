"""A mail outage is never told by mail alone: who is led another way, and what the writer hears."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from helder.delivery.models import ChannelSetting, Delivery, Outlet, Screen
from helder.delivery.routes import LED_AROUND, ONLY_THIS_WAY
from helder.kit import clock
from helder.outages import actions
from helder.outages.models import Outage
from helder.outages.rules import Facts, Word
from helder.people.models import Person
from tests.cast import Cast, soon

SYMPTOM = {"nl": "U kunt geen mail lezen of sturen.", "en": "You cannot read or send mail."}


@pytest.fixture
def phones(cast: Cast) -> Cast:
    """Mail carries mail; Dave and Eve have a phone, and text messages are switched on."""
    cast.mail.carries = ["mail"]
    cast.mail.save()
    ChannelSetting.objects.create(
        channel="sms", is_on=True, options={"url": "https://sms.example", "key": "k"}
    )
    Person.objects.filter(pk__in=[cast.dave.pk, cast.eve.pk]).update(phone="+31612345678")
    return cast


def told(cast: Cast, **facts: Any) -> Outage:
    """An outage of mail, published."""
    facts = {"kind": Outage.Kind.OUTAGE, "services": [cast.mail]} | facts
    return actions.publish(Facts(**facts), Word({"symptom": SYMPTOM}, soon()), by=cast.carol)


def rows(outage: Outage) -> dict[str, tuple[str, str]]:
    """First name → channel and note, once everybody is written down."""
    from helder.delivery import actions as delivery

    dispatch = outage.updates.first().message.dispatch  # type: ignore[union-attr]
    claimed = delivery.claim_dispatch("w")
    assert claimed == dispatch
    while delivery.address(claimed, "w"):
        pass
    found = Delivery.objects.filter(dispatch=dispatch).select_related("person")
    return {row.person.first_name: (row.channel, row.note) for row in found if row.person}


def test_who_has_a_phone_is_not_told_by_mail_that_mail_is_broken(phones: Cast) -> None:
    found = rows(told(phones))
    assert found["Dave"] == ("sms", LED_AROUND)
    assert found["Carol"] == ("mail", ONLY_THIS_WAY), "better late than not at all"


def test_whoever_reads_on_the_website_is_not_disturbed(phones: Cast) -> None:
    Person.objects.filter(pk=phones.dave.pk).update(urgent_by="portal")
    assert rows(told(phones))["Dave"][0] == "portal"


def test_that_it_works_again_goes_the_usual_way(phones: Cast) -> None:
    outage = told(phones)
    rows(outage)
    actions.resolve(outage, Word({"news": {"nl": "De mail doet het weer."}}), by=phones.carol)
    assert rows(outage)["Dave"] == ("mail", "")


def test_work_that_is_announced_goes_the_usual_way(phones: Cast) -> None:
    outage = told(
        phones,
        kind=Outage.Kind.MAINTENANCE,
        scheduled_for=soon(600),
        scheduled_until=soon(700),
    )
    assert rows(outage)["Dave"][0] == "mail"


def test_the_inbox_has_it_whatever_the_way(phones: Cast, client: Client) -> None:
    rows(told(phones))
    client.force_login(phones.carol)
    assert "E-mail" in client.get("/me/inbox/").content.decode()


def test_the_sent_page_says_who_has_nothing_but_mail(phones: Cast, client: Client) -> None:
    outage = told(phones)
    rows(outage)
    dispatch = outage.updates.get().message.dispatch
    assert dispatch is not None
    client.force_login(phones.carol)
    client.cookies["helder_language"] = "en"
    shown = " ".join(client.get(f"/desk/sent/{dispatch.public_id}/").content.decode().split())
    assert "This is about trouble with: Mail." in shown
    assert "3 people have no other channel" in shown


def test_the_composer_says_how_many_are_reached_otherwise(phones: Cast, client: Client) -> None:
    Screen.objects.create(token="t" * 20, name="Hal")
    Outlet.objects.create(channel="teams", name="Zorg", address="https://x.example")
    client.force_login(phones.carol)
    client.cookies["helder_language"] = "en"
    answer = client.post(
        "/desk/outages/new/",
        {
            "do": "review",
            "kind": "outage",
            "services": [phones.mail.slug],
            "symptom_nl": SYMPTOM["nl"],
            "symptom_en": SYMPTOM["en"],
            "next_update": clock.now().isoformat(),
        },
    )
    shown = " ".join(answer.content.decode().split())
    assert "This may not arrive now: Mail." in shown
    assert "2 people hear it along another channel." in shown
    assert "3 people have no other channel and get it when that works again." in shown
    assert "1 hall screen by itself" in shown
    assert "1 chat room by itself" in shown
    assert "Words for the phone menu" in shown
    wifi = client.post("/desk/outages/new/", {"do": "review", "services": [phones.wifi.slug]})
    assert "phone menu" not in wifi.content.decode()


def test_the_catalogue_asks_which_channels_a_service_carries(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    client.cookies["helder_language"] = "en"
    page = f"/desk/services/{cast.mail.slug}/"
    assert "Which channels do not work without this service?" in client.get(page).content.decode()
    fields = {
        "name_nl": "E-mail",
        "audience": cast.everyone.pk,
        "icon": "mail",
        "is_active": "on",
        "carries": ["mail", "teams"],
    }
    assert client.post(page, fields).status_code == 302
    cast.mail.refresh_from_db()
    assert sorted(cast.mail.carries) == ["mail", "teams"]
    shown = client.get(page).content.decode()
    assert shown.count("checked") >= 3
    assert client.post(page, fields | {"carries": ["pigeon"]}).status_code == 200
