"""Teaching the coach through the door: words go in, come back when they are unfit, and are read by
the coach; what writers did not take over is shown without who, and goes out as lines."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helder.coach.result import Context
from helder.journal.models import Entry
from helder.messages import review
from helder.messages.models import LeftBe
from helder.organisation.models import Organisation, Word
from helder.people import actions as people
from helder.people.models import Department
from helder.services import actions as services
from helder.services.models import Supplier
from tests.cast import Cast
from tests.outages.composing import let_through, page_of, send, signed_in

COACH = "/desk/coach/"
DUTCH = f"{COACH}?list=glossary&lang=nl"
AVOIDED = f"{COACH}?list=avoided&lang=en"
BLAME = "De oorzaak ligt bij onze leverancier!"
JARGON = "De VPN doet het niet."


@pytest.fixture
def alice(cast: Cast) -> Client:
    """The administrator, in English."""
    return signed_in(cast.alice)


def add(client: Client, term: str, instead: str, path: str = DUTCH) -> HttpResponse:
    """One word, as the form sends it."""
    sent = {"do": "add", "new-term": term, "new-instead": instead}
    return client.post(path, sent, follow=True)  # type: ignore[return-value]


def put(client: Client, lines: str, path: str = DUTCH) -> HttpResponse:
    """Many words, as the form sends them."""
    return client.post(path, {"do": "lines", "lines": lines}, follow=True)  # type: ignore[return-value]


def bring(client: Client, content: bytes, path: str = DUTCH) -> HttpResponse:
    """A file, as the form sends it."""
    sent = {"do": "file", "file": SimpleUploadedFile("words.csv", content)}
    return client.post(path, sent, follow=True)  # type: ignore[return-value]


def known(name: str = "glossary", lang: str = "nl") -> dict[str, str]:
    """What stands in a list."""
    rows = Word.objects.filter(list=name, lang=lang)
    return dict(rows.values_list("term", "instead"))


def back(answer: HttpResponse) -> str:
    """What stands in the field for many lines."""
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", answer.content.decode(), re.S)
    return found.group(1).strip() if found else ""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Context]:
    """What the coach is told of the organisation each time that it reads."""
    contexts: list[Context] = []
    real = review.coach.review

    def listen(text: str, kind: str, lang: str, context: Context, **more: Any) -> Any:
        contexts.append(context)
        return real(text, kind, lang, context, **more)

    monkeypatch.setattr(review.coach, "review", listen)
    return contexts


def test_a_word_is_added_and_the_coach_knows_it_at_once(
    alice: Client, cast: Cast, told: list[Context]
) -> None:
    review.read_text("Goedemorgen.", "outage")
    page = page_of(add(alice, "Toetsomgeving", "de plek waar u toetsen maakt"))
    assert "1 word added." in page
    assert "de plek waar u toetsen maakt" in page
    add(alice, "leverage", "use", AVOIDED)
    add(alice, "actually", "", AVOIDED)
    review.read_text("Goedemorgen.", "outage")
    assert told[0].glossary == {}
    assert told[-1].glossary == {"nl": {"Toetsomgeving": "de plek waar u toetsen maakt"}}
    assert told[-1].avoided == {"en": {"leverage": "use", "actually": ""}}


def test_the_coach_knows_other_parties_and_not_it_itself(
    cast: Cast, alice: Client, told: list[Context]
) -> None:
    review.read_text("Goedemorgen.", "outage")
    assert told[-1].departments == ("Zorg",)
    assert told[-1].suppliers == ("NetTec BV",)
    for name in ("Facilitair Bedrijf", "it-dienst"):
        people.save_department(Department(name=name), by=cast.alice)
    below = Department(name="Verpleegkunde", parent=cast.zorg)
    people.save_department(below, by=cast.alice)
    services.save_supplier(Supplier(name="Wolkenfabriek"), by=cast.bob)
    review.read_text("Goedemorgen.", "outage")
    assert told[-1].departments == ("Facilitair Bedrijf", "Zorg")
    assert told[-1].suppliers == ("NetTec BV", "Wolkenfabriek")


def test_what_the_coach_knows_costs_no_questions_while_it_is_held(
    alice: Client, cast: Cast
) -> None:
    put(alice, "\n".join(f"woord{n} = gewoon{n}" for n in range(50)))
    with CaptureQueriesContext(connection) as first:
        review.read_text("De wifi doet het niet.", "outage")
    with CaptureQueriesContext(connection) as again:
        review.read_text("De wifi doet het niet.", "outage")
    assert len(first) <= 4
    assert len(again) == 0


def test_a_word_that_is_there_is_told_and_stays_as_it_was(alice: Client) -> None:
    add(alice, "VPN", "beveiligde verbinding")
    answer = add(alice, "vpn ", "iets anders")
    assert answer.status_code == 422
    assert "in the list already: VPN = beveiligde verbinding" in page_of(answer)
    assert 'value="iets anders"' in answer.content.decode()
    assert known() == {"VPN": "beveiligde verbinding"}


@pytest.mark.parametrize(
    ("term", "instead", "why"),
    [
        ("", "iets", "This field is required."),
        ("VPN", "", "This field is required."),
        ("VPN", "vpn", "Both sides are the same word."),
        ("...", "iets", "There is no word"),
        ("w" * 81, "iets", "longer than 80"),
        ("VPN", "w" * 161, "longer than 160"),
    ],
)
def test_an_unfit_word_says_why(alice: Client, term: str, instead: str, why: str) -> None:
    answer = add(alice, term, instead)
    assert answer.status_code == 422
    assert why in page_of(answer)
    assert known() == {}


def test_a_word_is_changed_in_its_row_and_removed_with_how_it_was(alice: Client) -> None:
    add(alice, "VPN", "verbinding")
    add(alice, "SSO", "één keer inloggen")
    word = Word.objects.get(term="VPN")
    assert 'name="old-term" value="VPN"' in alice.get(f"{DUTCH}&change={word.pk}").content.decode()
    to = {"do": f"change:{word.pk}", "old-term": "VPN", "old-instead": "veilige verbinding"}
    assert "Saved: VPN = veilige verbinding." in page_of(alice.post(DUTCH, to, follow=True))
    taken = alice.post(DUTCH, {**to, "old-term": "sso"}, follow=True)
    assert "in the list already: SSO" in page_of(taken)
    gone = page_of(alice.post(DUTCH, {"do": f"remove:{word.pk}"}, follow=True))
    assert "Removed: VPN = veilige verbinding." in gone
    assert known() == {"SSO": "één keer inloggen"}
    assert alice.post(DUTCH, {"do": f"remove:{word.pk}"}).status_code == 404


def test_good_lines_are_kept_and_bad_ones_come_back_with_why(alice: Client) -> None:
    add(alice, "VPN", "verbinding")
    add(alice, "SSO", "één keer inloggen")
    answer = put(
        alice,
        "vpn = veilige verbinding\nSSO = één keer inloggen\n\nMFA\tcode bij het inloggen\n"
        "firewall\n= leeg\nmfa = nog een keer\nDNS; adresboek van het internet",
    )
    page = page_of(answer)
    assert answer.status_code == 422
    assert known() == {
        "vpn": "veilige verbinding",
        "SSO": "één keer inloggen",
        "MFA": "code bij het inloggen",
        "DNS": "adresboek van het internet",
    }
    assert "2 words added." in page
    assert "this is how it was: VPN = verbinding." in page
    assert "Already in the list: SSO." in page
    assert "Line 5, firewall : The everyday words are missing." in page
    assert "Line 6, = leeg : There is no word in front of the =." in page
    assert "This word stands in line 4 too; that one is kept." in page
    assert back(answer) == "firewall\n= leeg\nmfa = nog een keer"


def test_nothing_typed_is_said_at_the_field(alice: Client) -> None:
    assert "This field is required." in page_of(put(alice, "  \n "))


def test_the_list_goes_out_as_a_table_and_comes_in_again(alice: Client) -> None:
    put(alice, "VPN = veilige verbinding; thuis\nSSO = één keer inloggen")
    answer = alice.get("/desk/coach/words.csv?list=glossary&lang=nl")
    assert 'filename="glossary-nl.csv"' in answer["Content-Disposition"]
    content = answer.content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["word", "instead"]
    before = known()
    Word.objects.all().delete()
    assert "2 words added." in page_of(bring(alice, content))
    assert known() == before


@pytest.mark.parametrize(
    "content",
    [
        b"VPN,veilige verbinding\n",
        "\ufeffword;instead\r\nVPN;veilige verbinding\r\n".encode(),
        b"word\tinstead\nVPN\tveilige verbinding\n",
    ],
)
def test_the_usual_shapes_of_csv(alice: Client, content: bytes) -> None:
    bring(alice, content)
    assert known() == {"VPN": "veilige verbinding"}


def test_a_table_of_an_old_spreadsheet_keeps_its_accents(alice: Client) -> None:
    bring(alice, "SSO;één keer inloggen\n".encode("cp1252"))
    assert known() == {"SSO": "één keer inloggen"}


def test_a_file_that_is_no_table_says_so(alice: Client) -> None:
    assert "This is no CSV file." in page_of(bring(alice, b"PK\x03\x04\0\0\0"))
    assert "larger than 500 kB" in page_of(bring(alice, b"a;b\n" * 130_000))
    answer = bring(alice, b"VPN;veilig\nfirewall;\n")
    assert back(answer) == "firewall =" or back(answer) == "firewall"
    assert known() == {"VPN": "veilig"}


def test_nothing_strange_in_the_address_breaks_the_page(alice: Client) -> None:
    for query in ("list=x&lang=fr", "change=x", "change=99999999999999999999", "page=x&q=%00"):
        assert alice.get(f"{COACH}?{query}").status_code == 200
    for do in ("forget:x", "forget:99999999999999999999", "nothing"):
        assert alice.post(COACH, {"do": do}, follow=True).status_code == 200
    assert alice.post(COACH, {"do": "remove:x"}).status_code == 404


def test_who_changed_words_is_in_the_journal(alice: Client, cast: Cast) -> None:
    put(alice, "VPN = veilige verbinding\nSSO = één keer inloggen")
    entry = Entry.objects.get(verb="house.words_changed")
    assert entry.actor == cast.alice.actor_key
    assert entry.details["added"] == 2
    assert "changed the words that the coach knows" in page_of(alice.get("/desk/journal/"))


def test_the_page_is_linked_where_the_house_style_is(alice: Client) -> None:
    page = alice.get("/desk/house/").content.decode()
    assert page.count(f'href="{COACH}"') >= 2


def keep(cast: Cast, sentence: str = JARGON, rule: str = "jargon.term") -> None:
    """Carol keeps a word, without JavaScript."""
    carol = signed_in(cast.carol)
    page = send(carol, "review", symptom_nl=sentence).content.decode()
    found = re.search(rf'value="(keep:symptom_nl:\d+:{re.escape(rule)})"', page)
    assert found, rule
    send(carol, found.group(1), symptom_nl=sentence)


def override(cast: Cast, reason: str) -> None:
    """Carol asks, Bob lets a blocked sentence through."""
    key = {"draft": "abcdefghjkmn"}
    text = f"De wifi doet het niet. {BLAME}"
    send(signed_in(cast.carol), "ask", symptom_nl=text, **key)
    let_through(signed_in(cast.bob), key["draft"], reason)


def test_what_was_not_taken_over_is_shown_without_who(alice: Client, cast: Cast) -> None:
    assert "Nothing yet." in page_of(alice.get(COACH))
    keep(cast)
    override(cast, "De leverancier vroeg het zo.")
    page = page_of(alice.get(COACH)).split("What writers did not take over")[2]
    assert "An IT word 1" in page
    assert "This puts the blame on somebody else 1" in page
    assert JARGON in page
    assert "Let through by a second person: De leverancier vroeg het zo." in page
    for person in (cast.carol, cast.bob):
        assert str(person) not in page
    kept = LeftBe.objects.get()
    assert (kept.rule, kept.lang, kept.words, kept.kind) == ("jargon.term", "nl", "VPN", "outage")
    assert not any(field.is_relation for field in LeftBe._meta.get_fields())


def test_the_lines_are_lines_of_the_corpus(alice: Client, cast: Cast) -> None:
    keep(cast)
    override(cast, "De leverancier vroeg het zo.")
    answer = alice.get("/desk/coach/lines.jsonl")
    lines = [json.loads(line) for line in answer.content.decode().splitlines()]
    voice = Organisation.objects.get().name
    both = {"lang": "nl", "labels": [], "voice": voice, "function": "symptom"}
    assert {**both, "text": JARGON} in lines
    assert {**both, "text": BLAME} in lines
    assert len(lines) == 2


def test_a_kept_sentence_can_be_thrown_away(alice: Client, cast: Cast) -> None:
    keep(cast)
    kept = LeftBe.objects.get()
    alice.post(DUTCH, {"do": f"forget:{kept.pk}"})
    assert "Nothing yet." in page_of(alice.get(COACH))
    assert Entry.objects.filter(verb="coach.forgot").count() == 1


def test_three_rows_cost_as_many_questions_as_one(alice: Client, cast: Cast) -> None:
    def questions() -> int:
        alice.get(COACH)
        with CaptureQueriesContext(connection) as caught:
            assert alice.get(f"{DUTCH}&page=1").status_code == 200
        return len(caught)

    add(alice, "VPN", "verbinding")
    keep(cast)
    override(cast, "Zo is het.")
    one = questions()
    put(alice, "SSO = een\nMFA = twee\nDNS = drie")
    keep(cast, "De firewall doet het niet.")
    keep(cast, "De server doet het niet. Wij gebruiken VPN.")
    assert questions() == one
