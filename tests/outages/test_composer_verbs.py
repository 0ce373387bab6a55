"""Update, solve, open again, correct, move, join: each through its page on the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from helder.delivery.models import Dispatch
from helder.delivery.queries import recipients
from helder.kit import clock
from helder.kit.ids import public_id
from helder.messages.models import LetThrough, Message
from helder.outages import actions
from helder.outages.models import Outage
from helder.outages.rules import Refused
from helder.promises.models import Promise
from tests.cast import Cast
from tests.outages.composing import let_through, page_of, send, signed_in, typed
from tests.outages.told import plan


@pytest.fixture
def carol(cast: Cast) -> Client:
    return signed_in(cast.carol)


@pytest.fixture
def outage(cast: Cast, carol: Client) -> Outage:
    send(carol)
    return Outage.objects.get()


def say(client: Client, outage: Outage, verb: str, do: str = "publish", **data: Any) -> Any:
    form = {"draft": public_id(), "version": 0, "page": "p", "do": do, **data}
    return client.post(f"/desk/outages/{outage.public_id}/{verb}/", form)


def desk_page(client: Client, outage: Outage) -> str:
    return page_of(client.get(f"/desk/outages/{outage.public_id}/"))  # type: ignore[arg-type]


def test_an_update_keeps_the_promise_and_makes_the_next(carol: Client, outage: Outage) -> None:
    page = carol.get(f"/desk/outages/{outage.public_id}/update/").content.decode()
    assert "Gebruik een kabel." in page
    say(carol, outage, "update", news_nl="Noord werkt weer.", step="identified", next_update="2h")
    assert outage.updates.count() == 2
    assert sorted(Promise.objects.values_list("state", flat=True)) == ["kept", "open"]
    assert "Cause found" in desk_page(carol, outage)
    assert Dispatch.objects.filter(number=2).exists()


def test_an_update_without_news_asks_for_one_sentence(carol: Client, outage: Outage) -> None:
    answer = say(carol, outage, "update", workaround_nl="Gebruik een kabel.", next_update="1h")
    assert answer.status_code == 422
    assert "Say it in one sentence at least" in page_of(answer)


def test_solved_is_the_last_word(carol: Client, outage: Outage) -> None:
    say(carol, outage, "resolve", news_nl="De wifi doet het weer.")
    outage.refresh_from_db()
    assert outage.state == Outage.State.RESOLVED
    assert not Promise.objects.open().exists()
    assert "Open again" in desk_page(carol, outage)
    late = say(carol, outage, "update", news_nl="Nog iets.", next_update="1h")
    assert "This outage is over." in page_of(late)


def test_it_comes_back(carol: Client, outage: Outage) -> None:
    say(carol, outage, "resolve", news_nl="De wifi doet het weer.")
    say(carol, outage, "reopen", news_nl="De wifi valt weer uit.", next_update="30m")
    outage.refresh_from_db()
    assert outage.state == Outage.State.RUNNING
    assert Promise.objects.open().exists()


def test_a_correction_leaves_the_earlier_text_readable(carol: Client, outage: Outage) -> None:
    fixed = {"symptom_nl": "De wifi in Noord doet het niet.", "workaround_nl": "Gebruik een kabel."}
    say(carol, outage, "updates/1/correct", **fixed, reason_nl="Alleen Noord.")
    words = desk_page(carol, outage)
    assert "De wifi in Noord doet het niet." in words
    assert "1 earlier text" in words
    assert "The wifi does not work." in words
    assert "Alleen Noord." in words
    assert not Message.objects.filter(state="draft").exists()


def test_a_correction_needs_a_change_and_a_reason(carol: Client, outage: Outage) -> None:
    same = outage.updates.get().message.parts
    texts = {f"{part}_{lang}": same[part][lang] for part in same for lang in same[part]}
    answer = say(carol, outage, "updates/1/correct", **texts, reason_nl="Zomaar.")
    assert "Nothing in the text was changed." in page_of(answer)
    answer = say(carol, outage, "updates/1/correct", **texts | {"symptom_nl": "Anders."})
    assert "Say in a few words what you corrected" in page_of(answer)


def test_a_blocked_correction_can_be_let_through(cast: Cast, carol: Client, outage: Outage) -> None:
    draft = public_id()
    blame = {"symptom_nl": "De oorzaak ligt bij onze leverancier!", "reason_nl": "Wie het is."}
    assert say(carol, outage, "updates/1/correct", **blame).status_code == 422
    say(carol, outage, "updates/1/correct", "ask", **blame | {"draft": draft})
    let_through(signed_in(cast.bob), draft, "They know it already.")
    assert outage.updates.get().message.revisions.count() == 2
    assert LetThrough.objects.get().approver == cast.bob


def test_a_promise_moves_before_its_time_with_a_reason(carol: Client, outage: Outage) -> None:
    say(carol, outage, "move", next_update="2h", reason_nl="De monteur komt later.")
    states = sorted(Promise.objects.values_list("state", flat=True))
    assert states == ["open", "renegotiated"]
    assert "1 moved" in desk_page(carol, outage)


def test_the_reason_of_a_moved_promise_passes_the_guard(carol: Client, outage: Outage) -> None:
    blame = "De oorzaak ligt bij onze leverancier!"
    answer = say(carol, outage, "move", next_update="2h", reason_nl=blame)
    assert answer.status_code == 422
    assert "This puts the blame on somebody else" in page_of(answer)
    assert Promise.objects.get().state == "open"


def test_a_moved_promise_that_a_colleague_asked_about_leaves_no_draft(
    cast: Cast, carol: Client, outage: Outage
) -> None:
    draft = public_id()
    say(carol, outage, "move", "ask", draft=draft, next_update="2h", reason_nl="Het duurt langer.")
    let_through(signed_in(cast.bob), draft, "It is agreed.")
    assert sorted(Promise.objects.values_list("state", flat=True)) == ["open", "renegotiated"]
    assert not Message.objects.filter(state="draft").exists()


def test_a_late_promise_cannot_be_moved(carol: Client, outage: Outage) -> None:
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        answer = say(carol, outage, "move", next_update="2h", reason_nl="Te laat.")
        assert "can no longer be moved" in page_of(answer)
        assert "Late." in desk_page(carol, outage)


def test_two_outages_become_one(carol: Client, outage: Outage) -> None:
    send(carol, draft=public_id(), services=["e-mail"])
    other = Outage.objects.exclude(pk=outage.pk).get()
    assert "E-mail does not work" in page_of(carol.get(f"/desk/outages/{outage.public_id}/merge/"))
    carol.post(f"/desk/outages/{outage.public_id}/merge/", {"into": other.public_id})
    outage.refresh_from_db()
    assert outage.merged_into == other
    assert {s.slug for s in other.services.all()} == {"wifi", "e-mail"}
    assert "Joined with:" in desk_page(carol, outage)


def test_readers_of_both_hear_of_two_that_became_one(
    cast: Cast, carol: Client, outage: Outage
) -> None:
    send(carol, draft=public_id(), services=["cijfers"], audiences=["studenten"])
    other = Outage.objects.exclude(pk=outage.pk).get()
    carol.post(f"/desk/outages/{outage.public_id}/merge/", {"into": other.public_id})
    assert not other.audiences.exists()
    say(carol, other, "update", news_nl="Het ligt aan hetzelfde.", next_update="1h")
    sent = Dispatch.objects.filter(thread=other.subject).latest("pk")
    assert cast.eve in recipients(sent)


def test_joining_with_nothing_is_a_question(carol: Client, outage: Outage) -> None:
    assert carol.post(f"/desk/outages/{outage.public_id}/merge/", {}).status_code == 422


def test_trouble_is_not_joined_with_work_to_come(cast: Cast, carol: Client, outage: Outage) -> None:
    later = plan(cast)
    path = f"/desk/outages/{outage.public_id}/merge/"
    assert later.public_id not in carol.get(path).content.decode()
    assert carol.post(path, {"into": later.public_id}).status_code == 422
    with pytest.raises(Refused):
        actions.merge(outage, later, by=cast.carol)
    outage.refresh_from_db()
    assert outage.state == Outage.State.RUNNING


@pytest.mark.parametrize("verb", ["update", "resolve", "reopen", "move", "updates/1/correct"])
def test_every_verb_saves_its_draft_and_previews(carol: Client, outage: Outage, verb: str) -> None:
    path = f"/desk/outages/{outage.public_id}/{verb}/"
    draft = public_id()
    field = "reason_nl" if verb == "move" else "symptom_nl" if "correct" in verb else "news_nl"
    assert "Draft saved" in typed(carol, "save", path, draft=draft, **{field: "Bewaar mij."})
    words = typed(carol, "review", path, **{field: "De oorzaak ligt bij onze leverancier!"})
    assert "This puts the blame on somebody else" in words
    answer: HttpResponse = carol.get(f"/desk/drafts/{draft}/", follow=True)  # type: ignore[assignment]
    assert "Bewaar mij." in answer.content.decode()
