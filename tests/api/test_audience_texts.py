"""Over the API: other words for some, and what works again."""

from __future__ import annotations

from helder.delivery.models import Dispatch
from tests.api.conftest import Api, notice, word

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


def test_a_draft_does_not_lose_them_in_silence(api: Api) -> None:
    answer = api.post("/outages", notice(audience_texts=STUDENTS, publish=False))
    assert answer.status_code == 422


def test_the_guard_reads_them(api: Api) -> None:
    key = api.new()["id"]
    blame = {"studenten": {"news": {"nl": "De oorzaak ligt bij onze leverancier!"}}}
    answer = api.post(f"/outages/{key}/updates", word(audience_texts=blame))
    assert answer.status_code == 422
    assert "news:studenten.nl" in answer.json()["findings"]
