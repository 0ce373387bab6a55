"""Reads people from LDAP or Active Directory, page by page, as lines of the CSV that Helder reads.

Owns: the connection (always verified TLS), pages, which attribute is what, and who is switched
off. Refuses: half a directory: whatever stops in the middle is an error, never the whole truth.
"""

from __future__ import annotations

import csv
import io
import ssl
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _
from ldap3 import (
    NONE,
    SUBTREE,
    Connection,
    Server,
    Tls,
)
from ldap3.core.exceptions import LDAPException

from helder.people.directory.fields import Refused

PAGE = 500
SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 10, 120
PAGES = "1.2.840.113556.1.4.319"
USUAL = {
    "email": ["mail"],
    "name": ["displayName", "cn"],
    "language": ["preferredLanguage"],
    "department": ["department", "ou", "departmentNumber"],
    "place": ["l"],
    "roles": ["eduPersonAffiliation", "employeeType"],
    "phone": ["mobile"],
    "external_id": ["objectGUID", "entryUUID", "nsUniqueId"],
}
SIGNS = ["objectClass", "userAccountControl", "nsAccountLock"]
NO_PEOPLE = {"contact", "computer"}
DISABLED = 2
"""The bit of Active Directory's userAccountControl that switches an account off."""
SOME = ("roles",)


class Unreachable(Refused):
    """The directory cannot be read now, or not to the end."""


Attributes = dict[str, list[bytes]]


def lines(pulse: Callable[[], None] = lambda: None) -> Iterator[bytes]:
    """The header and a line per person who is not switched off; `pulse` is called at each page.
    Raises Unreachable."""
    wanted = _wanted()
    columns = [name for name, attributes in wanted.items() if attributes]
    yield _line(columns)
    for attributes in entries(pulse):
        if not is_off(attributes):
            yield _line([_said(name, wanted[name], attributes) for name in columns])


def _set_up() -> dict[str, Any]:
    if settings.LDAP is None:
        raise Unreachable(_("No directory is set up."))
    return settings.LDAP


def _wanted() -> dict[str, list[str]]:
    """The attributes of each field, the first that is filled in counts."""
    return {**USUAL, **_set_up()["map"]}


def entries(pulse: Callable[[], None] = lambda: None) -> Iterator[Attributes]:
    """Every entry under the base that matches the filter: its attributes in lower case."""
    try:
        connection = _connect()
        try:
            yield from _pages(connection, pulse)
        finally:
            connection.unbind()
    except (LDAPException, OSError) as error:
        raise Unreachable(
            _("The directory cannot be read: %(why)s"), why=" ".join(str(error).split())[:200]
        ) from error


def _connect() -> Connection:
    """Encrypted and verified before the password goes over it."""
    at = _set_up()
    tls = Tls(
        validate=ssl.CERT_REQUIRED,
        ca_certs_file=at["ca"] or None,
        sni=at["host"],
    )
    server = Server(
        at["host"], at["port"], use_ssl=at["tls_at_once"], tls=tls, get_info=NONE,
        connect_timeout=SECONDS_TO_CONNECT,
    )  # fmt: skip
    connection = Connection(
        server, at["user"] or None, at["password"] or None, auto_referrals=False,
        check_names=False, receive_timeout=SECONDS_TO_ANSWER, raise_exceptions=False,
    )  # fmt: skip
    connection.open()
    if not at["tls_at_once"] and not connection.start_tls():
        raise _trouble(connection)
    if not connection.bind():
        raise _trouble(connection)
    return connection


def _pages(connection: Connection, pulse: Callable[[], None]) -> Iterator[Attributes]:
    at = _set_up()
    wanted = _wanted()
    names = sorted({name for names in wanted.values() for name in names} | set(SIGNS))
    cookie: bytes | None = None
    while cookie is None or cookie:
        connection.search(
            at["base"], at["filter"], SUBTREE, attributes=names,
            paged_size=PAGE, paged_cookie=cookie,
        )  # fmt: skip
        if connection.result["result"] != 0:  # a limit of the server among them
            raise _trouble(connection)
        for entry in connection.response or ():
            if entry.get("type") == "searchResEntry":
                yield {name.lower(): values for name, values in entry["raw_attributes"].items()}
        controls = connection.result.get("controls") or {}
        cookie = controls.get(PAGES, {}).get("value", {}).get("cookie") or b""
        pulse()


def _trouble(connection: Connection) -> Unreachable:
    result: dict[str, Any] = connection.result or {}
    why = f"{result.get('description', '')} {result.get('message', '')}".strip()
    return Unreachable(
        _("The directory does not give everybody: %(why)s"),
        why=(why or connection.last_error)[:200],
    )


def is_off(attributes: Attributes) -> bool:
    """Whether this entry is no person, or one whose account is switched off."""
    kinds = {value.decode(errors="replace").lower() for value in attributes.get("objectclass", ())}
    control = _first(attributes, ["userAccountControl"])
    locked = _first(attributes, ["nsAccountLock"]).lower() == "true"
    off = control.lstrip("-").isdigit() and bool(int(control) & DISABLED)
    return bool(kinds & NO_PEOPLE) or off or locked


def _said(name: str, names: list[str], attributes: Attributes) -> str:
    if name in SOME:
        values = next(filter(None, (attributes.get(a.lower()) for a in names)), [])
        return ";".join(_plain(value).replace(";", ",") for value in values)
    found = _first(attributes, names)
    return _language(found) if name == "language" else found


def _first(attributes: Attributes, names: list[str]) -> str:
    """The first value of the first of these attributes that is filled in."""
    for name in names:
        for value in attributes.get(name.lower(), ()):
            if value:
                return _guid(value) if name.lower() == "objectguid" else _plain(value)
    return ""


def _plain(value: bytes) -> str:
    """On one line; what is not UTF-8 is seen, not guessed."""
    return " ".join(value.decode("utf-8", errors="replace").split())


def _guid(value: bytes) -> str:
    return str(uuid.UUID(bytes_le=value)) if len(value) == 16 else _plain(value)


def _language(text: str) -> str:
    """nl-NL is Dutch, en-GB,en;q=0.5 is English; another language leaves the house's."""
    short = text[:2].lower()
    return short if short in {"nl", "en"} else ""


def _line(cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue().encode()
