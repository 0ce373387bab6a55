"""What is agreed with suppliers, in the desk: who they are, when they are there, whom to call."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from helder.journal.models import Entry
from helder.people.models import Person
from helder.services.models import EscalationStep, Supplier
from helder.services.queries import office_of, steps_of
from tests.cast import Cast, soon

CARD = "/desk/suppliers/nettec/"
WEEK = {
    f"{end}_{day}": at for day in range(5) for end, at in (("from", "8:30"), ("until", "17:00"))
}
STEP = {"who": "Servicelijn", "phone": "030 555 0101", "after_minutes": "0"}


def desk(person: Person) -> Client:
    """A browser of somebody in the desk."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def change(cast: Cast, **fields: str) -> str:
    """The page that answers a changed supplier."""
    answer = desk(cast.bob).post(f"{CARD}change/", {"name": "NetTec BV", **WEEK, **fields})
    return answer.content.decode()


def test_the_hours_of_a_supplier(cast: Cast) -> None:
    change(cast, holidays="nl", time_zone="Europe/Brussels", until_4="0:00")
    row = Supplier.objects.get(slug="nettec")
    assert row.hours == {
        **{str(day): ["08:30", "17:00"] for day in range(4)},
        "4": ["08:30", "00:00"],
    }
    assert (row.holidays, row.time_zone) == ("NL", "Europe/Brussels")
    assert office_of(row).zone == ZoneInfo("Europe/Brussels")
    page = desk(cast.carol).get(CARD).content.decode()
    assert "08:30–17:00" in page
    assert "Sunday" in page
    assert "New Year" in page or "Easter" in page or "Christmas" in page or "King" in page


def test_hours_that_are_taken_out_mean_day_and_night(cast: Cast) -> None:
    change(cast)
    change(cast, **dict.fromkeys(WEEK, ""))
    assert Supplier.objects.get(slug="nettec").hours == {}
    assert "Day and night somebody answers." in desk(cast.carol).get(CARD).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("until_0", "8:00", "The end must be after the beginning."),
        ("until_0", "", "Fill in both times, or none when nobody is there that day."),
        ("until_0", "late", "Write a time such as 8:30."),
        ("holidays", "Narnia", "The holidays of this country are not known."),
        ("time_zone", "Europe/Narnia", "This time zone is not known."),
    ],
)
def test_mistakes_keep_what_was_typed(cast: Cast, field: str, typed: str, sentence: str) -> None:
    page = change(cast, **{field: typed, "contract": "NT-77"})
    assert sentence in page
    assert "NT-77" in page
    assert Supplier.objects.get(slug="nettec").hours == {}


def test_steps_are_agreed_in_the_order_of_their_time(cast: Cast) -> None:
    client = desk(cast.bob)
    client.post(f"{CARD}steps/new/", {**STEP, "who": "Directeur", "after_minutes": "240"})
    client.post(f"{CARD}steps/new/", {**STEP, "answer_minutes": "30", "office_hours": "on"})
    page = desk(cast.carol).get(CARD).content.decode()
    assert page.index("Servicelijn") < page.index("Directeur")
    assert "at once" in page
    assert "after 4 hours" in page
    assert "answer within 30 minutes" in page
    assert "only office hours count" in page
    assert 'href="tel:0305550101"' in page
    assert Entry.objects.filter(verb="supplier.steps_changed").count() == 2
    assert f"{CARD}steps/new/" not in page, "a writer does not change what is agreed"


def test_a_service_with_steps_of_its_own(cast: Cast) -> None:
    client = desk(cast.bob)
    client.post(f"{CARD}steps/new/", STEP)
    client.post(f"{CARD}steps/new/", {**STEP, "who": "Wifi-team", "service": cast.wifi.pk})
    supplier = Supplier.objects.get(slug="nettec")
    assert [step.who for step in steps_of(supplier, cast.wifi)] == ["Wifi-team"]
    assert [step.who for step in steps_of(supplier, cast.mail)] == ["Servicelijn"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"phone": ""}, "Fill in a phone number or a mail address."),
        ({"after_minutes": "99999"}, "This is more than two weeks."),
        ({"answer_minutes": "0"}, "Write at least 1 minute, or leave it empty."),
    ],
)
def test_a_step_that_cannot_be(cast: Cast, typed: dict[str, str], sentence: str) -> None:
    page = desk(cast.bob).post(f"{CARD}steps/new/", {**STEP, **typed}).content.decode()
    assert sentence in page
    assert "Servicelijn" in page
    assert not EscalationStep.objects.exists()


def test_a_step_is_changed_and_removed(cast: Cast) -> None:
    client = desk(cast.bob)
    client.post(f"{CARD}steps/new/", STEP)
    path = f"{CARD}steps/{EscalationStep.objects.get().pk}/"
    client.post(path, {**STEP, "who": "Storingsdienst"})
    assert EscalationStep.objects.get().who == "Storingsdienst"
    assert client.get(f"{path}remove/").status_code == 405
    client.post(f"{path}remove/")
    assert not EscalationStep.objects.exists()


def test_an_office_that_is_open_says_until_when(cast: Cast) -> None:
    later = soon(60)
    row = Supplier.objects.get(slug="nettec")
    row.time_zone = "UTC"
    row.hours = {
        str(day): ["00:00", "00:00"] for day in (later.weekday(), (later.weekday() + 6) % 7)
    }
    row.save()
    assert office_of(row).is_open(later - timedelta(hours=1))
    assert "Somebody is there now, until" in desk(cast.carol).get(CARD).content.decode()
