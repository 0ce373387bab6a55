"""How people sign in: nobody signs up by themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from the directory or the administrator, never from a form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False
