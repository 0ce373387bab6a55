"""Users and groups over HTTP: who is meant, what is sent, what is answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.utils.translation import gettext
from scim2_models import (
    Context,
    NotFoundException,
    PatchOp,
    PreconditionFailedException,
    ResponseParameters,
)

from helder.people.models import Audience, Person
from helder.people.scim import filters, ids, listing, rendering
from helder.people.scim import groups as group_actions
from helder.people.scim import users as user_actions
from helder.people.scim.door import answer, body, client, door
from helder.people.scim.mapping import Resource
from helder.people.scim.operations import in_single_steps
from helder.people.scim.shapes import POLICY, ScimGroup, ScimUser


@door("GET", "POST")
def users(request: HttpRequest) -> HttpResponse:
    """The list, or a new user."""
    if request.method == "GET":
        found = listing.asked(request)
        return answer(listing.page(user_actions.visible(), found, filters.users, rendering.users))
    person = user_actions.create(_sent(request, ScimUser), by=client(request))
    return _user(person.pk, listing.wanted(request), 201)


@door("POST")
def search_users(request: HttpRequest) -> HttpResponse:
    """The list, asked for in a body."""
    found = listing.search(body(request))
    return answer(listing.page(user_actions.visible(), found, filters.users, rendering.users))


@door("GET", "PUT", "PATCH", "DELETE")
def user(request: HttpRequest, id: str) -> HttpResponse:
    """One user."""
    key = ids.user_key(id)
    person = user_actions.visible().filter(pk=key).first() if key else None
    if person is None:
        raise NotFoundException(detail=gettext("There is no user with this id."))
    if (held := _held(request, person)) is not None:
        return held
    by = client(request)
    if request.method == "DELETE":
        user_actions.remove(person.pk, by=by)
        return HttpResponse(status=204)
    if request.method == "PUT":
        user_actions.replace(person.pk, _sent(request, ScimUser), by=by)
    elif request.method == "PATCH":
        user_actions.patch(person.pk, _operations(request, ScimUser), by=by)
    return _user(person.pk, listing.wanted(request))


@door("GET", "POST")
def groups(request: HttpRequest) -> HttpResponse:
    """The list, or a new group."""
    if request.method == "GET":
        found = listing.asked(request)
        return answer(
            listing.page(group_actions.visible(), found, filters.groups, rendering.groups)
        )
    audience = group_actions.create(_sent(request, ScimGroup), by=client(request))
    return _group(audience, listing.wanted(request), 201)


@door("POST")
def search_groups(request: HttpRequest) -> HttpResponse:
    """The list, asked for in a body."""
    found = listing.search(body(request))
    return answer(listing.page(group_actions.visible(), found, filters.groups, rendering.groups))


@door("GET", "PUT", "PATCH", "DELETE")
def group(request: HttpRequest, id: str) -> HttpResponse:
    """One group. A PATCH is answered without it: it may have tens of thousands of members."""
    key = ids.group_key(id)
    audience = group_actions.visible().filter(pk=key).first() if key else None
    if audience is None:
        raise NotFoundException(detail=gettext("There is no group with this id."))
    if (held := _held(request, audience)) is not None:
        return held
    by, wanted = client(request), listing.wanted(request)
    if request.method == "DELETE":
        group_actions.remove(audience.pk, by=by)
        return HttpResponse(status=204)
    if request.method == "PUT":
        audience = group_actions.replace(audience.pk, _sent(request, ScimGroup), by=by)
    elif request.method == "PATCH":
        audience = group_actions.patch(audience.pk, _operations(request, ScimGroup), by=by)
        if not wanted.attributes:
            return HttpResponse(status=204, headers={"ETag": rendering.version_of(audience)})
    return _group(audience, wanted)


def _sent(request: HttpRequest, model: Any) -> Resource:
    """The resource in the body, with the attributes that are kept. Raises ValidationError."""
    creates = request.method == "POST"
    context = Context.RESOURCE_CREATION_REQUEST if creates else Context.RESOURCE_REPLACEMENT_REQUEST
    sent = {"schemas": [str(model.__schema__)]} | body(request)
    found = model.model_validate(sent, scim_ctx=context, scim_policy=POLICY)
    # the library leaves out what is empty; a group without members says that they are gone
    empty: Resource = {"members": []} if [] in _members(sent) else {}
    return empty | dict(found.model_dump(exclude_none=True, scim_policy=POLICY))


def _members(sent: Resource) -> list[Any]:
    return [value for key, value in sent.items() if key.lower() == "members"]


def _operations(request: HttpRequest, model: Any) -> PatchOp[Any]:
    """The operations in the body. Raises SCIMException, ValidationError."""
    sent = in_single_steps(body(request))
    with POLICY:
        found: PatchOp[Any] = PatchOp[model].model_validate(
            sent, scim_ctx=Context.RESOURCE_PATCH_REQUEST
        )
    return found


def _user(key: int, wanted: ResponseParameters[Any], status: int = 200) -> HttpResponse:
    person = user_actions.visible().get(pk=key)
    return _one(
        rendering.users([person], wanted), rendering.version_of(person), f"Users/u{key}", status
    )


def _group(audience: Audience, wanted: ResponseParameters[Any], status: int = 200) -> HttpResponse:
    rows = rendering.groups([audience], wanted)
    return _one(rows, rendering.version_of(audience), f"Groups/g{audience.pk}", status)


def _one(rows: list[Resource], version: str, path: str, status: int) -> HttpResponse:
    headers = {"ETag": version, "Location": rendering.location(path)}
    return answer(rows[0], status, headers)


def _held(request: HttpRequest, row: Person | Audience) -> HttpResponse | None:
    """304 for who has this version already. Raises PreconditionFailedException (412) for who
    would change another version than they read."""
    known = {_bare(tag) for tag in parse_etags(request.headers.get("If-None-Match", ""))}
    must = {_bare(tag) for tag in parse_etags(request.headers.get("If-Match", ""))}
    if not known and not must:
        return None
    version = rendering.version_of(row)
    if must and not must & {_bare(version), "*"}:
        raise PreconditionFailedException(
            detail=gettext("This changed in the meantime. Read it again.")
        )
    if request.method == "GET" and known & {_bare(version), "*"}:
        return HttpResponseNotModified(headers={"ETag": version})
    return None


def _bare(tag: str) -> str:
    return tag.removeprefix("W/")
