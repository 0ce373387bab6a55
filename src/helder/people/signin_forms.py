"""The fields of sign-in in our words. What they check stays allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

LABELS = {
    "email": _("Mail address"),
    "login": _("Mail address"),
    "password": _("Password"),
    "oldpassword": _("The password that you use now"),
    "password1": _("New password"),
    "password2": _("The new password once more"),
    "code": _("Code"),
    "name": _("Name"),
    "passwordless": _("Use it to sign in without a password"),
}


class OurWords(forms.Form):
    """Labels of ours, no placeholders (they vanish while typing), no lists of rules as help."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
        if "code" in self.fields:
            self.fields["code"].widget.attrs.update(
                {"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
            )


class RequestCode(OurWords, account.RequestLoginCodeForm):  # type: ignore[misc]
    """A mail address, nothing else."""


class ConfirmCode(OurWords, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code from the mail."""


class Login(OurWords, account.LoginForm):  # type: ignore[misc]
    """Mail address and password."""


class ChangePassword(OurWords, account.ChangePasswordForm):  # type: ignore[misc]
    """Old and new."""


class SetPassword(OurWords, account.SetPasswordForm):  # type: ignore[misc]
    """A first password."""


class ResetPassword(OurWords, account.ResetPasswordForm):  # type: ignore[misc]
    """The mail address that gets the link."""


class ResetPasswordKey(OurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password after the link."""


class Reauthenticate(OurWords, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class SecondStep(OurWords, mfa.AuthenticateForm):  # type: ignore[misc]
    """A code from the app, or a spare code."""


class SecondStepAgain(OurWords, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The same, before changing how one signs in."""


class ActivateApp(OurWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app."""


class AddPasskey(OurWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey with a name; signing in without a password is what it is for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"passwordless": True, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class RenamePasskey(OurWords, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name."""
