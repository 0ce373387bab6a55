"""Following with a mail address, and choosing how mail comes: nothing before a button."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from helder.kit import clock
from helder.people.links import mail_choice_url, preference_token
from helder.people.models import Person
from helder.services.actions import confirm, follow
from helder.services.models import Following
from helder.services.queries import followers
from tests.cast import Cast


@pytest.fixture
def visitor() -> Client:
    """Somebody who reads English; CSRF is checked."""
    return Client(headers={"accept-language": "en"})


def link(pattern: str = r"https?://[^/]+(/follow/confirm/\S+)") -> str:
    """The link in the last mail."""
    found = re.search(pattern, str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_visitor_follows_after_two_steps(cast: Cast, visitor: Client) -> None:
    before = Person.objects.count()
    wish = {"email": "Gast@home.example", "services": ["wifi"], "places": ["noord"]}
    page = visitor.post("/follow/", wish)
    assert b"Look in your mail" in page.content
    assert Person.objects.count() == before
    assert visitor.get(link()).status_code == 200
    assert Person.objects.count() == before
    done = visitor.post(link())
    assert b"It is arranged" in done.content
    guest = Person.objects.get(email="gast@home.example")
    assert guest.is_guest
    assert (guest.language, guest.has_usable_password()) == ("en", False)
    assert guest in followers(["wifi"], ["noord"])
    assert guest not in followers(["wifi"], ["zuid"])
    visitor.post(link())
    assert Following.objects.filter(person=guest).count() == 1


def test_after_confirming_it_leads_to_the_choices(cast: Cast, visitor: Client) -> None:
    visitor.post("/follow/", {"email": "gast@home.example", "services": ["wifi"]})
    page = visitor.post(link()).content.decode()
    found = re.search(r'href="[^"]*(/mail/[^"]+)"', page)
    assert found
    choices = visitor.get(found[1]).content.decode()
    assert "gast@home.example" in choices
    assert "Wifi" in choices


def test_who_left_follows_as_a_guest_and_gets_no_rights_back(cast: Cast, visitor: Client) -> None:
    Person.objects.filter(pk=cast.bob.pk).update(is_active=False, left_at=clock.now(), source="hr")
    visitor.post("/follow/", {"email": cast.bob.email, "services": ["wifi"]})
    assert b"It is arranged" in visitor.post(link()).content
    bob = Person.objects.get(pk=cast.bob.pk)
    assert (bob.is_guest, bob.is_active, bob.role, bob.source) == (True, True, "reader", "")
    assert bob.left_at is None, "who is back is not erased as who left"


def test_who_was_switched_off_is_told(cast: Cast, visitor: Client) -> None:
    visitor.post("/follow/", {"email": cast.frits.email, "services": ["wifi"]})
    answer = visitor.post(link())
    assert answer.status_code == 403
    assert b"Ask the service desk, or use another mail address." in answer.content
    assert not Following.objects.exists()


def without_token(page: HttpResponse, email: str) -> str:
    """A page without what differs each time."""
    text = page.content.decode().replace(email, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_the_answer_is_the_same_for_somebody_known(cast: Cast, visitor: Client) -> None:
    pages = [
        without_token(visitor.post("/follow/", {"email": email, "services": ["wifi"]}), email)
        for email in ("new@home.example", cast.dave.email)
    ]
    assert pages[0] == pages[1]
    visitor.post(link())
    assert Following.objects.get(person=cast.dave).service == cast.wifi
    cast.dave.refresh_from_db()
    assert not cast.dave.is_guest


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"email": "a@b.example"}, b"Choose at least one service or one place."),
        ({"email": "no", "services": ["wifi"]}, b"no"),
        ({"email": "a@b.example", "services": ["nonesuch"]}, b"nonesuch"),
    ],
)
def test_a_wrong_wish_sends_nothing(
    cast: Cast, visitor: Client, wish: dict[str, object], sentence: bytes
) -> None:
    assert sentence in visitor.post("/follow/", wish).content
    assert mail.outbox == []


def test_nobody_is_flooded(cast: Cast, visitor: Client) -> None:
    answers = [
        visitor.post("/follow/", {"email": "a@b.example", "services": ["wifi"]}).status_code
        for _n in range(7)
    ]
    assert answers == [200] * 5 + [429] * 2
    assert len(mail.outbox) == 5


def test_a_mail_server_that_is_down_is_said_so(
    cast: Cast, visitor: Client, settings: object
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    answer = visitor.post("/follow/", {"email": "a@b.example", "services": ["wifi"]})
    assert answer.status_code == 503
    assert b"Nothing is stored" in answer.content


@pytest.mark.parametrize("address", ["/follow/confirm/x/", "/follow/stop/x/", "/mail/x:y:z/"])
def test_an_altered_link_says_what_to_do(cast: Cast, visitor: Client, address: str) -> None:
    for answer in (visitor.get(address), visitor.post(address)):
        assert answer.status_code == 410
        assert b"This link no longer works" in answer.content


def choice(person: Person) -> str:
    """The path of somebody's mail choices."""
    return "/mail/" + mail_choice_url(person).split("/mail/")[1]


def test_opening_the_link_changes_nothing(cast: Cast, visitor: Client) -> None:
    guest = confirm("gast@home.example", [cast.wifi], [], "")
    for address in (choice(guest), f"/follow/stop/{preference_token(guest)}/"):
        assert b"gast@home.example" in visitor.get(choice(guest)).content
        assert visitor.get(address).status_code == 200
    assert Following.objects.filter(person=guest).exists()


def test_one_click_erases_a_guest(cast: Cast) -> None:
    guest = confirm("gast@home.example", [cast.wifi], [], "")
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(choice(guest), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Person.objects.filter(email="gast@home.example").exists()
    assert (
        strict.post(choice(guest), {"List-Unsubscribe": "One-Click"}).status_code == 410
        if guest.pk
        else True
    )


def test_one_click_gives_a_member_the_website_only(cast: Cast) -> None:
    answer = Client().post(choice(cast.dave), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    cast.dave.refresh_from_db()
    assert (cast.dave.urgent_by, cast.dave.ordinary_by) == ("portal", "portal")
    assert cast.dave.is_active


def test_stopping_with_the_button(cast: Cast, visitor: Client) -> None:
    guest = confirm("gast@home.example", [], [cast.noord], "")
    answer = visitor.post(f"/follow/stop/{preference_token(guest)}/")
    assert b"your mail address is erased" in answer.content
    follow(cast.dave, [cast.wifi], [], by=cast.dave)
    visitor.post(choice(cast.dave), {"do": "stop"})
    assert not Following.objects.exists()
    assert Person.objects.filter(pk=cast.dave.pk).exists()


def test_a_member_follows_and_stops(cast: Cast) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.eve)
    assert client.get("/follow/")["Location"] == "/me/follow/"
    client.post("/me/follow/", {"services": ["cijfers"], "places": []})
    row = Following.objects.get(person=cast.eve)
    other = follow(cast.dave, [cast.wifi], [], by=cast.dave)
    theirs = Following.objects.get(person=cast.dave)
    assert other == 1
    assert client.post(f"/me/follow/{theirs.pk}/stop/").status_code == 404
    client.post(f"/me/follow/{row.pk}/stop/")
    assert not Following.objects.filter(person=cast.eve).exists()
