"""Users over SCIM: the door, what becomes of a person, lists and filters."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helder.journal.models import Entry
from helder.kit import clock
from helder.people import tokens
from helder.people.models import Account, Audience, Person
from helder.people.scim import door, users
from tests.cast import Cast
from tests.cast import person as add
from tests.people.conftest import signed_in
from tests.people.scim_client import ENTERPRISE, ERROR, LIST, USER, Provider, new_user

ADDRESS = "jan.jansen@rivierland.example"


def refused(answer: Any, status: int, kind: str | None = None) -> str:
    """Whether this is an error as SCIM writes it; its sentence."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/scim+json"
    body = answer.json()
    assert (body["schemas"], body["status"]) == ([ERROR], str(status))
    assert body.get("scimType") == kind, body
    said: str = body["detail"]
    assert "Traceback" not in said
    assert "\n" not in said
    return said


# the door


def test_without_a_good_token_nothing_opens(cast: Cast) -> None:
    for header in ({}, {"authorization": "Basic x"}, {"authorization": "Bearer wrong"}):
        answer = Client().get("/scim/v2/Users", headers=header)
        refused(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_token_for_something_else_opens_nothing(cast: Cast) -> None:
    provider = Provider(*tokens.REST)
    assert "people:scim" in refused(provider.get("/Users"), 403)
    refused(provider.send("POST", "/Users", new_user()), 403)
    assert not Person.objects.filter(email=ADDRESS).exists()


def test_a_revoked_token_opens_nothing(cast: Cast) -> None:
    provider = Provider()
    tokens.revoke(provider.token, by=None)
    refused(provider.get("/Users"), 401)


def test_the_desk_makes_the_token_and_tells_the_address(cast: Cast, settings: Any) -> None:
    desk = signed_in(cast.alice)
    page = desk.post("/desk/tokens/", {"name": "Entra ID", "scopes": ["people:scim"]})
    shown = page.content.decode()
    assert f"{settings.BASE_URL}/scim/v2" in shown
    assert "Keep people and groups in step" in shown
    plain = page.context["plain"]
    opened = Client().get("/scim/v2/Users", headers={"authorization": f"Bearer {plain}"})
    assert opened.status_code == 200
    other = desk.post("/desk/tokens/", {"name": "monitor", "scopes": ["coach:use"]})
    assert "/scim/v2" not in other.content.decode()


def test_too_many_requests_are_told_to_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "PER_MINUTE", 2)
    provider = Provider()
    answers = [provider.get("/ServiceProviderConfig") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused(answers[2], 429)
    assert answers[2]["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 404), ("/Nothing", 404), ("/Users/u1/x", 404), ("/Me", 501), ("/Bulk", 501)],
)
def test_addresses_without_anything(cast: Cast, path: str, status: int) -> None:
    refused(Provider().get(path), status)


@pytest.mark.parametrize("id", ["u0", "u999", "g1", "1", "x", "u9" * 20, "%00", "u1'"])
def test_users_who_do_not_exist(cast: Cast, id: str) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        refused(Provider().send(method, f"/Users/{id}", {}), 404)


def test_a_method_that_an_address_does_not_know(cast: Cast) -> None:
    answer = Provider().send("DELETE", "/Users")
    refused(answer, 405)
    assert answer["Allow"] == "GET, POST"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        '"x"',
        "[" * 100_000,
        b"\xff\xfe",
        '{"userName": NaN}',
        '{"a": ' + "9" * 5000 + "}",
    ],
)
def test_a_body_that_cannot_be_read(cast: Cast, body: Any) -> None:
    refused(Provider().send("POST", "/Users", body), 400, "invalidSyntax")


@pytest.mark.parametrize("sign", ["\\u0000", "\\ud800", "\x00"])
def test_signs_that_no_database_keeps(cast: Cast, sign: str) -> None:
    body = f'{{"schemas": ["{USER}"], "userName": "a{sign}b@r.example"}}'
    answer = Provider().send("POST", "/Users", body)
    assert answer.status_code == 400
    assert Person.objects.count() == 6


def test_a_body_that_is_too_large(cast: Cast) -> None:
    body = {"schemas": [USER], "userName": ADDRESS, "title": "x" * 2_600_000}
    assert "in parts" in refused(Provider().send("POST", "/Users", body), 413)


