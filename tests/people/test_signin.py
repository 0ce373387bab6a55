"""Signing in: a code by mail, or a password with a second step; nothing tells who is known."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.test import Client

from helder.people.actions import change_person
from tests.cast import PASSWORD, Cast
from tests.people.conftest import signed_in

LOGIN = "/account/login/"
CODE = "/account/login/code/"
PASSWORD_LOGIN = "/account/login/password/"


def ask_code(visitor: Client, email: str) -> str:
    """Asks for a code and reads it in the mail."""
    visitor.post(LOGIN, {"email": email})
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", str(mail.outbox[-1].body), re.M)
    assert found
    return found[1]


def test_a_code_by_mail_lets_a_reader_in(cast: Cast, visitor: Client) -> None:
    code = ask_code(visitor, "Dave@Rivierland.example")
    answer = visitor.post(CODE, {"code": code})
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert b"Dave" in visitor.get("/me/").content


def test_staff_land_in_the_desk_and_a_link_is_followed(cast: Cast, visitor: Client) -> None:
    visitor.post(LOGIN, {"email": cast.carol.email})
    assert visitor.post(CODE, {"code": last_code()})["Location"] == "/desk/"
    other = Client()
    other.post(
        LOGIN + "?next=/desk/services/", {"email": cast.carol.email, "next": "/desk/services/"}
    )
    answer = other.post(CODE, {"code": last_code(), "next": "/desk/services/"})
    assert answer["Location"] == "/desk/services/"


def last_code() -> str:
    found = re.search(r"^([A-Z0-9-]{6,})$", str(mail.outbox[-1].body), re.M)
    assert found
    return found[1]


def test_a_wrong_code_keeps_one_on_the_page(cast: Cast, visitor: Client) -> None:
    ask_code(visitor, cast.dave.email)
    answer = visitor.post(CODE, {"code": "WRONG1"})
    assert b"That is not the code" in answer.content
    assert visitor.get("/me/").status_code == 302


def test_the_answer_is_the_same_for_a_stranger(cast: Cast, visitor: Client) -> None:
    known = visitor.post(LOGIN, {"email": cast.dave.email}, follow=True)
    stranger = Client(headers={"accept-language": "en"})
    unknown = stranger.post(LOGIN, {"email": "nobody@elsewhere.example"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    same = [
        re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page.content)
        for page in (known, unknown)
    ]
    assert same[0].replace(b"dave@rivierland", b"?") == same[1].replace(b"nobody@elsewhere", b"?")
    assert "do not know this mail address" in str(mail.outbox[-1].body)


def test_somebody_who_left_gets_no_code(cast: Cast, visitor: Client) -> None:
    visitor.post(LOGIN, {"email": cast.frits.email})
    assert "do not know" in mail.outbox[-1].subject


@pytest.mark.parametrize("email", ["dave@rivierland.example", "nobody@elsewhere.example"])
def test_a_mail_server_that_is_down_is_said_so(
    cast: Cast, visitor: Client, settings: object, email: str
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    answer = visitor.post(LOGIN, {"email": email})
    assert answer.status_code == 503
    assert b"We could not send the mail" in answer.content
    assert b"0344 123 456" in answer.content


def test_asking_too_often_is_refused_with_a_sentence(cast: Cast, visitor: Client) -> None:
    for _n in range(3):
        Client().post(LOGIN, {"email": cast.dave.email})
    answer = visitor.post(LOGIN, {"email": cast.dave.email})
    assert b"tried too often" in answer.content
    assert len(mail.outbox) == 3


def test_guessing_passwords_stops_after_five(cast: Cast, visitor: Client) -> None:
    for _n in range(5):
        visitor.post(PASSWORD_LOGIN, {"login": cast.dave.email, "password": "guess guess guess"})
    answer = visitor.post(PASSWORD_LOGIN, {"login": cast.dave.email, "password": PASSWORD})
    assert b"tried too often" in answer.content


def test_staff_with_only_a_password_are_asked_for_a_second_step(
    cast: Cast, visitor: Client
) -> None:
    visitor.post(PASSWORD_LOGIN, {"login": cast.carol.email, "password": PASSWORD})
    assert b"Add a second step" in visitor.get("/desk/services/").content


def test_an_app_with_codes_becomes_the_second_step(cast: Cast, visitor: Client) -> None:
    visitor.post(PASSWORD_LOGIN, {"login": cast.carol.email, "password": PASSWORD})
    visitor.get("/account/safe/app/")
    secret = visitor.session["mfa.totp.secret"]
    answer = visitor.post("/account/safe/app/", {"code": totp(secret)})
    assert answer["Location"] == "/account/safe/spare/"
    again = Client(headers={"accept-language": "en"})
    step = again.post(PASSWORD_LOGIN, {"login": cast.carol.email, "password": PASSWORD})
    assert step["Location"].startswith("/account/login/second-step/")
    assert b"One more step" in again.get(step["Location"]).content
    assert again.get("/desk/services/").status_code == 302
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    assert again.post(step["Location"], {"code": spare})["Location"] == "/desk/"
    assert again.get("/desk/services/").status_code == 200


def totp(secret: str) -> str:
    """The code that an app would show now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_nobody_signs_up(cast: Cast, visitor: Client) -> None:
    assert (
        b"Accounts come from Hogeschool Rivierland" in visitor.get("/account/no-account/").content
    )
    for gone in ("/account/signup/", "/account/email/", "/account/safe/passkeys/signup/"):
        assert visitor.get(gone).status_code == 404


