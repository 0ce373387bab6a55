"""The reference page of the API: the OpenAPI document, told to a person. Works without JavaScript.

Owns: from document to page. Everything on it comes from the document, so it cannot disagree.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import NinjaAPI

from helder.kit import clock
from helder.kit.problems import KINDS
from helder.people.clients import PER_MINUTE
from helder.people.tokens import REST

EXAMPLE_NOW = datetime.fromisoformat("2026-11-22T13:45:00+01:00")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+\d\d:\d\d")
QUARTER = 15
SMALL = re.compile(r"\[[^\[\]{}]{1,60}\]|\{[^\[\]{}]{1,60}\}")


@dataclass(frozen=True)
class Field:
    """One parameter, or one field of a body."""

    name: str
    type: str
    required: bool
    about: str


@dataclass(frozen=True)
class Operation:
    """One thing that a client can do."""

    name: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    curl: str
    answer: str
    status: int
    parameters: list[Field] = field(default_factory=list)
    body: list[Field] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Chapter:
    """The operations of one subject."""

    name: str
    about: str
    operations: list[Operation]


def page(api: NinjaAPI) -> Callable[[HttpRequest], HttpResponse]:
    """The view that shows this API."""

    def docs(request: HttpRequest) -> HttpResponse:
        document = json.loads(json.dumps(api.get_openapi_schema()))
        context = {
            "about": gettext(document["info"]["description"]),
            "chapters": list(_chapters(document)),
            "kinds": KINDS,
            "scopes": REST,
            "per_minute": PER_MINUTE,
            "address": f"{settings.BASE_URL}/api/v1",
        }
        return render(request, "config/api_docs.html", context)

    return docs


def _chapters(document: dict[str, Any]) -> Iterator[Chapter]:
    for tag in document["tags"]:
        operations = [
            _operation(document, path, method, raw)
            for path, methods in document["paths"].items()
            for method, raw in methods.items()
            if tag["name"] in raw.get("tags", [])
        ]
        yield Chapter(gettext(tag["name"]), gettext(tag["description"]), operations)


def _operation(document: dict[str, Any], path: str, method: str, raw: dict[str, Any]) -> Operation:
    status, good = next(iter(raw["responses"].items()))
    return Operation(
        name=raw["operationId"],
        method=method.upper(),
        path=path,
        summary=gettext(raw["summary"]),
        about=gettext(raw["description"]),
        scope=raw["security"][0]["token"][0],
        curl=_curl(document, path, method, raw),
        answer=_fresh(_pretty(good["content"]["application/json"]["example"])),
        status=int(status),
        parameters=[_parameter(document, one) for one in raw["parameters"]],
        body=_body(document, raw),
        problems=list(_problems(document, raw)),
    )


def _parameter(document: dict[str, Any], raw: dict[str, Any]) -> Field:
    known = _resolved(document, raw)
    about = known.get("description") or _about_path(known)
    type_ = _type(document, known["schema"])
    return Field(known["name"], type_, bool(known.get("required")), gettext(about))


def _about_path(parameter: dict[str, Any]) -> str:
    return _("The id from an earlier answer.") if parameter["in"] == "path" else ""


def _body(document: dict[str, Any], raw: dict[str, Any]) -> list[Field]:
    schema = _body_schema(document, raw)
    needed = schema.get("required", [])
    return [
        Field(name, _type(document, one), name in needed, gettext(one.get("description", "")))
        for name, one in schema.get("properties", {}).items()
    ]


def _body_schema(document: dict[str, Any], raw: dict[str, Any]) -> dict[str, Any]:
    if "requestBody" not in raw:
        return {}
    return _resolved(document, raw["requestBody"]["content"]["application/json"]["schema"])


def _problems(document: dict[str, Any], raw: dict[str, Any]) -> Iterator[tuple[int, str]]:
    titles = {kind.name: str(kind.title) for kind in KINDS}
    for status, answer in raw["responses"].items():
        if "$ref" in answer:
            yield int(status), titles[answer["$ref"].rsplit("/", 1)[-1]]
        elif "application/problem+json" in answer.get("content", {}):
            shared = answer["content"]["application/problem+json"]["examples"]
            yield int(status), " · ".join(titles[name] for name in shared)


def _resolved(document: dict[str, Any], raw: dict[str, Any]) -> dict[str, Any]:
    """What a reference points to."""
    found: Any = raw
    while "$ref" in found:
        where = found["$ref"].removeprefix("#/").split("/")
        found = document
        for step in where:
            found = found[step]
    return dict(found)


def _type(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """A type in a few words."""
    schema = _without_null(schema)
    if schema.get("$ref", "").endswith("/Texts"):
        return gettext("text per language")
    schema = _resolved(document, schema)
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if schema.get("format") == "date-time":
        return gettext("time with offset")
    if schema.get("type") == "array":
        return gettext("list of texts")
    names = {"string": gettext("text"), "integer": gettext("number"), "boolean": "true | false"}
    return names.get(schema.get("type", ""), "")


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    options = [one for one in schema.get("anyOf", []) if one.get("type") != "null"]
    return options[0] if options else schema


def _curl(document: dict[str, Any], path: str, method: str, raw: dict[str, Any]) -> str:
    address = f"{settings.BASE_URL}{_with_id(path)}"
    lines = [f"curl {address}", '-H "Authorization: Bearer $HELDER_TOKEN"']
    if method == "post":
        example = raw["requestBody"]["content"]["application/json"]["example"]
        body = _fresh(_pretty(example)).replace("'", "’")
        lines += [
            '-H "Content-Type: application/json"',
            '-H "Idempotency-Key: $(uuidgen)"',
            f"--data '{body}'",
        ]
    return " \\\n  ".join(lines)


def _with_id(path: str) -> str:
    example = "x7c4mp9rd6ya" if "dispatches" in path else "k3w8tq5hn2vz"
    return path.replace("{id}", example)


def _pretty(value: Any) -> str:
    """JSON for eyes: what is small stays on one line."""
    return SMALL.sub(_on_one_line, json.dumps(value, indent=2, ensure_ascii=False))


def _on_one_line(match: re.Match[str]) -> str:
    opening, inside, closing = match[0][0], match[0][1:-1], match[0][-1]
    return opening + " ".join(inside.split()) + closing


def _fresh(text: str) -> str:
    """The example's times moved to the present, so that it works when it is copied."""
    now = clock.now().replace(second=0, microsecond=0)
    now -= timedelta(minutes=now.minute % QUARTER)

    def moved(match: re.Match[str]) -> str:
        moment = now + (datetime.fromisoformat(match[0]) - EXAMPLE_NOW)
        return timezone.localtime(moment).isoformat()

    return MOMENT.sub(moved, text)
