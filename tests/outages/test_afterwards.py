"""Looking back at an outage: written with the coach, published, promised, mended, judged."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from helder.delivery.answers import answer_url
from helder.delivery.models import Dispatch
from helder.kit.ids import public_id
from helder.messages.models import Message
from helder.messages.review import review
from helder.outages import actions as outages
from helder.outages.afterwards import actions, timeline
from helder.outages.afterwards.telling import Told, Wanted
from helder.outages.models import Change, Escalation, Opinion, Outage, Review, Surge
from helder.outages.rules import Word
from helder.promises.models import Promise
from helder.services.models import Supplier
from tests.cast import Cast
from tests.outages.composing import let_through, signed_in
from tests.outages.told import ago, read, tell, visitor

HAPPENED = {"nl": "Een kaart in het netwerk ging stuk.", "en": "A network card broke."}
BLAME = "De oorzaak ligt bij onze leverancier!"


def ended(cast: Cast, **facts: Any) -> Outage:
    """An outage of five hours, with one promise kept late, that is over since an hour."""
    outage = tell(cast, said=360, due=-330, since=ago(365), **facts)
    news = {"nl": "Het werkt weer.", "en": "It works again."}
    outages.resolve(outage, Word({"news": news}), by=cast.carol, at=ago(60))
    outage.refresh_from_db()
    return outage


def day(days: int = 14) -> str:
    """A day to come."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def filled(**changes: Any) -> dict[str, Any]:
    """What somebody types who looks back."""
    return {
        "draft": public_id(),
        "version": 0,
        "page": "one-page",
        "happened_nl": HAPPENED["nl"],
        "happened_en": HAPPENED["en"],
        "learned_nl": "Wij hadden geen reservekaart.",
        "shown": ["", "since", "u1"],
        "line_since_nl": "Het begon.",
        "line_u1_nl": "We vertelden het u.",
        "line_u2_nl": "Dit ziet niemand.",
        "change_1_nl": "Er ligt een reservekaart klaar.",
        "due_1": day(),
        **changes,
    }


def send(client: Client, outage: Outage, do: str = "publish", **changes: Any) -> HttpResponse:
    """Sends the form in."""
    path = f"/desk/outages/{outage.public_id}/look-back/"
    return client.post(path, {**filled(**changes), "do": do})  # type: ignore[return-value]


def published(cast: Cast, **changes: Any) -> Review:
    """A look back as it was published through the form."""
    outage = ended(cast)
    assert send(signed_in(cast.carol), outage, **changes).status_code == 302
    return Review.objects.get(outage=outage)


def page(review: Review) -> str:
    """Its address."""
    return f"/status/{review.outage.public_id}/afterwards/"


def test_the_timeline_is_put_together(cast: Cast) -> None:
    outage = ended(cast)
    words = signed_in(cast.carol).get(f"/desk/outages/{outage.public_id}/look-back/")
    body = words.content.decode()
    assert "U kunt geen verbinding maken." in body
    assert "Het werkt weer." in body
    assert "We had promised you news by now." in body
    assert re.search(r'value="u1"[^>]*checked', body)
    assert "A promise was kept" in body


def test_it_is_published_with_what_was_chosen(cast: Cast) -> None:
    review = published(cast)
    words = read(visitor(lang="nl"), page(review))
    assert "Een kaart in het netwerk ging stuk." in words
    assert "Wij hadden geen reservekaart." in words
    assert "We vertelden het u." in words
    assert "Dit ziet niemand." not in words
    assert "Er ligt een reservekaart klaar." in words
    assert "A network card broke." in read(visitor(), page(review))
    outage_page = visitor().get(review.outage.get_absolute_url()).content.decode()
    assert page(review) in outage_page


def test_a_change_is_a_promise_in_the_register(cast: Cast) -> None:
    review = published(cast)
    promise = Promise.objects.get(kind="change")
    assert promise.owner == cast.carol
    assert timezone.localtime(promise.due_at).date().isoformat() == day()
    assert "Er ligt een reservekaart klaar." in read(visitor(lang="nl"), "/word/")
    change = Change.objects.get(review=review)
    client = signed_in(cast.carol)
    desk = client.get("/desk/").content.decode()
    assert f"/desk/changes/{change.pk}/" in desk
    client.post(f"/desk/changes/{change.pk}/", {"do": "keep"})
    promise.refresh_from_db()
    assert promise.outcome() == "kept"
    assert ": kept." in read(visitor(), page(review))


