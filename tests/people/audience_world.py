"""Rules of audiences as hypothesis makes them, and what they mean by plain sets of people."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from helder.people.audiences.rules import AllOf, AnyOf, Is, Rule

KEYS = {
    "department": ("zorg", "verpleegkunde", "techniek", "gone"),
    "place": ("noord", "zuid", "gone"),
    "role": ("student", "docent", "gone"),
    "service": ("wifi", "cijfers", "gone"),
    "audience": ("studenten", "lijst", "all", "boven", "gone"),
}
CONDITIONS = st.one_of(
    st.just(Is("everyone")),
    st.integers(1, 9).map(lambda number: Is("person", number)),
    *(st.sampled_from([Is(kind, key) for key in keys]) for kind, keys in KEYS.items()),
)


def _grown(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    some = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        st.builds(AllOf, some, st.lists(inner, max_size=2).map(tuple)),
    )


RULES: st.SearchStrategy[Rule] = st.recursive(CONDITIONS, _grown, max_leaves=8)


def members(rule: Rule, who: dict[Is, set[Any]]) -> set[Any]:
    """Naively: the set of a rule from the sets of its conditions."""
    if isinstance(rule, Is):
        return who.get(rule, set())
    sets = [members(part, who) for part in rule.parts]
    if isinstance(rule, AnyOf):
        return set().union(*sets)
    return set.intersection(*sets) - set().union(*(members(part, who) for part in rule.without))
