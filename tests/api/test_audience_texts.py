"""Over the API: other words for some, and what works again."""

from __future__ import annotations

from helder.delivery.models import Dispatch
from helder.outages.models import Update
from tests.api.conftest import Api, notice, word
from tests.cast import Cast
from tests.outages.composing import NEW, drafted, signed_in

STUDENTS = {"studenten": {"news": {"nl": "De les gaat door.", "en": "Lessons go on."}}}


def test_some_read_other_words(api: Api) -> None:
    key = api.new()["id"]
    body = word(audience_texts=STUDENTS, works={"en": "Wifi"}, not_yet={"nl": "Printen"})
    assert api.post(f"/outages/{key}/updates", body).status_code == 201
    newest = api.get(f"/outages/{key}").json()["updates"][0]
    assert newest["audience_texts"] == STUDENTS
    assert newest["works"] == {"en": "Wifi"}
    assert newest["not_yet"] == {"nl": "Printen"}
    (variant,) = Dispatch.objects.get(number=2).variants
    assert variant["content"]["en"]["sections"][0]["text"] == "Lessons go on."


def test_the_first_word_too(api: Api) -> None:
    own = {"studenten": {"workaround": {"en": "Go to the library."}}}
    assert api.post("/outages", notice(audience_texts=own)).status_code == 201
    assert Dispatch.objects.get().variants[0]["audience"] == "studenten"


def test_an_audience_that_does_not_exist_is_a_sentence_at_its_field(api: Api) -> None:
    answer = api.post("/outages", notice(audience_texts={"studnten": {}}))
    assert answer.status_code == 422
    assert "studenten" in str(answer.json())


def test_a_draft_keeps_them_for_who_publishes_it(api: Api, cast: Cast) -> None:
    own = {"studenten": {**STUDENTS["studenten"], "workaround": {"en": "Go to the library."}}}
    answer = api.post("/outages", notice(audience_texts=own, publish=False))
    assert answer.status_code == 201
    assert not Dispatch.objects.exists()
    desk = signed_in(cast.carol)
    draft = answer.json()["id"]
    page = desk.get(f"{NEW}?draft={draft}").content.decode()
    assert "Lessons go on." in page
    sent = desk.post(NEW, drafted(page) | {"do": "publish"})
    assert sent.status_code == 302, sent.content.decode()
    (variant,) = Dispatch.objects.get().variants
    assert variant["audience"] == "studenten"
    parts = Update.objects.get().message.parts
    assert parts["news:studenten"] == STUDENTS["studenten"]["news"]
    assert parts["workaround:studenten"] == {"en": "Go to the library."}
    assert parts["symptom"]["nl"] == "U vindt het wifi-netwerk niet."


def test_the_writer_may_leave_them_out_of_a_draft(api: Api, cast: Cast) -> None:
    answer = api.post("/outages", notice(audience_texts=STUDENTS, publish=False))
    desk = signed_in(cast.carol)
    page = desk.get(f"{NEW}?draft={answer.json()['id']}").content.decode()
    without = desk.post(NEW, drafted(page) | {"do": "for:-studenten"}).content.decode()
    assert "Lessons go on." not in without
    assert "U vindt het wifi-netwerk niet." in without


def test_a_draft_with_words_for_nobody_that_we_know_is_refused(api: Api) -> None:
    answer = api.post("/outages", notice(audience_texts={"studnten": {}}, publish=False))
    assert answer.status_code == 422


def test_the_guard_reads_them(api: Api) -> None:
    key = api.new()["id"]
    blame = {"studenten": {"news": {"nl": "De oorzaak ligt bij onze leverancier!"}}}
    answer = api.post(f"/outages/{key}/updates", word(audience_texts=blame))
    assert answer.status_code == 422
    assert "news:studenten.nl" in answer.json()["findings"]