def test_a_change_is_moved_with_a_reason_that_the_guard_reads(cast: Cast) -> None:
    change = Change.objects.get(review=published(cast))
    client, path = signed_in(cast.carol), f"/desk/changes/{change.pk}/"
    for wrong in ({"day": day(30)}, {"reason_nl": "Later."}, {"day": day(30), "reason_nl": BLAME}):
        assert client.post(path, {"do": "move", **wrong}).status_code == 422
    client.post(path, {"do": "move", "day": day(30), "reason_nl": "De kaart komt later."})
    change.refresh_from_db()
    assert change.promise is not None
    assert timezone.localtime(change.promise.due_at).date().isoformat() == day(30)
    words = read(visitor(lang="nl"), "/word/")
    assert "De kaart komt later." in words


def test_a_change_is_withdrawn_with_a_reason(cast: Cast) -> None:
    change = Change.objects.get(review=published(cast))
    client, path = signed_in(cast.carol), f"/desk/changes/{change.pk}/"
    assert client.post(path, {"do": "withdraw"}).status_code == 422
    client.post(path, {"do": "withdraw", "reason_nl": "Het hele netwerk wordt vervangen."})
    assert Promise.objects.get(kind="change").state == "withdrawn"
    assert "Het hele netwerk wordt vervangen." in read(visitor(lang="nl"), page(change.review))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"happened_nl": "", "happened_en": ""}, "Say it in one sentence at least"),
        ({"due_1": ""}, "By which day will it be so?"),
        ({"due_1": "2020-01-01"}, "Choose a day within the next two years."),
    ],
)
def test_what_is_missing_is_said(cast: Cast, changes: dict[str, str], sentence: str) -> None:
    answer = send(signed_in(cast.carol), ended(cast), **changes)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Wij hadden geen reservekaart." in answer.content.decode()
    assert not Review.objects.exists()


@pytest.mark.parametrize("field", ["happened_nl", "learned_nl", "line_u1_nl", "change_1_nl"])
def test_the_guard_reads_every_text(cast: Cast, field: str) -> None:
    answer = send(signed_in(cast.carol), ended(cast), **{field: BLAME})
    assert answer.status_code == 422
    assert not Review.objects.exists()


def test_a_line_that_nobody_sees_stops_nothing(cast: Cast) -> None:
    published(cast, line_u2_nl=BLAME)


def test_a_second_person_lets_it_through(cast: Cast) -> None:
    outage, draft = ended(cast), public_id()
    client = signed_in(cast.carol)
    send(client, outage, draft=draft, learned_nl=BLAME)
    send(client, outage, "ask", draft=draft, learned_nl=BLAME, version=1)
    answer = let_through(signed_in(cast.bob), draft, "Dit is met hen afgesproken.")
    assert answer.status_code == 302
    review = Review.objects.get(outage=outage)
    assert BLAME in read(visitor(lang="nl"), page(review))


def test_the_draft_keeps_itself_with_its_ticks(cast: Cast) -> None:
    outage, draft, client = ended(cast), public_id(), signed_in(cast.carol)
    send(client, outage, "save", draft=draft, shown=["", "u2"])
    body = client.get(f"/desk/drafts/{draft}/", follow=True).content.decode()
    assert HAPPENED["nl"] in body
    assert re.search(r'value="u2"[^>]*checked', body)
    assert not re.search(r'value="u1"[^>]*checked', body)
    assert day() in body


def test_those_who_were_hit_hear_of_it_without_haste(cast: Cast) -> None:
    review = published(cast)
    sent = Dispatch.objects.get(kind="look-back")
    told = Dispatch.objects.filter(kind="outage").order_by("pk")[0]
    assert sent.selection == told.selection
    assert (sent.is_urgent, sent.mandatory) == (False, False)
    letter = sent.content["nl"]
    assert letter["subject"].startswith("Looking back:") or letter["subject"].startswith("Terug")
    assert any("reservekaart klaar" in section["text"] for section in letter["sections"])
    assert letter["url"].endswith(page(review))


def test_a_second_one_is_refused_and_leads_to_correcting(cast: Cast) -> None:
    review = published(cast)
    client = signed_in(cast.carol)
    answer = client.get(f"/desk/outages/{review.outage.public_id}/look-back/")
    assert answer["Location"].endswith("/look-back/correct/")
    again = send(client, review.outage)
    assert again.status_code == 422
    assert Review.objects.count() == 1


def test_a_running_outage_is_not_looked_back_at(cast: Cast) -> None:
    assert send(signed_in(cast.carol), tell(cast)).status_code == 422


