"""Replies become reactions: to the right message, of the right reader, with an owner and a promise;
they are answered, handed over and closed on the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from helder.delivery.inbound import intake
from helder.delivery.models import Dispatch, InboundMail
from helder.kit import clock
from helder.messages.models import Reaction
from helder.people.models import Person
from helder.promises.models import Promise
from tests.cast import Cast
from tests.messages.replying import REPLY_ADDRESS, mail, published, reply, to_message
from tests.outages.told import read, visitor


@pytest.fixture(autouse=True)
def _reads_mail(settings: object) -> None:
    settings.REPLY_ADDRESS = REPLY_ADDRESS  # type: ignore[attr-defined]


def sent(kind: str) -> list[Dispatch]:
    return list(Dispatch.objects.filter(kind=kind).order_by("pk"))


def desk(person: Person) -> Client:
    return visitor(person)


def test_a_reply_is_a_question_with_an_owner_and_a_promised_time(cast: Cast) -> None:
    message = published(cast)
    assert reply(message, cast.dave) == "reaction"
    reaction = Reaction.objects.get()
    assert (reaction.person, reaction.message, reaction.owner) == (cast.dave, message, cast.carol)
    promise = reaction.promise
    assert promise is not None
    assert promise.owner == cast.carol
    assert promise.due_at - promise.made_at == timedelta(hours=24)
    page = read(desk(cast.carol), "/desk/reactions/")
    assert "Dave Öztürk" in page
    assert "Wanneer werkt het weer?" in page
    assert "De wifi doet het niet" in page or "Wifi does not work" in page


def test_the_reader_hears_when_the_answer_comes_once_a_day(cast: Cast) -> None:
    message = published(cast)
    reply(message, cast.eve)
    (letter,) = sent("reaction-came-in")
    assert letter.selection["persons"] == [cast.eve.pk]
    assert "answers you before" in letter.content["en"]["promise"]
    reply(message, cast.eve, "En nog iets.")
    assert Reaction.objects.count() == 1
    assert len(sent("reaction-came-in")) == 1


def test_the_answer_goes_to_the_reader_and_keeps_the_promise(cast: Cast) -> None:
    message = published(cast)
    reply(message, cast.dave, Message_ID="<question@mail.example>")
    reaction = Reaction.objects.get()
    client = desk(cast.carol)
    url = f"/desk/reactions/{reaction.public_id}/"
    answer = client.post(url, {"text": "Vanmiddag om 16.00 uur laten we het weten."}, follow=True)
    assert "Your answer is on its way." in answer.content.decode()
    (letter,) = sent("reaction-answer")
    assert letter.selection["persons"] == [cast.dave.pk]
    assert letter.content["nl"]["subject"] == "Re: De wifi doet het niet"
    assert letter.content["nl"]["in_reply_to"] == "question@mail.example"
    assert "Vanmiddag om 16.00 uur" in str(letter.content["nl"]["sections"])
    reaction.refresh_from_db()
    assert reaction.state == "answered"
    assert reaction.promise.state == "kept"  # type: ignore[union-attr]
    page = read(visitor(cast.dave), f"/me/reactions/{reaction.public_id}/")
    assert "Vanmiddag om 16.00 uur" in page
    assert "Carol" not in page


def test_an_answer_that_blames_comes_back_with_its_words(cast: Cast) -> None:
    reply(published(cast), cast.dave)
    url = f"/desk/reactions/{Reaction.objects.get().public_id}/"
    blaming = "De oorzaak ligt bij onze leverancier!"
    page = desk(cast.carol).post(url, {"text": blaming}).content.decode()
    assert "does not go out yet" in page
    assert blaming in page
    assert sent("reaction-answer") == []
    assert Reaction.objects.get().state == "open"


def test_a_new_question_after_the_answer_opens_it_again_with_a_new_promise(cast: Cast) -> None:
    message = published(cast)
    reply(message, cast.dave)
    reaction = Reaction.objects.get()
    desk(cast.carol).post(f"/desk/reactions/{reaction.public_id}/", {"text": "Morgen om 9 uur."})
    answered = sent("reaction-answer")[0]
    from helder.delivery.inbound.addresses import reply_address

    back = reply_address(answered.pk, cast.dave.pk)
    intake.take(mail(cast.dave.email, "Dank, en thuis?", to=back), (), "x@y.example")
    reaction.refresh_from_db()
    assert Reaction.objects.count() == 1
    assert reaction.state == "open"
    assert Promise.objects.filter(kind="answer").count() == 2
    assert Promise.objects.open().filter(kind="answer").count() == 1


def test_without_a_code_the_mail_that_it_answers_or_its_subject_tells(cast: Cast) -> None:
    message = published(cast)
    ours = f"<{message.dispatch.public_id}.abc@helder.example>"  # type: ignore[union-attr]
    intake.take(mail(cast.dave.email, "Via het bericht", In_Reply_To=ours), (), "x@y.example")
    message.dispatch.deliveries.create(person=cast.eve, channel="mail")  # type: ignore[union-attr]
    intake.take(mail(cast.eve.email, "Via het onderwerp"), (), "x@y.example")
    assert set(Reaction.objects.values_list("person", "message")) == {
        (cast.dave.pk, message.pk),
        (cast.eve.pk, message.pk),
    }


def test_whoever_got_it_from_a_colleague_is_not_taken_for_them(cast: Cast) -> None:
    message = published(cast)
    intake.take(
        mail("Tante Truus <truus@thuis.example>", to=to_message(message, cast.dave)),
        (),
        "truus@thuis.example",
    )
    reaction = Reaction.objects.get()
    assert reaction.message == message
    assert reaction.address == "truus@thuis.example"
    guest = Person.objects.get(email="truus@thuis.example")  # told that her mail has arrived
    assert guest.is_guest
    assert sent("reaction-came-in")[0].selection["persons"] == [guest.pk]
    page = read(desk(cast.carol), f"/desk/reactions/{reaction.public_id}/")
    assert "Tante Truus" in page or "truus@thuis.example" in page


def test_a_stranger_who_answers_nothing_stands_on_the_desk_and_gets_no_mail(cast: Cast) -> None:
    intake.take(mail("x@elders.example", "Koop nu!", subject="Aanbieding"), (), "x@elders.example")
    reaction = Reaction.objects.get()
    assert reaction.owner is None
    assert reaction.promise is not None
    assert Dispatch.objects.count() == 0
    assert "x@elders.example" in read(desk(cast.bob), "/desk/reactions/")


def test_a_sender_who_does_not_stop_is_left_out_and_counted(cast: Cast) -> None:
    message = published(cast)
    for number in range(23):
        reply(message, cast.dave, f"Bericht {number}")
    assert Reaction.objects.get().sayings.count() == 20
    assert InboundMail.objects.filter(outcome="many").count() == 3
    assert "3 mails of somebody who wrote very often" in read(desk(cast.carol), "/desk/reactions/")


def test_a_reaction_goes_to_a_colleague_who_hears_of_it(cast: Cast) -> None:
    reply(published(cast), cast.dave)
    reaction = Reaction.objects.get()
    url = f"/desk/reactions/{reaction.public_id}/hand-over/"
    answer = desk(cast.carol).post(url, {"to": cast.bob.pk}, follow=True)
    assert "Bob van Dijk answers from now on." in answer.content.decode()
    reaction.refresh_from_db()
    assert reaction.owner == cast.bob
    assert reaction.promise.owner == cast.bob  # type: ignore[union-attr]
    assert sent("reaction-owner")[-1].selection["persons"] == [cast.bob.pk]
    desk(cast.carol).post(url, {"to": cast.dave.pk})  # a reader answers nobody
    reaction.refresh_from_db()
    assert reaction.owner == cast.bob


def test_closing_without_an_answer_asks_a_reason_and_sends_nothing(cast: Cast) -> None:
    reply(published(cast), cast.dave, "Dank jullie wel!")
    reaction = Reaction.objects.get()
    client, url = desk(cast.carol), f"/desk/reactions/{reaction.public_id}/close/"
    client.post(url, {"reason": " "})
    reaction.refresh_from_db()
    assert reaction.state == "open"
    client.post(url, {"reason": "Een bedankje"})
    reaction.refresh_from_db()
    assert (reaction.state, reaction.reason) == ("closed", "Een bedankje")
    promise = Promise.objects.get(kind="answer")
    assert promise.state == "withdrawn"
    assert "bedankje" not in str(promise.reason)
    assert sent("reaction-answer") == []


def test_without_an_author_whoever_answers_for_the_service_gets_it(cast: Cast) -> None:
    from tests.outages.told import tell

    outage = tell(cast)
    message = outage.updates.get().message
    cast.carol.is_active = False
    cast.carol.save()
    reply(message, cast.dave)
    assert Reaction.objects.get().owner == cast.bob


def test_owners_hear_in_one_letter_however_many_wait(cast: Cast) -> None:
    message = published(cast)
    for person in (cast.dave, cast.eve, cast.bob):
        reply(message, person)
    assert len(sent("reaction-owner")) == 1
    from helder.messages.reactions.tasks import remind_answers
    from helder.messages.tasks import remind_promises

    due = Promise.objects.filter(kind="answer").latest("due_at").due_at
    with time_machine.travel(due - timedelta(hours=1)):
        assert remind_answers() == 3
        assert remind_answers() == 0
        assert remind_promises() == 0
    assert "3 readers wait for your answer" in sent("reaction-owner")[-1].content["en"]["subject"]
    with time_machine.travel(due + timedelta(minutes=1)):
        assert remind_answers() == 3
    late = sent("reaction-owner")[-1]
    assert "3 readers did not get a promised answer" in late.content["en"]["subject"]
    assert set(late.selection["persons"]) == {cast.alice.pk, cast.bob.pk}


def test_the_reader_writes_more_on_their_own_page_and_nobody_else_may(cast: Cast) -> None:
    reply(published(cast), cast.dave)
    url = f"/me/reactions/{Reaction.objects.get().public_id}/"
    answer = visitor(cast.dave).post(url, {"text": "Op mijn telefoon ook."}, follow=True)
    assert "Op mijn telefoon ook." in answer.content.decode()
    assert Reaction.objects.get().sayings.count() == 2
    assert visitor(cast.eve).get(url).status_code == 404
    assert visitor(cast.eve).post(url, {"text": "Ik ook"}).status_code == 404
    assert "De wifi doet het niet" in read(visitor(cast.dave), "/me/reactions/")


def test_the_day_on_the_desk_says_how_many_wait(cast: Cast) -> None:
    message = published(cast)
    reply(message, cast.dave)
    reply(message, cast.eve)
    page = read(desk(cast.carol), "/desk/")
    assert "Readers who wait for an answer" in page
    assert "2 readers wait" in page


def test_lists_ask_no_more_of_the_database_for_more_rows(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    message, client = published(cast), desk(cast.carol)
    counts = []
    for person in (cast.dave, cast.eve, cast.bob):
        reply(message, person)
        client.get("/desk/reactions/")
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get("/desk/reactions/")
        counts.append(len(found))
    assert counts[0] == counts[-1]


def test_after_the_period_a_conversation_goes_with_its_promise(cast: Cast) -> None:
    from helder.messages.reactions.aging import forget_old

    reply(published(cast), cast.dave)
    with time_machine.travel(clock.now() + timedelta(days=800)):
        assert forget_old() == 1
    assert not Reaction.objects.exists()
    assert not Promise.objects.open().filter(kind="answer").exists()


def test_an_administrator_says_within_how_many_hours(cast: Cast) -> None:
    client = desk(cast.alice)
    assert "Save" in read(client, "/desk/reactions/hours/")
    wrong = client.post("/desk/reactions/hours/", {"answer_hours": "0"})
    assert wrong.status_code == 200
    client.post("/desk/reactions/hours/", {"answer_hours": "4"})
    reply(published(cast), cast.dave)
    promise = Promise.objects.get(kind="answer")
    assert promise.due_at - promise.made_at == timedelta(hours=4)
    assert desk(cast.carol).get("/desk/reactions/hours/").status_code == 403
