"""What Microsoft Entra ID and Okta send, request by request, as they document it publicly."""

from __future__ import annotations

from typing import Any

import pytest

from helder.people.audiences import Selection, resolve
from helder.people.models import Audience, Person
from tests.cast import Cast
from tests.people.scim_client import ENTERPRISE, GROUP, USER, Provider

ADDRESS = "Sanne.Visser@rivierland.example"


def entra_user() -> dict[str, Any]:
    """With the attributes that Entra maps by default."""
    return {
        "schemas": [USER, ENTERPRISE],
        "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
        "userName": "svisser@corp.rivierland.example",
        "active": True,
        "displayName": "Visser, Sanne",
        "emails": [{"primary": True, "type": "work", "value": ADDRESS}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": "Sanne Visser", "familyName": "Visser", "givenName": "Sanne"},
        "title": "Docent",
        "preferredLanguage": "nl-NL",
        "addresses": [{"type": "work", "locality": "Noord", "country": "NL"}],
        "phoneNumbers": [{"type": "work", "value": "0344 123 400"}],
        "roles": [],
        ENTERPRISE: {"department": "Zorg", "employeeNumber": "4711"},
    }


def test_entra_tests_the_connection_with_somebody_who_does_not_exist(cast: Cast) -> None:
    entra = Provider()
    assert entra.find('userName eq "b9b7cd23-f2b4-4c9f-a1a6-1e1a1c2f5b1a"') == []


def test_entra_brings_somebody_in(cast: Cast) -> None:
    entra = Provider()
    assert entra.find(f'userName eq "{entra_user()["userName"]}"') == []
    answer = entra.send("POST", "/Users", entra_user())
    assert answer.status_code == 201
    made = answer.json()
    assert answer["Location"] == made["meta"]["location"]
    # as it was sent, except for what Helder has no use for
    sent = entra_user()
    del sent["title"], sent["meta"], sent["roles"]
    del sent["addresses"][0]["country"], sent[ENTERPRISE]["employeeNumber"]
    assert {name: made[name] for name in sent} == sent
    sanne = Person.objects.get(email=ADDRESS.lower())
    assert (sanne.name, sanne.language, sanne.phone) == ("Sanne Visser", "nl", "0344 123 400")
    assert (sanne.department, sanne.place) == (cast.zorg, cast.noord)
    assert (sanne.source, sanne.is_active, sanne.role) == ("scim", True, "reader")
    assert sanne.external_id == entra_user()["externalId"]


@pytest.mark.parametrize(
    "filter",
    [
        'userName eq "svisser@corp.rivierland.example"',
        'userName eq "SVISSER@corp.rivierland.example"',
        'externalId eq "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"',
        'emails[type eq "work"].value eq "sanne.visser@rivierland.example"',
    ],
)
def test_entra_finds_them_again(cast: Cast, filter: str) -> None:
    entra = Provider()
    made = entra.send("POST", "/Users", entra_user()).json()
    assert [found["id"] for found in entra.find(filter)] == [made["id"]]


def test_entra_changes_several_attributes(cast: Cast) -> None:
    entra = Provider()
    made = entra.send("POST", "/Users", entra_user()).json()
    answer = entra.patch(
        f"/Users/{made['id']}",
        {"op": "Replace", "path": "displayName", "value": "Bakker, Sanne"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "s.bakker@r.example"},
        {"op": "Replace", "path": "name.familyName", "value": "Bakker"},
        {"op": "Replace", "path": "name.formatted", "value": "Sanne Bakker"},
        {"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "+31 6 12345678"},
        {"op": "Replace", "path": f"{ENTERPRISE}:department", "value": "Zorg/Verpleegkunde"},
        {"op": "Add", "path": f"{ENTERPRISE}:employeeNumber", "value": "4712"},
        {"op": "Add", "path": "nickName", "value": "San"},
        {"op": "Replace", "path": 'addresses[type eq "work"].locality', "value": "Zuid"},
    )
    assert answer.status_code == 200, answer.content
    sanne = Person.objects.get(email="s.bakker@r.example")
    assert (sanne.name, sanne.phone, sanne.place) == ("Sanne Bakker", "+31 6 12345678", cast.zuid)
    assert sanne.department is not None
    assert sanne.department.path == "Zorg/Verpleegkunde"
    assert sanne.department.parent == cast.zorg
    assert Person.objects.count() == 7


def test_entra_changes_several_attributes_without_a_path(cast: Cast) -> None:
    entra = Provider()
    made = entra.send("POST", "/Users", entra_user()).json()
    answer = entra.patch(
        f"/Users/{made['id']}",
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": "s.bakker@r.example"},
        {
            "op": "replace",
            "value": {
                "displayName": "Bakker, Sanne",
                "name.givenName": "Sanne",
                "name.familyName": "Bakker",
                'phoneNumbers[type eq "mobile"].value': "+31 6 1",
                f"{ENTERPRISE}:department": "Techniek",
                f"{ENTERPRISE}:employeeNumber": "4712",
            },
        },
    )
    assert answer.status_code == 200, answer.content
    sanne = Person.objects.get(email="s.bakker@r.example")
    assert (sanne.name, sanne.phone) == ("Sanne Bakker", "+31 6 1")
    assert str(sanne.department) == "Techniek"


@pytest.mark.parametrize("off", ["False", "false", False])
def test_entra_disables_and_enables(cast: Cast, off: Any) -> None:
    entra = Provider()
    made = entra.send("POST", "/Users", entra_user()).json()
    address = f"/Users/{made['id']}"
    answer = entra.patch(address, {"op": "Replace", "path": "active", "value": off})
    assert answer.json()["active"] is False
    sanne = Person.objects.get(email=ADDRESS.lower())
    assert not sanne.is_active
    assert sanne.left_at is not None
    assert sanne not in resolve(Selection(audiences=("all",)))
    # still there for the provider, whoever asks in whichever way
    assert entra.get(address).json()["active"] is False
    found = entra.find('userName eq "svisser@corp.rivierland.example"')
    assert [one["active"] for one in found] == [False]
    entra.patch(address, {"op": "Replace", "path": "active", "value": "True"})
    sanne.refresh_from_db()
    assert sanne.is_active
    assert sanne.left_at is None


def test_entra_removes_somebody(cast: Cast) -> None:
    entra = Provider()
    made = entra.send("POST", "/Users", entra_user()).json()
    assert entra.send("DELETE", f"/Users/{made['id']}").status_code == 204
    assert entra.get(f"/Users/{made['id']}").status_code == 404
    assert entra.send("DELETE", f"/Users/{made['id']}").status_code == 404
    assert entra.find('userName eq "svisser@corp.rivierland.example"') == []
    sanne = Person.objects.get(email=ADDRESS.lower())
    assert not sanne.is_active
    assert sanne.left_at is not None


def test_entra_keeps_a_group_in_step(cast: Cast) -> None:
    entra = Provider()
    sanne = entra.send("POST", "/Users", entra_user()).json()["id"]
    microsoft = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
    name = 'displayName eq "Crisisteam"'
    assert entra.find(name, "Groups", excludedAttributes="members") == []
    answer = entra.send(
        "POST",
        "/Groups",
        {
            "schemas": [GROUP, microsoft],
            "externalId": "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159",
            "displayName": "Crisisteam",
            "meta": {"resourceType": "Group"},
        },
    )
    assert answer.status_code == 201, answer.content
    group = f"/Groups/{answer.json()['id']}"
    added = entra.patch(
        group, {"op": "Add", "path": "members", "value": [{"$ref": None, "value": sanne}]}
    )
    assert (added.status_code, added.content) == (204, b"")
    shown = entra.get(f"{group}?excludedAttributes=members").json()
    assert "members" not in shown
    assert [one["id"] for one in entra.find(name, "Groups")] == [shown["id"]]
    within = f'id eq "{shown["id"]}" and members eq "{sanne}"'
    assert [one["id"] for one in entra.find(within, "Groups", attributes="id")] == [shown["id"]]
    team = Audience.objects.get(source="scim")
    reached = resolve(Selection(audiences=(team.slug,)))
    assert [person.email for person in reached] == [ADDRESS.lower()]
    entra.patch(group, {"op": "Replace", "path": "displayName", "value": "Crisisstaf"})
    team.refresh_from_db()
    assert str(team) == "Crisisstaf"
    for operation in (
        {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": sanne}]},
        {"op": "remove", "path": f'members[value eq "{sanne}"]'},
    ):
        assert team.persons.count() == 1
        assert entra.patch(group, operation).status_code == 204
        assert team.persons.count() == 0
        entra.patch(group, {"op": "Add", "path": "members", "value": [{"value": sanne}]})
    assert entra.find(within, "Groups", attributes="id") != []
    assert entra.send("DELETE", group).status_code == 204
    assert entra.get(group).status_code == 404
    assert not Audience.objects.filter(source="scim").exists()


def okta_user(**more: Any) -> dict[str, Any]:
    """With the attributes that Okta sends by default."""
    return {
        "schemas": [USER],
        "userName": ADDRESS,
        "name": {"givenName": "Sanne", "familyName": "Visser"},
        "emails": [{"primary": True, "value": ADDRESS, "type": "work"}],
        "displayName": "Sanne Visser",
        "locale": "en-US",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "password": "1mz050nq",
        "active": True,
        **more,
    }


def test_okta_tests_the_connection(cast: Cast) -> None:
    okta = Provider()
    users = okta.get("/Users?startIndex=1&count=2").json()
    assert (users["itemsPerPage"], users["startIndex"], users["totalResults"]) == (2, 1, 6)
    groups = okta.get("/Groups?startIndex=1&count=100").json()
    assert (groups["Resources"], groups["totalResults"]) == ([], 0)


def test_okta_brings_somebody_in_and_keeps_no_password(cast: Cast) -> None:
    okta = Provider()
    assert okta.find(f'userName eq "{ADDRESS}"', startIndex="1", count="100") == []
    answer = okta.send("POST", "/Users", okta_user())
    assert answer.status_code == 201
    assert "1mz050nq" not in answer.content.decode()
    sanne = Person.objects.get(email=ADDRESS.lower())
    assert not sanne.has_usable_password()
    assert "1mz050nq" not in str(sanne.account.kept)


def test_okta_puts_the_whole_profile(cast: Cast) -> None:
    okta = Provider()
    made = okta.send("POST", "/Users", okta_user()).json()
    assert okta.get(f"/Users/{made['id']}").json()["userName"] == ADDRESS
    profile = okta_user(id=made["id"], meta=made["meta"], userType="Student")
    profile["name"] = {"givenName": "Sanne", "familyName": "Bakker"}
    profile["phoneNumbers"] = [{"type": "work", "value": "0344 1"}]
    profile["preferredLanguage"] = "en"
    answer = okta.send("PUT", f"/Users/{made['id']}", profile)
    assert answer.status_code == 200, answer.content
    sanne = Person.objects.get(email=ADDRESS.lower())
    assert (sanne.name, sanne.phone, sanne.language) == ("Sanne Bakker", "0344 1", "en")
    assert [str(role) for role in sanne.affiliations.all()] == ["Student"]
    # what is no longer sent becomes empty
    okta.send("PUT", f"/Users/{made['id']}", okta_user(id=made["id"]))
    sanne.refresh_from_db()
    assert (sanne.name, sanne.phone) == ("Sanne Visser", "")
    assert not sanne.affiliations.exists()


def test_okta_deactivates_and_reactivates(cast: Cast) -> None:
    okta = Provider()
    made = okta.send("POST", "/Users", okta_user()).json()
    address = f"/Users/{made['id']}"
    answer = okta.patch(address, {"op": "replace", "value": {"active": False}})
    assert (answer.status_code, answer.json()["active"]) == (200, False)
    assert not Person.objects.get(email=ADDRESS.lower()).is_active
    okta.send("PUT", address, okta_user(active=True))
    assert Person.objects.get(email=ADDRESS.lower()).is_active
    okta.send("PUT", address, okta_user(active=False))
    assert not Person.objects.get(email=ADDRESS.lower()).is_active


def test_okta_pushes_a_group(cast: Cast) -> None:
    okta = Provider()
    sanne = okta.send("POST", "/Users", okta_user()).json()["id"]
    dave = okta.find('userName eq "dave@rivierland.example"')[0]["id"]
    made = okta.group("Sleutelgebruikers", sanne)
    group = f"/Groups/{made['id']}"
    assert [one["value"] for one in okta.get(group).json()["members"]] == [sanne]
    answer = okta.patch(
        group,
        {"op": "remove", "path": f'members[value eq "{sanne}"]'},
        {"op": "add", "path": "members", "value": [{"value": dave, "display": "dave@r.example"}]},
    )
    assert answer.status_code == 204
    okta.patch(group, {"op": "replace", "value": {"id": made["id"], "displayName": "Key users"}})
    team = Audience.objects.get(source="scim")
    assert str(team) == "Key users"
    assert list(team.persons.all()) == [cast.dave]
    okta.patch(group, {"op": "replace", "path": "members", "value": [{"value": sanne}]})
    assert [person.email for person in team.persons.all()] == [ADDRESS.lower()]
    body = {"schemas": [GROUP], "displayName": "Key users", "members": []}
    assert okta.send("PUT", group, body).status_code == 200
    assert not team.persons.exists()
