"""The catalogue of services and suppliers in the desk."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helder.journal.models import Entry
from helder.people.models import Person
from helder.services.models import Service, Supplier
from tests.cast import Cast, service


def desk(person: Person) -> Client:
    """A browser of somebody in the desk."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def filled(cast: Cast, **fields: object) -> dict[str, object]:
    """A filled form for a service."""
    return {
        "name_nl": "Roosters", "name_en": "Timetables", "stops_nl": "Niemand weet waar de les is.",
        "audience": cast.everyone.pk, "owner": cast.bob.pk, "deputy": cast.carol.pk,
        "icon": "calendar", "position": "3", "is_active": "on", **fields,
    }  # fmt: skip


def test_an_approver_adds_a_service(cast: Cast) -> None:
    assert desk(cast.bob).post("/desk/services/new/", filled(cast)).status_code == 302
    made = Service.objects.get(slug="roosters")
    assert made.name == {"nl": "Roosters", "en": "Timetables"}
    assert made.stops == {"nl": "Niemand weet waar de les is."}
    assert Entry.objects.get(verb="service.added").subject == "service:roosters"
    page = desk(cast.carol).get("/desk/services/").content.decode()
    assert "Timetables" in page
    assert "/desk/services/roosters/" not in page


def test_mistakes_keep_what_was_typed(cast: Cast) -> None:
    wrong = filled(cast, name_nl="", name_en="", deputy=cast.bob.pk)
    page = desk(cast.bob).post("/desk/services/new/", wrong).content.decode()
    assert "Fill this in, in Dutch or in English." in page
    assert "Choose somebody else than who answers for it." in page
    assert "Niemand weet waar de les is." in page
    assert not Service.objects.filter(position=3).exists()


def test_a_name_may_change_and_the_address_stays(cast: Cast) -> None:
    desk(cast.alice).post("/desk/services/wifi/", filled(cast, name_nl="Draadloos"))
    cast.wifi.refresh_from_db()
    assert (cast.wifi.slug, cast.wifi.name["nl"]) == ("wifi", "Draadloos")


def test_suppliers(cast: Cast) -> None:
    desk(cast.bob).post("/desk/suppliers/new/", {"name": "Datahuis", "phone": "0800"})
    assert Supplier.objects.get(slug="datahuis").phone == "0800"
    assert "Datahuis" in desk(cast.carol).get("/desk/suppliers/").content.decode()


def test_more_services_do_not_cost_more_questions(cast: Cast) -> None:
    client = desk(cast.carol)
    client.get("/desk/services/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/services/")
    for number in range(10):
        service(f"s{number}", f"S {number}", f"S {number}", cast.everyone, owner=cast.bob)
    with CaptureQueriesContext(connection) as many:
        client.get("/desk/services/")
    assert len(many) <= len(few)
