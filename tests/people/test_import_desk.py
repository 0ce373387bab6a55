"""Bring in people at the desk: a file is looked at in the background, and done with one button."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from helder.journal.models import Entry
from helder.kit import clock
from helder.people.directory import background, runs
from helder.people.directory.records import DirectoryRun, RunPiece
from helder.people.models import Person, Place
from tests.cast import Cast
from tests.people.conftest import signed_in

FILE = "email,name,department\n" + "".join(f"p{n}@x.example,P {n},Zorg\n" for n in range(30))


def upload(client: Client, text: str | bytes, complete: bool = False) -> str:
    """Gives the file to the desk; the address of its run."""
    data = text.encode() if isinstance(text, str) else text
    fields = {"file": SimpleUploadedFile("mensen.csv", data, "text/csv")}
    if complete:
        fields["complete"] = "on"  # type: ignore[assignment]
    answer = client.post("/desk/people/bring-in/", fields)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def page(client: Client, address: str) -> str:
    """What stands there."""
    return client.get(address, follow=True).content.decode()


def test_a_file_is_looked_at_and_then_brought_in(cast: Cast) -> None:
    desk = signed_in(cast.alice)
    address = upload(desk, FILE + "wrong\n")
    assert "Nothing changes yet" in page(desk, address)
    assert runs.waits()
    runs.work()
    seen = page(desk, address)
    assert "This is what would happen" in seen
    assert '<dt>New</dt><dd class="h-tabular"><strong>30</strong></dd>' in seen
    assert "Line 32: &#x27;wrong&#x27; is not a mail address" in seen
    assert not Person.objects.filter(email="p1@x.example").exists()
    desk.post(address + "go/")
    assert "bringing it in" in page(desk, address)
    runs.work()
    assert "Done." in page(desk, address)
    assert Person.objects.filter(source="csv").count() == 30
    assert not RunPiece.objects.filter(kind="rows").exists(), "the file is not kept"
    entry = Entry.objects.get(verb="people.imported")
    assert (entry.actor, entry.details["added"]) == (cast.alice.actor_key, 30)
    refused = b"".join(desk.get(address + "refused/").streaming_content).decode()
    assert refused.splitlines()[1] == "32,'wrong' is not a mail address,wrong"
    assert "mensen.csv" in page(desk, "/desk/people/bring-in/")


def test_names_that_nobody_knew_are_shown_first(cast: Cast) -> None:
    desk = signed_in(cast.alice)
    address = upload(desk, "email,place,department,roles\njan@x.example,nergens,Zorg/Nieuw,gast\n")
    runs.work()
    seen = page(desk, address)
    assert "New places, which everybody can see" in seen
    for name in ("nergens", "Zorg/Nieuw", "gast"):
        assert name in seen
    assert not Place.objects.filter(slug="nergens").exists()
    desk.post(address + "go/")
    runs.work()
    assert Place.objects.filter(slug="nergens").exists()
    assert "nergens" in page(desk, address)


def test_dutch_readers_get_dutch_reasons(cast: Cast) -> None:
    desk = Client(headers={"accept-language": "nl"})
    desk.force_login(cast.alice)
    address = upload(desk, "email,language\njan@x.example,fr\n")
    runs.work()
    assert "het kan nl, nl-informal of en zijn" in page(desk, address)
    sent = b"".join(desk.get(address + "refused/").streaming_content).decode()
    assert sent.splitlines()[0] == "\ufeffregel,reden,inhoud"
    assert "het kan nl, nl-informal of en zijn" in sent


def test_many_leavers_ask_for_their_number(cast: Cast) -> None:
    desk = signed_in(cast.alice)
    first = upload(desk, FILE)
    runs.work()
    desk.post(first + "go/")
    runs.work()
    half = upload(desk, "\n".join(FILE.splitlines()[:16]) + "\n", complete=True)
    runs.work()
    seen = page(desk, half)
    assert "15 of the 30 people would leave" in seen
    assert "Type the number." in desk.post(half + "go/").content.decode()
    assert "It is 15 people" in desk.post(half + "go/", {"leavers": "12"}).content.decode()
    assert Person.objects.filter(source="csv", is_active=True).count() == 30
    desk.post(half + "go/", {"leavers": "15"})
    runs.work()
    assert Person.objects.filter(source="csv", is_active=True).count() == 15


def test_nothing_is_brought_in_when_they_say_so(cast: Cast) -> None:
    desk = signed_in(cast.alice)
    address = upload(desk, FILE)
    runs.work()
    assert "Nothing was brought in" in desk.post(address + "drop/", follow=True).content.decode()
    assert not RunPiece.objects.exists()
    assert "meantime" in desk.post(address + "go/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("naam\nJan\n", "The first line must name the columns"),
        (b"PK\x03\x04workbook", "This is a workbook"),
        ("email\n", "There is nobody in it"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(cast: Cast, data: str | bytes, said: str) -> None:
    desk = signed_in(cast.alice)
    address = upload(desk, data)
    runs.work()
    assert said in page(desk, address)


def test_no_file_and_an_empty_file(cast: Cast) -> None:
    desk = signed_in(cast.alice)
    assert "Choose a file first" in desk.post("/desk/people/bring-in/").content.decode()
    empty = SimpleUploadedFile("leeg.csv", b"")
    answer = desk.post("/desk/people/bring-in/", {"file": empty})
    assert "This file is empty" in answer.content.decode()
    assert "Nobody came in this way yet" in page(desk, "/desk/people/bring-in/")


def test_a_run_whose_process_died_is_taken_over(cast: Cast) -> None:
    desk = signed_in(cast.alice)
    address = upload(desk, FILE)
    runs.work(stop=_after(1))
    run = DirectoryRun.objects.get()
    assert run.state == "looking"
    assert runs.waits(), "an interrupted one is free at once"
    DirectoryRun.objects.update(seen_at=clock.now(), holder="somebody else")
    assert not runs.waits(), "another process has it in hand"
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        assert runs.work() == 1
    assert "This is what would happen" in page(desk, address)


def _after(times: int) -> object:
    asked = iter([False] * times + [True] * 1000)
    return lambda: next(asked)


def test_what_is_kept_of_people_goes_after_a_week(cast: Cast) -> None:
    desk = signed_in(cast.alice)
    address = upload(desk, FILE + "wrong\n")
    runs.work()
    with time_machine.travel(clock.now() + timedelta(days=8)):
        runs.forget()
    run = DirectoryRun.objects.get()
    assert (run.state, run.examples, run.counts["added"]) == ("dropped", {}, 30)
    assert not RunPiece.objects.exists()
    assert "This was not brought in" in page(desk, address)


def test_a_directory_that_did_not_come_stands_on_the_desk(cast: Cast) -> None:
    DirectoryRun.objects.create(
        source="ldap", way="nightly", complete=True, state="failed", made_at=clock.now(),
        note="The directory cannot be read: %(why)s", values={"why": "time-out"},
    )  # fmt: skip
    assert "cannot be read: time-out" in page(signed_in(cast.alice), "/desk/")
    assert "time-out" not in page(signed_in(cast.bob), "/desk/")


def test_the_worker_starts_nothing_when_nothing_waits(cast: Cast) -> None:
    assert background.begin_waiting() == 0


def test_the_history_asks_as_many_questions_for_three_runs_as_for_one(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    desk = signed_in(cast.alice)
    for count in (1, 2):
        for _more in range(count):
            DirectoryRun.objects.create(
                source="csv", way="command", state="done", made_at=clock.now(), counts={"added": 1},
                by=cast.alice,
            )  # fmt: skip
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            page(desk, "/desk/people/bring-in/")
