"""From a user of SCIM to the details of a person, and back.

Owns: which attribute becomes which detail. Pure: persons come with their department, place, roles
and account fetched. Refuses: writing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from helder.people.directory.fields import Fields, parts
from helder.people.models import Account, Person
from helder.people.scim.shapes import ENTERPRISE

Resource = dict[str, Any]
LANGUAGES = {"nl": "nl", "en": "en"}
PHONES = ("mobile", "work")


@dataclass(frozen=True)
class Details:
    """What a directory says of a person; empty is what it does not say."""

    email: str = ""
    name: str = ""
    language: str = ""
    department: str = ""
    place: str = ""
    roles: tuple[str, ...] = ()
    phone: str = ""
    external_id: str = ""


def details(user: Resource) -> Details:
    """What a user of SCIM says of a person."""
    return Details(
        email=_email(user).lower(),
        name=_name(user),
        language=_language(user.get("preferredLanguage", "")),
        department="/".join(parts(user.get(ENTERPRISE, {}).get("department", ""))),
        place=_labelled(user.get("addresses", []), ("work",), "locality"),
        roles=tuple(_roles(user)),
        phone=_labelled(user.get("phoneNumbers", []), PHONES, "value"),
        external_id=user.get("externalId", "").strip(),
    )


def _email(user: Resource) -> str:
    """The primary address, or the one of work, or the first; a user name that is one will do."""
    emails = [one for one in user.get("emails", []) if one.get("value")]
    primary = [one for one in emails if one.get("primary")]
    found = _labelled(primary or emails, ("work",), "value")
    user_name: str = user.get("userName", "").strip()
    return found or (user_name if "@" in user_name else "")


def _name(user: Resource) -> str:
    """First name first, because Helder greets with it; else as it is shown."""
    name = user.get("name", {})
    parts = [name.get("givenName", "").strip(), name.get("familyName", "").strip()]
    shown = [name.get("formatted", "").strip(), user.get("displayName", "").strip()]
    if all(parts):
        return " ".join(parts)
    return next(filter(None, [*shown, *parts]), "")


def _language(preferred: str) -> str:
    """The first of the languages that Helder speaks: "nl-NL" is Dutch, "de" is none."""
    for one in preferred.replace("_", "-").split(","):
        code = one.split(";")[0].strip().split("-")[0].lower()
        if code in LANGUAGES:
            return LANGUAGES[code]
    return ""


def _labelled(rows: list[Resource], labels: tuple[str, ...], name: str) -> str:
    """The value with the first of these labels, or the first value."""
    filled = [row for row in rows if row.get(name, "").strip()]
    order = {label: place for place, label in enumerate(labels)}
    filled.sort(key=lambda row: order.get(row.get("type", "").lower(), len(order)))
    return str(filled[0][name]).strip() if filled else ""


def _roles(user: Resource) -> list[str]:
    named = [user.get("userType", ""), *(row.get("value", "") for row in user.get("roles", []))]
    once = {name.strip().lower(): name.strip() for name in named if name.strip()}
    return list(once.values())


def as_user(person: Person) -> Resource:
    """The person as a user of SCIM: what the provider gave, with what became different since.

    Of somebody who is not in use only the former changes.
    """
    account = account_of(person)
    user: Resource = dict(account.kept) if account else {}
    user["userName"] = (account and account.user_name) or person.email
    user["active"] = person.is_active
    if person.is_active or not (account and account.kept):
        _set_right(user, person)
    return {name: value for name, value in user.items() if value not in ("", [], {}, None)}


def _set_right(user: Resource, person: Person) -> None:
    given, known = details(user), known_details(person)
    for name, put in _PUT.items():
        if not _same(getattr(given, name), getattr(known, name), person, name):
            put(user, getattr(known, name))
    if not user.get("emails"):
        _put_email(user, person.email)
    if not user.get("preferredLanguage") and known.language:
        user["preferredLanguage"] = known.language


def as_fields(user: Resource, before: Resource) -> Fields:
    """What a directory says, as Helder takes it in: what the provider never gave it does not take
    away, and what it gave before and no longer gives becomes empty."""
    now, then = details(user), details(before)

    def said(name: str) -> Any:
        value, gone = getattr(now, name), getattr(then, name)
        return value if value or gone else None

    names = ("name", "department", "place", "roles", "phone", "external_id")
    return Fields(now.email, language=now.language or None, **{n: said(n) for n in names})


def account_of(person: Person) -> Account | None:
    """What an identity provider keeps of them, if any does."""
    return getattr(person, "account", None)


def known_details(person: Person) -> Details:
    """The same details as Helder has them now."""
    return Details(
        email=person.email,
        name=person.name,
        language=person.language.split("-")[0],
        department=person.department.path if person.department else "",
        place=_first(person.place.name) if person.place else "",
        roles=tuple(_first(role.name) for role in person.affiliations.all()),
        phone=person.phone,
        external_id=person.external_id,
    )


def _same(given: Any, known: Any, person: Person, name: str) -> bool:
    """Whether two details mean the same; places and roles have more than one name."""
    if name == "place":
        return _means(person.place, given) if person.place else not given
    if name == "roles":
        roles = list(person.affiliations.all())
        return len(roles) == len(given) and all(any(_means(r, g) for g in given) for r in roles)
    if name in ("email", "department"):
        return bool(given.lower() == known.lower())
    return bool(given == known)


def _means(row: Any, name: str) -> bool:
    return name.lower() in {row.slug, *(known.lower() for known in row.name.values())}


def _first(names: dict[str, str]) -> str:
    return next(iter(names.values()), "")


def _put_email(user: Resource, email: str) -> None:
    user["emails"] = [{"value": email, "type": "work", "primary": True}]


def _put_name(user: Resource, name: str) -> None:
    user["name"], user["displayName"] = {"formatted": name} if name else {}, name


def _put_department(user: Resource, path: str) -> None:
    user[ENTERPRISE] = {"department": path} if path else {}


def _put_place(user: Resource, place: str) -> None:
    user["addresses"] = [{"type": "work", "locality": place}] if place else []


def _put_roles(user: Resource, roles: tuple[str, ...]) -> None:
    user["userType"], user["roles"] = "", [{"value": role} for role in roles]


def _put_phone(user: Resource, phone: str) -> None:
    user["phoneNumbers"] = [{"type": PHONES[0], "value": phone}] if phone else []


def _put_external_id(user: Resource, external_id: str) -> None:
    user["externalId"] = external_id


_PUT: dict[str, Any] = {
    "email": _put_email,
    "name": _put_name,
    "department": _put_department,
    "place": _put_place,
    "roles": _put_roles,
    "phone": _put_phone,
    "external_id": _put_external_id,
}
