"""What a user and a group of SCIM look like here, and what the service says of itself.

Owns: the attributes that are kept; whatever else is sent is read over. Refuses: what they mean.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import Field
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    Mutability,
    Pagination,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models import Filter as FilterOption

PAGE = 100
LONGEST_PAGE = 500
POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
"""As tolerant as Microsoft Entra ID needs it."""


class Name(ComplexAttribute):
    """The parts of a name."""

    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None


class Labelled(ComplexAttribute):
    """A mail address, phone number or role with a label."""

    value: str | None = None
    type: str | None = None
    primary: bool | None = None


class Address(ComplexAttribute):
    """Of an address only the town or site."""

    locality: str | None = None
    type: str | None = None
    primary: bool | None = None


class EnterpriseUser(Extension):
    """Where somebody works."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    department: str | None = None


class User(Resource[Any]):
    """A person."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    name: Name | None = None
    Name: ClassVar[type[ComplexAttribute]] = Name
    display_name: str | None = None
    user_type: str | None = None
    preferred_language: str | None = None
    active: bool | None = None
    emails: list[Labelled] | None = None
    phone_numbers: list[Labelled] | None = None
    addresses: list[Address] | None = None
    roles: list[Labelled] | None = None


class _Email(Labelled):
    """A mail address."""

    value: Annotated[str | None, Required.true] = None


class _Published(User):
    """A user as the schema tells of it: with a mail address, although a user name that is one
    will do."""

    emails: Annotated[list[_Email] | None, Required.true] = None  # type: ignore[assignment]


class Member(ComplexAttribute):
    """One user of a group, by id."""

    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    ref: Annotated[Reference[User] | None, Mutability.immutable] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])


class Group(Resource[Any]):
    """A list of persons."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    members: list[Member] | None = None
    Members: ClassVar[type[ComplexAttribute]] = Member


ENTERPRISE = str(EnterpriseUser.__schema__)
ScimUser: Any = User[EnterpriseUser]  # type: ignore[misc]
ScimGroup: Any = Group


@cache
def provider() -> ScimProvider:
    """The service as it describes itself."""
    return ScimProvider(
        models=[_Published, EnterpriseUser, Group],
        resource_types=[
            ResourceType.from_resource(ScimUser),
            ResourceType.from_resource(ScimGroup),
        ],
        config=_config(),
        policy=POLICY,
    )


def _config() -> ServiceProviderConfig:
    return ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=FilterOption(supported=True, max_results=LONGEST_PAGE),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=True),
        etag=ETag(supported=True),
        pagination=Pagination(
            cursor=False, index=True, default_page_size=PAGE, max_page_size=LONGEST_PAGE
        ),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="Token of Helder",
                description="A token with the scope people:scim, as “Authorization: Bearer …”.",
                primary=True,
            )
        ],
    )
