"""Who is in an audience: the one question to the database against plain sets, and why."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helder.delivery import actions
from helder.people.audiences import Selection, audiences_of, in_use, resolve
from helder.people.audiences.facts import facts_of
from helder.people.audiences.matching import matching
from helder.people.audiences.reasons import meets, verdict
from helder.people.audiences.rules import (
    EVERYONE,
    AllOf,
    AnyOf,
    Is,
    Rule,
    Unreadable,
    kept,
    parse,
    simplified,
)
from helder.people.audiences.world import fetch
from helder.people.models import Affiliation, Audience, Department, Person
from helder.services.models import Following
from tests.cast import Cast, make_cast, person
from tests.delivery.letters import send
from tests.people.audience_world import KEYS, RULES, members

ASKED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


class AgainstPlainSets(TestCase):
    """A small population, and whatever rule hypothesis makes."""

    @classmethod
    def setUpTestData(cls) -> None:
        """Twelve people: every place, role and department, none of them, guests, one who left."""
        cast = make_cast()
        populate(cast)
        cls.sets = naive_sets()

    @ASKED
    @given(RULES)
    def test_the_database_finds_the_same_people(self, rule: Rule) -> None:
        rule = self._named(rule)
        found = list(in_use(matching(rule, fetch([], also=rule))).values_list("pk", flat=True))
        assert len(found) == len(set(found))
        assert set(found) == members(rule, self.sets)

    @ASKED
    @given(RULES, st.integers(0, 30))
    def test_one_person_is_judged_as_the_database_does(self, rule: Rule, which: int) -> None:
        rule = simplified(self._named(rule))
        assume(is_readable(rule))
        audience = Audience.objects.create(slug="proef", name={"nl": "Proef"}, rule=kept(rule))
        everybody = Person.objects.filter(is_active=True).order_by("pk")
        one = everybody[which % everybody.count()]
        inside = resolve(Selection(("proef",))).filter(pk=one.pk).exists()
        assert (audience.pk in audiences_of(one)) == inside
        said = verdict("proef", facts_of(one), fetch(["proef"]))
        assert said.belongs == inside
        assert said.reasons
        assert all(reason.speaks_for for reason in said.reasons) or not inside
        audience.delete()

    def _named(self, rule: Rule) -> Rule:
        """Person 1 to 9 of hypothesis are the first nine of the population."""
        return moved(rule, list(Person.objects.order_by("pk").values_list("pk", flat=True)[:9]))


def moved(rule: Rule, ids: list[int]) -> Rule:
    """The same rule with other persons."""
    if isinstance(rule, Is):
        return Is("person", ids[int(rule.key) - 1]) if rule.kind == "person" else rule
    parts = tuple(moved(part, ids) for part in rule.parts)
    if isinstance(rule, AnyOf):
        return AnyOf(parts)
    return AllOf(parts, tuple(moved(part, ids) for part in rule.without))


def is_readable(rule: Rule) -> bool:
    """Whether it is not too deep to be kept."""
    try:
        return parse(kept(rule)) == rule
    except Unreadable:
        return False


def populate(cast: Cast) -> None:
    """People of every sort, and audiences that name each other."""
    nursing = Department.objects.create(
        slug="verpleegkunde", name="Verpleegkunde", path="Zorg/Verpleegkunde", parent=cast.zorg
    )
    Department.objects.create(slug="techniek", name="Techniek", path="Techniek")
    other = Department.objects.create(slug="zorgtechniek", name="Zorgtechniek", path="Zorgtechniek")
    teacher = Affiliation.objects.create(slug="docent", name={"nl": "Docent"})
    fay = person("fay", "Fay", department=nursing, place=cast.zuid)
    fay.affiliations.add(teacher, Affiliation.objects.get(slug="student"))
    person("gijs", "Gijs", department=other).affiliations.add(teacher)
    guest = person("guus", "Guus", is_guest=True)
    Following.objects.create(person=guest, service=cast.wifi, place=cast.noord)
    Following.objects.create(person=cast.eve, service=cast.grades)
    Following.objects.create(person=cast.eve, service=cast.grades, place=cast.zuid)
    by_hand = Audience.objects.create(slug="lijst", name={"nl": "Lijst"})
    by_hand.persons.add(fay, guest, cast.frits)
    above = {"any": [{"audience": "studenten"}, {"audience": "lijst"}]}
    Audience.objects.create(slug="boven", name={"nl": "Boven"}, rule=above)


def naive_sets() -> dict[Is, set[int]]:
    """The people of each condition, found one person at a time."""
    people = list(Person.objects.filter(is_active=True))
    students = {p.pk for p in people if p.affiliations.filter(slug="student").exists()}
    by_hand = {p.pk for p in people if p.lists.exists()}
    everyone = {p.pk for p in people if not p.is_guest}
    sets = {Is("person", p.pk): {p.pk} for p in people} | {EVERYONE: everyone}
    for slug in KEYS["department"]:
        row = Department.objects.filter(slug=slug).first()
        path = row.path if row else "\x00"
        sets[Is("department", slug)] = {
            p.pk for p in people
            if p.department and (p.department.path + "/").startswith(path + "/")
        }  # fmt: skip
    for slug in KEYS["place"]:
        sets[Is("place", slug)] = {p.pk for p in people if p.place and p.place.slug == slug}
    for slug in KEYS["role"]:
        sets[Is("role", slug)] = {p.pk for p in people if p.affiliations.filter(slug=slug).exists()}
    followers = {slug: {p.pk for p in people if p.followings.filter(service__slug=slug).exists()}
                 for slug in ("wifi", "cijfers")}  # fmt: skip
    return sets | {
        Is("service", "wifi"): everyone | followers["wifi"],
        Is("service", "cijfers"): students | followers["cijfers"],
        Is("audience", "studenten"): students,
        Is("audience", "lijst"): by_hand,
        Is("audience", "boven"): students | by_hand,
        Is("audience", "all"): everyone,
    }


def audience(slug: str, rule: dict[str, Any]) -> Audience:
    return Audience.objects.create(slug=slug, name={"nl": slug.title()}, rule=rule)


def said(slug: str, who: Person) -> list[str]:
    with override("en"):
        return [reason.sentence for reason in verdict(slug, facts_of(who), fetch([slug])).reasons]


def test_overlapping_audiences_give_one_delivery(cast: Cast) -> None:
    audience("noorderlingen", {"place": "noord"})
    audience("zorgers", {"department": "zorg"})
    picked = Selection(("noorderlingen", "zorgers", "studenten"), persons=(cast.dave.pk,))
    assert [p.pk for p in resolve(picked)] == [cast.dave.pk]


def test_one_delivery_for_whoever_is_in_several_audiences(cast: Cast) -> None:
    audience("noorderlingen", {"place": "noord"})
    Following.objects.create(person=cast.dave, service=cast.wifi)
    several = Selection(("noorderlingen", "studenten", "all"), persons=(cast.dave.pk,))
    dispatch = send(selection=several, services=["wifi"])
    claimed = actions.claim_dispatch("w")
    assert claimed is not None
    actions.address(claimed, "w")
    people = list(dispatch.deliveries.values_list("person__name", flat=True))
    assert sorted(people) == sorted(set(people))
    assert len(people) == 5


def test_places_limit_and_an_unknown_place_counts_as_everywhere(cast: Cast) -> None:
    nobody_knows = person("hans", "Hans")
    there = resolve(Selection(("all",), ("noord",)))
    assert cast.dave in there
    assert nobody_knows in there
    assert cast.eve not in there
    assert cast.frits not in there
    assert cast.eve in resolve(Selection(("all",), ("noord",), (cast.eve.pk,)))


def test_what_was_removed_matches_nobody_and_says_so(cast: Cast) -> None:
    audience("a", {"any": [{"department": "zorg"}, {"place": "noord"}]})
    audience("b", {"all": [{"everyone": True}, {"not": {"department": "zorg"}}]})
    Person.objects.filter(department=cast.zorg).update(department=None)
    cast.zorg.delete()
    assert list(resolve(Selection(("a",)))) == [cast.dave]
    assert resolve(Selection(("b",))).count() == 5
    audience("c", {"department": "zorg"})
    assert said("c", cast.dave) == ["One condition names something that was removed (zorg)."]


@pytest.mark.parametrize("rule", [{"x": 1}, [], "?", {"any": 3}, None])
def test_a_rule_that_cannot_be_read_never_crashes(cast: Cast, rule: Any) -> None:
    broken = audience("stuk", {})
    Audience.objects.filter(pk=broken.pk).update(rule=rule if rule is not None else {"all": 0})
    assert not resolve(Selection(("stuk",))).exists()
    assert broken.pk not in audiences_of(cast.dave)


def test_audiences_that_name_each_other_all_the_same_end(cast: Cast) -> None:
    """As after a restore: saving refuses it, reading survives it."""
    audience("a", {"any": [{"audience": "b"}, {"role": "student"}]})
    audience("b", {"any": [{"audience": "a"}, {"place": "zuid"}]})
    assert set(resolve(Selection(("a",)))) == {cast.dave, cast.eve}
    assert said("a", cast.eve) == ["Is in the audience B."]


def test_why_in_words(cast: Cast) -> None:
    populate(cast)
    fay, guest = Person.objects.get(name="Fay"), Person.objects.get(name="Guus")
    audience(
        "mix",
        {"all": [{"any": [{"department": "zorg"}, {"place": "noord"}]}, {"role": "docent"},
                 {"not": {"audience": "lijst"}}]},
    )  # fmt: skip
    assert said("mix", fay) == [
        "Is in Zorg/Verpleegkunde, which lies below Zorg.",
        "Has the role Docent.",
        "Is left out, because of this exception:",
    ]
    assert said("mix", cast.eve) == [
        "Is in none of these: Zorg or North.",
        "Does not have the role Docent.",
    ]
    audience("wifigebruikers", {"service": "wifi"})
    assert said("wifigebruikers", guest) == ["Follows Wifi."]
    assert said("wifigebruikers", cast.carol) == [
        "Uses Wifi, because that is for the audience Everyone."
    ]
    assert said("wifigebruikers", cast.frits) == ["Is no longer in use in Helder, so gets nothing."]
    assert said("lijst", fay) == ["Is named in the list of Lijst."]


def test_departments_whose_names_begin_alike_stay_apart(cast: Cast) -> None:
    populate(cast)
    audience("z", {"department": "zorg"})
    assert set(resolve(Selection(("z",))).values_list("name", flat=True)) == {"Dave Öztürk", "Fay"}


def test_more_audiences_do_not_cost_more_questions(cast: Cast) -> None:
    populate(cast)

    def asked(*slugs: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            list(resolve(Selection(slugs)))
        return len(caught)

    few = asked("boven")
    for number in range(10):
        rule = {"any": [{"audience": "boven"}, {"place": "noord"}, {"service": "wifi"},
                        {"department": "zorg"}]}  # fmt: skip
        audience(f"a{number}", rule)
    assert asked(*(f"a{number}" for number in range(10)), "boven") <= few + 4


def test_a_condition_is_met_by_no_one_when_it_is_unknown(cast: Cast) -> None:
    assert not meets(Is("place", "gone"), facts_of(cast.dave), fetch([]))
