"""Errors of the API as RFC 9457 problem details: the kinds that exist, and one exception.

Owns: name, status and title of each kind, in the reader's language. Refuses: knowing addresses;
whoever speaks HTTP makes the `type` of the name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """One kind of problem: `advice` says what a client does about it."""

    name: str
    status: int
    title: Any
    advice: Any


UNREADABLE = Kind(
    "unreadable",
    400,
    _("The request cannot be read"),
    _("Send one JSON object in UTF-8. The sentence says what stands in the way."),
)
TOKEN = Kind(
    "token",
    401,
    _("A valid token is needed"),
    _("Send the token as “Authorization: Bearer …”. A revoked token opens nothing any more."),
)
SCOPE = Kind(
    "scope",
    403,
    _("This token may not do this"),
    _("“scope” names the scope that is missing. Ask your administrator for a token with it."),
)
NOT_FOUND = Kind(
    "not-found",
    404,
    _("This does not exist"),
    _("Check the address. Names come from earlier answers; they are never guessed."),
)
METHOD = Kind(
    "method",
    405,
    _("This address does not know this method"),
    _("The header “Allow” names the methods that it knows."),
)
CONFLICT = Kind(
    "conflict",
    409,
    _("This is not possible as things stand now"),
    _("Read the outage again: somebody may have ended it, or did the same at the same moment."),
)
TOO_LARGE = Kind(
    "too-large",
    413,
    _("The request is too large"),
    _("Send less. A message that people read never comes near this size."),
)
MEDIA_TYPE = Kind(
    "media-type",
    415,
    _("The request is not JSON"),
    _("Send “Content-Type: application/json”."),
)
INVALID = Kind(
    "invalid",
    422,
    _("Something in the request must be mended"),
    _("“errors” has a sentence for each field. Nothing was written or sent."),
)
BLOCKED = Kind(
    "blocked",
    422,
    _("The guard stops this text"),
    _(
        "“findings” says per field which words make readers angry, why, and what to write instead. "
        "Nothing was written or sent. Only a second person, in the desk, lets a text through."
    ),
)
KEY_REUSED = Kind(
    "key-reused",
    422,
    _("This Idempotency-Key belongs to another request"),
    _("Use a new key for each new request, and the same one only to repeat it."),
)
TOO_MANY = Kind(
    "too-many",
    429,
    _("Too many requests"),
    _("Wait as many seconds as “Retry-After” says."),
)
BROKEN = Kind(
    "broken",
    500,
    _("Something broke on our side"),
    _("Nothing was written. Repeat the request with the same Idempotency-Key."),
)
BUSY = Kind(
    "busy",
    503,
    _("The database does not answer now"),
    _("Nothing was written. Repeat the request with the same Idempotency-Key in a moment."),
)
KINDS = (
    UNREADABLE,
    TOKEN,
    SCOPE,
    NOT_FOUND,
    METHOD,
    CONFLICT,
    TOO_LARGE,
    MEDIA_TYPE,
    INVALID,
    BLOCKED,
    KEY_REUSED,
    TOO_MANY,
    BROKEN,
    BUSY,
)


class Problem(Exception):
    """What went wrong, in a sentence; `members` come into the answer beside it."""

    def __init__(
        self, kind: Kind, detail: str, *, headers: dict[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = headers or {}
        self.members = members


def invalid(**errors: str) -> Problem:
    """A request with these fields to mend."""
    return Problem(INVALID, " ".join(errors.values()), errors=errors)