def test_our_own_mistake_is_no_traceback(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise KeyError("secret")

    monkeypatch.setattr(users, "create", broken)
    assert "secret" not in refused(Provider().send("POST", "/Users", new_user()), 500)


def test_a_busy_database_asks_to_come_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_args: Any, **_more: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(users, "create", busy)
    answer = Provider().send("POST", "/Users", new_user())
    refused(answer, 503)
    assert answer["Retry-After"] == "5"


def test_errors_are_dutch_for_who_reads_dutch(cast: Cast) -> None:
    assert Provider(language="nl").get("/Users/u999").status_code == 404


# discovery


def test_what_the_service_says_of_itself(cast: Cast) -> None:
    provider = Provider()
    config = provider.get("/ServiceProviderConfig").json()
    supported = {
        name for name, one in config.items() if isinstance(one, dict) and "supported" in one
    }
    on = {name for name in supported if config[name]["supported"]}
    assert on == {"patch", "filter", "sort", "etag"}
    types = provider.get("/ResourceTypes").json()
    assert [one["endpoint"] for one in types["Resources"]] == ["/Users", "/Groups"]
    schemas = provider.get("/Schemas").json()
    assert {one["id"] for one in schemas["Resources"]} >= {USER, ENTERPRISE}
    assert provider.get(f"/Schemas/{ENTERPRISE}").json()["name"] == "EnterpriseUser"
    assert provider.get("/ResourceTypes/User").json()["schema"] == USER
    refused(provider.get("/Schemas/nothing"), 404)
    refused(provider.get('/Schemas?filter=id eq "x"'), 403)


# persons


def test_the_same_user_twice_is_one_and_a_conflict(cast: Cast) -> None:
    provider = Provider()
    provider.user()
    said = refused(provider.send("POST", "/Users", new_user()), 409, "uniqueness")
    assert ADDRESS in said
    other = new_user("j.jansen", userName=ADDRESS.upper())
    refused(provider.send("POST", "/Users", other), 409, "uniqueness")
    same_number = new_user("j.jansen", externalId="jan.jansen")
    refused(provider.send("POST", "/Users", same_number), 409, "uniqueness")
    assert Person.objects.count() == 7


@pytest.mark.parametrize(
    "change",
    [
        {"op": "replace", "path": "userName", "value": "Jan.Jansen@rivierland.example"},
        {"op": "replace", "path": "userName", "value": "dave@rivierland.example"},
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": ADDRESS},
        {"op": "replace", "path": "externalId", "value": "jan.jansen"},
    ],
)
def test_nobody_gets_what_belongs_to_somebody_else(cast: Cast, change: dict[str, Any]) -> None:
    provider = Provider()
    provider.user()
    other = provider.user("piet.pietersen")
    answer = provider.patch(f"/Users/{other['id']}", change)
    refused(answer, 409, "uniqueness")
    assert provider.get(f"/Users/{other['id']}").json() == other


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"userName": None}, "invalidValue"),
        ({"userName": ""}, "invalidValue"),
        ({"userName": "jan", "emails": []}, "invalidValue"),
        ({"emails": [{"value": "no address", "primary": True}]}, "invalidValue"),
        ({"emails": "x"}, "invalidValue"),
        ({"emails": [{"value": f"{'x' * 250}@r.example"}]}, "invalidValue"),
        ({"active": "perhaps"}, "invalidValue"),
        ({"name": {"formatted": "x" * 151}, "displayName": ""}, "invalidValue"),
        ({"phoneNumbers": [{"value": "1" * 41}]}, "invalidValue"),
        ({ENTERPRISE: {"department": "x" * 401}}, "invalidValue"),
        ({"userType": "x" * 121}, "invalidValue"),
        ({"externalId": "x" * 121}, "invalidValue"),
        ({"userName": "x" * 300}, "invalidValue"),
        ({"roles": [{"value": f"role {n}"} for n in range(2000)]}, "invalidValue"),
        ({"name": "Jan"}, "invalidValue"),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(cast: Cast, body: dict[str, Any], kind: str) -> None:
    provider = Provider()
    sent = {**new_user(), **body}
    if "formatted" in str(body.get("name")):
        sent["name"] = body["name"]
    refused(provider.send("POST", "/Users", sent), 400, kind)
    assert Person.objects.count() == 6
    made = provider.user()
    refused(provider.send("PUT", f"/Users/{made['id']}", sent), 400, kind)
    assert provider.get(f"/Users/{made['id']}").json() == made


