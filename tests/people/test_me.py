"""One's own page: choices, and everything that is kept."""

from __future__ import annotations

from helder.journal.models import Entry
from helder.services.actions import follow
from tests.cast import Cast
from tests.people.conftest import signed_in


def test_choices_are_kept_and_shape_the_next_page(cast: Cast) -> None:
    client = signed_in(cast.dave)
    answer = client.post(
        "/me/", {"name": "Dave Öz", "phone": "06", "language": "en", "outage_channel": "portal"},
        follow=True,
    )  # fmt: skip
    assert b"Your choices are saved." in answer.content
    cast.dave.refresh_from_db()
    assert (cast.dave.name, cast.dave.outage_channel) == ("Dave Öz", "portal")
    assert Entry.objects.filter(verb="person.chose", actor=cast.dave.actor_key).count() == 1


def test_a_wrong_choice_keeps_what_was_typed(cast: Cast) -> None:
    answer = signed_in(cast.dave).post("/me/", {"name": "Dave Nieuw", "language": "xx"})
    assert b"Dave Nieuw" in answer.content
    cast.dave.refresh_from_db()
    assert cast.dave.name == "Dave Öztürk"


def test_nobody_gives_themselves_a_role(cast: Cast) -> None:
    signed_in(cast.dave).post(
        "/me/", {"name": "D", "language": "", "outage_channel": "mail", "role": "administrator"}
    )
    cast.dave.refresh_from_db()
    assert cast.dave.role == "reader"


def test_my_data_as_a_file(cast: Cast) -> None:
    follow(cast.dave, [cast.wifi], [cast.noord], by=cast.dave)
    answer = signed_in(cast.dave).get("/me/data.json")
    assert "attachment" in answer["Content-Disposition"]
    kept = answer.json()
    assert kept["person"]["email"] == cast.dave.email
    assert kept["person"]["roles"] == ["student"]
    assert kept["follows"][0]["service"] == "wifi"


def test_what_i_follow_stands_on_my_page(cast: Cast) -> None:
    follow(cast.eve, [cast.grades], [], by=cast.eve)
    page = signed_in(cast.eve).get("/me/").content.decode()
    assert "What I follow" in page
    assert "Grades" in page
