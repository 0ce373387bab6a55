"""Links that know a person without a login: whose, how long, and that nobody can make one."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import signing

from helder.people.links import DAYS, person_from_token, preference_token
from tests.cast import Cast


def test_a_link_knows_its_person(cast: Cast) -> None:
    assert person_from_token(preference_token(cast.dave)) == cast.dave
    assert preference_token(cast.dave) != preference_token(cast.eve)


def test_an_altered_link_knows_nobody(cast: Cast) -> None:
    key, day, proof = preference_token(cast.dave).split(".")
    for forged in (
        f"{cast.eve.pk:x}.{day}.{proof}",
        f"{key}.{int(day, 16) + 1:x}.{proof}",
        f"{key}.{day}.{proof[:-1]}{'0' if proof[-1] != '0' else '1'}",
        f"{key}.{day}",
        f"{key}.{day}.{proof}00",
        f"{'f' * 16}.{day}.{proof}",
        "",
        "x:y:z",
    ):
        assert person_from_token(forged) is None


@pytest.mark.parametrize(("days", "works"), [(DAYS - 1, True), (DAYS + 2, False)])
def test_a_link_runs_out(cast: Cast, time_machine: Any, days: int, works: bool) -> None:
    time_machine.move_to("2026-11-23T10:00:00+00:00")
    token = preference_token(cast.dave)
    time_machine.shift(days * 24 * 3600)
    assert (person_from_token(token) is not None) is works


def test_who_has_left_has_no_link(cast: Cast) -> None:
    token = preference_token(cast.dave)
    cast.dave.is_active = False
    cast.dave.save()
    assert person_from_token(token) is None


def test_a_link_of_an_earlier_mail_still_works(cast: Cast) -> None:
    earlier = signing.dumps(cast.dave.pk, salt="preferences")
    assert person_from_token(earlier) == cast.dave