def test_a_mistake_is_mended_in_the_open(cast: Cast) -> None:
    review = published(cast)
    client = signed_in(cast.carol)
    path = f"/desk/outages/{review.outage.public_id}/look-back/correct/"
    assert HAPPENED["nl"] in client.get(path).content.decode()
    typed = {
        **filled(),
        "happened_nl": "Een kabel ging stuk.",
        "reason_nl": "Het was een kabel.",
        "do": "publish",
    }
    assert client.post(path, {**typed, "reason_nl": ""}).status_code == 422
    assert client.post(path, typed).status_code == 302
    words = read(visitor(lang="nl"), page(review))
    assert "Een kabel ging stuk." in words
    assert "Het was een kabel." in words
    assert "Een kaart in het netwerk ging stuk." in words, "the earlier text stays readable"
    assert "Er ligt een reservekaart klaar." in words
    assert Dispatch.objects.filter(kind="look-back").count() == 1


def test_a_second_person_lets_a_correction_through(cast: Cast) -> None:
    review, draft, client = published(cast), public_id(), signed_in(cast.carol)
    path = f"/desk/outages/{review.outage.public_id}/look-back/correct/"
    typed = {**filled(draft=draft, learned_nl=BLAME), "reason_nl": "Beter gezegd."}
    assert client.post(path, {**typed, "do": "publish"}).status_code == 422
    client.post(path, {**typed, "do": "ask", "version": 1})
    assert let_through(signed_in(cast.bob), draft, "Zo is het afgesproken.").status_code == 302
    assert BLAME in read(visitor(lang="nl"), page(review))
    assert not Message.objects.filter(public_id=draft).exists()


# How did we communicate?


def test_one_tap_on_the_page_counts_once(cast: Cast) -> None:
    review, client = published(cast), visitor()
    answer = client.post(f"{page(review)}opinion/", {"answer": "good"})
    assert Opinion.objects.get().mark == "good"
    words = client.get(answer["Location"]).content.decode()
    assert "You said: Good." in words
    client.post(answer["Location"], {"reason": "Fijn dat jullie eerlijk waren"})
    assert Opinion.objects.get().reason == "Fijn dat jullie eerlijk waren"
    client.post(f"{page(review)}opinion/", {"answer": "bad"})
    assert Opinion.objects.get().mark == "bad"


def test_opening_a_link_of_a_mail_changes_nothing(cast: Cast) -> None:
    review = published(cast)
    sent = Message.objects.get(pk=review.message_id).dispatch
    assert sent is not None
    link = answer_url(sent.pk, cast.dave.pk, "fair", "afterwards:answer")
    path = "/" + link.split("/", 3)[3]
    assert visitor().get(path).status_code == 200
    assert not Opinion.objects.exists()
    assert visitor().post(path, {"reason": ""}).status_code == 302
    assert Opinion.objects.get().mark == "fair"
    assert "Dave" not in str(Opinion.objects.values())
    assert visitor().get(path.replace("fair", "great")).status_code == 404
    assert visitor().get("/opinion/1.2.3/fair/").status_code == 410


def test_counts_stand_on_the_page_only_when_they_are_enough(cast: Cast) -> None:
    review = published(cast)
    for number in range(9):
        Opinion.objects.create(review=review, key=str(number), mark="good", on=day(0))
    assert "as soon as there are enough of them" in read(visitor(), page(review))
    Opinion.objects.create(review=review, key="10", mark="bad", reason="Te laat", on=day(0))
    words = read(visitor(), page(review))
    assert "Good 9, Fair 0, Bad 1" in words
    assert "Te laat" not in words
    desk = read(signed_in(cast.carol), f"/desk/outages/{review.outage.public_id}/opinions/")
    assert "Te laat" in desk


# The desk.


def test_the_desk_is_asked_gently(cast: Cast) -> None:
    outage = ended(cast)
    short = tell(cast, said=20, due=-15, services=[cast.mail])
    outages.resolve(short, Word({"news": {"nl": "Weer goed."}}), by=cast.carol, at=ago(16))
    words = read(signed_in(cast.carol), "/desk/")
    assert "Nobody looked back yet" in words
    desk = signed_in(cast.carol).get("/desk/").content.decode()
    assert f"/desk/outages/{outage.public_id}/look-back/" in desk
    assert f"/desk/outages/{short.public_id}/look-back/" not in desk
    send(signed_in(cast.carol), outage)
    assert "Nobody looked back yet" not in read(signed_in(cast.carol), "/desk/")


