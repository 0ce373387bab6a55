"""What grows around an outage: questions with answers, help points, the text for managers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helder.delivery.models import Dispatch
from helder.journal.models import Entry
from helder.kit import clock
from helder.messages.models import LetThrough, Message, Reaction
from helder.messages.reactions import actions as reactions
from helder.messages.reactions.threads import Sender, Topic
from helder.outages.models import Answer, HelpPoint, Outage
from tests.cast import Cast
from tests.outages.composing import let_through, page_of, signed_in
from tests.outages.told import read, tell, visitor

BLAME = "De oorzaak ligt bij onze leverancier!"
ASKED = {
    "question_nl": "Kan ik thuis werken?",
    "question_en": "Can I work at home?",
    "answer_nl": "Ja, dat kan.",
    "answer_en": "Yes, you can.",
}


@pytest.fixture
def carol(cast: Cast) -> Client:
    return signed_in(cast.carol)


@pytest.fixture
def outage(cast: Cast) -> Outage:
    return tell(cast)


def at(outage: Outage, rest: str) -> str:
    return f"/desk/outages/{outage.public_id}/{rest}"


def page(client: Client, path: str) -> str:
    return page_of(client.get(path))  # type: ignore[arg-type]


def react(cast: Cast, outage: Outage, text: str) -> Reaction:
    message = outage.updates.get().message
    topic = Topic(message=message, dispatch=message.dispatch)
    sender = Sender(person=cast.dave, language="nl")
    return reactions.hear(sender, topic, reactions.Heard(text), confirm=False)


def answered(client: Client, outage: Outage, **more: Any) -> Any:
    return client.post(at(outage, "questions/new/"), {**ASKED, **more})


def test_a_question_stands_on_its_page_and_on_that_of_the_outage(
    carol: Client, outage: Outage
) -> None:
    answered(carol, outage)
    for path in (outage.get_absolute_url(), f"/status/{outage.public_id}/questions/"):
        words = read(visitor(), path)
        assert "Can I work at home?" in words
        assert "Yes, you can." in words
    assert "new" in read(visitor(), f"/status/{outage.public_id}/questions/")


def test_a_page_without_questions_says_what_to_do(outage: Outage) -> None:
    assert "Ask yours below" in read(visitor(), f"/status/{outage.public_id}/questions/")
    assert visitor().get("/status/abcdefghjkmn/questions/").status_code == 404


def test_only_three_stand_on_the_page_of_the_outage(carol: Client, outage: Outage) -> None:
    for number in range(5):
        answered(carol, outage, question_en=f"Question {number}?")
    words = read(visitor(), outage.get_absolute_url())
    assert "Question 2?" in words
    assert "Question 3?" not in words
    assert "And 2 more questions" in words


def test_both_pages_ask_the_database_as_often_for_three_as_for_one(
    carol: Client, outage: Outage
) -> None:
    paths = (f"/status/{outage.public_id}/questions/", at(outage, "questions/"))
    counts = []
    for _round in range(2):
        for _question in range(1 if not counts else 2):
            answered(carol, outage)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            for path in paths:
                carol.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_guard_stands_before_the_page(carol: Client, outage: Outage) -> None:
    answer = answered(carol, outage, answer_nl=BLAME)
    assert answer.status_code == 422
    assert BLAME in answer.content.decode()
    assert not Answer.objects.exists()


def test_a_question_without_an_answer_is_asked_for_one(carol: Client, outage: Outage) -> None:
    answer = answered(carol, outage, answer_nl="", answer_en=" ")
    assert answer.status_code == 422
    assert "Fill this in, in Dutch or in English." in page_of(answer)


def test_other_words_say_that_they_changed(carol: Client, outage: Outage) -> None:
    answered(carol, outage)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        later = signed_in(carol_of(carol))
        key = Answer.objects.get().public_id
        later.post(at(outage, f"questions/{key}/"), ASKED | {"answer_en": "Yes, with VPN."})
        words = read(visitor(), f"/status/{outage.public_id}/questions/")
        assert "Yes, with VPN." in words
        assert "Changed today" in words


def carol_of(client: Client) -> Any:
    from helder.people.models import Person

    return Person.objects.get(email="carol@rivierland.example")


def test_questions_move_and_go(carol: Client, outage: Outage) -> None:
    for text in ("First?", "Second?"):
        answered(carol, outage, question_en=text)
    second = Answer.objects.get(question__en="Second?").public_id
    carol.post(at(outage, f"questions/{second}/move/"), {"to": "up"})
    carol.post(at(outage, f"questions/{second}/move/"), {"to": "up"})
    words = read(visitor(), f"/status/{outage.public_id}/questions/")
    assert words.index("Second?") < words.index("First?")
    carol.post(at(outage, f"questions/{second}/remove/"))
    assert "Second?" not in read(visitor(), f"/status/{outage.public_id}/questions/")


def test_a_reaction_becomes_a_question_without_who_asked_it(
    cast: Cast, carol: Client, outage: Outage
) -> None:
    reaction = react(cast, outage, "Hallo,\nKan ik thuis werken?\nBel 0612345678\nGroet, Dave")
    way = f"/desk/outages/{outage.public_id}/questions/new/?reaction={reaction.public_id}"
    assert way in carol.get(f"/desk/reactions/{reaction.public_id}/").content.decode()
    shown = carol.get(way).content.decode()
    assert "Kan ik thuis werken?" in shown
    field = shown.split('name="question_nl"')[1].split(">")[0]
    assert "0612345678" not in field
    assert "Dave" not in field
    assert "Names, addresses and numbers were left out" in shown


def test_whoever_asked_gets_the_answer_if_the_writer_wants(
    cast: Cast, carol: Client, outage: Outage
) -> None:
    first, second = react(cast, outage, "Kan ik thuis werken?"), react(cast, outage, "En mail?")
    assert first.pk == second.pk  # one reader, one conversation
    answered(carol, outage, asked_in=[first.public_id], send="on")
    first.refresh_from_db()
    assert first.state == Reaction.State.ANSWERED
    said = first.sayings.get(is_answer=True).text
    assert said.startswith("Ja, dat kan.")
    assert f"/status/{outage.public_id}/questions/" in said
    assert list(Answer.objects.get().reactions.all()) == [first]


def test_whoever_asked_still_waits_if_the_writer_does_not(
    cast: Cast, carol: Client, outage: Outage
) -> None:
    reaction = react(cast, outage, "Kan ik thuis werken?")
    answered(carol, outage, asked_in=[reaction.public_id])
    reaction.refresh_from_db()
    assert reaction.state == Reaction.State.OPEN


def test_a_question_about_something_else_makes_no_answer_here(
    cast: Cast, carol: Client, outage: Outage
) -> None:
    other = tell(cast, services=[cast.mail])
    reaction = react(cast, other, "Waar is mijn mail?")
    shown = carol.get(at(outage, f"questions/new/?reaction={reaction.public_id}"))
    assert "Waar is mijn mail?" not in shown.content.decode()


def test_help_points_are_added_changed_and_removed(
    cast: Cast, carol: Client, outage: Outage
) -> None:
    point = {
        "kind": "desk",
        "name_en": "Help desk",
        "where_en": "Hall of North",
        "hours_en": "8:00 to 17:00",
        "phone": "0344 99",
        "audience": "studenten",
    }
    carol.post(at(outage, "help/new/"), point)
    words = read(visitor(), outage.get_absolute_url())
    for said in ("Where you find help", "Help desk", "For: Students", "Hall of North", "0344 99"):
        assert said in words
    key = HelpPoint.objects.get().pk
    carol.post(at(outage, f"help/{key}/"), point | {"name_en": "Counter", "audience": ""})
    assert "Counter" in read(visitor(), outage.get_absolute_url())
    assert "Counter" in page(carol, at(outage, "help/"))
    carol.post(at(outage, f"help/{key}/remove/"))
    assert "Where you find help" not in read(visitor(), outage.get_absolute_url())


def test_a_help_point_needs_a_name_and_passes_the_guard(carol: Client, outage: Outage) -> None:
    assert carol.post(at(outage, "help/new/"), {"kind": "desk"}).status_code == 422
    blamed = {"kind": "desk", "name_nl": "Balie", "where_nl": BLAME}
    assert carol.post(at(outage, "help/new/"), blamed).status_code == 422
    wrong = {"kind": "web", "name_nl": "Pagina", "url": "geen adres"}
    assert carol.post(at(outage, "help/new/"), wrong).status_code == 422
    assert not HelpPoint.objects.exists()


def test_the_text_for_managers_is_made_of_the_facts(carol: Client, outage: Outage) -> None:
    shown = carol.get(at(outage, "managers/")).content.decode()
    for said in ("Use your phone.", "Gebruik uw telefoon.", "0344 123 456", "Wifi does not work"):
        assert said in shown
    assert outage.get_absolute_url() in shown


def test_managers_get_it_as_a_message_of_its_own(cast: Cast, carol: Client, outage: Outage) -> None:
    sent = {"text_nl": "Geef dit door.", "text_en": "Pass this on.", "audience": "studenten"}
    carol.post(at(outage, "managers/"), sent | {"do": "send"})
    dispatch = Dispatch.objects.latest("pk")
    assert dispatch.selection["audiences"] == ["studenten"]
    assert dispatch.content["en"]["sections"][0]["text"] == "Pass this on."
    assert outage.updates.count() == 1
    assert "Pass this on." not in read(visitor(), outage.get_absolute_url())
    assert Message.objects.filter(update=None, state="published").exists()


def test_a_text_for_managers_passes_the_guard(carol: Client, outage: Outage) -> None:
    sent = {"text_nl": BLAME, "audience": "studenten", "do": "send"}
    answer = carol.post(at(outage, "managers/"), sent)
    assert answer.status_code == 422
    assert BLAME in answer.content.decode()
    assert Dispatch.objects.count() == 1
    empty = carol.post(at(outage, "managers/"), {"text_nl": "Geef door."})
    assert "Choose who gets it." in page_of(empty)  # type: ignore[arg-type]


def test_managers_get_it_with_the_next_update(carol: Client, outage: Outage) -> None:
    sent = {"text_nl": "Geef dit door.", "audience": "studenten", "do": "next"}
    answer = carol.post(at(outage, "managers/"), sent, follow=True)
    assert answer.redirect_chain[-1][0].startswith(at(outage, "update/"))
    shown = answer.content.decode()
    assert 'name="news--studenten_nl"' in shown
    assert "Geef dit door." in shown


def test_the_desk_shows_what_grows(cast: Cast, carol: Client, outage: Outage) -> None:
    react(cast, outage, "Kan ik thuis werken?")
    words = page(carol, f"/desk/outages/{outage.public_id}/")
    for said in ("Questions and answers", "1 waits", "Text for managers", "Shifts", "Hand over"):
        assert said in words


def test_readers_cannot_reach_the_desk_of_it(cast: Cast, outage: Outage) -> None:
    dave = signed_in(cast.dave)
    for rest in ("questions/", "help/", "managers/", "shifts/", "handover/"):
        assert dave.get(at(outage, rest)).status_code == 403


def asked(answer: HttpResponse) -> Message:
    """The draft that waits for a second person, after a text was stopped."""
    assert answer.status_code == 302, page_of(answer)
    return Message.objects.get(state="draft")


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("questions/new/", ASKED | {"answer_nl": BLAME}),
        ("help/new/", {"kind": "desk", "name_nl": "Balie", "where_nl": BLAME}),
        ("managers/", {"text_nl": BLAME, "audience": "studenten"}),
    ],
)
def test_a_second_person_lets_it_through(
    cast: Cast, carol: Client, outage: Outage, path: str, sent: dict[str, str]
) -> None:
    stopped = carol.post(at(outage, path), sent)
    assert stopped.status_code == 422
    assert "Ask a second person" in page_of(stopped)  # type: ignore[arg-type]
    draft = asked(carol.post(at(outage, path), sent | {"do": "ask"}))  # type: ignore[arg-type]
    approve = f"/desk/drafts/{draft.public_id}/approve/"
    assert approve in signed_in(cast.bob).get("/desk/").content.decode()
    assert BLAME in page_of(signed_in(cast.bob).get(approve))  # type: ignore[arg-type]
    again = carol.get(f"/desk/drafts/{draft.public_id}/", follow=True)
    assert BLAME in again.content.decode()  # the writer goes on with it where it was written
    assert Message.objects.filter(state="draft").count() == 1
    let = let_through(signed_in(cast.bob), draft.public_id, "De leverancier vroeg het zelf zo.")
    assert let.status_code == 302, page_of(let)
    kept = LetThrough.objects.get()
    assert (kept.approver, kept.message) == (cast.bob, draft)
    assert Entry.objects.filter(verb="message.let_through", actor=cast.bob.actor_key).exists()
    assert not Message.objects.filter(state="draft").exists()
    if path != "managers/":
        place = "questions/" if "questions" in path else ""
        assert BLAME in read(visitor(lang="nl"), f"/status/{outage.public_id}/{place}")
    else:
        (sent_apart,) = Dispatch.objects.filter(thread__endswith=":studenten")
        assert sent_apart.content["nl"]["sections"][0]["text"] == BLAME


def test_nobody_lets_their_own_words_through(cast: Cast, outage: Outage) -> None:
    bob = signed_in(cast.bob)
    sent = {"kind": "desk", "name_nl": "Balie", "where_nl": BLAME}
    draft = asked(bob.post(at(outage, "help/new/"), sent | {"do": "ask"}))  # type: ignore[arg-type]
    answer = let_through(bob, draft.public_id, "Ik vind het goed.")
    assert "so somebody else must decide" in page_of(answer)
    assert not HelpPoint.objects.exists()


def test_other_words_need_nobody_any_more(carol: Client, outage: Outage) -> None:
    sent = {"kind": "desk", "name_nl": "Balie", "where_nl": BLAME}
    draft = asked(carol.post(at(outage, "help/new/"), sent | {"do": "ask"}))  # type: ignore[arg-type]
    path = f"{at(outage, 'help/new/')}?draft={draft.public_id}"
    assert f'value="{draft.public_id}"' in carol.get(path).content.decode()
    assert not HelpPoint.objects.exists()
    carol.post(path, sent | {"where_nl": "In de hal.", "draft": draft.public_id})
    assert HelpPoint.objects.get().where == {"nl": "In de hal."}
    assert not Message.objects.filter(state="draft").exists()


def test_a_changed_help_point_of_a_draft_that_is_gone(
    cast: Cast, carol: Client, outage: Outage
) -> None:
    carol.post(at(outage, "help/new/"), {"kind": "desk", "name_nl": "Balie"})
    point = HelpPoint.objects.get()
    sent = {"kind": "desk", "name_nl": "Balie", "where_nl": BLAME, "do": "ask"}
    draft = asked(carol.post(at(outage, f"help/{point.pk}/"), sent))  # type: ignore[arg-type]
    carol.post(at(outage, f"help/{point.pk}/remove/"))
    for path in (f"/desk/drafts/{draft.public_id}/", f"/desk/drafts/{draft.public_id}/approve/"):
        answer = signed_in(cast.bob).get(path, follow=True)
        assert "no longer exists" in page_of(answer)  # type: ignore[arg-type]