def test_a_user_name_that_is_an_address_will_do(cast: Cast) -> None:
    body = {"schemas": [USER], "userName": "Piet@rivierland.example"}
    made = Provider().send("POST", "/Users", body).json()
    assert made["userName"] == "Piet@rivierland.example"
    assert Person.objects.get(email="piet@rivierland.example").is_active


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (
            {"name": {"givenName": "Jan", "familyName": "van Dijk", "formatted": "Dijk"}},
            "Jan van Dijk",
        ),
        ({"name": {"formatted": "Jan Dijk"}, "displayName": "Dijk, Jan"}, "Jan Dijk"),
        ({"name": {}, "displayName": "Dijk, Jan"}, "Dijk, Jan"),
        ({"name": {"givenName": "Jan"}}, "Jan"),
        ({"name": {}}, ""),
    ],
)
def test_the_name_begins_with_the_first_name(cast: Cast, given: Any, name: str) -> None:
    Provider().user(**given)
    assert Person.objects.get(email=ADDRESS).name == name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("nl-NL", "nl"), ("nl", "nl"), ("en_US", "en"), ("de, en-GB;q=0.8", "en"), ("de", "")],
)
def test_languages(cast: Cast, sent: str, kept: str) -> None:
    Provider().user(preferredLanguage=sent)
    assert Person.objects.get(email=ADDRESS).language == kept


def test_a_language_that_somebody_chose_outlives_the_directory(cast: Cast) -> None:
    provider = Provider()
    made = provider.user(preferredLanguage="nl-NL")
    Person.objects.filter(email=ADDRESS).update(language="nl-informal")
    provider.patch(
        f"/Users/{made['id']}", {"op": "replace", "path": "preferredLanguage", "value": "en"}
    )
    assert Person.objects.get(email=ADDRESS).language == "nl-informal"


def test_somebody_who_is_here_already_is_taken_over(cast: Cast) -> None:
    """Their role, their choices and what the provider does not tell stay."""
    cast.carol.phone, cast.carol.department = "0344 9", cast.zorg
    cast.carol.save()
    made = Provider().user("carol", name={"givenName": "Carol", "familyName": "Jansen-Bos"})
    cast.carol.refresh_from_db()
    assert made["id"] == f"u{cast.carol.pk}"
    assert (cast.carol.name, cast.carol.role) == ("Carol Jansen-Bos", "writer")
    assert (cast.carol.phone, cast.carol.department) == ("0344 9", cast.zorg)
    assert cast.carol.source == "scim"
    refused(Provider().send("POST", "/Users", new_user("carol")), 409, "uniqueness")


def test_a_guest_becomes_a_member(cast: Cast) -> None:
    guest = add("jan.jansen", "Jan", is_guest=True)
    provider = Provider()
    assert provider.find(f'userName eq "{ADDRESS}"') == []
    refused(provider.get(f"/Users/u{guest.pk}"), 404)
    assert provider.user()["id"] == f"u{guest.pk}"
    guest.refresh_from_db()
    assert not guest.is_guest


def test_what_the_provider_never_gave_it_does_not_take_away(cast: Cast) -> None:
    provider = Provider()
    made = provider.user()
    person = Person.objects.get(email=ADDRESS)
    person.department, person.phone = cast.zorg, "0344 5"
    person.save()
    provider.send("PUT", f"/Users/{made['id']}", new_user())
    provider.patch(f"/Users/{made['id']}", {"op": "remove", "path": "phoneNumbers"})
    person.refresh_from_db()
    assert (person.department, person.phone) == (cast.zorg, "0344 5")


def test_what_somebody_changed_themselves_is_shown(cast: Cast) -> None:
    provider = Provider()
    made = provider.user(phoneNumbers=[{"type": "work", "value": "0344 1"}])
    Person.objects.filter(email=ADDRESS).update(name="Jan-Willem Jansen", phone="+31 6 1")
    shown = provider.get(f"/Users/{made['id']}").json()
    assert shown["displayName"] == "Jan-Willem Jansen"
    assert shown["phoneNumbers"] == [{"type": "mobile", "value": "+31 6 1"}]


