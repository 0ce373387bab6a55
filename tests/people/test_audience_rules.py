"""The rule of an audience without a database: read, simplified, written down, refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from helder.people.audiences import loops
from helder.people.audiences.named import addresses
from helder.people.audiences.rules import (
    EVERYONE,
    NOBODY,
    AllOf,
    AnyOf,
    Is,
    Rule,
    Unreadable,
    as_groups,
    conditions,
    holds,
    kept,
    parse,
    simplified,
)
from helder.people.audiences.words import in_words
from helder.people.audiences.world import Group, Known, World
from tests.people.audience_world import CONDITIONS, RULES, members

PEOPLE = frozenset(range(6))
WHO = st.dictionaries(CONDITIONS, st.sets(st.sampled_from(sorted(PEOPLE))), max_size=12)
STUDENT, NORTH, CARE = Is("role", "student"), Is("place", "noord"), Is("department", "zorg")


@given(RULES, WHO)
def test_simpler_words_mean_the_same_people(rule: Rule, who: dict[Is, set[int]]) -> None:
    assert members(simplified(rule), who) == members(rule, who)


@given(RULES, WHO)
def test_what_holds_for_one_is_what_the_sets_say(rule: Rule, who: dict[Is, set[int]]) -> None:
    found = {one for one in PEOPLE if holds(rule, lambda c, one=one: one in who.get(c, set()))}
    assert found == members(rule, who)


@given(RULES)
def test_what_is_kept_is_read_again(rule: Rule) -> None:
    short = simplified(rule)
    assert parse(kept(short)) == short
    assert simplified(short) == short


@given(RULES)
def test_a_form_says_the_same_rule_or_leaves_it_alone(rule: Rule) -> None:
    groups = as_groups(simplified(rule))
    if groups is not None:
        assert groups.rule() == simplified(rule)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["any", "all", "not", "role", "person", "everyone", "x"]), inner,
            max_size=2,
        ),
    ),
    max_leaves=10,
)  # fmt: skip


@given(JSON)
def test_whatever_is_kept_is_read_or_refused(something: Any) -> None:
    try:
        rule = parse(something)
    except Unreadable:
        return
    assert parse(kept(rule)) == rule


def test_not_alone_is_taken_from_everyone() -> None:
    assert parse({"not": {"place": "noord"}}) == AllOf((EVERYONE,), (NORTH,))
    assert parse({"all": [{"role": "student"}, {"not": {"place": "noord"}}]}) == AllOf(
        (STUDENT,), (NORTH,)
    )
    assert parse({"all": []}) == parse({"any": []}) == parse({}) == NOBODY


def _deep(levels: int) -> dict[str, Any]:
    rule: dict[str, Any] = {"role": "student"}
    for _level in range(levels):
        rule = {"all": [{"any": [rule, {"place": "noord"}]}, {"place": "zuid"}]}
    return rule


@pytest.mark.parametrize(
    "something",
    [
        None, [], "x", {"role": ""}, {"role": 3}, {"person": True}, {"person": 10**30},
        {"everyone": False}, {"any": {}}, {"role": "a", "place": "b"}, _deep(5),
        {"any": [{"role": f"r{n}"} for n in range(300)]},
        {"any": [{"any": [{"role": f"r{n}"} for n in range(150)]}] * 2},
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(something: Any) -> None:
    with pytest.raises(Unreadable):
        parse(something)


def world(**rules: Rule) -> World:
    """Audiences with these rules; the service wifi is for the audience `a`."""
    groups = {slug: Group(n, slug.upper(), rule) for n, (slug, rule) in enumerate(rules.items())}
    known = {"service": {"wifi": Known(1, "Wifi", "a")}, "place": {"noord": Known(1, "Noord")},
             "role": {"student": Known(1, "Student")}}  # fmt: skip
    return World(known, groups)


def test_audiences_that_name_each_other_are_refused_with_the_way_round() -> None:
    there = world(a=Is("audience", "b"), b=AnyOf((NORTH, Is("audience", "c"))), c=STUDENT)
    loops.check("c", "C", NORTH, there)
    with pytest.raises(loops.Endless) as endless:
        loops.check("c", "C", AllOf((STUDENT,), (Is("audience", "a"),)), there)
    assert endless.value.names == ["C", "A", "B", "C"]
    with pytest.raises(loops.Endless):
        loops.check("new", "New", Is("audience", "new"), there)


def test_round_and_round_through_a_service_is_refused_too() -> None:
    there = world(a=NORTH, b=Is("service", "wifi"))
    loops.check("b", "B", Is("service", "wifi"), there)
    with pytest.raises(loops.Endless):
        loops.check("a", "A", Is("service", "wifi"), there)
    with pytest.raises(loops.Endless):
        loops.check_service("wifi", "b", there)
    loops.check_service("wifi", "a", there)


def test_audiences_in_audiences_stay_within_bounds() -> None:
    wide = {f"a{n}": AnyOf((Is("audience", f"a{n - 1}"), AllOf((Is("audience", f"a{n - 1}"),),
            (NORTH,)))) for n in range(1, 30)}  # fmt: skip
    with pytest.raises(loops.TooMuch):
        loops.check("new", "New", Is("audience", "a29"), world(a0=STUDENT, **wide))


def test_a_rule_in_words() -> None:
    there = world(b=STUDENT)
    rule = AllOf((AnyOf((STUDENT, Is("service", "wifi"))), Is("audience", "b")), (NORTH, CARE))
    with override("en"):
        said, nobody = in_words(rule, there), in_words(NOBODY, there)
    assert said == (
        "(Student or users of Wifi) and also B, but not Noord or something that was removed (zorg)"
    )
    assert nobody == "nobody"
    assert len(list(conditions(rule))) == 5


@given(st.text(max_size=80))
def test_any_text_can_be_pasted_as_a_list(text: str) -> None:
    found, strange = addresses(text)
    assert all("@" in address for address in found)
    assert len(set(found)) == len(found)
    assert bool(found or strange) == bool(text.replace(",", " ").replace(";", " ").strip())


def test_a_list_as_mail_programs_write_it() -> None:
    text = 'Jansen, Carol <Carol@r.example>; "Dave" <dave@r.example>\neve@r.example, dave@R.example'
    assert addresses(text) == (["carol@r.example", "dave@r.example", "eve@r.example"], [])
    assert addresses("kees de boer\nx@y.example") == (["x@y.example"], ["kees de boer"])
    assert addresses("a@y.example, kees, b@y.example")[1] == ["kees"]
