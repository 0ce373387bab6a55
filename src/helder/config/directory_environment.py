"""Reads where the directory of people is from the environment, and checks it.

Owns: these variables and their sentences. Refuses: talking to the directory (people/directory/).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from helder.config.environment import BadEnvironment

FORM = "ldaps://user:password@ad.example.org/ou=People,dc=example,dc=org?(filter)"
FIELDS = ("email", "name", "language", "department", "place", "roles", "phone", "external_id")
PORTS = {"ldap": 389, "ldaps": 636}
RFC_4516 = re.compile(r"(?P<attributes>[^?]*)\?(?P<scope>|base|one|sub)\?(?P<filter>.*)", re.DOTALL)


def read() -> dict[str, Any] | None:
    """The directory to read people from; None when none is set. Raises BadEnvironment."""
    url = os.environ.get("HELDER_LDAP_URL", "").strip()
    if not url:
        return None
    parts = _parts(url)
    return {
        "host": parts.hostname,
        "port": parts.port or PORTS[parts.scheme],
        "tls_at_once": parts.scheme == "ldaps",
        "user": unquote(parts.username or ""),
        "password": os.environ.get("HELDER_LDAP_PASSWORD") or unquote(parts.password or ""),
        "base": _base(parts),
        "filter": _filter(unquote(parts.query)),
        "ca": _ca(),
        "map": _map(),
        "at": _at(),
    }


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        fits = parts.scheme in PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits:
        raise BadEnvironment(
            f"HELDER_LDAP_URL must look like {FORM} (a sign such as / ? # or @ in the user or the "
            "password in percent form: %2F, %3F, %23, %40)."
        )
    return parts


def _base(parts: SplitResult) -> str:
    base = unquote(parts.path.strip("/"))
    if "=" not in base:
        raise BadEnvironment(
            f"HELDER_LDAP_URL names no place to look for people; write it after the host: {FORM}"
        )
    return base


def _filter(query: str) -> str:
    """A filter alone, or attributes?scope?filter as other programs write it."""
    whole = RFC_4516.fullmatch(query)
    wanted = (whole["filter"] if whole else query) or "(&(objectClass=person)(mail=*))"
    if whole and whole["scope"] in {"base", "one"}:
        raise BadEnvironment("HELDER_LDAP_URL asks for one level only; Helder reads all below.")
    if not wanted.startswith("(") or wanted.count("(") != wanted.count(")"):
        raise BadEnvironment(
            f"HELDER_LDAP_URL holds the filter {wanted!r}; it must stand between round brackets, "
            "such as (&(objectClass=user)(mail=*))."
        )
    return wanted


def _ca() -> str:
    path = os.environ.get("HELDER_LDAP_CA", "")
    if path and not Path(path).is_file():
        raise BadEnvironment(f"HELDER_LDAP_CA is {path!r}, and no file is there.")
    return path


def _map() -> dict[str, list[str]]:
    """Which attributes hold a field, the first that is filled in counts: field=one|other."""
    found: dict[str, list[str]] = {}
    for entry in os.environ.get("HELDER_LDAP_MAP", "").replace(",", " ").split():
        name, equals, attributes = entry.partition("=")
        if not equals or name not in FIELDS:
            raise BadEnvironment(
                f"HELDER_LDAP_MAP holds {entry!r}; write field=attribute, such as phone=mobile. "
                f"Fields: {', '.join(FIELDS)}."
            )
        found[name] = [attribute for attribute in attributes.split("|") if attribute]
    return found


def _at() -> str:
    at = os.environ.get("HELDER_LDAP_AT", "").strip()
    if at and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", at):
        raise BadEnvironment(f"HELDER_LDAP_AT is {at!r}; write a time such as 03:00.")
    return at
