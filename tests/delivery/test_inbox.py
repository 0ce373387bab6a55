"""The inbox on the website: everything that was for me, however it came, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from helder.delivery import actions
from helder.delivery.models import Delivery, Dispatch
from helder.delivery.routes import LEFT
from helder.delivery.tasks import send_digests
from helder.kit import clock
from helder.people.models import Person
from tests.cast import Cast
from tests.delivery.letters import content, send
from tests.outages.told import read
from tests.people.conftest import signed_in

INBOX = "/me/inbox/"


def written_down(**fields: Any) -> Dispatch:
    """A dispatch of which every row is written down."""
    dispatch = send(**fields)
    while (claimed := actions.claim_dispatch("test")) is not None:
        actions.address(claimed, "test")
    return dispatch


def test_everything_for_me_stands_there_newest_first(cast: Cast) -> None:
    eve = signed_in(cast.eve)
    assert "Nothing yet. When there is news for you, it stands here." in read(eve, INBOX)
    written_down(content=content() | {"en": {"subject": "The first"}})
    written_down(content=content() | {"en": {"subject": "The second"}})
    page = read(eve, INBOX)
    assert page.index("The second") < page.index("The first")
    assert "We do not keep whether you read it." in page


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("accepted", "Sent: Mail"),
        ("waiting", "On its way"),
        ("uncertain", "On its way"),
        ("bounced", "Could not be delivered"),
        ("suppressed", "Only on this website"),
    ],
)
def test_it_says_how_each_came(cast: Cast, state: str, sentence: str) -> None:
    dispatch = written_down()
    Delivery.objects.filter(person=cast.eve).update(state=state)
    page = read(signed_in(cast.eve), INBOX)
    assert "Wifi does not work" in page
    assert sentence in page
    assert read(signed_in(cast.eve), f"{INBOX}{dispatch.public_id}/")


def test_who_reads_on_the_website_has_it_at_once(cast: Cast) -> None:
    Person.objects.filter(pk=cast.eve.pk).update(urgent_by="portal", ordinary_by="portal")
    written_down(urgency=1)
    row = Delivery.objects.get(person=cast.eve)
    assert (row.channel, row.state) == ("portal", "delivered")
    assert "Only on this website" in read(signed_in(cast.eve), INBOX)


def test_one_message_on_two_channels_stands_there_once(cast: Cast) -> None:
    dispatch = written_down()
    Delivery.objects.filter(person=cast.eve).update(state="bounced")
    Delivery.objects.create(dispatch=dispatch, person=cast.eve, channel="portal", state="delivered")
    page = read(signed_in(cast.eve), INBOX)
    assert page.count("Wifi does not work") == 1
    assert "Only on this website" in page


def test_a_message_opens_as_it_was_written(cast: Cast) -> None:
    dispatch = written_down()
    page = signed_in(cast.eve).get(f"{INBOX}{dispatch.public_id}/").content.decode()
    assert "<h1>Wifi does not work</h1>" in page
    assert "Gebruik een kabel." in page
    assert 'href="/status/k3x/"' in page
    assert "This is what we wrote then." in page


def test_what_somebody_wrote_is_no_markup(cast: Cast) -> None:
    section = {"heading": "<b>x</b>", "text": "<script>alert(1)</script>", "lang": "nl"}
    dispatch = written_down(content=content(sections=[section]))
    page = signed_in(cast.eve).get(f"{INBOX}{dispatch.public_id}/").content.decode()
    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_nobody_reads_what_was_for_another(cast: Cast) -> None:
    dispatch = written_down()
    Delivery.objects.filter(person=cast.eve).delete()
    eve = signed_in(cast.eve)
    assert "Nothing yet." in read(eve, INBOX)
    assert eve.get(f"{INBOX}{dispatch.public_id}/").status_code == 404
    assert Client().get(INBOX)["Location"].startswith("/account/login/")


def test_what_came_while_away_is_not_there(cast: Cast) -> None:
    written_down()
    Delivery.objects.filter(person=cast.eve).update(state="suppressed", note=LEFT)
    assert "Nothing yet." in read(signed_in(cast.eve), INBOX)


def test_the_list_is_paged_and_asks_the_same_questions(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    eve, counts = signed_in(cast.eve), []
    for more in (1, 2, 20):
        for _n in range(more):
            written_down()
        with django_assert_max_num_queries(30) as asked:
            page = read(eve, INBOX)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]
    assert "Page 1 of 2" in page
    assert "Page 2 of 2" in read(eve, f"{INBOX}?page=2")
    assert "Page 2 of 2" in read(eve, f"{INBOX}?page=99")


def test_what_came_together_stands_there_message_by_message(cast: Cast) -> None:
    Person.objects.filter(pk=cast.eve.pk).update(digest="daily")
    written_down(urgency=5)
    assert Delivery.objects.get(person=cast.eve).channel == "digest"
    page = read(signed_in(cast.eve), INBOX)
    assert "Wifi does not work" in page
    assert "With your summary" in page
    with time_machine.travel(clock.now() + timedelta(days=2)):
        send_digests()
        while (claimed := actions.claim_dispatch("test")) is not None:
            actions.address(claimed, "test")
        assert Dispatch.objects.filter(kind="digest").exists()
        page = read(signed_in(cast.eve), INBOX)
    assert page.count("from IT") == 0, "not the letter that held it"
    assert page.count("Wifi does not work") == 1


def test_the_menu_leads_there(cast: Cast) -> None:
    page = signed_in(cast.eve).get("/").content.decode()
    assert f'href="{INBOX}"' in page
    assert 'href="/me/choices/"' in page
