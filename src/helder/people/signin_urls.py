"""The pages of sign-in that exist; whatever allauth offers beyond these is unreachable.

`account_login` is the code by mail: wherever Helder or allauth sends somebody to sign in, they
come to the one page with one field.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as spare
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path
from django.views.generic import TemplateView

NO_SIGNUP = TemplateView.as_view(template_name="account/signup_closed.html")

urlpatterns = [
    path("login/", account.request_login_code, name="account_login"),
    path("login/", account.request_login_code, name="account_request_login_code"),
    path("login/password/", account.login, name="account_login_with_password"),
    path("login/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("login/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("login/second-step/", mfa.authenticate, name="mfa_authenticate"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("no-account/", NO_SIGNUP, name="account_signup"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("again/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("safe/", mfa.index, name="mfa_index"),
    path("safe/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("safe/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("safe/spare/", spare.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("safe/spare/new/", spare.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("safe/spare/file/", spare.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("safe/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("safe/passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("safe/passkeys/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("safe/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]
