"""A gateway that takes text messages over HTTP, described by an administrator.

Owns: filling in number and text, safely for the form that they stand in: an address, JSON, a form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_noop as _

from helder.delivery.channels.webhook import Call, check

PLACES = ("phone", "text", "sender")
PLACE = re.compile(r"\{(phone|text|sender)\}")
EXAMPLE = {"phone": "+31612345678", "text": 'Some "text"', "sender": "Helder"}
METHODS = ("POST", "PUT", "GET")
BAD_METHOD = _("Write POST, PUT or GET.")
BAD_HEADER = _("Write a name, a colon and a value on each line, such as Authorization: Bearer abc.")
BAD_BODY = _("This begins as JSON and is no JSON. Put {phone} and {text} between quotation marks.")
NO_PLACES = _("Write {phone} and {text} where the number and the text come, here or in the body.")


def call(options: Mapping[str, str], known: Mapping[str, str]) -> Call:
    """What to ask of the gateway for one message. Raises ValueError for a body that is no JSON."""
    body = _body(options)
    headers = _headers(options.get("header", ""))
    url = PLACE.sub(lambda found: quote(known[found[1]], safe=""), options["gateway"])
    method = _method(options)
    if not body:
        return Call(url, method, headers=headers)
    if body[0] in "{[":
        filled = json.dumps(_in_json(json.loads(body), known)).encode()
        return Call(
            url, method, data=filled, headers={"Content-Type": "application/json"} | headers
        )
    filled = PLACE.sub(lambda found: quote(known[found[1]], safe=""), body).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return Call(url, method, data=filled, headers=form | headers)


def _method(options: Mapping[str, str]) -> str:
    return options.get("method", "").upper() or "POST"


def _body(options: Mapping[str, str]) -> str:
    return "" if _method(options) == "GET" else options.get("body", "").strip()


def _in_json(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return PLACE.sub(lambda found: known[found[1]], value)
    if isinstance(value, list):
        return [_in_json(item, known) for item in value]
    if isinstance(value, dict):
        return {key: _in_json(item, known) for key, item in value.items()}
    return value


def _headers(lines: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in lines.splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _colon, value in pairs}


def problems(options: Mapping[str, str]) -> dict[str, str]:
    """A sentence per option that cannot be used."""
    found = {}
    if _method(options) not in METHODS:
        found["method"] = BAD_METHOD
    if not _usable_headers(options.get("header", "")):
        found["header"] = BAD_HEADER
    if not {"{phone}", "{text}"} <= set(re.findall(r"\{\w+\}", _written(options))):
        found["gateway"] = NO_PLACES
    try:
        called = call(options, EXAMPLE)
    except ValueError:
        return found | {"body": BAD_BODY}
    problem = check(called.url)
    return found | ({"gateway": problem} if problem else {})


def _written(options: Mapping[str, str]) -> str:
    return options["gateway"] + _body(options)


def _usable_headers(lines: str) -> bool:
    return all(
        re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_|~-]+:[\t\x20-\x7e]+", line.strip())
        for line in lines.splitlines()
        if line.strip()
    )
