"""What a directory says about one person: shape and limits, no database.

`None` means that the directory says nothing about it, so that nothing changes; an empty text means
that it is empty now.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_noop as _

LANGUAGES = ("", "nl", "nl-informal", "en")
LONGEST = {"email": 254, "name": 150, "phone": 40, "external_id": 120, "place": 120}
LONGEST_NAME, LONGEST_PATH = 120, 400


class Refused(Exception):
    """This person cannot be brought in: a sentence (its msgid) with the values in it."""

    def __init__(self, sentence: str, **values: Any) -> None:
        super().__init__(sentence)
        self.sentence, self.values = sentence, values

    def __str__(self) -> str:
        return self.sentence % self.values


@dataclass(frozen=True)
class Fields:
    """One person as a directory knows them; only the mail address is always there."""

    email: str
    name: str | None = None
    language: str | None = None
    department: str | None = None
    place: str | None = None
    roles: tuple[str, ...] | None = None
    phone: str | None = None
    external_id: str | None = None
    services: tuple[str, ...] = ()
    address: str = field(init=False)
    """The mail address as Helder keeps it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "address", self.email.strip().lower())


def check(fields: Fields) -> None:
    """Whether this can be used at all. Raises Refused."""
    if not fields.address:
        raise Refused(_("it has no mail address"))
    try:
        validate_email(fields.address)
    except ValidationError:
        raise Refused(_("'%(text)s' is not a mail address"), text=fields.email[:80]) from None
    for name, most in LONGEST.items():
        if len(getattr(fields, name) or "") > most:
            raise Refused(_("%(column)s is longer than %(n)s signs"), column=name, n=most)
    if fields.language and fields.language not in LANGUAGES:
        raise Refused(
            _("language is '%(text)s'; it can be nl, nl-informal or en"), text=fields.language[:20]
        )
    _check_names(fields)


def _check_names(fields: Fields) -> None:
    path = fields.department or ""
    if len(path) > LONGEST_PATH or any(len(part) > LONGEST_NAME for part in parts(path)):
        raise Refused(_("department is longer than 400 signs, or one of its names than 120"))
    if any(len(name) > LONGEST_NAME for name in fields.roles or ()):
        raise Refused(_("one of the roles is longer than 120 signs"))
    if "\x00" in repr_of(fields):
        raise Refused(_("it holds a sign that cannot be stored"))


def repr_of(fields: Fields) -> str:
    """All texts behind each other, to look for signs that no database keeps."""
    texts = (fields.email, fields.name, fields.department, fields.place, fields.phone)
    return " ".join([*filter(None, texts), fields.external_id or "", *(fields.roles or ())])


def parts(path: str) -> list[str]:
    """The names in a path, from the top."""
    return [name.strip() for name in path.split("/") if name.strip()]
