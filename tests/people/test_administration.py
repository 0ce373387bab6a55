"""Administration in the desk: people, places, departments, audiences, tokens, the journal."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helder.journal.models import Entry
from helder.people import tokens
from helder.people.audiences import Selection, resolve
from helder.people.models import ApiToken, Audience, Department, Person, Place
from tests.cast import Cast, person
from tests.people.conftest import signed_in


def details(**fields: object) -> dict[str, object]:
    """A filled form for a person."""
    return {"name": "Nina", "email": "nina@rivierland.example", "role": "writer", "language": "",
            "is_active": "on", **fields}  # fmt: skip


def test_an_administrator_adds_somebody_who_signs_in_with_a_code(cast: Cast) -> None:
    signed_in(cast.alice).post("/desk/people/new/", details(affiliations=[]))
    nina = Person.objects.get(email="nina@rivierland.example")
    assert nina.role == "writer"
    assert not nina.has_usable_password()
    entry = Entry.objects.get(verb="person.added")
    assert (entry.actor, entry.subject) == (cast.alice.actor_key, nina.actor_key)


def test_a_taken_address_is_refused_and_the_rest_kept(cast: Cast) -> None:
    answer = signed_in(cast.alice).post(
        "/desk/people/new/", details(email="DAVE@rivierland.example")
    )
    assert b"Somebody else already has this mail address." in answer.content
    assert b'value="Nina"' in answer.content


def test_the_last_administrator_stays(cast: Cast) -> None:
    client = signed_in(cast.alice)
    address = f"/desk/people/{cast.alice.pk}/"
    answer = client.post(address, details(name="Alice", email=cast.alice.email, role="reader"))
    assert b"last administrator" in answer.content
    cast.alice.refresh_from_db()
    assert cast.alice.role == "administrator"
    person("extra", "Extra", role="administrator")
    assert client.post(address, details(name="Alice", email=cast.alice.email)).status_code == 302


def test_search_finds_by_name_address_and_department(cast: Cast) -> None:
    client = signed_in(cast.alice)
    for words in ("dave", "rivierland dave", "zorg"):
        page = client.get("/desk/people/", {"q": words}).content.decode()
        assert "Dave Öztürk" in page
        assert "Eve Smith" not in page
    assert "Nobody found" in client.get("/desk/people/", {"q": "zzz"}).content.decode()
    assert client.get("/desk/people/", {"page": "nonsense", "role": "nonsense"}).status_code == 200


def test_more_people_do_not_cost_more_questions(cast: Cast) -> None:
    client = signed_in(cast.alice)
    client.get("/desk/people/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/people/")
    for number in range(40):
        person(f"p{number}", f"P {number}", place=cast.noord, department=cast.zorg)
    with CaptureQueriesContext(connection) as many:
        client.get("/desk/people/")
    assert len(many) <= len(few)


def test_a_department_that_moves_takes_its_parts_along(cast: Cast) -> None:
    client = signed_in(cast.alice)
    client.post("/desk/departments/new/", {"name": "Verpleegkunde", "parent": cast.zorg.pk})
    below = Department.objects.get(name="Verpleegkunde")
    assert below.path == "Zorg/Verpleegkunde"
    client.post("/desk/departments/zorg/", {"name": "Zorg en Welzijn"})
    below.refresh_from_db()
    assert below.path == "Zorg en Welzijn/Verpleegkunde"
    answer = client.post("/desk/departments/zorg/", {"name": "Zorg", "parent": below.pk})
    assert b"cannot be part of itself" in answer.content
    client.post("/desk/departments/zorg/remove/")
    assert Department.objects.filter(slug="zorg").exists()


def test_places(cast: Cast) -> None:
    client = signed_in(cast.alice)
    answer = client.post("/desk/places/new/", {"address": "Kade 1"})
    assert b"Fill this in, in Dutch or in English." in answer.content
    assert b"Kade 1" in answer.content
    client.post("/desk/places/new/", {"name_nl": "Noord", "address": "Kade 1"})
    assert Place.objects.get(address="Kade 1").slug == "noord-2"


def test_an_audience_reaches_whoever_matches_one_of_its_parts(cast: Cast) -> None:
    client = signed_in(cast.alice)
    filled = {
        "name_nl": "Noord en Eve",
        "groups": "1",
        "in-0": ["place:noord"],
        "persons": "EVE@rivierland.example",
    }
    counted = client.post("/desk/audiences/count/", filled).content
    assert b"reaches 2 persons" in counted
    client.post("/desk/audiences/new/", filled)
    made = Audience.objects.get(slug="noord-en-eve")
    assert set(resolve(Selection((made.slug,)))) == {cast.dave, cast.eve}
    answer = client.post("/desk/audiences/new/", {**filled, "persons": "who@else.example"})
    assert b"Not known: who@else.example." in answer.content


def test_the_audience_of_everybody_stays(cast: Cast) -> None:
    signed_in(cast.alice).post("/desk/audiences/all/remove/")
    assert Audience.objects.get(slug="all").everyone


def test_a_token_is_shown_once_and_can_be_revoked(cast: Cast) -> None:
    client = signed_in(cast.alice)
    page = client.post("/desk/tokens/", {"name": "monitoring", "scopes": ["outages:write"]})
    plain = page.context["plain"]
    assert plain in page.content.decode()
    assert plain not in client.get("/desk/tokens/").content.decode()
    token = tokens.find(plain)
    assert token is not None
    client.post(f"/desk/tokens/{token.pk}/revoke/")
    assert tokens.find(plain) is None


def test_a_token_notes_its_use_at_most_once_a_minute(cast: Cast) -> None:
    token, plain = tokens.create("a", ["coach:use"], cast.alice)
    tokens.find(plain)
    first = ApiToken.objects.get(pk=token.pk).used_at
    tokens.find(plain)
    assert first is not None
    assert ApiToken.objects.get(pk=token.pk).used_at == first
    assert plain not in str(ApiToken.objects.values())


def test_an_unknown_scope_is_refused(cast: Cast) -> None:
    with pytest.raises(tokens.UnknownScope):
        tokens.create("a", ["everything"], cast.alice)


def test_the_journal_names_who_did_what(cast: Cast) -> None:
    client = signed_in(cast.alice)
    client.post("/desk/places/new/", {"name_nl": "Oost"})
    page = client.get("/desk/journal/", {"about": "place:"}).content.decode()
    assert "Alice de Boer" in page
    assert "made a place" in page
    assert "Nothing here." in client.get("/desk/journal/", {"about": "nothing:"}).content.decode()
