"""How people sign in: nobody signs up by themselves; a letter that cannot leave is said so.

Owns: what allauth asks of us (texts of its errors, its letters, where people land afterwards).
Refuses: drawing pages; those are templates.
"""

from __future__ import annotations

import time
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.organisation.queries import current
from helder.people import letters
from helder.people.models import Person
from helder.people.permissions import may

WRONG_CODE = _("That is not the code. Check the digits and try again.")
JUST_NOW = 300
PATIENCE = _("That was tried too often. Wait five minutes, then try again.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from the directory or the administrator, never from a form."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is not in use. The service desk can help you."),
        "email_password_mismatch": _("This mail address and password do not belong together."),
        "enter_current_password": _("Fill in the password that you use now."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("That is not your password."),
        "too_many_login_attempts": PATIENCE,
        "rate_limited": PATIENCE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff land in the desk, everybody else on the home page."""
        return "/desk/" if may(request.user, "desk.see") else "/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        return reverse("people:me")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On our own address, whatever host name the request carried."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        uid, _dash, rest = key.partition("-")
        return settings.BASE_URL + path.replace("UID", uid).replace("KEY", rest)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to show once more that it is you, in our words."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**way, "description": AGAIN.get(way["id"], way["description"])} for way in methods]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again for whoever came in a moment ago."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < JUST_NOW:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """At once, as plain text; a page with a clear sentence when the mail server is down."""
        filled = {**context, "email": email, "house": current(), "site": settings.BASE_URL}
        subject = render_to_string(f"{template_prefix}_subject.txt", filled)
        text = render_to_string(f"{template_prefix}_message.txt", filled)
        try:
            letters.send(email, subject, text)
        except letters.MailDown as error:
            raise ImmediateHttpResponse(
                render(self.request, "account/mail_down.html", status=503)
            ) from error

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Only what went wrong or changed: "you are signed in" is plain to see."""
        template = kwargs.get("message_template") or (args[0] if args else "")
        if template not in SILENT:
            super().add_message(request, level, *args, **kwargs)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """Goes on; whoever works in the desk with a password alone is asked for a second step."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if wants_second_step(request, user):
            messages.warning(
                request,
                gettext(
                    "You signed in with a password only. Add a second step, such as a passkey "
                    "or an app with codes, under My details."
                ),
            )
        return response


AGAIN = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code from your app"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}
SILENT = frozenset(
    {
        "account/messages/logged_in.txt",
        "account/messages/login_code_sent.txt",
        "account/messages/logged_out.txt",
    }
)


def has_second_step(person: Person) -> bool:
    """Whether a passkey or an app stands beside the password."""
    return bool(is_mfa_enabled(person))


def wants_second_step(request: HttpRequest, person: Person) -> bool:
    """Whether this member of staff has just come in by password and nothing else."""
    records = get_authentication_records(request, person)
    by_password = any(record.get("method") == "password" for record in records)
    return by_password and may(person, "desk.see") and not has_second_step(person)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step in our words."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "rate_limited": PATIENCE,
    }

    def get_totp_issuer(self) -> str:
        """The organisation's name, as people will see it in their app."""
        return f"Helder {current().name}".strip()

    def build_totp_svg(self, url: str) -> str:
        """On white paper, so that a camera reads it in dark mode too."""
        paper = '<rect width="100%" height="100%" fill="#fff"/><path'
        return str(super().build_totp_svg(url)).replace("<path", paper, 1)
