"""The composer: from an empty form to an outage that people read, and what goes wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from helder.delivery.models import Dispatch
from helder.journal.models import Entry
from helder.kit import clock
from helder.kit.ids import public_id
from helder.messages.models import LetThrough, Message
from helder.outages.composer import moments
from helder.outages.models import Outage
from helder.outages.rules import LONGEST_TEXT
from helder.people.models import Audience
from helder.promises.models import Promise
from tests.cast import Cast
from tests.outages.composing import (
    BLAME,
    NEW,
    decide,
    filled,
    let_through,
    page_of,
    send,
    signed_in,
    typed,
    version_read,
)


def test_an_outage_is_told_in_one_go(cast: Cast) -> None:
    answer = send(signed_in(cast.carol))
    outage = Outage.objects.get()
    assert answer.headers["Location"] == f"/desk/outages/{outage.public_id}/"
    assert list(outage.services.all()) == [cast.wifi]
    promise = Promise.objects.get()
    assert timedelta(minutes=59) < promise.due_at - clock.now() <= timedelta(minutes=61)
    assert (promise.owner, promise.deputy) == (cast.carol, cast.bob)
    assert Dispatch.objects.get().content["en"]["subject"] == "Wifi does not work"


def test_the_form_has_its_own_draft_before_anything_is_typed(cast: Cast) -> None:
    page = signed_in(cast.carol).get(NEW).content.decode()
    assert 'name="draft"' in page
    assert not Message.objects.exists()


def test_one_language_and_two_fields_are_enough(cast: Cast) -> None:
    least = {"services": ["wifi"], "symptom_nl": "De wifi doet het niet."}
    signed_in(cast.carol).post(NEW, least)
    assert Outage.objects.get().kind == "outage"
    assert Promise.objects.get().due_at > clock.now() + timedelta(minutes=28)


def test_the_button_says_to_how_many_and_when_the_next_word_comes(cast: Cast) -> None:
    words = typed(signed_in(cast.carol), "review")
    assert "5 people by mail" in words
    assert "next update" in words
    assert "1 person by mail" in typed(signed_in(cast.carol), "review", services=["cijfers"])


def test_the_preview_shows_mail_and_page_in_both_languages(cast: Cast) -> None:
    words = typed(signed_in(cast.carol), "review", symptom_en="")
    assert words.count("De wifi doet het niet.") >= 4
    assert "Wifi does not work" in words
    assert "On the website" in words
    assert 'lang="nl"' in words


def test_maintenance_asks_for_its_own_times(cast: Cast) -> None:
    start, end = clock.now() + timedelta(days=2), clock.now() + timedelta(days=2, hours=3)
    with timezone.override("Europe/Amsterdam"):
        times = {
            "scheduled_for": moments.as_typed(start),
            "scheduled_until": moments.as_typed(end),
        }
    send(signed_in(cast.carol), kind="maintenance", **times)
    outage = Outage.objects.get()
    assert outage.is_planned
    assert outage.scheduled_for == start.replace(second=0, microsecond=0)
    assert Promise.objects.get().due_at == outage.scheduled_until


# The guard.


def test_a_blocked_text_comes_back_with_rule_reason_and_a_better_wording(cast: Cast) -> None:
    answer = send(signed_in(cast.carol), symptom_nl=BLAME)
    assert answer.status_code == 422
    words = page_of(answer)
    assert "This puts the blame on somebody else" in words
    assert "For the reader there is one IT department" in words
    assert "Use this" in words
    assert "Ask a second person" in words
    assert BLAME in answer.content.decode()
    assert not Outage.objects.exists()
    assert not Dispatch.objects.exists()


def test_findings_stand_at_their_words_while_one_types(cast: Cast) -> None:
    words = typed(signed_in(cast.carol), "review", symptom_nl=BLAME)
    assert 'id="findings-symptom_nl"' in words
    assert "&quot;start&quot;: 23" in words
    assert "1 sentence cannot go out like this." in words


def test_windows_line_ends_do_not_shift_the_marks(cast: Cast) -> None:
    words = typed(signed_in(cast.carol), "review", symptom_nl=BLAME.replace(". ", ".\r\n"))
    assert "&quot;start&quot;: 23" in words


def test_the_better_wording_is_taken_without_javascript(cast: Cast) -> None:
    client = signed_in(cast.carol)
    answer = send(client, "take:symptom_nl:23:guard.blame", symptom_nl=BLAME)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "De oorzaak ligt bij onze leverancier" not in page
    assert "De wifi doet het niet. We werken samen" in page


def test_a_second_person_lets_it_through_with_a_reason(cast: Cast) -> None:
    draft = public_id()
    send(signed_in(cast.carol), "ask", draft=draft, symptom_nl=BLAME)
    bob = signed_in(cast.bob)
    assert "Asks a second person" in page_of(bob.get("/desk/"))
    page = page_of(bob.get(f"/desk/drafts/{draft}/approve/"))
    assert "This puts the blame on somebody else" in page
    assert let_through(bob, draft, "").status_code == 422
    let_through(bob, draft, "The supplier asks us to say so.")
    outage = Outage.objects.get()
    assert outage.owner == cast.carol
    assert LetThrough.objects.get().approver == cast.bob
    assert Entry.objects.filter(verb="message.let_through", actor=cast.bob.actor_key).exists()
    assert "The supplier asks us to say so." in page_of(
        signed_in(cast.carol).get(f"/desk/outages/{outage.public_id}/")
    )
    told = Dispatch.objects.get(kind="reminder")
    assert told.selection["persons"] == [cast.carol.pk]


def test_the_author_cannot_be_the_second_person(cast: Cast) -> None:
    draft = public_id()
    send(signed_in(cast.bob), "ask", draft=draft, symptom_nl=BLAME)
    answer = let_through(signed_in(cast.bob), draft, "I say so")
    assert answer.status_code == 422
    assert "somebody else must decide" in page_of(answer)
    assert not Outage.objects.exists()


def test_whoever_wrote_in_a_draft_of_another_cannot_be_the_second_person(cast: Cast) -> None:
    draft = public_id()
    typed(signed_in(cast.carol), "save", draft=draft)
    send(signed_in(cast.bob), "ask", draft=draft, version=2, page="b", symptom_nl=BLAME)
    page = page_of(signed_in(cast.bob).get(f"/desk/drafts/{draft}/approve/"))
    assert "Let through and publish" not in page
    bob = let_through(signed_in(cast.bob), draft, "I say so")
    assert bob.status_code == 422
    let_through(signed_in(cast.alice), draft, "It is agreed.")
    assert Outage.objects.exists()


def test_whoever_wrote_earlier_in_a_draft_is_no_second_person_either(cast: Cast) -> None:
    draft = public_id()
    typed(signed_in(cast.carol), "save", draft=draft)
    typed(signed_in(cast.bob), "save", draft=draft, version=2, page="b", symptom_nl=BLAME)
    send(signed_in(cast.carol), "ask", draft=draft, version=3, page="c", symptom_nl=BLAME)
    assert let_through(signed_in(cast.bob), draft, "I say so").status_code == 422
    assert not Outage.objects.exists()


def test_only_the_text_that_was_read_is_let_through(cast: Cast) -> None:
    draft, bob = public_id(), signed_in(cast.bob)
    send(signed_in(cast.carol), "ask", draft=draft, symptom_nl=BLAME)
    page = bob.get(f"/desk/drafts/{draft}/approve/").content.decode()
    typed(signed_in(cast.carol), "save", draft=draft, version=3, symptom_nl=f"{BLAME} Weer eens.")
    answer = decide(bob, draft, version_read(page), "I read the text before this one.")
    assert answer.status_code == 422
    assert "The text was changed while you were reading" in page_of(answer)
    assert "Weer eens" in page_of(answer)
    assert not LetThrough.objects.exists()
    decide(bob, draft, version_read(answer.content.decode()), "This one is right too.")
    assert "Weer eens" in Outage.objects.get().updates.get().message.parts["symptom"]["nl"]


def test_opening_the_form_and_leaving_makes_no_draft(cast: Cast) -> None:
    empty = {"services": [], "kind": "degraded"}
    nothing = {f"{part}_{lang}": "" for part in ("symptom", "workaround") for lang in ("nl", "en")}
    typed(signed_in(cast.carol), "save", **empty, **nothing)
    assert not Message.objects.exists()


def test_a_writer_cannot_let_anything_through(cast: Cast) -> None:
    draft = public_id()
    send(signed_in(cast.bob), "ask", draft=draft, symptom_nl=BLAME)
    carol = signed_in(cast.carol)
    assert carol.post(f"/desk/drafts/{draft}/approve/", {"reason": "ok"}).status_code == 403


# Bad input.


@pytest.mark.parametrize(
    ("typed_time", "sentence"),
    [
        ("2020-01-01T10:00", "This time is already past."),
        ("2090-01-01T10:00", "more than thirty days away"),
        ("9999-12-31T23:59", "The year 9999 cannot be right."),
        ("0001-01-01T00:00", "The year 1 cannot be right."),
        ("later today", "This is not a date with a time."),
        ("", "Promise when people hear from you again."),
    ],
)
def test_an_absurd_next_update_gets_a_clear_sentence(
    cast: Cast, typed_time: str, sentence: str
) -> None:
    answer = send(signed_in(cast.carol), next_update="other", next_update_at=typed_time)
    assert answer.status_code == 422
    assert sentence in page_of(answer)
    assert "De wifi doet het niet." in answer.content.decode()
    assert not Outage.objects.exists()


def test_an_audience_of_nobody_is_named(cast: Cast) -> None:
    Audience.objects.create(slug="niemand", name={"nl": "Niemand", "en": "Nobody"})
    answer = send(signed_in(cast.carol), audiences=["niemand"])
    assert answer.status_code == 422
    assert "nobody would hear of it" in page_of(answer)


def test_no_service_is_a_question_not_a_crash(cast: Cast) -> None:
    answer = send(signed_in(cast.carol), services=[])
    assert answer.status_code == 422
    assert "Choose at least one service." in page_of(answer)


TEXTS = ("symptom_nl", "symptom_en", "affected_nl", "affected_en", "workaround_nl", "doing_en")


@pytest.mark.parametrize("field", TEXTS)
def test_a_very_long_text_is_refused_and_kept(cast: Cast, field: str) -> None:
    draft = public_id()
    answer = send(signed_in(cast.carol), draft=draft, **{field: "woord " * 16_667})
    assert answer.status_code == 422
    assert f"at most {LONGEST_TEXT}" in page_of(answer)
    kept = Message.objects.get(public_id=draft).form["fields"][field][0]
    assert len(kept) > 100_000


@pytest.mark.parametrize("field", TEXTS)
def test_html_is_text_like_any_other(cast: Cast, field: str) -> None:
    evil = "<script>alert(1)</script><b>wifi</b>"
    client = signed_in(cast.carol)
    assert "<script>alert" not in typed(client, "review", **{field: evil})
    send(client, **{field: evil})
    outage = Outage.objects.get()
    page = client.get(f"/desk/outages/{outage.public_id}/").content.decode()
    assert "<script>alert" not in page


# Bad luck.


def test_a_double_click_publishes_once(cast: Cast) -> None:
    client, draft = signed_in(cast.carol), public_id()
    send(client, draft=draft)
    again = send(client, draft=draft)
    outage = Outage.objects.get()
    assert again.headers["Location"] == f"/desk/outages/{outage.public_id}/"
    assert "Carol Jansen already published this" in page_of(client.get(again.headers["Location"]))
    assert Dispatch.objects.count() == 1


def test_two_people_publish_the_same_draft(cast: Cast) -> None:
    draft = public_id()
    typed(signed_in(cast.carol), "save", draft=draft)
    first = send(signed_in(cast.carol), draft=draft, version=2)
    second = send(signed_in(cast.bob), draft=draft, version=2, page="another")
    assert Outage.objects.count() == 1
    assert second.headers["Location"] == first.headers["Location"]


def test_a_draft_saves_itself_and_opens_again(cast: Cast) -> None:
    client, draft = signed_in(cast.carol), public_id()
    assert "Draft saved" in typed(client, "save", draft=draft, doing_nl="We zoeken.")
    opened = client.get(f"/desk/drafts/{draft}/", follow=True).content.decode()
    assert "We zoeken." in opened
    assert "De wifi doet het niet." in opened
    assert "Wifi does not work" in page_of(client.get("/desk/"))


def test_own_saves_that_cross_do_not_conflict(cast: Cast) -> None:
    client, draft = signed_in(cast.carol), public_id()
    typed(client, "save", draft=draft)
    typed(client, "save", draft=draft, version=2, doing_nl="Een")
    words = typed(client, "save", draft=draft, version=2, doing_nl="Twee")
    assert "newer version" not in words
    assert Message.objects.get().form["fields"]["doing_nl"] == ["Twee"]


def test_two_who_write_in_one_draft_both_keep_their_text(cast: Cast) -> None:
    draft = public_id()
    typed(signed_in(cast.carol), "save", draft=draft, doing_nl="Van Carol")
    typed(signed_in(cast.bob), "save", draft=draft, version=2, page="b", doing_nl="Van Bob")
    words = typed(signed_in(cast.carol), "save", draft=draft, version=2, doing_nl="Weer Carol")
    assert "nothing is lost" in words
    kept = {message.form["fields"]["doing_nl"][0] for message in Message.objects.all()}
    assert kept == {"Van Bob", "Weer Carol"}


def test_publishing_an_outdated_draft_asks_first(cast: Cast) -> None:
    draft = public_id()
    typed(signed_in(cast.carol), "save", draft=draft)
    typed(signed_in(cast.bob), "save", draft=draft, version=2, page="b", doing_nl="Van Bob")
    answer = send(signed_in(cast.carol), draft=draft, version=2)
    assert answer.status_code == 409
    assert "It is not published yet." in page_of(answer)
    assert not Outage.objects.exists()


def test_saving_after_somebody_published_says_who(cast: Cast) -> None:
    draft = public_id()
    send(signed_in(cast.bob), draft=draft)
    assert "Bob van Dijk already published this" in typed(
        signed_in(cast.carol), "save", draft=draft
    )


def test_a_session_that_ended_leaves_the_draft(cast: Cast) -> None:
    client, draft = signed_in(cast.carol), public_id()
    typed(client, "save", draft=draft)
    client.logout()
    answer = client.post(f"{NEW}?draft={draft}", filled(draft=draft))
    assert answer.status_code == 302
    assert f"draft%3D{draft}" in answer.headers["Location"]
    client.force_login(cast.carol)
    assert "Gebruik een kabel." in client.get(f"{NEW}?draft={draft}").content.decode()


def test_a_reader_and_a_stranger_cannot_write(cast: Cast) -> None:
    assert signed_in(cast.dave).get(NEW).status_code == 403
    assert signed_in(cast.dave).post(NEW, filled()).status_code == 403


def test_a_draft_is_thrown_away_on_purpose_only(cast: Cast) -> None:
    client, draft = signed_in(cast.carol), public_id()
    typed(client, "save", draft=draft)
    send(client, "discard", draft=draft)
    assert not Message.objects.exists()
    assert Entry.objects.filter(verb="draft.discarded").exists()
