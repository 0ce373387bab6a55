"""The screens of channels and rooms: set, tested over the real way, and never showing a secret."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helder.delivery import actions
from helder.delivery.channels import kinds
from helder.delivery.models import ChannelSetting, Delivery, Dispatch, Outlet
from helder.delivery.worker import drain
from helder.journal.models import Entry
from helder.kit import clock
from tests.cast import Cast
from tests.delivery.hosts import Host, serving
from tests.delivery.letters import send

SECRET = "T0K3N-that-nobody-may-see"


@pytest.fixture
def host(settings: Any) -> Iterator[Host]:
    """A chat or gateway in one's own network."""
    settings.PRIVATE_HOSTS = ("127.0.0.0/8",)
    with serving() as running:
        yield running


@pytest.fixture
def alice(cast: Cast, client: Client) -> Client:
    """Alice, who administers, at her desk, reading English."""
    cast.alice.phone = "0612345678"
    cast.alice.save()
    client.force_login(cast.alice)
    client.cookies["helder_language"] = "en"
    return client


def page(client: Client, path: str) -> str:
    """The text of a page that must be there."""
    answer = client.get(path)
    assert answer.status_code == 200
    return words(answer.content)


def text_of(shown: str) -> str:
    """A page without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", shown).split())


def words(content: bytes) -> str:
    """As it is read."""
    return " ".join(html.unescape(content.decode()).split())


def post(client: Client, path: str, **data: Any) -> str:
    """The page after a form."""
    return words(client.post(path, data, follow=True).content)


def a_room(host: Host, **fields: Any) -> Outlet:
    """A room of Slack that works, and Slack in use."""
    ChannelSetting.objects.update_or_create(channel="slack", defaults={"is_on": True})
    fields = {"channel": "slack", "name": "Slack: Zorg", "address": f"{host.url}/{SECRET}"} | fields
    return Outlet.objects.create(**fields)


# Channels


def test_every_channel_is_there_with_how_it_is_doing(alice: Client) -> None:
    shown = page(alice, "/desk/channels/")
    for name in ("Microsoft Teams", "Slack", "Another chat", "Text message", "Chat message"):
        assert name in shown
    assert "Off" in shown


def test_menu_leads_there_for_administrators_only(alice: Client, cast: Cast) -> None:
    assert "/desk/channels/" in page(alice, "/desk/")
    alice.force_login(cast.carol)
    assert "/desk/channels/" not in page(alice, "/desk/")
    assert alice.get("/desk/channels/").status_code == 403


def test_channel_is_set_from_what_its_kind_asks(alice: Client, host: Host) -> None:
    form = page(alice, "/desk/channels/sms/")
    for label in ("Service", "Price of one message in euros", "At most so many a minute"):
        assert label in form
    said = post(alice, "/desk/channels/sms/", is_on="on", per_minute="30",
                option_gateway=f"{host.url}/{SECRET}", option_price="0,08",
                option_header=f"Authorization: {SECRET}")  # fmt: skip
    assert "Saved." in said
    assert "Never tested." in said
    row = ChannelSetting.objects.get(channel="sms")
    assert (row.is_on, row.per_minute) == (True, 30)
    assert row.options["gateway"] == f"{host.url}/{SECRET}"
    assert row.options["price"] == "0,08"


def test_secret_is_never_shown_again_and_kept_when_left_empty(alice: Client, host: Host) -> None:
    path = "/desk/channels/sms/"
    post(alice, path, is_on="on", option_gateway=f"{host.url}/{SECRET}")
    shown = page(alice, path)
    assert SECRET not in shown
    assert "Filled in. Leave it empty to keep it." in shown
    post(alice, path, is_on="on", option_gateway="", option_price="0.05")
    assert ChannelSetting.objects.get(channel="sms").options["gateway"] == f"{host.url}/{SECRET}"
    post(alice, path, forget_gateway="on")
    assert "gateway" not in ChannelSetting.objects.get(channel="sms").options
    for entry in Entry.objects.filter(subject="channel:sms"):
        assert SECRET not in str(entry.details)


def test_what_cannot_be_used_gets_a_sentence_and_the_form_comes_back(
    alice: Client, host: Host
) -> None:
    answer = alice.post(
        "/desk/channels/sms/", {"is_on": "on", "option_price": "duur", "option_sender": "IT"}
    )
    assert answer.status_code == 422
    shown = words(answer.content)
    assert "Fill in a service or a gateway first." in shown
    assert "Write an amount such as 0.08." in shown
    assert 'value="IT"' in shown
    assert not ChannelSetting.objects.filter(channel="sms", is_on=True).exists()


def test_switching_off_asks_nothing(alice: Client) -> None:
    assert "Saved." in post(alice, "/desk/channels/sms/", option_price="")
    assert not ChannelSetting.objects.get(channel="sms").is_on


def test_test_goes_to_oneself_over_the_real_way(alice: Client, cast: Cast, host: Host) -> None:
    post(alice, "/desk/channels/sms/", is_on="on", option_gateway=host.url)
    said = post(alice, "/desk/channels/sms/test/")
    assert "Text message took it" in said
    assert "Works: the last test arrived" in said
    assert host.last.json["to"] == "+31612345678"
    assert "proefbericht" in host.last.json["text"], "in the language of whoever gets it"
    row = Delivery.objects.get(channel="sms")
    assert (row.person, row.state, row.dispatch.kind) == (cast.alice, "accepted", "test")
    assert "1 message went in the last 24 hours." in said


def test_test_that_fails_says_why_and_is_not_tried_again(alice: Client, host: Host) -> None:
    post(alice, "/desk/channels/sms/", is_on="on", option_gateway=host.url)
    host.answer(401)
    said = post(alice, "/desk/channels/sms/test/")
    assert "The test did not go. The service does not let Helder in any more." in said
    assert re.search(r"The last test, .*, did not go\. The service does not let", said)
    assert Delivery.objects.get(channel="sms").state == "failed"
    host.answer(200)
    drain()
    assert len(host.asked) == 1


def test_test_to_somebody_without_a_number_says_what_is_missing(
    alice: Client, cast: Cast, host: Host
) -> None:
    cast.alice.phone = ""
    cast.alice.save()
    post(alice, "/desk/channels/sms/", is_on="on", option_gateway=host.url)
    assert "Fill in what it needs at your own details" in post(alice, "/desk/channels/sms/test/")
    assert not host.asked


def test_channel_that_is_out_of_order_says_since_when_why_and_when_it_is_tried(
    alice: Client, host: Host
) -> None:
    post(alice, "/desk/channels/sms/", is_on="on", option_gateway=host.url)
    actions.pause("sms", "The other side does not answer.")
    for path in ("/desk/channels/", "/desk/channels/sms/"):
        shown = page(alice, path)
        assert "Out of order since" in shown
        assert "The other side does not answer. Tried again" in shown


def test_a_mended_channel_need_not_wait(alice: Client, host: Host) -> None:
    post(alice, "/desk/channels/sms/", is_on="on", option_gateway="http://127.0.0.1:9/")
    actions.pause("sms", "The service does not let Helder in any more.")
    post(alice, "/desk/channels/sms/", is_on="on", option_gateway=host.url)
    assert "Out of order" not in page(alice, "/desk/channels/")
    actions.pause("sms", "The other side does not answer.")
    post(alice, "/desk/channels/sms/test/")
    assert "Out of order" not in page(alice, "/desk/channels/")


def test_a_changed_channel_has_to_be_tested_again(alice: Client, host: Host) -> None:
    post(alice, "/desk/channels/sms/", is_on="on", option_gateway=host.url)
    post(alice, "/desk/channels/sms/test/")
    said = post(alice, "/desk/channels/sms/", is_on="on", option_gateway=f"{host.url}/new")
    assert ChannelSetting.objects.get(channel="sms").tested_at is None
    assert "Works." in said


@pytest.mark.parametrize("name", ["mail", "portal", "webpush", "direct", "screen"])
def test_every_channel_of_persons_can_be_tried_without_an_accident(
    alice: Client, name: str
) -> None:
    answer = alice.post(f"/desk/channels/{name}/test/", follow=True)
    assert answer.status_code == (200 if name in kinds() else 404)


def test_unknown_channel_is_not_found(alice: Client) -> None:
    assert alice.get("/desk/channels/pigeon/").status_code == 404
    assert alice.post("/desk/channels/pigeon/test/").status_code == 404


def test_looking_changes_nothing(alice: Client) -> None:
    for path in ("/desk/channels/sms/test/", "/desk/rooms/1/test/", "/desk/rooms/1/switch/"):
        assert alice.get(path).status_code == 405


# Rooms


def test_no_rooms_yet_says_what_a_room_is(alice: Client) -> None:
    assert "No rooms yet" in page(alice, "/desk/rooms/")


def test_room_is_added_tested_and_gets_what_is_meant_for_its_readers(
    alice: Client, cast: Cast, host: Host
) -> None:
    assert "Microsoft Teams" in page(alice, "/desk/rooms/new/")
    form = page(alice, "/desk/rooms/new/?kind=slack")
    assert "hooks.slack.com" in form
    assert "is not in use yet" in form
    said = post(alice, "/desk/rooms/new/?kind=slack", name="Slack: studenten", language="en",
                address=f"{host.url}/{SECRET}", audiences=[cast.students.pk])  # fmt: skip
    assert "Saved. Send a test" in said
    assert SECRET not in said
    room = Outlet.objects.get()
    said = post(alice, f"/desk/rooms/{room.pk}/test/")
    assert "Slack took it" in said
    assert "This is a test" in host.last.json["text"]
    post(alice, "/desk/channels/slack/", is_on="on")
    send()
    drain()
    assert "Wifi does not work" in host.last.json["text"]
    assert [row.state for row in room.deliveries.order_by("pk")] == ["accepted", "accepted"]


def test_room_whose_address_is_gone_is_off_with_the_reason_and_works_again_after_mending(
    alice: Client, host: Host
) -> None:
    room = a_room(host)
    host.answer(404, f"no_service {SECRET}")
    send()
    drain()
    room.refresh_from_db()
    assert not room.is_on
    shown = page(alice, f"/desk/rooms/{room.pk}/")
    assert "This room was switched off" in shown
    assert "does not know this address any more" in shown
    assert SECRET not in shown
    assert "does not know this address any more" in page(alice, "/desk/rooms/")
    assert "1 room is off because it refused." in page(alice, "/desk/channels/")
    host.answer(200)
    post(alice, f"/desk/rooms/{room.pk}/", name=room.name, address=f"{host.url}/new", language="")
    room.refresh_from_db()
    assert (room.is_on, room.refused_at, room.note) == (True, None, "")


def test_a_room_that_is_down_stops_no_other_room(alice: Client, host: Host) -> None:
    with serving() as other:
        gone = other.url
    down, works = a_room(host, name="A", address=gone), a_room(host, name="B")
    send()
    drain()
    assert down.deliveries.get().state == "waiting"
    assert down.deliveries.get().due_at > clock.now() + timedelta(seconds=30)
    assert works.deliveries.get().state == "accepted"
    assert "Out of order" not in page(alice, "/desk/channels/slack/")


def test_room_is_switched_off_and_on(alice: Client, host: Host) -> None:
    room = a_room(host)
    assert "The room is off." in post(alice, f"/desk/rooms/{room.pk}/switch/", on="0")
    send()
    drain()
    assert not host.asked
    assert "The room is on." in post(alice, f"/desk/rooms/{room.pk}/switch/", on="1")
    send()
    drain()
    assert len(host.asked) == 1


def test_room_for_what_is_broken_now_gets_no_other_news(alice: Client, host: Host) -> None:
    a_room(host, urgent_only=True)
    send(urgency=5)
    send(urgency=2)
    drain()
    assert len(host.asked) == 1


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Fill in the address of the room."),
        ("slack", "This is not a web address."),
        ("http://10.0.0.9/x", "HELDER_PRIVATE_HOSTS"),
        ("https://example.org/services/T0/B0/x", "This is no address of Slack."),
        ("http://hooks.slack.com/services/T0/B0/x", "This is no address of Slack."),
        ("https://hooks.slack.com.example.org/services/x", "This is no address of Slack."),
    ],
)
def test_address_that_cannot_be_used_gets_a_sentence(
    alice: Client, host: Host, address: str, sentence: str
) -> None:
    said = post(alice, "/desk/rooms/new/?kind=slack", name="Zorg", address=address)
    assert sentence in said
    assert 'value="Zorg"' in said
    assert not Outlet.objects.exists()


def test_an_address_of_slack_is_taken(alice: Client) -> None:
    address = "https://hooks.slack.com/services/T0/B0/x"
    assert "Saved." in post(alice, "/desk/rooms/new/?kind=slack", name="Zorg", address=address)


def test_a_room_that_is_removed_forgets_its_address_and_stays_in_what_was_sent(
    alice: Client, host: Host
) -> None:
    room = a_room(host)
    dispatch = send()
    drain()
    waiting = send()
    assert actions.claim_dispatch("w") == waiting
    actions.address(waiting, "w")
    assert waiting.deliveries.get(outlet=room).state == "waiting"
    said = post(alice, f"/desk/rooms/{room.pk}/remove/")
    assert f"The room “{room.name}” is removed." in said
    assert "No rooms yet" in said
    room.refresh_from_db()
    assert room.address == ""
    kept = dispatch.deliveries.select_related("outlet").get(outlet=room)
    assert (str(kept.outlet), kept.state) == (room.name, "accepted")
    assert "Slack 1 of 1" in text_of(page(alice, f"/desk/sent/{dispatch.public_id}/"))
    assert Entry.objects.filter(verb="room.removed").count() == 1
    send()
    drain()
    assert len(host.asked) == 1, "nothing is posted there any more"
    assert alice.get(f"/desk/rooms/{room.pk}/").status_code == 404


def test_test_of_a_room_that_refuses_says_so(alice: Client, host: Host) -> None:
    room = a_room(host)
    host.answer(503)
    said = post(alice, f"/desk/rooms/{room.pk}/test/")
    assert "The test did not go. The other side has trouble of its own." in said
    assert "The last test did not go." in said


def test_no_secret_in_the_journal_the_api_or_the_screens(alice: Client, host: Host) -> None:
    room = a_room(host)
    dispatch = send()
    drain()
    post(alice, f"/desk/rooms/{room.pk}/", name="Anders", address=f"{host.url}/{SECRET}2")
    post(alice, f"/desk/rooms/{room.pk}/test/")
    desk = ("channels/", "channels/slack/", "rooms/", f"rooms/{room.pk}/", "sent/", "journal/")
    for path in (*(f"/desk/{end}" for end in desk), f"/desk/sent/{dispatch.public_id}/"):
        assert SECRET not in page(alice, path), path
    kept = [*Entry.objects.values(), *Delivery.objects.values(), *Dispatch.objects.values()]
    assert SECRET not in str(kept)


@pytest.mark.parametrize("path", ["/desk/channels/", "/desk/rooms/"])
def test_lists_ask_as_many_questions_for_three_as_for_one(
    alice: Client, host: Host, cast: Cast, path: str
) -> None:
    counts = []
    for number in range(2):
        for more in range(1 + number):
            a_room(host, name=f"Room {number}{more}").audiences.add(cast.students)
        page(alice, path)
        with CaptureQueriesContext(connection) as seen:
            page(alice, path)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_in_dutch(alice: Client) -> None:
    alice.cookies["helder_language"] = "nl"
    assert alice.get("/desk/channels/").status_code == 200
    assert alice.get("/desk/rooms/new/").status_code == 200