def test_more_lines_do_not_cost_more_questions(cast: Cast) -> None:
    counts = []
    for number in (1, 3):
        outage = ended(cast)
        told = Told(
            {"happened": HAPPENED, **{f"change_{n}": HAPPENED for n in range(1, number + 1)}},
            {},
            [
                Wanted(n, HAPPENED, cast.carol, timezone.localdate() + timedelta(days=n))
                for n in range(1, number + 1)
            ],
        )
        review = actions.publish(outage, told, by=cast.carol)
        client = visitor()
        client.get(page(review))
        with CaptureQueriesContext(connection) as asked:
            client.get(page(review))
            client.get(outage.get_absolute_url())
        counts.append(len(asked))
    assert counts[0] == counts[1]


# Where else it stands.


def test_it_stands_in_the_feeds_and_in_the_shape_of_other_programs(cast: Cast) -> None:
    review = published(cast)
    atom = visitor(lang="nl").get("/status/feed.atom").content.decode()
    assert "afterwards</id>" in atom
    assert "Er ligt een reservekaart klaar." in atom
    items = visitor(lang="nl").get("/status/feed.json").json()["items"]
    assert items[0]["_helder"]["step"] == "postmortem"
    assert items[0]["url"].endswith(page(review))
    dates = [item["date_published"] for item in items]
    assert dates == sorted(dates, reverse=True)
    incident = visitor(lang="nl").get("/api/v2/incidents.json").json()["incidents"][0]
    assert incident["status"] == "postmortem"
    body = incident["incident_updates"][0]["body"]
    assert body.index(HAPPENED["nl"]) < body.index("Wij hadden geen reservekaart.")
    assert "Er ligt een reservekaart klaar." in body
    assert "We vertelden het u." not in body


def test_the_history_says_that_somebody_looked_back(cast: Cast) -> None:
    review = published(cast)
    assert page(review) in visitor().get("/status/history/").content.decode()


def test_the_lines_that_are_offered_pass_the_coach(cast: Cast) -> None:
    """Helder's own words brag of nothing and blame nobody, in either language."""
    outage, other = ended(cast), tell(cast, services=[cast.mail], said=400, due=-380)
    Outage.objects.filter(pk=other.pk).update(state="merged", merged_into=outage)
    Surge.objects.create(
        service=cast.wifi, outage=outage, began_at=ago(300), seen_at=ago(300), count=40, expected=2
    )
    supplier = Supplier.objects.get(slug="nettec")
    Escalation.objects.create(outage=outage, supplier=supplier, started_at=ago(200))
    offered = timeline.lines(outage)
    assert {line.key[0] for line in offered} >= {"s", "u", "p", "e", "j"}
    began = next(line.text for line in offered if line.key == "since")
    langs = ("nl", "en") if began["nl"] != began["en"] else ("en",)  # before it is translated
    parts = {
        f"line_{line.key}": {lang: line.text[lang] for lang in langs if lang in line.text}
        for line in offered
        if line.key[0] != "u"
    }
    found = [
        finding for those in review("outage", {}, parts).findings.values() for finding in those
    ]
    assert [f["excerpt"] for f in found if f["rule"].startswith("guard.")] == []


def test_the_draft_of_one_that_is_out_leads_to_it(cast: Cast) -> None:
    outage, draft, client = ended(cast), public_id(), signed_in(cast.carol)
    send(client, outage, "save", draft=draft)
    send(client, outage, draft=draft, version=1)
    opened = f"/desk/outages/{outage.public_id}/look-back/?draft={draft}"
    for path in (f"/desk/drafts/{draft}/", opened):
        answer = client.get(path, follow=True)
        assert answer.redirect_chain[-1][0] == f"/desk/outages/{outage.public_id}/#look-back"
        body = answer.content.decode()
        assert "already published this look back" in body
        assert 'id="look-back"' in body


def test_telling_what_happened_is_no_idle_sentence(cast: Cast) -> None:
    outage, client = ended(cast), signed_in(cast.carol)
    told = "Without a valid passport signing in did not work any more."
    path = f"/desk/outages/{outage.public_id}/"
    for verb, idle in (("look-back/", False), ("update/", True)):
        if idle:
            Outage.objects.filter(pk=outage.pk).update(state="running", resolved_at=None)
        part = "happened_en" if verb == "look-back/" else "news_en"
        said = client.post(f"{path}{verb}", {"do": "review", part: told}).content.decode()
        assert ("What does the reader gain?" in said) is idle
