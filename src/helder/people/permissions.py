"""The one place that says who may do what.

Every view of the desk names a permission; `may` answers for a person, `needs` guards a view.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from helder.people.models import Person

READER, WRITER, APPROVER, ADMINISTRATOR = (role.value for role in Person.DeskRole)
STAFF = frozenset({WRITER, APPROVER, ADMINISTRATOR})

PERMISSIONS: dict[str, frozenset[str]] = {
    "desk.see": STAFF,
    "message.write": STAFF,
    "message.publish": STAFF,
    "message.let_through": frozenset({APPROVER, ADMINISTRATOR}),
    "delivery.see": STAFF,
    "promise.move": STAFF,
    "service.edit": frozenset({APPROVER, ADMINISTRATOR}),
    "people.edit": frozenset({ADMINISTRATOR}),
    "house.edit": frozenset({ADMINISTRATOR}),
    "own.edit": frozenset({READER}) | STAFF,
}


def may(person: Any, permission: str) -> bool:
    """Whether this person (anonymous included) has the permission. KeyError for an unknown one."""
    allowed = PERMISSIONS[permission]
    return bool(
        getattr(person, "is_authenticated", False) and person.is_active and person.role in allowed
    )


def person_of(request: HttpRequest) -> Person:
    """Who looks, behind `needs`: certainly somebody."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


View = Callable[..., HttpResponse]


def needs(permission: str) -> Callable[[View], View]:
    """Guards a view: sign-in for the anonymous, 403 for those who may not."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(request.user, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return guard