def test_removing_attributes(cast: Cast) -> None:
    provider = Provider()
    made = provider.user(
        phoneNumbers=[{"type": "work", "value": "1"}],
        userType="Student",
        **{ENTERPRISE: {"department": "Zorg"}},
    )
    provider.patch(
        f"/Users/{made['id']}",
        {"op": "Remove", "path": 'phoneNumbers[type eq "work"]'},
        {"op": "Remove", "path": "userType"},
        {"op": "Remove", "path": f"{ENTERPRISE}:department"},
        {"op": "Remove", "path": "externalId"},
    )
    person = Person.objects.get(email=ADDRESS)
    assert (person.phone, person.department, person.external_id) == ("", None, "")
    assert not person.affiliations.exists()
    assert ENTERPRISE not in provider.get(f"/Users/{made['id']}").json()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"op": "jump", "path": "active", "value": True}, "invalidValue"),
        ({"op": "replace", "path": "emails[type eq", "value": "x"}, "invalidPath"),
        ({"op": "replace", "path": "id", "value": "u1"}, "mutability"),
        ({"op": "remove", "path": "userName"}, "mutability"),
        ({"op": "replace", "path": "active", "value": "perhaps"}, "invalidValue"),
        ({"op": "remove"}, "noTarget"),
        ({"op": "add", "path": "displayName"}, "invalidValue"),
        ({"op": "replace", "value": "x"}, "invalidValue"),
        ({"op": "replace", "path": "emails", "value": [{"value": "no address"}]}, "invalidValue"),
    ],
)
def test_a_patch_that_is_wrong_changes_nothing(cast: Cast, change: Any, kind: str) -> None:
    provider = Provider()
    made = provider.user()
    good = {"op": "replace", "path": "name.familyName", "value": "Pietersen"}
    refused(provider.patch(f"/Users/{made['id']}", good, change), 400, kind)
    assert provider.get(f"/Users/{made['id']}").json() == made
    assert Person.objects.get(email=ADDRESS).name == "Jan Jansen"


@pytest.mark.parametrize("body", [{}, {"Operations": []}, {"Operations": "x"}, {"Operations": [1]}])
def test_a_patch_without_operations(cast: Cast, body: dict[str, Any]) -> None:
    provider = Provider()
    made = provider.user()
    answer = provider.send("PATCH", f"/Users/{made['id']}", body or "{}")
    assert answer.status_code == 400, answer.content


def test_the_last_administrator_stays(cast: Cast) -> None:
    provider, address = Provider(), f"/Users/u{cast.alice.pk}"
    off = {"op": "Replace", "path": "active", "value": "False"}
    assert "administrator" in refused(provider.patch(address, off), 409)
    refused(provider.send("DELETE", address), 409)
    refused(provider.send("PUT", address, new_user("alice", active=False)), 409)
    cast.alice.refresh_from_db()
    assert cast.alice.is_active
    assert (cast.alice.role, cast.alice.source) == ("administrator", "")


@pytest.mark.parametrize("who", ["alice", "bob", "carol"])
def test_a_token_does_not_open_the_desk_through_a_mail_address(cast: Cast, who: str) -> None:
    person = getattr(cast, who)
    provider, address = Provider(), f"/Users/u{person.pk}"
    taken = {"op": "replace", "path": 'emails[type eq "work"].value', "value": "me@evil.example"}
    assert "desk" in refused(provider.patch(address, taken), 400, "mutability")
    put = new_user("me", userName=person.email)
    refused(provider.send("PUT", address, put), 400, "mutability")
    # nor by coming in with the number of somebody of the desk
    Person.objects.filter(pk=person.pk).update(source="scim", external_id="me")
    refused(provider.send("POST", "/Users", new_user("me")), 400, "mutability")
    before = person.email
    person.refresh_from_db()
    assert person.email == before


def test_who_was_removed_comes_back_as_a_reader(cast: Cast) -> None:
    provider = Provider()
    made = provider.user("carol")
    team = provider.group("Team", made["id"])
    assert provider.send("DELETE", f"/Users/{made['id']}").status_code == 204
    assert "members" not in provider.get(f"/Groups/{team['id']}").json()
    refused(provider.patch(f"/Groups/{team['id']}", member(made["id"])), 400, "invalidValue")
    account = Account.objects.get(person=cast.carol)
    assert (account.user_name, account.key, account.kept) == ("", None, {})
    again = provider.user("carol")
    cast.carol.refresh_from_db()
    assert again["id"] == made["id"]
    assert cast.carol.is_active
    assert (cast.carol.role, cast.carol.left_at) == ("reader", None)


def member(id: str) -> dict[str, Any]:
    return {"op": "add", "path": "members", "value": [{"value": id}]}


