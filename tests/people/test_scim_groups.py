"""Groups over SCIM: an audience of hand-picked persons, of any size."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helder.journal.models import Entry
from helder.people.audiences import Selection, resolve
from helder.people.models import Audience, Person
from helder.people.scim import members
from tests.api.test_once import at_once, real_database  # noqa: F401
from tests.cast import Cast
from tests.people.conftest import signed_in
from tests.people.scim_client import GROUP, Provider, new_user
from tests.people.test_scim import refused

SOON = 1.0


def id_of(person: Person) -> str:
    return f"u{person.pk}"


def change(op: str, *ids: str) -> dict[str, Any]:
    return {"op": op, "path": "members", "value": [{"value": one} for one in ids]}


def names(group: dict[str, Any]) -> list[str]:
    audience = Audience.objects.get(pk=group["id"][1:])
    reached = resolve(Selection(audiences=(audience.slug,)))
    return [person.name.split()[0] for person in reached]


def test_a_group_is_an_audience(cast: Cast) -> None:
    provider = Provider()
    made = provider.group("Éénheid IT", id_of(cast.dave), id_of(cast.frits), externalId="x1")
    audience = Audience.objects.get(source="scim")
    assert (audience.slug, str(audience)) == ("eenheid-it", "Éénheid IT")
    assert (audience.external_id, audience.everyone) == ("x1", False)
    assert names(made) == ["Dave"]  # Frits is a member and not in use
    assert [one["value"] for one in made["members"]] == [id_of(cast.dave), id_of(cast.frits)]
    assert made["members"][0]["$ref"].endswith(f"/scim/v2/Users/{id_of(cast.dave)}")


def test_audiences_of_the_desk_are_not_shown(cast: Cast) -> None:
    provider = Provider()
    assert provider.get("/Groups").json()["totalResults"] == 0
    refused(provider.get(f"/Groups/g{cast.students.pk}"), 404)
    refused(provider.send("DELETE", f"/Groups/g{cast.everyone.pk}"), 404)


def test_names_and_numbers_are_unique(cast: Cast) -> None:
    provider = Provider()
    provider.group("Team", externalId="t1")
    other = provider.group("Other")
    for body in ({"displayName": "TEAM"}, {"displayName": "Third", "externalId": "t1"}):
        sent = {"schemas": [GROUP], **body}
        refused(provider.send("POST", "/Groups", sent), 409, "uniqueness")
        refused(provider.send("PUT", f"/Groups/{other['id']}", sent), 409, "uniqueness")
    # an audience of the desk may have the same name
    provider.group("Studenten")
    assert Audience.objects.filter(slug__startswith="studenten").count() == 2


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({}, "invalidValue"),
        ({"displayName": " "}, "invalidValue"),
        ({"displayName": "x" * 121}, "invalidValue"),
        ({"displayName": "x", "externalId": "x" * 121}, "invalidValue"),
        ({"displayName": "x", "members": [{"value": "u99999"}]}, "invalidValue"),
        ({"displayName": "x", "members": [{"value": "g1"}]}, "invalidValue"),
        ({"displayName": "x", "members": [{"value": 7}]}, "invalidValue"),
        ({"displayName": "x", "members": "u1"}, "invalidValue"),
    ],
)
def test_groups_that_cannot_be_kept(cast: Cast, body: dict[str, Any], kind: str) -> None:
    refused(Provider().send("POST", "/Groups", {"schemas": [GROUP], **body}), 400, kind)
    assert not Audience.objects.filter(source="scim").exists()


def test_members_come_and_go(cast: Cast) -> None:
    provider = Provider()
    alice, bob, dave, eve = map(id_of, (cast.alice, cast.bob, cast.dave, cast.eve))
    made = provider.group("Team", alice)
    address = f"/Groups/{made['id']}"
    steps = [
        (change("add", bob, dave), ["Alice", "Bob", "Dave"]),
        (change("add", bob), ["Alice", "Bob", "Dave"]),
        (change("remove", bob, "u99999"), ["Alice", "Dave"]),
        ({"op": "add", "value": {"members": [{"value": eve}]}}, ["Alice", "Dave", "Eve"]),
        (
            {"op": "add", "path": "members", "value": {"value": bob}},
            ["Alice", "Bob", "Dave", "Eve"],
        ),
        (
            {"op": "remove", "path": f'members[value eq "{bob}" or value eq "{eve}"]'},
            ["Alice", "Dave"],
        ),
        ({"op": "remove", "path": 'members[value eq "u99999"]'}, ["Alice", "Dave"]),
        (change("replace", eve), ["Eve"]),
        ({"op": "add", "path": "owners", "value": [{"value": bob}]}, ["Eve"]),
        (
            {"op": "replace", "value": {"members": [{"value": bob}, {"value": dave}]}},
            ["Bob", "Dave"],
        ),
        ({"op": "remove", "path": "members"}, []),
    ]
    for operation, there in steps:
        answer = provider.patch(address, operation)
        assert answer.status_code == 204, (operation, answer.content)
        assert names(made) == there, operation


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "add", "path": "members", "value": [{"value": "u99999"}]},
        {"op": "replace", "path": "displayName", "value": ""},
        {"op": "remove", "path": "displayName"},
        {"op": "replace", "path": 'members[value eq "u1"]', "value": {"value": "u2"}},
        {"op": "remove", "path": 'members[type eq "User"]'},
        {"op": "remove", "path": 'members[value co "u"]'},
        {"op": "replace", "value": "x"},
        {"op": "replace", "path": "id", "value": "g9"},
        {"op": "replace", "value": {"id": "g9999"}},
    ],
)
def test_a_patch_that_is_wrong_changes_nothing(cast: Cast, operation: dict[str, Any]) -> None:
    provider = Provider()
    made = provider.group("Team", id_of(cast.alice))
    good = change("add", id_of(cast.bob))
    answer = provider.patch(f"/Groups/{made['id']}", good, operation)
    assert answer.status_code == 400, answer.content
    assert names(made) == ["Alice"]
    assert provider.get(f"/Groups/{made['id']}").json() == made


def test_a_put_without_members_leaves_them(cast: Cast) -> None:
    """Half a message must not empty an audience."""
    provider = Provider()
    made = provider.group("Team", id_of(cast.alice))
    address = f"/Groups/{made['id']}"
    provider.send("PUT", address, {"schemas": [GROUP], "displayName": "Team 2"})
    assert names(made) == ["Alice"]
    provider.send("PUT", address, {"schemas": [GROUP], "displayName": "Team 2", "members": []})
    assert names(made) == []


def test_a_patch_that_asks_for_attributes_gets_them(cast: Cast) -> None:
    provider = Provider()
    made = provider.group("Team")
    answer = provider.patch(
        f"/Groups/{made['id']}?attributes=displayName",
        {"op": "replace", "path": "displayName", "value": "Staf"},
    )
    assert answer.status_code == 200
    assert set(answer.json()) == {"schemas", "id", "displayName"}


def test_versions_change_with_the_members(cast: Cast) -> None:
    provider = Provider()
    made = provider.group("Team")
    address, version = f"/Groups/{made['id']}", made["meta"]["version"]
    assert provider.get(address, **{"If-None-Match": version}).status_code == 304
    answer = provider.patch(address, change("add", id_of(cast.bob)), **{"If-Match": version})
    assert answer.status_code == 204
    assert answer["ETag"] == provider.get(address)["ETag"] != version
    refused(provider.patch(address, change("remove"), **{"If-Match": version}), 412)


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ('displayName eq "team a"', "Team A"),
        ('displayName sw "Team"', "Team A,Team B"),
        ('externalId eq "b"', "Team B"),
        ("members pr", "Team A"),
        ("not (members pr)", "Team B"),
        ('members.value eq "u1"', "Team A"),
        ('members[value eq "u1"]', "Team A"),
        ('members eq "u2"', ""),
        ('members eq "x"', ""),
        ('meta.lastModified gt "2001-01-01T00:00:00Z" and displayName co "b"', "Team B"),
    ],
)
def test_filters(cast: Cast, filter: str, found: str) -> None:
    provider = Provider()
    provider.group("Team A", id_of(cast.alice), externalId="a")
    provider.group("Team B", externalId="b")
    filter = filter.replace("u1", id_of(cast.alice)).replace("u2", id_of(cast.bob))
    rows = provider.find(filter, "Groups", excludedAttributes="members", sortBy="displayName")
    assert ",".join(row["displayName"] for row in rows) == found


def test_a_group_that_helder_uses_is_not_removed(cast: Cast) -> None:
    provider = Provider()
    made = provider.group("Team")
    cast.wifi.audience_id = int(made["id"][1:])
    cast.wifi.save()
    refused(provider.send("DELETE", f"/Groups/{made['id']}"), 409)
    assert provider.get(f"/Groups/{made['id']}").status_code == 200


def test_a_group_that_another_audience_names_is_not_removed(cast: Cast) -> None:
    provider = Provider()
    made = provider.group("Team")
    cast.students.rule = {"audience": "team"}
    cast.students.save()
    refused(provider.send("DELETE", f"/Groups/{made['id']}"), 409)
    cast.students.rule = {}
    cast.students.save()
    assert provider.send("DELETE", f"/Groups/{made['id']}").status_code == 204


def test_the_desk_does_not_change_who_is_in_a_group(cast: Cast) -> None:
    made = Provider().group("Team", id_of(cast.dave))
    desk = signed_in(cast.alice)
    assert "directory" in desk.get("/desk/audiences/team/").content.decode()
    desk.post("/desk/audiences/team/", {"name_nl": "Iets anders", "do": "save"})
    desk.post("/desk/audiences/team/remove/")
    assert names(made) == ["Dave"]
    assert str(Audience.objects.get(slug="team")) == "Team"


def test_the_desk_keeps_a_group_itself_when_the_provider_is_gone(cast: Cast) -> None:
    provider = Provider()
    made = provider.group("Team", id_of(cast.dave), externalId="t")
    desk = signed_in(cast.alice)
    assert desk.get("/desk/audiences/team/keep/").status_code == 405
    page = desk.post("/desk/audiences/team/keep/", follow=True)
    assert "you keep this audience here" in page.content.decode()
    assert names(made) == ["Dave"]
    refused(provider.get(f"/Groups/{made['id']}"), 404)
    again = provider.group("Team", externalId="t")
    assert again["id"] != made["id"]
    assert desk.post("/desk/audiences/studenten/keep/").status_code == 404


def test_the_journal_counts_members_and_names_nobody(cast: Cast) -> None:
    provider = Provider()
    made = provider.group("Team")
    provider.patch(f"/Groups/{made['id']}", change("add", id_of(cast.bob), id_of(cast.dave)))
    deed = Entry.objects.filter(verb="audience.changed").latest("pk")
    assert deed.actor == provider.token.actor_key
    assert deed.details == {"members_added": 2, "members_removed": 0}
    deeds = Entry.objects.count()
    provider.patch(f"/Groups/{made['id']}", change("add", id_of(cast.bob)))
    assert Entry.objects.count() == deeds


def test_lists_and_patches_ask_as_much_for_many_as_for_one(cast: Cast) -> None:
    provider = Provider()
    crowd = people(30)
    counts = []
    for count in (1, 3, 20):
        made = provider.group(f"Team {count}")
        with CaptureQueriesContext(connection) as asked:
            answer = provider.patch(f"/Groups/{made['id']}", change("add", *crowd[:count]))
        assert answer.status_code == 204
        with CaptureQueriesContext(connection) as listed:
            provider.get("/Groups")
        counts.append((len(asked), len(listed)))
    assert len(set(counts)) == 1, counts


def people(count: int) -> list[str]:
    """Many persons; their ids."""
    rows = [Person(email=f"p{n}@crowd.example", name=f"P {n}") for n in range(count)]
    Person.objects.bulk_create(rows, batch_size=2000)
    keys = Person.objects.filter(email__endswith="@crowd.example").order_by("pk")
    return [f"u{key}" for key in keys.values_list("pk", flat=True)]


@pytest.mark.slow
def test_a_group_of_fifty_thousand(cast: Cast) -> None:
    """In parts of ten thousand; reading it without its members stays quick."""
    provider = Provider()
    crowd = people(50_000)
    address = f"/Groups/{provider.group('Iedereen met een laptop')['id']}"
    for start in range(0, len(crowd), 10_000):
        answer = provider.patch(address, change("Add", *crowd[start : start + 10_000]))
        assert answer.status_code == 204, answer.content
    started = time.perf_counter()
    assert "members" not in provider.get(f"{address}?excludedAttributes=members").json()
    found = provider.find('displayName sw "I"', "Groups", excludedAttributes="members")
    within = provider.find(f'members eq "{crowd[7]}"', "Groups", attributes="id")
    assert (len(found), len(within)) == (1, 1)
    assert time.perf_counter() - started < SOON
    assert provider.patch(address, change("Remove", crowd[7])).status_code == 204
    assert len(provider.get(address).json()["members"]) == len(crowd) - 1
    body = {"schemas": [GROUP], "displayName": "x", "members": [{"value": one} for one in crowd]}
    body["members"] = body["members"][: members.PART + 1]
    assert provider.send("PUT", address, body).status_code == 200
    assert Audience.objects.get(source="scim").persons.count() == members.PART + 1


# at the same moment


@pytest.mark.slow
@pytest.mark.usefixtures("real_database")
def test_the_same_user_from_two_sides_is_one_and_a_conflict() -> None:
    provider = Provider()
    for turn in range(5):
        body = new_user(f"jan{turn}")
        answers = at_once(4, lambda body=body: provider.send("POST", "/Users", body).status_code)
        assert sorted(answers) == [201, 409, 409, 409]
    assert Person.objects.filter(email__startswith="jan").count() == 5


@pytest.mark.slow
@pytest.mark.usefixtures("real_database")
def test_the_same_group_from_two_sides_is_one_and_a_conflict() -> None:
    provider = Provider()
    body = {"schemas": [GROUP], "displayName": "Team"}
    answers = at_once(4, lambda: provider.send("POST", "/Groups", body).status_code)
    assert sorted(answers) == [201, 409, 409, 409]
    assert Audience.objects.filter(source="scim").count() == 1


@pytest.mark.slow
@pytest.mark.usefixtures("real_database")
def test_two_administrators_removed_at_once_leave_one() -> None:
    provider = Provider()
    role = Person.DeskRole.ADMINISTRATOR
    Person.objects.filter(email__startswith="bob").update(role=role)
    rest = [id_of(person) for person in Person.objects.filter(role=role)]
    assert len(rest) == 2
    answers = at_once(2, lambda: provider.send("DELETE", f"/Users/{rest.pop()}").status_code)
    assert set(answers) <= {204, 409, 503}
    assert Person.objects.filter(role=role, is_active=True).exists()


@pytest.mark.slow
@pytest.mark.usefixtures("real_database")
def test_members_added_from_several_sides_are_all_there() -> None:
    provider = Provider()
    address = f"/Groups/{provider.group('Team')['id']}"
    rest, lock = people(40), threading.Lock()

    def add_ten() -> int:
        with lock:
            some = [rest.pop() for _ in range(10)]
        status: int = provider.patch(address, change("Add", *some)).status_code
        return status

    assert at_once(4, add_ten) == [204] * 4
    assert len(provider.get(address).json()["members"]) == 40
