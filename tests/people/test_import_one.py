"""One person at a time from a directory: joins, moves, leaves, comes back; own choices survive."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from hypothesis import given
from hypothesis import strategies as st

from helder.kit import clock
from helder.people.actions import LastAdministrator
from helder.people.directory.fields import LANGUAGES, Fields, Refused
from helder.people.directory.merging import Home, merge
from helder.people.directory.one import bring_in_one, leave
from helder.people.models import Department, Person, Refusal
from tests.cast import Cast

JAN = Fields("Jan@x.example", name="Jan", department="Zorg/Nacht", external_id="7", language="en")


def test_somebody_joins_moves_leaves_and_comes_back(cast: Cast) -> None:
    jan, what = bring_in_one(JAN, "scim", by=None)
    assert (what, jan.email, jan.source, jan.language) == ("added", "jan@x.example", "scim", "en")
    assert bring_in_one(JAN, "scim", by=None)[1] == "unchanged"
    EmailAddress.objects.create(user=jan, email=jan.email)
    Refusal.objects.create(person=jan, channel="mail", address=jan.email, at=clock.now())
    moved = Fields(
        "j@x.example", department="IT", external_id="7", language="nl", roles=("docent",)
    )
    same, what = bring_in_one(moved, "scim", by=None)
    assert (same.pk, same.email, what) == (jan.pk, "j@x.example", "changed")
    assert same.department == Department.objects.get(path="IT")
    assert same.language == "en", "their own by now"
    assert not EmailAddress.objects.filter(user=jan).exists()
    assert not same.refusals.exists()
    assert leave(same, by=None)
    assert not leave(same, by=None)
    assert Person.objects.get(pk=jan.pk).left_at is not None
    again, what = bring_in_one(moved, "scim", by=None)
    assert (again.pk, what, again.is_active, again.left_at) == (jan.pk, "returned", True, None)


def test_the_last_administrator_stays(cast: Cast) -> None:
    with pytest.raises(LastAdministrator):
        leave(cast.alice, by=None)


def test_whoever_was_switched_off_by_hand_stays_off(cast: Cast) -> None:
    bring_in_one(Fields(cast.frits.email, name="Frits"), "ldap", by=None)
    cast.frits.refresh_from_db()
    assert not cast.frits.is_active
    assert cast.frits.source == "ldap"


def test_an_address_of_somebody_else_is_refused(cast: Cast) -> None:
    jan, _what = bring_in_one(JAN, "scim", by=None)
    with pytest.raises(Refused, match="belongs to another person"):
        bring_in_one(Fields(cast.dave.email), "scim", by=None, person=jan)
    leave(jan, by=None)
    with pytest.raises(Refused, match="another number"):
        bring_in_one(Fields("jan@x.example", external_id="8"), "scim", by=None)


def test_a_file_does_not_take_over_from_a_live_directory(cast: Cast) -> None:
    bring_in_one(JAN, "ldap", by=None)
    jan, _what = bring_in_one(Fields("jan@x.example", name="J.", external_id="1"), "csv", by=None)
    assert (jan.source, jan.external_id, jan.name) == ("ldap", "7", "J.")


texts = st.none() | st.sampled_from(["", "Jan", "Öz", "06"])
anything = st.builds(
    Fields,
    email=st.sampled_from(["a@x.example", "B@x.example"]),
    name=texts,
    language=st.none() | st.sampled_from(LANGUAGES),
    department=texts,
    place=texts,
    phone=texts,
    external_id=texts,
)
persons = st.builds(
    Person,
    email=st.sampled_from(["a@x.example", "c@x.example"]),
    name=st.sampled_from(["", "Jan"]),
    language=st.sampled_from(LANGUAGES),
    source=st.sampled_from(["", "csv", "ldap", "scim"]),
    is_active=st.booleans(),
    left_at=st.none() | st.just(clock.now()),
    quiet_from=st.none(),
    urgent_by=st.sampled_from(["", "sms,mail"]),
)
homes = st.builds(Home, st.none() | st.integers(1, 3), st.none() | st.integers(1, 3))


@given(persons, anything, st.sampled_from(["csv", "ldap", "scim"]), homes)
def test_merging_twice_changes_nothing_and_choices_survive(
    person: Person, fields: Fields, source: str, home: Home
) -> None:
    language, ways, role = person.language, person.urgent_by, person.role
    for name, value in merge(person, fields, source, home).items():
        setattr(person, name, value)
    assert merge(person, fields, source, home) == {}
    assert person.language == language or not language
    assert (person.urgent_by, person.role) == (ways, role)
    assert person.email == fields.address