def test_of_who_is_not_in_use_nothing_changes_until_they_are_back(cast: Cast) -> None:
    provider = Provider()
    made = provider.user(active=False)
    person = Person.objects.get(email=ADDRESS)
    left = person.left_at
    assert not person.is_active
    name = {"op": "replace", "path": "name.familyName", "value": "Pietersen"}
    assert provider.patch(f"/Users/{made['id']}", name).status_code == 200
    person.refresh_from_db()
    assert (person.name, person.left_at, person.is_active) == ("Jan Jansen", left, False)
    provider.patch(f"/Users/{made['id']}", {"op": "replace", "value": {"active": True}})
    person.refresh_from_db()
    assert (person.name, person.is_active, person.left_at) == ("Jan Pietersen", True, None)


def test_the_journal_names_the_token(cast: Cast) -> None:
    provider = Provider()
    made = provider.user()
    provider.patch(f"/Users/{made['id']}", {"op": "replace", "value": {"active": False}})
    deeds = Entry.objects.filter(actor=provider.token.actor_key).order_by("pk")
    assert [deed.verb for deed in deeds] == ["person.added", "person.left"]
    assert ADDRESS not in str([deed.details for deed in deeds])


def test_doing_it_twice_changes_nothing_more(cast: Cast) -> None:
    provider = Provider()
    made = provider.user()
    body = new_user(displayName="Jan")
    first = provider.send("PUT", f"/Users/{made['id']}", body).json()
    deeds = Entry.objects.count()
    again = provider.send("PUT", f"/Users/{made['id']}", body).json()
    assert again["meta"]["version"] == first["meta"]["version"]
    assert Entry.objects.count() == deeds


# versions


def test_versions(cast: Cast) -> None:
    provider = Provider()
    made = provider.user()
    address, version = f"/Users/{made['id']}", made["meta"]["version"]
    answer = provider.get(address)
    assert answer["ETag"] == version
    unchanged = provider.get(address, **{"If-None-Match": version})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    name = {"op": "replace", "path": "displayName", "value": "J. Jansen"}
    assert provider.patch(address, name, **{"If-Match": version}).status_code == 200
    refused(provider.patch(address, name, **{"If-Match": version}), 412)
    refused(provider.send("DELETE", address, None, **{"If-Match": version}), 412)
    assert provider.patch(address, name, **{"If-Match": "*"}).status_code == 200
    assert provider.get(address)["ETag"] != version


# lists


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ('userName eq "DAVE@rivierland.example"', "dave"),
        ('userName sw "da"', "dave"),
        ('userName co "ave@"', "dave"),
        ('userName ew "rivierland.example" and displayName sw "eve"', "eve"),
        ('emails eq "dave@rivierland.example"', "dave"),
        ('emails.value co "carol"', "carol"),
        ('emails[type eq "work" and value eq "bob@rivierland.example"]', "bob"),
        ('emails[type eq "home"]', ""),
        ("active eq false", "frits"),
        ('active eq "False"', "frits"),
        ("not (active eq true)", "frits"),
        ('displayName eq "Eve Smith" or displayName eq "Bob van Dijk"', "bob eve"),
        ('(userName sw "d" or userName sw "e") and active eq true', "dave eve"),
        ('displayName ne "Eve Smith" and userName sw "e"', ""),
        ('urn:ietf:params:scim:schemas:core:2.0:User:userName eq "eve@rivierland.example"', "eve"),
        (f'{ENTERPRISE}:department eq "zorg"', "dave"),
        ('externalId eq "jan"', ""),
        ("externalId pr", ""),
        ('USERNAME EQ "eve@rivierland.example"', "eve"),
        ('meta.created gt "2001-01-01T00:00:00Z" and userName sw "a"', "alice"),
        ('meta.lastModified lt "2001-01-01T00:00:00Z"', ""),
        ('id eq "u999999"', ""),
        ("userName pr and emails pr and id pr and active eq false", "frits"),
        ('userName eq "a\\"b"', ""),
        ('userName co "%"', ""),
    ],
)
def test_filters(cast: Cast, filter: str, found: str) -> None:
    names = [one["userName"].split("@")[0] for one in Provider().find(filter)]
    assert " ".join(sorted(names)) == found


def test_a_filter_by_id(cast: Cast) -> None:
    rows = Provider().find(f'id eq "u{cast.eve.pk}"')
    assert [row["userName"] for row in rows] == [cast.eve.email]