def test_a_forgotten_password_is_chosen_anew(cast: Cast, visitor: Client) -> None:
    visitor.post("/account/password/reset/", {"email": cast.dave.email})
    found = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert found
    page = visitor.get(found[1], follow=True)
    new = "a sentence of my own about rivers"
    visitor.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    answer = visitor.post(PASSWORD_LOGIN, {"login": cast.dave.email, "password": new})
    assert answer.status_code == 302
    assert (
        b"no longer works"
        in Client(headers={"accept-language": "en"}).get(found[1], follow=True).content
    )


def test_an_old_address_opens_nothing_after_it_was_changed(cast: Cast, visitor: Client) -> None:
    old = cast.dave.email
    visitor.post(CODE, {"code": ask_code(visitor, old)})
    change_person(cast.dave, {"email": "david@rivierland.example"}, by=cast.alice)
    Client(headers={"accept-language": "en"}).post(LOGIN, {"email": old})
    assert "do not know" in mail.outbox[-1].subject


def test_whoever_is_switched_off_is_out_at_once(cast: Cast) -> None:
    client = signed_in(cast.eve)
    assert client.get("/me/").status_code == 200
    change_person(cast.eve, {"is_active": False}, by=cast.alice)
    assert client.get("/me/").status_code == 302


def test_no_page_of_signing_in_has_inline_code(cast: Cast, visitor: Client) -> None:
    inside = Client()
    inside.post(PASSWORD_LOGIN, {"login": cast.carol.email, "password": PASSWORD})
    pages = [
        visitor.get(LOGIN),
        visitor.get(PASSWORD_LOGIN),
        inside.get("/account/safe/passkeys/add/"),
    ]
    pages.append(inside.get("/account/safe/app/"))
    for page in pages:
        assert page.status_code == 200
        assert not re.search(rb"<script(?![^>]*(src=|application/json))", page.content)
        assert not re.search(rb"<[^>]+\s(on\w+|style)=", page.content)


def test_a_code_also_asks_for_the_second_step(cast: Cast, visitor: Client) -> None:
    TOTP.activate(cast.carol, "JBSWY3DPEHPK3PXP")
    answer = visitor.post(CODE, {"code": ask_code(visitor, cast.carol.email)})
    assert answer["Location"].startswith("/account/login/second-step/")


def test_too_many_tries_from_one_place_get_a_page_of_ours(
    cast: Cast, visitor: Client, settings: object
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}  # type: ignore[attr-defined]
    wrong = {"login": cast.dave.email, "password": "guess guess guess"}
    visitor.post(PASSWORD_LOGIN, wrong)
    answer = visitor.post(PASSWORD_LOGIN, wrong)
    assert answer.status_code == 429
    assert b"0344 123 456" in answer.content
