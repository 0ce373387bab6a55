"""Does it touch me: what the front page says to whoever signed in."""

from __future__ import annotations

import pytest

from helder.people.models import Person
from helder.services.models import Following
from tests.cast import Cast, person
from tests.outages.told import read, tell, visitor


def test_a_visitor_gets_no_guess(cast: Cast) -> None:
    tell(cast, places=[cast.noord])
    assert "affect" not in read(visitor(), "/")


def test_my_place(cast: Cast) -> None:
    tell(cast, places=[cast.noord])
    assert "This affects you: your place is North." in read(visitor(cast.dave), "/")
    assert "This does not affect you at South: it is about North only." in read(
        visitor(cast.eve), "/"
    )


def test_a_person_without_a_place_is_not_told_that_they_are_safe(cast: Cast) -> None:
    tell(cast, places=[cast.noord])
    assert "This affects you if you are at North" in read(visitor(cast.carol), "/")


def test_my_services(cast: Cast) -> None:
    tell(cast, services=[cast.grades])
    assert "This affects you: you use Grades." in read(visitor(cast.dave), "/")
    assert "As far as we know you do not use this" in read(visitor(cast.eve), "/")


def test_what_i_follow(cast: Cast) -> None:
    tell(cast, services=[cast.grades])
    Following.objects.create(person=cast.eve, service=cast.grades)
    assert "You follow Grades." in read(visitor(cast.eve), "/")


def test_a_guest_is_not_everyone(cast: Cast) -> None:
    guest = person("guus", "Guus Gast", is_guest=True)
    tell(cast)
    assert "As far as we know you do not use this" in read(visitor(guest), "/")


def test_a_department_counts_with_what_lies_above_it(cast: Cast) -> None:
    cast.students.rule = {"department": cast.zorg.slug}
    cast.students.save()
    tell(cast, services=[cast.grades])
    assert "This affects you: you use Grades." in read(visitor(cast.dave), "/")


def test_what_touches_me_comes_first(cast: Cast) -> None:
    tell(cast, places=[cast.noord])
    tell(cast, services=[cast.mail], places=[cast.zuid])
    for who, first, second in ((cast.dave, "Wifi", "E-mail"), (cast.eve, "E-mail", "Wifi")):
        page = read(visitor(who), "/")
        assert "Two things do not work well. One of them affects you." in page
        assert page.index(f"{first} does not work") < page.index(f"{second} does not work")


@pytest.mark.parametrize("lang", ["nl", "nl-informal", "en"])
def test_every_language_has_the_page(cast: Cast, lang: str) -> None:
    Person.objects.filter(pk=cast.dave.pk).update(language=lang)
    tell(cast, places=[cast.noord])
    assert "Wifi" in read(visitor(Person.objects.get(pk=cast.dave.pk), lang="de"), "/")
