"""Audiences in the desk: built without JavaScript, counted, explained, kept whole on an error."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helder.people.audiences import Selection, resolve
from helder.people.models import Audience, Department, Person
from helder.services.models import Following
from tests.cast import Cast, person
from tests.people.conftest import signed_in

NEW, COUNT = "/desk/audiences/new/", "/desk/audiences/count/"


def filled(**fields: Any) -> dict[str, Any]:
    """A filled form: students at North, but not Eve."""
    return {
        "name_nl": "Proef", "name_en": "Trial", "groups": "2", "in-0": ["role:student"],
        "in-1": ["place:noord"], "in-except": [], "persons": "", "find": "", **fields,
    }  # fmt: skip


def members(slug: str) -> set[Person]:
    return set(resolve(Selection((slug,))))


def page(client: Client, address: str, **fields: Any) -> str:
    return client.post(address, filled(**fields)).content.decode()


def test_any_within_a_group_all_groups_together_without_the_exceptions(cast: Cast) -> None:
    client = signed_in(cast.alice)
    groups = {
        "in-0": ["role:student", "service:wifi"], "in-1": ["place:noord", "place:zuid"],
        "in-except": ["department:zorg"],
    }  # fmt: skip
    answer = client.post(NEW, filled(**groups, do="save"))
    assert answer["Location"] == "/desk/audiences/proef/"
    assert members("proef") == {cast.eve}
    shown = client.get("/desk/audiences/proef/").content.decode()
    for value in (*groups["in-0"], *groups["in-1"], *groups["in-except"]):
        assert f'value="{value}" checked' in shown
    client.post("/desk/audiences/proef/", filled(**groups | {"in-except": []}, do="save"))
    assert members("proef") == {cast.dave, cast.eve}


def test_only_exceptions_are_exceptions_to_everyone(cast: Cast) -> None:
    person("guus", "Guus", is_guest=True)
    client = signed_in(cast.alice)
    client.post(NEW, filled(groups="1", **{"in-0": [], "in-1": [], "in-except": "place:noord"}))
    assert members("proef") == {cast.alice, cast.bob, cast.carol, cast.eve}


def test_without_javascript_every_button_keeps_what_is_filled_in(cast: Cast) -> None:
    client = signed_in(cast.alice)
    fields = {"add-0": "place:zuid", "persons": "eve@rivierland.example\nwho@else.example"}
    shown = page(client, NEW, do="add", **fields)
    assert 'value="place:zuid" checked' in shown
    shown = page(client, NEW, do="group", **fields)
    assert 'id="add-2"' in shown
    for kept in (
        'value="Proef"',
        'value="Trial"',
        "role:student",
        "place:zuid",
        "who@else.example",
    ):
        assert kept in shown
    shown = page(client, NEW, do="find", find="smith", **fields)
    assert f'value="list:{cast.eve.pk}"' in shown
    shown = page(client, NEW, do=f"out:{cast.eve.pk}", **fields)
    assert f'value="person:{cast.eve.pk}" checked' in shown
    shown = page(client, NEW, do=f"list:{cast.bob.pk}", **fields)
    assert "who@else.example\nbob@rivierland.example" in shown.replace("\r", "")
    assert not Audience.objects.filter(slug="proef").exists()


def test_enter_searches_where_somebody_is_sought_and_saves_otherwise(cast: Cast) -> None:
    client = signed_in(cast.alice)
    assert "Eve Smith" in page(client, NEW, do="enter", find="eve")
    assert client.post(NEW, filled(do="enter")).status_code == 302


def test_unknown_addresses_are_named_and_may_be_left_out(cast: Cast) -> None:
    client = signed_in(cast.alice)
    pasted = "Smith, Eve <EVE@rivierland.example>; who@else.example\nkees"
    shown = page(client, NEW, do="save", persons=pasted)
    assert "Not known: who@else.example, kees." in shown
    assert "who@else.example\nkees" in shown
    assert "Save without who is not known" in shown
    client.post(NEW, filled(persons=pasted, do="save_known"))
    assert members("proef") == {cast.dave, cast.eve}


def test_many_unknown_addresses_are_counted(cast: Cast) -> None:
    pasted = "\n".join(f"x{number}@else.example" for number in range(30))
    shown = page(signed_in(cast.alice), NEW, do="save", persons=pasted)
    assert "x9@else.example and 20 more." in shown


def test_a_name_is_asked_for_and_the_rest_kept(cast: Cast) -> None:
    shown = page(signed_in(cast.alice), NEW, do="save", name_nl="", name_en="")
    assert "Fill this in, in Dutch or in English." in shown
    assert 'value="place:noord" checked' in shown


def test_two_audiences_never_have_the_same_name(cast: Cast) -> None:
    client = signed_in(cast.alice)
    said = html.unescape(page(client, NEW, name_nl="studenten ", do="save"))
    assert "Er is al een doelgroep" in said or "already" in said
    assert not Audience.objects.filter(slug__startswith="studenten-").exists()
    kept = client.post("/desk/audiences/studenten/", filled(name_nl="Studenten", do="save"))
    assert kept.status_code == 302, "an audience may keep its own name"


def test_the_live_count_gives_names_and_what_is_unknown(cast: Cast) -> None:
    client = signed_in(cast.alice)
    shown = page(client, COUNT, persons="eve@rivierland.example who@else.example")
    assert "reaches 2 persons" in shown
    assert "Dave Öztürk" in shown
    assert "Not known: who@else.example." in shown


@pytest.mark.parametrize(
    "fields",
    [
        {"in-0": ["x:y", "person:999999999999999999999", "department:", "person:-1", ":"]},
        {"groups": "99999999999"}, {"groups": "x"}, {"do": "list:x"}, {"do": "out:" + "9" * 40},
        {"do": "nonsense"}, {"in-0": ["role:" + "a" * 500]}, {"persons": "\x00"},
    ],
)  # fmt: skip
def test_nonsense_never_crashes(cast: Cast, fields: dict[str, Any]) -> None:
    client = signed_in(cast.alice)
    for address in (NEW, COUNT):
        assert client.post(address, filled(**fields)).status_code in {200, 302}


def test_too_many_conditions_are_refused(cast: Cast) -> None:
    many = [f"department:d{number}" for number in range(250)]
    shown = page(signed_in(cast.alice), NEW, do="save", **{"in-0": many})
    assert "too many conditions" in shown
    assert 'value="department:d249" checked' in shown


def test_audiences_that_would_name_each_other_are_refused_in_words(cast: Cast) -> None:
    client = signed_in(cast.alice)
    client.post(NEW, filled(groups="1", **{"in-0": ["audience:studenten"]}))
    shown = client.post(
        "/desk/audiences/studenten/",
        {"name_en": "Students", "groups": "1", "in-0": "audience:proef", "do": "save"},
    ).content.decode()
    assert "Students → Trial → Students" in shown
    cast.students.refresh_from_db()
    assert cast.students.rule == {"role": "student"}


def test_what_was_removed_is_said_and_can_be_taken_away(cast: Cast) -> None:
    client = signed_in(cast.alice)
    client.post(NEW, filled(**{"in-0": ["place:zuid", "place:noord"], "in-1": []}))
    client.post("/desk/places/zuid/remove/")
    shown = client.get("/desk/audiences/proef/").content.decode()
    assert "something that was removed (zuid)" in shown
    assert "A condition names something that was removed." in shown
    client.post("/desk/audiences/proef/", filled(**{"in-0": ["place:noord"], "in-1": []}))
    assert Audience.objects.get(slug="proef").rule == {"place": "noord"}
    assert "was removed" not in client.get("/desk/audiences/proef/").content.decode()


def test_a_rule_deeper_than_the_form_is_shown_in_words_and_kept(cast: Cast) -> None:
    client = signed_in(cast.alice)
    deep = {"any": [{"all": [{"role": "student"}, {"place": "noord"}]}, {"place": "zuid"}]}
    Audience.objects.create(slug="diep", name={"nl": "Diep"}, rule=deep)
    shown = client.get("/desk/audiences/diep/").content.decode()
    assert "(Student and also North) or South" in shown
    client.post("/desk/audiences/diep/", {"name_nl": "Dieper", "persons": "", "do": "save"})
    row = Audience.objects.get(slug="diep")
    assert row.name == {"nl": "Dieper"}
    assert members("diep") == {cast.dave, cast.eve}


def test_conditions_that_cannot_be_read_are_said_to_be_so(cast: Cast) -> None:
    client = signed_in(cast.alice)
    Audience.objects.create(slug="stuk", name={"nl": "Stuk"}, rule={"any": 3})
    assert "cannot be read" in client.get("/desk/audiences/").content.decode()
    shown = client.get("/desk/audiences/stuk/").content.decode()
    assert "cannot be read, so they match nobody" in shown
    assert "reaches 0 persons" in shown


def test_an_audience_of_a_directory_can_only_be_read(cast: Cast) -> None:
    client = signed_in(cast.alice)
    row = Audience.objects.create(slug="groep", name={"nl": "Groep"}, source="scim")
    row.persons.add(cast.dave)
    shown = client.get("/desk/audiences/groep/").content.decode()
    assert "keeps who is in this audience" in shown
    assert "Dave Öztürk" in shown
    assert 'name="persons"' not in shown
    client.post("/desk/audiences/groep/", filled(do="save"))
    client.post("/desk/audiences/groep/remove/")
    row.refresh_from_db()
    assert row.name == {"nl": "Groep"}
    assert members("groep") == {cast.dave}


def test_an_audience_that_another_one_names_stays(cast: Cast) -> None:
    client = signed_in(cast.alice)
    client.post(NEW, filled(groups="1", **{"in-0": ["audience:lijst"]}))
    Audience.objects.create(slug="lijst", name={"nl": "Lijst"})
    answer = client.post("/desk/audiences/lijst/remove/", follow=True).content.decode()
    assert "It is still used elsewhere, so it was kept." in answer
    client.post("/desk/audiences/proef/remove/")
    client.post("/desk/audiences/lijst/remove/")
    assert not Audience.objects.filter(slug__in=["proef", "lijst"]).exists()


def why(client: Client, slug: str, who: str) -> str:
    return client.get(f"/desk/audiences/{slug}/why/", {"who": who}).content.decode()


def test_why_by_address_by_name_and_for_nobody(cast: Cast) -> None:
    client = signed_in(cast.alice)
    assert "Has the role Student." in why(client, "studenten", "DAVE@rivierland.example")
    assert "Does not have the role Student." in why(client, "studenten", "smith")
    shown = why(client, "studenten", "rivierland")
    assert "Whom do you mean?" in shown
    assert "?who=eve%40rivierland.example" in shown or "?who=eve@rivierland.example" in shown
    assert "Nobody found." in why(client, "studenten", "zzz")


def test_the_audiences_of_one_person(cast: Cast) -> None:
    below = Department.objects.create(
        slug="vpk", name="Verpleegkunde", path="Zorg/Verpleegkunde", parent=cast.zorg
    )
    Person.objects.filter(pk=cast.eve.pk).update(department=below)
    Following.objects.create(person=cast.eve, service=cast.grades)
    Audience.objects.create(slug="zorgers", name={"en": "Carers"}, rule={"department": "zorg"})
    Audience.objects.create(slug="cijferaars", name={"en": "Graders"}, rule={"service": "cijfers"})
    client = signed_in(cast.alice)
    shown = client.get(f"/desk/people/{cast.eve.pk}/audiences/").content.decode()
    assert "Is in Zorg/Verpleegkunde, which lies below Zorg." in shown
    assert "Follows Grades." in shown
    assert "Does not have the role Student." in shown
    assert (
        f"/desk/people/{cast.eve.pk}/audiences/"
        in client.get(f"/desk/people/{cast.eve.pk}/").content.decode()
    )


def questions(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_three_audiences_cost_as_many_questions_as_one(cast: Cast) -> None:
    client = signed_in(cast.alice)
    rule = {"all": [{"any": [{"department": "zorg"}, {"service": "wifi"}]}, {"role": "student"},
                    {"not": {"place": "zuid"}}]}  # fmt: skip
    Audience.objects.create(slug="a0", name={"nl": "A"}, rule=rule).persons.add(cast.eve)
    addresses = ("/desk/audiences/", f"/desk/people/{cast.eve.pk}/audiences/", NEW)
    few = [questions(client, address) for address in addresses]
    for number in (1, 2):
        Audience.objects.create(slug=f"a{number}", name={"nl": "A"}, rule=rule)
    assert [questions(client, address) for address in addresses] == few


def test_the_list_says_who_and_holds_the_sizes(cast: Cast) -> None:
    client = signed_in(cast.alice)
    shown = client.get("/desk/audiences/").content.decode()
    assert "Student" in shown
    assert "/desk/audiences/studenten/size/" in shown
    assert "1 person" in client.get("/desk/audiences/studenten/size/").content.decode()
    shown = client.get("/desk/audiences/").content.decode()
    assert "/desk/audiences/studenten/size/" not in shown
    assert "1 person" in shown


def test_a_service_cannot_be_for_an_audience_of_its_own_users(cast: Cast) -> None:
    Audience.objects.create(slug="wifigebruikers", name={"en": "Users"}, rule={"service": "wifi"})
    users = Audience.objects.get(slug="wifigebruikers")
    client = signed_in(cast.alice)
    fields = {"name_en": "Wifi", "audience": users.pk, "icon": "wifi", "position": "0"}
    shown = client.post("/desk/services/wifi/", fields).content.decode()
    assert "This audience is made of the users of this service" in shown
    cast.wifi.refresh_from_db()
    assert cast.wifi.audience == cast.everyone
