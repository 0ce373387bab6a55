"""Persons and audiences as a provider reads them: with id, meta and version, as far as asked for.

Owns: attributes and excludedAttributes, versions, addresses. Refuses: what the attributes mean.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from scim2_models import Context, ResponseParameters

from helder.people.models import Audience, Person
from helder.people.scim.ids import group_id, user_id
from helder.people.scim.mapping import Resource, account_of, as_user
from helder.people.scim.members import rows_of
from helder.people.scim.shapes import ENTERPRISE, POLICY, ScimGroup, ScimUser

ROOT = "/scim/v2"
Wanted = ResponseParameters[Any]


def location(path: str) -> str:
    """The whole address of a resource."""
    return f"{settings.BASE_URL}{ROOT}/{path}"


def users(persons: Iterable[Person], wanted: Wanted) -> list[Resource]:
    """These persons, as users."""
    rows = list(persons)
    prefetch_related_objects(rows, "affiliations")
    return [_trimmed(user(person), ScimUser, wanted) for person in rows]


def user(person: Person) -> Resource:
    """A whole user."""
    found = as_user(person)
    account = account_of(person)
    schemas = [str(ScimUser.__schema__), *([ENTERPRISE] if ENTERPRISE in found else [])]
    changed = account.changed_at if account else person.date_joined
    found = {"schemas": schemas, "id": user_id(person.pk)} | found
    text = json.dumps([found, changed.isoformat()], sort_keys=True)
    meta = _meta("User", f"Users/{found['id']}", person.date_joined, changed)
    return found | {"meta": meta | {"version": _version(text)}}


def groups(audiences: Iterable[Audience], wanted: Wanted) -> list[Resource]:
    """These audiences, as groups; members are fetched only where they are asked for."""
    rows = list(audiences)
    shown = [_trimmed(group(row), ScimGroup, wanted) for row in rows]
    if not wants_members(wanted):
        return shown
    members = rows_of([row.pk for row in rows], location("Users/"))
    return [
        one | ({"members": members[row.pk]} if members[row.pk] else {})
        for one, row in zip(shown, rows, strict=True)
    ]


def group(audience: Audience) -> Resource:
    """A group without its members; its version changes with them."""
    changed = audience.changed_at
    found: Resource = {
        "schemas": [str(ScimGroup.__schema__)],
        "id": group_id(audience.pk),
        "displayName": audience.name.get("nl", ""),
    }
    if audience.external_id:
        found["externalId"] = audience.external_id
    meta = _meta("Group", f"Groups/{found['id']}", None, changed)
    text = f"{audience.pk} {changed.isoformat() if changed else ''}"
    return found | {"meta": meta | {"version": _version(text)}}


def wants_members(wanted: Wanted) -> bool:
    """Whether the members of a group are asked for."""
    if wanted.attributes:
        return any(_is_members(path) for path in wanted.attributes)
    return not any(_is_members(path) for path in wanted.excluded_attributes or ())


def version_of(row: Person | Audience) -> str:
    """The version of a resource, for If-Match."""
    shown = user(row) if isinstance(row, Person) else group(row)
    return str(shown["meta"]["version"])


def _is_members(path: Any) -> bool:
    return str(path).rpartition(":")[2].split(".")[0].lower() == "members"


def _trimmed(found: Resource, model: Any, wanted: Wanted) -> Resource:
    """Only what is asked for, as the library reads the names."""
    if not wanted.attributes and not wanted.excluded_attributes:
        return found
    dumped: Resource = model.model_validate(found, scim_policy=POLICY).model_dump(
        scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=wanted, scim_policy=POLICY
    )
    return dumped


def _meta(kind: str, path: str, made: datetime | None, changed: datetime | None) -> Resource:
    moments = {"created": made, "lastModified": changed}
    shown = {name: at.isoformat().replace("+00:00", "Z") for name, at in moments.items() if at}
    return {"resourceType": kind, "location": location(path)} | shown


def _version(text: str) -> str:
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
