"""The sender's screen: how far each message is, and who may have missed it, by name."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helder.delivery import actions
from helder.delivery.channels import kinds
from helder.delivery.desk.trial import try_channel
from helder.delivery.models import Delivery
from helder.delivery.worker import Worker, drain
from helder.journal.models import Entry
from helder.kit import clock
from helder.messages.reactions import letters
from helder.people.audiences import Selection
from helder.people.models import Person, Refusal
from tests.cast import Cast
from tests.delivery.letters import content, send, states
from tests.delivery.servers import Post

DAVE = "dave@rivierland.example"


@pytest.fixture
def carol(cast: Cast, client: Client) -> Client:
    """Carol, who writes, at her desk."""
    client.force_login(cast.carol)
    client.cookies["helder_language"] = "en"
    return client


def page(client: Client, path: str, **headers: str) -> str:
    """The text of a page that must be there."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_empty_list_says_what_will_come(carol: Client) -> None:
    assert "Nothing has been sent yet" in page(carol, "/desk/sent/")


def test_list_shows_each_message_with_its_figures(carol: Client, post: Post) -> None:
    post.at_rcpt = {DAVE: "550 5.1.1 unknown"}
    send()
    drain()
    shown = page(carol, "/desk/sent/")
    assert "Wifi does not work" in shown
    assert "Handed over 4" in shown
    assert "Address refused 1" in shown


def test_list_asks_as_many_questions_for_three_rows_as_for_one(carol: Client, post: Post) -> None:
    send()
    drain()
    page(carol, "/desk/sent/")
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page(carol, "/desk/sent/")
        counts.append(len(seen))
        send()
        send()
        drain()
    assert counts[0] == counts[1]


def test_long_list_has_pages(carol: Client) -> None:
    for _number in range(26):
        send()
    assert "Page 1 of 2" in page(carol, "/desk/sent/")
    assert "Page 2 of 2" in page(carol, "/desk/sent/?page=2")
    assert "Page 1 of 2" in page(carol, "/desk/sent/?page=nonsense")


def test_message_on_its_way_keeps_its_page_up_to_date(carol: Client, post: Post) -> None:
    dispatch = send()
    path = f"/desk/sent/{dispatch.public_id}/"
    assert "The recipients are being looked up" in page(carol, path)
    Worker().address_some()
    shown = page(carol, path)
    assert "0 of 5 recipients have it" in shown
    assert "hx-trigger" in shown
    assert "Nothing is being sent at this moment" in shown
    part = page(carol, path, **{"HX-Request": "true"})
    assert "<html" not in part
    assert 'id="progress"' in part
    drain()
    shown = page(carol, path)
    assert "5 of 5 recipients have it" in shown
    assert "hx-trigger" not in shown


def test_problems_are_named_and_can_be_sent_again(cast: Cast, carol: Client, post: Post) -> None:
    post.hang_up_after_body = {DAVE}
    post.at_body = {"eve@rivierland.example": "554 5.6.0 No such words here"}
    dispatch = send()
    drain()
    path = f"/desk/sent/{dispatch.public_id}/"
    shown = page(carol, path)
    assert "Dave Öztürk" in shown
    assert DAVE in shown
    assert "it may have arrived" in shown
    assert "554 5.6.0 No such words here" in shown
    assert "Bob van Dijk" not in shown
    post.at_body = {}
    answer = carol.post(f"{path}again/", {"state": "failed"}, follow=True)
    assert "1 mail is on its way again" in answer.content.decode()
    row = dispatch.deliveries.get(person=cast.dave)
    carol.post(f"{path}again/", {"delivery": str(row.pk)})
    drain()
    assert set(states(dispatch).values()) == {"accepted"}
    assert post.per_address["eve@rivierland.example"] == 1
    assert Entry.objects.filter(verb="delivery.resent", actor=cast.carol.actor_key).count() == 2
    answer = carol.post(f"{path}again/", {"state": "failed"}, follow=True)
    assert "nothing left to send again" in answer.content.decode()


def test_accepted_mail_is_never_sent_again(carol: Client, post: Post) -> None:
    dispatch = send()
    drain()
    carol.post(f"/desk/sent/{dispatch.public_id}/again/", {"state": "accepted"})
    drain()
    assert set(post.per_address.values()) == {1}


