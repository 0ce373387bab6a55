"""An update of an outage that lasts: what is asked, the checklist, other words for some."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from helder.delivery.models import Dispatch
from helder.kit import clock
from helder.kit.ids import public_id
from helder.outages import actions
from helder.outages.long.checklist import Line
from helder.outages.models import HelpPoint, Outage, Progress
from helder.outages.rules import Word
from helder.people.models import Audience
from tests.cast import Cast
from tests.outages.composing import page_of, signed_in, typed
from tests.outages.told import read, tell, visitor

DAY = 26 * 60


@pytest.fixture
def carol(cast: Cast) -> Client:
    return signed_in(cast.carol)


@pytest.fixture
def outage(cast: Cast) -> Outage:
    return tell(cast, since=clock.now() - timedelta(hours=26), said=DAY - 10, due=-60)


def path(outage: Outage, verb: str = "update") -> str:
    return f"/desk/outages/{outage.public_id}/{verb}/"


def filled(**more: Any) -> dict[str, Any]:
    return {
        "draft": public_id(),
        "version": 0,
        "page": "p",
        "do": "publish",
        "news_nl": "Een deel werkt weer.",
        "news_en": "Part of it works again.",
        "next_update": "2h",
        **more,
    }


def listed(*lines: dict[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {"lines": len(lines)}
    for number, line in enumerate(lines):
        fields |= {f"line_{number}_{name}": value for name, value in line.items()}
    return fields


WIFI = {"service": "wifi", "state": "works"}
PRINT = {"nl": "Printen", "en": "Printing", "state": "not_yet", "audience": "studenten"}
MOBILE = {"nl": "Op je telefoon", "en": "On your phone", "state": "partly"}


def test_in_the_first_hours_nothing_more_is_asked(cast: Cast, carol: Client) -> None:
    found = tell(cast, said=10)
    assert "People now also want" not in page_of(carol.get(path(found)))  # type: ignore[arg-type]


def test_after_a_day_the_composer_says_what_people_want(carol: Client, outage: Outage) -> None:
    page = carol.get(path(outage)).content.decode()
    assert "This takes longer than a day. People now also want:" in page
    for sentence in ("A page with questions and answers", "Where people find help"):
        assert sentence in page
    assert f"/desk/outages/{outage.public_id}/questions/" in page
    assert "The name of a manager who stands for this word" not in page
    assert 'name="line_0_service" value="wifi"' in page


def test_after_three_days_also_who_stands_for_it(carol: Client, outage: Outage) -> None:
    Outage.objects.filter(pk=outage.pk).update(since=clock.now() - timedelta(days=4))
    page = page_of(carol.get(path(outage)))  # type: ignore[arg-type]
    assert "The name of a manager who stands for this word" in page


def test_a_list_without_words_is_missed(carol: Client, outage: Outage) -> None:
    words = typed(carol, "review", path(outage), news_nl="Het duurt langer.", lines="0")
    assert "what works again and what does not yet" in words
    done = typed(carol, "review", path(outage), news_nl="Een deel.", **listed(WIFI))
    assert "what works again and what does not yet" not in done


def test_broken_mail_asks_for_a_second_way_at_once(cast: Cast, carol: Client) -> None:
    cast.mail.carries = ["mail"]
    cast.mail.save()
    found = tell(cast, services=[cast.mail])
    page = page_of(carol.get(path(found)))  # type: ignore[arg-type]
    assert "managers who pass it on" in page


def test_the_list_becomes_the_message(carol: Client, outage: Outage) -> None:
    carol.post(path(outage), filled(**listed(WIFI, PRINT, MOBILE)))
    said = outage.updates.get(number=2)
    assert said.message.parts["works"] == {"nl": "Wifi", "en": "Wifi"}
    assert said.message.parts["not_yet"]["en"].split("\n") == [
        "Printing (Students)",
        "On your phone: works in part",
    ]
    assert [line["state"] for line in said.checklist] == ["works", "not_yet", "partly"]
    mail = Dispatch.objects.get(number=2).content["en"]
    assert [s["heading"] for s in mail["sections"]][:3] == [
        "What is new",
        "What works again",
        "What does not work yet",
    ]
    words = read(visitor(), outage.get_absolute_url())
    assert "What works again Wifi" in words
    assert "Printing (Students)" in words


def test_the_next_update_begins_with_the_list_as_it_stood(carol: Client, outage: Outage) -> None:
    carol.post(path(outage), filled(**listed(WIFI, PRINT)))
    page = carol.get(path(outage)).content.decode()
    assert 'value="Printen"' in page
    kept = Progress.objects.get(service__slug="wifi")
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        works = {**PRINT, "state": "works"}
        carol.post(path(outage), filled(**listed(WIFI, works)))
    assert Progress.objects.get(service__slug="wifi").changed_at == kept.changed_at
    assert outage.updates.get(number=2).checklist[1]["state"] == "not_yet"


def test_a_writer_may_word_the_list_otherwise(carol: Client, outage: Outage) -> None:
    own = {"works_nl": "Bijna alles.", "works_en": "Nearly everything."}
    carol.post(path(outage), filled(**listed(WIFI, PRINT), **own))
    assert outage.updates.get(number=2).message.parts["works"]["nl"] == "Bijna alles."


def test_the_guard_reads_the_lines_too(carol: Client, outage: Outage) -> None:
    blame = {"nl": "De oorzaak ligt bij onze leverancier!", "state": "not_yet"}
    answer = carol.post(path(outage), filled(**listed(blame)))
    assert answer.status_code == 422
    assert "This puts the blame on somebody else" in page_of(answer)  # type: ignore[arg-type]
    assert outage.updates.count() == 1


def test_lines_come_and_go_without_a_script(carol: Client, outage: Outage) -> None:
    more = carol.post(path(outage), filled(**listed(WIFI, PRINT), do="line:+")).content.decode()
    assert 'name="line_2_nl"' in more
    assert "Een deel werkt weer." in more
    less = carol.post(path(outage), filled(**listed(WIFI, PRINT), do="line:-0")).content.decode()
    assert 'name="line_0_nl" value="Printen"' in less
    assert 'name="line_1_nl"' not in less
    for nonsense in ("line:", "line:-9", "line:-x", "for:", "for:+nobody"):
        again = carol.post(path(outage), filled(**listed(WIFI), do=nonsense))
        assert again.status_code == 200
        assert "Een deel werkt weer." in again.content.decode()


def test_the_words_of_the_list_can_be_taken_over(carol: Client, outage: Outage) -> None:
    page = carol.post(path(outage), filled(**listed(WIFI, PRINT), do="listed")).content.decode()
    assert ">\nPrinten (Studenten)</textarea>" in page


def test_a_page_that_says_nonsense_has_no_lines(carol: Client, outage: Outage) -> None:
    for lines in ("-3", "9999999", "veel", ""):
        answer = carol.post(path(outage), filled(lines=lines, do="save"))
        assert answer.status_code in (200, 302)


def test_a_draft_keeps_its_lines_and_its_audiences(carol: Client, outage: Outage) -> None:
    draft = public_id()
    apart = {"for": ["studenten"], "news--studenten_nl": "Jullie les gaat door."}
    carol.post(path(outage), filled(draft=draft, do="save", **listed(WIFI, PRINT), **apart))
    page = carol.get(f"/desk/drafts/{draft}/", follow=True).content.decode()
    assert 'value="Printen"' in page
    assert "Jullie les gaat door." in page


def test_students_read_their_own_words(cast: Cast, carol: Client, outage: Outage) -> None:
    apart = {
        "for": ["studenten"],
        "news--studenten_nl": "De les gaat door.",
        "news--studenten_en": "Lessons go on.",
    }
    carol.post(path(outage), filled(**apart))
    sent = Dispatch.objects.get(number=2)
    (variant,) = sent.variants
    assert variant["audience"] == "studenten"
    assert variant["content"]["en"]["sections"][0]["text"] == "Lessons go on."
    assert sent.content["en"]["sections"][0]["text"] == "Part of it works again."
    assert "studenten" in sent.selection["audiences"]
    for reader, mine in ((cast.dave, True), (None, False)):
        words = read(visitor(reader), outage.get_absolute_url())
        assert "For: Students" in words
        assert "Lessons go on." in words
        assert ("that is you" in words) is mine
        newest = words.split("What we said before")[0]
        assert ("What others read" in newest) is mine
        own, common = newest.index("Lessons go on."), newest.index("Part of it works again.")
        assert (own < common) is mine  # in the place of the common words, which can still be read


def test_an_audience_reads_its_own_advice_everywhere(cast: Cast, outage: Outage) -> None:
    parts = {
        "news": {"en": "Part of it works."},
        "workaround": {"en": "Use your phone."},
        "workaround:studenten": {"en": "Go to room 1."},
    }
    actions.update(outage, Word(parts, clock.now() + timedelta(hours=1)), by=cast.carol)
    for url in ("/", "/status/", f"/status/services/{cast.wifi.slug}/"):
        assert "Go to room 1." in read(visitor(cast.dave), url)
        assert "Use your phone." not in read(visitor(cast.dave), url)
        assert "Use your phone." in read(visitor(), url)
        assert "Go to room 1." not in read(visitor(), url)


def test_the_readers_own_audience_comes_first(cast: Cast, outage: Outage) -> None:
    Audience.objects.create(slug="aaa-docenten", name={"nl": "Docenten", "en": "Teachers"})
    parts = {
        "news": {"en": "Part of it works."},
        "news:aaa-docenten": {"en": "For teachers."},
        "news:studenten": {"en": "Lessons go on."},
    }
    due = clock.now() + timedelta(hours=1)
    actions.update(outage, Word(parts, due), by=cast.carol)
    words = read(visitor(cast.dave), outage.get_absolute_url())
    assert words.index("Lessons go on.") < words.index("For teachers.")
    words = read(visitor(), outage.get_absolute_url())
    assert words.index("For teachers.") < words.index("Lessons go on.")


def test_words_for_some_pass_the_guard(carol: Client, outage: Outage) -> None:
    blame = "De oorzaak ligt bij onze leverancier!"
    answer = carol.post(path(outage), filled(**{"for": ["studenten"], "news--studenten_nl": blame}))
    assert answer.status_code == 422
    assert "#id_news--studenten_nl" in answer.content.decode()
    left = carol.post(
        path(outage),
        filled(
            **{"for": ["studenten"], "news--studenten_nl": blame},
            do="take:news--studenten_nl:0:guard.blame",
        ),
    )
    assert blame not in left.content.decode()


def test_a_correction_keeps_what_some_were_told(carol: Client, outage: Outage) -> None:
    apart = {"for": ["studenten"], "news--studenten_nl": "De les gaat door."}
    carol.post(path(outage), filled(**apart, **listed(WIFI, PRINT)))
    page = carol.get(path(outage, "updates/2/correct")).content.decode()
    assert "De les gaat door." in page
    said = outage.updates.get(number=2).message
    texts = {
        f"{part.replace(':', '--')}_{lang}": text
        for part, both in said.parts.items()
        for lang, text in both.items()
    }
    fixed = texts | {"news_nl": "Een deel werkt.", "reason_nl": "Minder dan we dachten."}
    carol.post(path(outage, "updates/2/correct"), filled(**fixed))
    said.refresh_from_db()
    assert said.parts["news"]["nl"] == "Een deel werkt."
    assert said.parts["news:studenten"] == {"nl": "De les gaat door."}
    assert said.parts["works"]["nl"] == "Wifi"


def test_a_manager_stands_for_a_word(carol: Client, outage: Outage) -> None:
    signed = {
        "signed_name": "Petra de Vries",
        "signed_role_nl": "directeur",
        "signed_role_en": "director",
    }
    carol.post(path(outage), filled(**signed))
    assert outage.updates.get(number=2).signed["name"] == "Petra de Vries"
    assert "Petra de Vries, director" in read(visitor(), outage.get_absolute_url())
    last = Dispatch.objects.get(number=2).content["nl"]["sections"][-1]
    assert last["text"] == "Petra de Vries, directeur"


def test_at_the_end_everything_works(carol: Client, outage: Outage) -> None:
    carol.post(path(outage), filled(**listed(WIFI, PRINT)))
    carol.post(path(outage, "resolve"), filled(news_nl="Alles werkt weer."))
    assert {row.state for row in outage.progress.all()} == {"works"}
    assert {line["state"] for line in outage.updates.get(number=3).checklist} == {"works"}
    assert (
        "What does not work yet"
        not in read(visitor(), outage.get_absolute_url()).split("What we said before")[0]
    )


def test_help_stands_in_the_mail_and_on_the_page(cast: Cast, outage: Outage) -> None:
    HelpPoint.objects.create(
        outage=outage,
        kind="desk",
        name={"nl": "Hulpbalie", "en": "Help desk"},
        hours={"en": "8:00-17:00"},
    )
    HelpPoint.objects.create(
        outage=outage, kind="room", name={"en": "Room 1"}, audience=cast.students
    )
    due = clock.now() + timedelta(hours=1)
    parts = {"news": {"en": "Still busy."}, "news:studenten": {"en": "Go to room 1."}}
    actions.update(outage, Word(parts, due), by=cast.carol)
    sent = Dispatch.objects.get(number=2)
    everybody = sent.content["en"]["sections"][-1]
    assert everybody["heading"] == "Where you find help"
    assert everybody["text"] == "Help desk, 8:00-17:00\nStudents: Room 1"
    assert "Help desk, 8:00-17:00" in read(visitor(), outage.get_absolute_url()).replace(
        "Help desk 8:00", "Help desk, 8:00"
    )


def test_what_grew_around_an_outage_goes_along_when_two_become_one(
    cast: Cast, outage: Outage
) -> None:
    other = tell(cast, services=[cast.mail])
    due = clock.now() + timedelta(hours=1)
    lines = (Line(cast.wifi.name, "partly", service="wifi"),)
    word = Word({"news": {"en": "Half of it."}}, due, checklist=lines)
    actions.update(outage, word, by=cast.carol)
    actions.merge(outage, other, by=cast.carol)
    assert other.progress.get().state == "partly"


def test_an_update_from_a_program_leaves_the_list_as_it_was(cast: Cast, outage: Outage) -> None:
    lines = (Line(cast.wifi.name, "partly", service="wifi"),)
    due = clock.now() + timedelta(hours=1)
    actions.update(outage, Word({"news": {"en": "Half."}}, due, checklist=lines), by=cast.carol)
    actions.update(outage, Word({"news": {"en": "Still half."}}, due), by=cast.carol)
    assert outage.updates.get(number=3).checklist[0]["state"] == "partly"


def test_the_writer_sees_what_students_will_read(carol: Client, outage: Outage) -> None:
    apart = {"for": ["studenten"], "news--studenten_en": "Lessons go on."}
    words = typed(carol, "review", path(outage), news_en="Part of it works.", **apart)
    preview = words.split('id="findings-')[0]
    assert "For: Students" in preview
    assert "Lessons go on." in preview
