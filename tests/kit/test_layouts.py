"""The shells through the door: landmarks, language, menus, and pages for when it goes wrong."""

from __future__ import annotations

import pytest
from django.db import connection
from django.template import engines
from django.template.loader import get_template
from django.test import Client, RequestFactory

from helder.portal import errors
from tests.cast import Cast


def page(client: Client, path: str) -> str:
    """The body of a page."""
    return client.get(path).content.decode()


def test_a_page_for_users_has_its_landmarks(cast: Cast, client: Client) -> None:
    body = page(client, "/")
    for part in ('<html lang="nl">', 'href="#main"', '<main id="main"', "<header", "<footer"):
        assert part in body
    assert "0344 123 456" in body
    assert 'href="tel:0344123456"' in body


@pytest.mark.django_db
def test_an_organisation_without_a_service_desk_shows_no_empty_card(client: Client) -> None:
    assert "h-contact" not in page(client, "/no/such/page/")


def test_the_language_switch_gives_the_same_page_in_english(cast: Cast, client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/"
    assert '<html lang="en">' in answer.content.decode()


def test_pages_for_users_load_no_htmx(cast: Cast, client: Client) -> None:
    assert "htmx" not in page(client, "/")


def test_the_desk_has_one_heading_that_is_its_title(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    client.cookies["helder_language"] = "en"
    body = page(client, "/desk/house/")
    assert body.count("<h1>") == 1
    assert "<h1>House style</h1>" in body
    assert "<title>House style · Hogeschool Rivierland</title>" in body


def test_the_menu_shows_only_what_one_may(cast: Cast, client: Client) -> None:
    client.force_login(cast.carol)
    assert "/desk/house/" not in page(client, "/desk/kit/")
    client.force_login(cast.alice)
    assert 'href="/desk/house/"' in page(client, "/desk/kit/")


def test_the_menu_says_where_one_is(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    assert 'href="/desk/house/" aria-current="page"' in page(client, "/desk/house/")


def test_an_address_that_does_not_exist_helps_on(cast: Cast, client: Client) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert 'href="/"' in answer.content.decode()
    assert "0344 123 456" in answer.content.decode()


def test_no_permission_is_a_page_of_its_own(cast: Cast, client: Client) -> None:
    client.force_login(cast.dave)
    answer = client.get("/desk/kit/")
    assert answer.status_code == 403
    assert "h-empty" in answer.content.decode()


def test_an_expired_form_says_that_nothing_is_lost(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/account/login/password/", {"login": "x@example.nl"})
    assert answer.status_code == 403
    assert "h-empty" in answer.content.decode()


@pytest.mark.django_db
def test_the_page_for_a_broken_server_asks_nothing_of_the_database(
    django_assert_num_queries: object,
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = errors.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
    assert connection is not None


def test_every_template_of_the_kit_compiles() -> None:
    assert engines["django"] is not None
    for name in ("400", "403", "404", "500", "csrf", "kit/portal", "kit/desk", "kit/plain"):
        assert get_template(f"{name}.html")