def test_what_came_too_late_is_not_sent_again(cast: Cast, carol: Client, post: Post) -> None:
    post.hang_up_after_body = {DAVE}
    dispatch = send()
    drain()
    dispatch.not_after = clock.now()
    dispatch.save()
    answer = carol.post(f"/desk/sent/{dispatch.public_id}/again/", follow=True)
    assert "of no use any more" in answer.content.decode()
    assert states(dispatch)["Dave"] == "uncertain"


def test_dropped_message_says_so(carol: Client, post: Post) -> None:
    dispatch = send(not_after=clock.now())
    drain()
    shown = page(carol, f"/desk/sent/{dispatch.public_id}/")
    assert "This message was dropped" in shown


def test_mail_server_that_is_down_is_told(carol: Client) -> None:
    dispatch = send()
    Worker().address_some()
    actions.pause("mail", "mail.example:25: Connection refused")
    shown = page(carol, f"/desk/sent/{dispatch.public_id}/")
    assert "The mail server has not been working since" in shown
    assert "Connection refused" in shown


def test_problems_have_pages_and_few_questions(carol: Client, post: Post) -> None:
    dispatch = send()
    drain()
    path = f"/desk/sent/{dispatch.public_id}/"
    Delivery.objects.filter(person__name="Dave Öztürk").update(state="failed")
    page(carol, path)
    with CaptureQueriesContext(connection) as one:
        page(carol, path)
    Delivery.objects.update(state="failed")
    with CaptureQueriesContext(connection) as many:
        page(carol, path)
    assert len(one) == len(many)


def test_reader_sees_nothing_of_it(cast: Cast, client: Client) -> None:
    dispatch = send()
    client.force_login(cast.dave)
    for path in ("/desk/sent/", f"/desk/sent/{dispatch.public_id}/"):
        assert client.get(path).status_code == 403
    assert client.post(f"/desk/sent/{dispatch.public_id}/again/").status_code == 403
    client.logout()
    assert client.get("/desk/sent/").status_code == 302


def test_unknown_message_is_not_there(carol: Client) -> None:
    assert carol.get("/desk/sent/nosuchthing/").status_code == 404


def test_dutch_page(cast: Cast, client: Client, post: Post) -> None:
    dispatch = send()
    drain()
    client.force_login(cast.carol)
    client.cookies["helder_language"] = "nl"
    assert "De wifi doet het niet" in page(client, f"/desk/sent/{dispatch.public_id}/")


def test_letters_to_one_person_stand_apart(cast: Cast, carol: Client, post: Post) -> None:
    def letters_of_both_kinds() -> None:
        send()
        try_channel(kinds()["mail"], by=cast.carol)
        only_dave = Selection(persons=(cast.dave.pk,))
        send(kind=letters.ANSWER, content=content("Uw vraag"), selection=only_dave)
        drain()

    letters_of_both_kinds()
    many, one = page(carol, "/desk/sent/"), page(carol, "/desk/sent/?to=one")
    assert "Wifi does not work" in many
    assert "This is a test" not in many
    assert "This is a test" in one
    assert len(re.findall(r"/desk/sent/\w+/", many)) == 1
    assert len(re.findall(r"/desk/sent/\w+/", one)) == 2
    for path in ("/desk/sent/", "/desk/sent/?to=one"):
        counts = []
        for _more in range(2):
            with CaptureQueriesContext(connection) as seen:
                page(carol, path)
            counts.append(len(seen))
            letters_of_both_kinds()
        assert counts[0] == counts[1]


def test_website_says_by_choice_or_because_nothing_else_works(
    cast: Cast, carol: Client, post: Post
) -> None:
    Refusal.objects.create(
        person=cast.eve, channel="mail", address=cast.eve.email, at=clock.now(), note="550"
    )
    Person.objects.filter(pk=cast.bob.pk).update(paused_until=clock.now() + timedelta(days=2))
    Person.objects.filter(pk=cast.dave.pk).update(ordinary_by="portal")
    dispatch = send(urgency=5, mandatory=False)
    drain()
    shown = page(carol, f"/desk/sent/{dispatch.public_id}/")
    assert "In their inbox on this website" in shown
    assert "2 by choice · 1 because nothing else works" in shown
    assert "2 of 2" in shown
