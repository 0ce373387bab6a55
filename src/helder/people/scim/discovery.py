"""What the service says of itself: its abilities, its kinds of resource, their attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from scim2_models import (
    Context,
    ForbiddenException,
    NotFoundException,
    NotImplementedException,
    Resource,
)

from helder.people.scim.door import answer, door
from helder.people.scim.listing import listed
from helder.people.scim.rendering import location
from helder.people.scim.shapes import provider


@door("GET")
def config(request: HttpRequest) -> HttpResponse:
    """What the service can do."""
    return answer(_shown(provider().config, "ServiceProviderConfig", "ServiceProviderConfig"))


@door("GET")
def resource_types(request: HttpRequest, key: str | None = None) -> HttpResponse:
    """User and Group, or one of them."""
    rows = {str(one.id): one for one in provider().resource_types}
    return _answered(request, rows, key, "ResourceType")


@door("GET")
def schemas(request: HttpRequest, key: str | None = None) -> HttpResponse:
    """The attributes that are kept, all or one schema."""
    return _answered(request, {str(one.id): one for one in provider().schemas}, key, "Schema")


@door()
def not_made(request: HttpRequest) -> HttpResponse:
    """What SCIM has and this service does not."""
    raise NotImplementedException(
        detail=gettext("Helder does not have this. See ServiceProviderConfig for what it can do.")
    )


@door()
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address."""
    raise NotFoundException(detail=gettext("There is nothing at this address."))


def _answered(
    request: HttpRequest, rows: Mapping[str, Resource[Any]], key: str | None, kind: str
) -> HttpResponse:
    if "filter" in request.GET:
        raise ForbiddenException(detail=gettext("This list cannot be filtered."))
    shown = {name: _shown(row, kind, f"{kind}s/{name}") for name, row in rows.items()}
    if key is None:
        return answer(listed(list(shown.values()), len(shown), 1))
    if key not in shown:
        raise NotFoundException(detail=gettext("This does not exist."))
    return answer(shown[key])


def _shown(row: Resource[Any] | None, kind: str, path: str) -> dict[str, Any]:
    data: dict[str, Any] = (
        row.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE) if row is not None else {}
    )
    return data | {"meta": {"resourceType": kind, "location": location(path)}}
