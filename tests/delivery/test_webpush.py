"""Notifications: who may be woken, what reaches the browser, what an answer leads to."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from py_vapid import Vapid02

from helder.delivery.channels import kinds
from helder.delivery.channels.webpush import connection, keys, notice
from helder.delivery.channels.webpush.answers import seconds
from helder.delivery.channels.webpush.devices import named
from helder.delivery.channels.webpush.endpoints import NotAPushService, check
from helder.delivery.channels.webpush.forms import trusted
from helder.delivery.models import ChannelSetting, Delivery, PushSubscription
from helder.delivery.worker import drain
from helder.journal.models import Entry
from helder.kit import clock
from helder.people.links import preference_token
from helder.people.models import Person, Refusal
from helder.people.queries import everything_about
from tests.cast import Cast
from tests.delivery.letters import send
from tests.delivery.pushservice import Browser, PushService, push_service

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    """A push service on this machine, which these tests may use."""
    with push_service() as running:
        settings.PUSH_SERVICE_STAND_IN = running.url
        yield running


def asks(person: Person, service: PushService, name: str = "one", **more: str) -> Browser:
    """A person says yes in a browser."""
    browser = Browser(service, name)
    client = Client(headers={"user-agent": FIREFOX})
    client.force_login(person)
    answer = client.post("/push/subscribe/", {**browser.sends, **more})
    assert answer.status_code == 204, answer.content
    return browser


def tell(person: Person, **fields: Any) -> Delivery:
    """One message to one person, sent; the row of its notification."""
    from helder.people.audiences import Selection

    dispatch = send(selection=Selection(persons=(person.pk,)), **{"urgency": 1, **fields})
    drain()
    return dispatch.deliveries.get(channel="webpush")


def test_what_is_broken_reaches_the_device_encrypted(cast: Cast, service: PushService) -> None:
    browser = asks(cast.dave, service)
    row = tell(cast.dave, thread="outage:abc", not_after=clock.now() + timedelta(hours=2))
    assert row.state == Delivery.State.ACCEPTED
    [posted] = service.posted
    assert b"wifi" not in posted.body
    assert browser.reads(posted.body) == {
        "title": "De wifi doet het niet",
        "body": "We weten ervan. De volgende update komt vandaag om 14:00.",
        "url": "/status/k3x/",
        "tag": notice.topic("outage:abc"),
        "lang": "nl",
        "urgent": True,
    }
    assert 7100 < int(posted.headers["ttl"]) <= 7200
    assert posted.headers["urgency"] == "high"
    assert posted.headers["content-encoding"] == "aes128gcm"
    assert posted.headers["topic"] == notice.topic("outage:abc")
    assert len(posted.headers["topic"]) == 32


def test_it_is_signed_for_this_push_service(cast: Cast, service: PushService) -> None:
    asks(cast.dave, service)
    tell(cast.dave)
    said = service.posted[0].headers["authorization"]
    assert Vapid02.verify(said)
    token, key = said.removeprefix("vapid t=").split(",k=")
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims["aud"] == service.url
    assert claims["sub"] == "mailto:servicedesk@rivierland.example"
    assert 0 < claims["exp"] - clock.now().timestamp() < 24 * 3600
    assert key == keys.public_key()


def test_the_key_is_made_once_and_stays(cast: Cast) -> None:
    first = keys.public_key()
    client = Client()
    client.force_login(cast.alice)
    answer = client.post("/desk/channels/webpush/", {"option_services": "push.house.example"})
    assert answer.status_code == 302
    check("https://push.house.example/x", trusted())
    assert keys.public_key() == first, "another one would silence every device"
    page = client.get("/desk/channels/webpush/").content.decode()
    assert keys.private_key() not in page


def test_everybody_reads_their_own_language(cast: Cast, service: PushService) -> None:
    browser = asks(cast.eve, service)
    tell(cast.eve)
    said = browser.reads(service.posted[0].body)
    assert (said["title"], said["lang"]) == ("Wifi does not work", "en")


def test_all_devices_of_a_person_are_one_delivery(cast: Cast, service: PushService) -> None:
    asks(cast.dave, service, "one")
    asks(cast.dave, service, "two")
    row = tell(cast.dave)
    assert row.state == Delivery.State.ACCEPTED
    assert sorted(one.path[-3:] for one in service.posted) == ["one", "two"]


def test_a_device_that_is_gone_is_forgotten(cast: Cast, service: PushService) -> None:
    asks(cast.dave, service, "one")
    asks(cast.dave, service, "two")
    service.gone = {"/wpush/v2/one"}
    assert tell(cast.dave).state == Delivery.State.ACCEPTED
    kept = PushSubscription.objects.get()
    assert kept.endpoint.endswith("two")


def test_without_any_device_left_the_next_channel_tells(cast: Cast, service: PushService) -> None:
    asks(cast.dave, service)
    service.gone = {"/wpush/v2/one"}
    row = tell(cast.dave)
    assert row.state == Delivery.State.BOUNCED
    assert not PushSubscription.objects.exists()
    assert Refusal.objects.get().channel == "webpush"
    others = set(row.dispatch.deliveries.values_list("channel", flat=True))
    assert others & {"mail", "portal"}
    asks(cast.dave, service, "new")
    assert not Refusal.objects.exists(), "saying yes again mends it"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_push_service_in_trouble_is_tried_later(
    cast: Cast, service: PushService, status: int
) -> None:
    asks(cast.dave, service)
    service.answers = [(status, {"Retry-After": "240"})]
    before = clock.now()
    row = tell(cast.dave)
    assert row.state == Delivery.State.WAITING
    assert row.due_at - before >= timedelta(seconds=239)
    assert PushSubscription.objects.exists()


def test_too_long_is_said_shorter(cast: Cast, service: PushService) -> None:
    browser = asks(cast.dave, service)
    service.answers = [(413, {})]
    assert tell(cast.dave).state == Delivery.State.ACCEPTED
    long, short = (browser.reads(posted.body)["body"] for posted in service.posted)
    assert len(short) <= len(long)


@pytest.mark.parametrize("status", [301, 400, 403])
def test_a_refusal_is_told_and_a_redirect_not_followed(
    cast: Cast, service: PushService, status: int
) -> None:
    asks(cast.dave, service)
    service.answers = [(status, {"Location": f"{service.url}/elsewhere"})]
    row = tell(cast.dave)
    assert row.state == Delivery.State.FAILED
    assert str(status) in row.note
    assert len(service.posted) == 1


def test_a_push_service_that_is_away_is_tried_later(cast: Cast, settings: Any) -> None:
    with push_service() as running:
        settings.PUSH_SERVICE_STAND_IN = running.url
        asks(cast.dave, running)
    assert tell(cast.dave).state == Delivery.State.WAITING


def test_all_persons_cost_one_query(
    cast: Cast, service: PushService, django_assert_num_queries: Any
) -> None:
    from helder.delivery.channels.webpush.channel import addresses, devices_of
    from helder.delivery.parcels import Reader

    asks(cast.dave, service, "one")
    asks(cast.eve, service, "two")
    readers = [Reader(person.pk, person.email) for person in Person.objects.all()]
    with django_assert_num_queries(1):
        assert set(addresses(readers)) == {cast.dave.pk, cast.eve.pk}
    with django_assert_num_queries(1):
        assert len(devices_of(readers)) == 2
    reached = Person.objects.filter(kinds()["webpush"].reachable())
    assert set(reached) == {cast.dave, cast.eve}


# Saying yes and no.


def test_with_the_first_device_broken_things_come_as_a_notification(
    cast: Cast, service: PushService
) -> None:
    asks(cast.dave, service)
    cast.dave.refresh_from_db()
    assert (cast.dave.urgent_by, cast.dave.ordinary_by) == ("webpush,mail", "")
    cast.dave.urgent_by = "mail"
    cast.dave.save()
    asks(cast.dave, service, "two")
    cast.dave.refresh_from_db()
    assert cast.dave.urgent_by == "mail", "their later choice stands"
    assert Entry.objects.filter(verb="push.asked").count() == 2


def test_the_link_in_a_mail_is_enough(cast: Cast, service: PushService) -> None:
    sends = Browser(service).sends
    answer = Client().post("/push/subscribe/", {**sends, "choices": preference_token(cast.eve)})
    assert answer.status_code == 204
    assert PushSubscription.objects.get().person == cast.eve


@pytest.mark.parametrize("token", ["", "altered"])
def test_a_stranger_is_refused(cast: Cast, service: PushService, token: str) -> None:
    answer = Client().post("/push/subscribe/", {**Browser(service).sends, "choices": token})
    assert answer.status_code == 403
    assert not PushSubscription.objects.exists()


def test_another_site_cannot_say_yes_for_somebody(cast: Cast, service: PushService) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.dave)
    assert client.post("/push/subscribe/", Browser(service).sends).status_code == 403


def test_a_browser_of_somebody_else_from_now_on_tells_them_only(
    cast: Cast, service: PushService
) -> None:
    asks(cast.dave, service)
    asks(cast.eve, service)
    assert PushSubscription.objects.get().person == cast.eve


def test_the_eleventh_device_takes_the_place_of_the_first(cast: Cast, service: PushService) -> None:
    for number in range(11):
        asks(cast.dave, service, f"device-{number}")
    names = {row.endpoint.rsplit("/", 1)[1] for row in PushSubscription.objects.all()}
    assert len(names) == 10
    assert "device-0" not in names


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://10.0.0.8/x",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilpush.apple.com.example/x",
        "https://notpush.services.mozilla.com.x/",
        "ftp://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:0/x",
        "https://[not-an-address/x",
        "javascript:alert(1)",
        "https://fcm.googleapis.com/" + "x" * 700,
        "",
    ],
)
def test_only_a_push_service_is_taken(cast: Cast, endpoint: str, service: PushService) -> None:
    with pytest.raises(NotAPushService):
        check(endpoint)
    client = Client()
    client.force_login(cast.dave)
    answer = client.post("/push/subscribe/", {**Browser(service).sends, "endpoint": endpoint})
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://web.push.apple.com/QGu",
        "https://wns2-par02p.notify.windows.com/w/?token=BQ",
    ],
)
def test_the_push_services_of_browsers_are_known(endpoint: str) -> None:
    check(endpoint)


def test_an_organisation_can_add_one(cast: Cast, service: PushService) -> None:
    named = {"services": "push.house.example, other.example"}
    ChannelSetting.objects.create(channel="webpush", options=named)
    client = Client()
    client.force_login(cast.dave)
    sends = {**Browser(service).sends, "endpoint": "https://push.house.example/abc"}
    assert client.post("/push/subscribe/", sends).status_code == 204


def test_a_name_that_leads_inside_is_not_spoken_to(service: PushService) -> None:
    """Whatever a name promised: what counts is which machine answered."""
    import requests

    port = service.url.rsplit(":", 1)[1]
    with pytest.raises(requests.ConnectionError, match=r"private|public|network"):
        connection.session().post(f"https://localhost:{port}/x", data=b"x", timeout=2)
    assert service.posted == []


@pytest.mark.parametrize(("field", "value"), [("p256dh", "x"), ("auth", "AAAA"), ("p256dh", "é")])
def test_keys_that_cannot_be_used_are_refused(
    cast: Cast, service: PushService, field: str, value: str
) -> None:
    client = Client()
    client.force_login(cast.dave)
    answer = client.post("/push/subscribe/", {**Browser(service).sends, field: value})
    assert answer.status_code == 422


def test_one_forgets_only_ones_own_devices(cast: Cast, service: PushService) -> None:
    asks(cast.dave, service)
    row = PushSubscription.objects.get()
    other, own = Client(), Client()
    other.force_login(cast.eve)
    own.force_login(cast.dave)
    other.post("/push/forget/", {"device": row.pk})
    assert PushSubscription.objects.exists()
    answer = own.post("/push/forget/", {"device": row.pk, "back": "//evil.example/"})
    assert answer["Location"] == "/"
    assert not PushSubscription.objects.exists()


def test_a_browser_with_a_new_address_proves_who_it_was(cast: Cast, service: PushService) -> None:
    old, new = asks(cast.dave, service), Browser(service, "new")

    def renew(sends: dict[str, str]) -> int:
        said = json.dumps({"old": sends, "new": new.sends})
        return (
            Client(enforce_csrf_checks=True)
            .post("/push/renew/", said, content_type="application/json")
            .status_code
        )

    assert renew({**old.sends, "auth": "wrong"}) == 410
    assert PushSubscription.objects.get().endpoint == old.endpoint
    assert renew(old.sends) == 204
    assert PushSubscription.objects.get().endpoint == new.endpoint
    assert PushSubscription.objects.get().person == cast.dave


@pytest.mark.parametrize("body", ["", "[]", "{", '{"new": 3}', '{"old": {}, "new": {}}'])
def test_nonsense_from_a_browser_breaks_nothing(cast: Cast, body: str) -> None:
    answer = Client().post("/push/renew/", body, content_type="application/json")
    assert answer.status_code == 422


def test_the_script_serves_the_whole_site_and_stays_fresh(client: Client, db: None) -> None:
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert "no-cache" in answer["Cache-Control"]
    said = client.get("/manifest.webmanifest").json()
    assert (said["display"], said["start_url"]) == ("standalone", "/")


def test_my_data_names_my_devices(cast: Cast, service: PushService) -> None:
    asks(cast.dave, service)
    [device] = everything_about(cast.dave)["notifications"]
    assert device["device"] == "Firefox op Linux"
    assert "wpush" not in json.dumps(device)


def test_browsers_are_named_as_people_do() -> None:
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit Safari/604.1"
    edge = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0"
    assert [named(agent) for agent in (iphone, edge, "curl")] == [
        "Safari op iPhone", "Edge op Windows", "Een browser",
    ]  # fmt: skip


def test_a_long_text_is_cut_at_a_word() -> None:
    assert notice.cut("De wifi doet het  niet.", 99) == "De wifi doet het niet."
    assert notice.cut("De wifi doet het vandaag niet", 20) == "De wifi doet het…"
    assert len(notice.cut("x" * 500, 40)) == 40


def test_a_tap_never_leads_to_another_site() -> None:
    letter: Any = {"subject": "x", "url": "https://evil.example/status/abc/#update-2"}
    made = notice.notice(letter, "nl", thread="t", urgent=False, lasts=None)
    assert json.loads(made.payload)["url"] == "/status/abc/#update-2"


def test_a_rest_is_read_as_seconds_or_as_a_date() -> None:
    assert [seconds(said) for said in ("120", "", "soon", "999999999")] == [120, 0, 0, 3600]
    assert seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0


def test_an_administrator_tries_it_on_their_own_device(cast: Cast, service: PushService) -> None:
    browser = asks(cast.alice, service)
    client = Client()
    client.force_login(cast.alice)
    client.post("/desk/channels/webpush/", {"is_on": "on"})
    answer = client.post("/desk/channels/webpush/test/", follow=True)
    assert answer.status_code == 200
    [posted] = service.posted
    assert browser.reads(posted.body)["title"]