@pytest.mark.parametrize(
    "filter",
    [
        "userName eq",
        "userName = 'x'",
        'nothing eq "x"',
        'userName gt "x"',
        "userName eq 5",
        'active eq "perhaps"',
        'active co "t"',
        'title eq "x"',
        'meta.created gt "yesterday"',
        'meta.created gt "2026-99-99T00:00:00Z"',
        'id co "u"',
        'userName eq "\\u0000"',
        'userName eq "\\ud800"',
        'userName eq "x"\x00',
        'userName eq "' + "x" * 2000 + '"',
        " and ".join(["userName pr"] * 400),
        "(" * 900 + "userName pr" + ")" * 900,
    ],
)
def test_filters_that_cannot_be_used(cast: Cast, filter: str) -> None:
    provider = Provider()
    answer = provider.client.get("/scim/v2/Users", {"filter": filter}, headers=provider.headers)
    refused(answer, 400, "invalidFilter")


def test_pages(cast: Cast) -> None:
    provider = Provider()
    seen: list[str] = []
    for start in (1, 3, 5, 7):
        page = provider.get(f"/Users?startIndex={start}&count=2").json()
        assert (page["schemas"], page["totalResults"], page["startIndex"]) == ([LIST], 6, start)
        assert page["itemsPerPage"] == len(page["Resources"])
        seen += [one["id"] for one in page["Resources"]]
    assert len(seen) == len(set(seen)) == 6
    none = provider.get("/Users?count=0").json()
    assert (none["totalResults"], none["Resources"]) == (6, [])


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("startIndex=-5&count=-1", 200),
        ("startIndex=99999999999999999999&count=99999999999999999999", 200),
        ("startIndex=x", 400),
        ("count=1.5", 400),
        ("sortBy=nothing", 400),
        ("sortOrder=sideways&sortBy=userName", 400),
        ("attributes=userName&excludedAttributes=id", 400),
        ("attributes=emails[type", 400),
    ],
)
def test_odd_pages(cast: Cast, query: str, status: int) -> None:
    answer = Provider().get(f"/Users?{query}")
    assert answer.status_code == status, answer.content


def test_order(cast: Cast) -> None:
    provider = Provider()
    up = provider.get("/Users?sortBy=displayName").json()["Resources"]
    down = provider.get("/Users?sortBy=displayName&sortOrder=descending").json()["Resources"]
    names = [one["displayName"] for one in up]
    assert names == sorted(names)
    assert [one["displayName"] for one in down] == names[::-1]


def test_only_what_is_asked_for(cast: Cast) -> None:
    provider = Provider()
    some = provider.find('userName sw "dave"', attributes="userName,name.formatted")
    assert set(some[0]) == {"schemas", "id", "userName", "name"}
    without = provider.find('userName sw "dave"', excludedAttributes="emails,name,meta,id")
    assert "name" not in without[0]
    assert "id" in without[0]
    made = provider.user()
    one = provider.get(f"/Users/{made['id']}?attributes={ENTERPRISE}:department").json()
    assert "userName" not in one


def test_a_search_in_a_body(cast: Cast) -> None:
    message = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
    body = {
        "schemas": [message],
        "filter": 'userName sw "e"',
        "attributes": ["userName"],
        "count": 5,
    }
    page = Provider().send("POST", "/Users/.search", body).json()
    assert [one["userName"] for one in page["Resources"]] == [cast.eve.email]


def test_a_list_asks_as_much_for_many_as_for_one(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    provider = Provider()
    provider.user(userType="Student", **{ENTERPRISE: {"department": "Zorg"}})
    counts = []
    for count in (1, 3, 8):
        for n in range(count):
            if not Person.objects.filter(email=f"p{n}@rivierland.example").exists():
                provider.user(f"p{n}", userType="Medewerker", addresses=[{"locality": "Zuid"}])
        with django_assert_max_num_queries(8) as asked:
            assert len(provider.get("/Users?count=100").json()["Resources"]) == 7 + count
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts
    assert isinstance(asked, CaptureQueriesContext)


def test_everybody_can_read_what_the_provider_gave(cast: Cast) -> None:
    made = Provider().user("dave", userType="Student")
    page = signed_in(cast.dave).get("/me/data.json").json()
    assert page["identity_provider"]["user_name"] == made["userName"]
    assert page["identity_provider"]["given"]["userType"] == "Student"
    assert "identity_provider" not in signed_in(cast.eve).get("/me/data.json").json()


def test_who_is_erased_is_gone_for_the_provider_too(cast: Cast) -> None:
    provider = Provider()
    made = provider.user()
    Person.objects.get(email=ADDRESS).delete()
    refused(provider.get(f"/Users/{made['id']}"), 404)
    assert provider.user()["id"] != made["id"]
    assert not Audience.objects.filter(source="scim").exists()
    assert clock.now() >= Account.objects.get().changed_at
