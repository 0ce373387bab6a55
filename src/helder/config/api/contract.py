"""What every operation of the API has in common, written into the OpenAPI document once.

Owns: the security scheme, the headers, the problems. Refuses: what one operation does alone; that
stands beside its code.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_noop as _

from helder.config.api.examples import ANSWERS, ASKED, FINDINGS, LINKS, REFUSED_FIELDS
from helder.kit import problems
from helder.kit.problems import KINDS, Kind
from helder.people.tokens import REST

INTRODUCTION = _(
    "Everything that Helder says, other programs can say and read here, through the same guard: "
    "nothing that a person may not publish can be published through the API."
)
EXTRA = {
    "info": {"license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}},
    "tags": [
        {"name": "Outages", "description": _("Tell of outages and maintenance, and read them.")},
        {"name": "Dispatches", "description": _("See how far the mails of an update are.")},
        {"name": "Promises", "description": _("Read the register of IT’s word.")},
        {"name": "Coach", "description": _("Have a text read before anybody else does.")},
    ],
}
MEDIA = "application/problem+json"
ALWAYS = (problems.TOKEN, problems.SCOPE, problems.TOO_MANY, problems.BROKEN, problems.BUSY)
ON_POST = (problems.UNREADABLE, problems.CONFLICT, problems.TOO_LARGE, problems.MEDIA_TYPE)
FINDING = "#/components/schemas/FindingOut"

PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": _("Where it is explained.")},
        "title": {"type": "string", "description": _("The kind of problem.")},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {
            "type": "string",
            "description": _("What happened, in the language of Accept-Language."),
        },
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": _("A sentence per field."),
        },
        "findings": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"$ref": FINDING}},
            "description": _("What the guard found, per field and language, as “symptom.nl”."),
        },
        "scope": {"type": "string", "enum": list(REST), "description": _("What is missing.")},
    },
}
HEADERS: dict[str, Any] = {
    "ETag": {
        "description": _("Names this version of the answer; send it back in If-None-Match."),
        "schema": {"type": "string"},
    },
    "Idempotent-Replay": {
        "description": _("“true” when this answer was given before to the same Idempotency-Key."),
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Retry-After": {
        "description": _("How many seconds to wait."),
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
    "WWW-Authenticate": {
        "description": _("What kind of token is asked for."),
        "schema": {"type": "string"},
    },
}
PARAMETERS: dict[str, Any] = {
    "Language": {
        "in": "header",
        "name": "Accept-Language",
        "required": False,
        "description": _("“nl” or “en”: the language of the sentences in problems."),
        "schema": {"type": "string", "examples": ["nl", "en"]},
    },
    "Key": {
        "in": "header",
        "name": "Idempotency-Key",
        "required": False,
        "description": _(
            "A name of your own for this request, such as a UUID. Repeat the request with the same "
            "key as often as you like: it is done once, and you get the same answer."
        ),
        "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200,
            "pattern": "^[!-~]{1,200}$",
        },
    },
    "Known": {
        "in": "header",
        "name": "If-None-Match",
        "required": False,
        "description": _("The ETag that you have; when nothing changed, the answer is 304."),
        "schema": {"type": "string"},
    },
}


def complete(document: dict[str, Any]) -> None:
    """Adds what all operations share, in place."""
    components = document["components"]
    components["schemas"]["Problem"] = PROBLEM
    components["securitySchemes"] = {"token": _scheme()}
    components["responses"] = {kind.name: _response(kind) for kind in KINDS}
    components["headers"] = HEADERS
    components["parameters"] = PARAMETERS
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)


def _scheme() -> dict[str, Any]:
    listed = ", ".join(f"`{scope}`" for scope in REST)
    return {
        "type": "http",
        "scheme": "bearer",
        "description": f"`helder token create NAME --scope …` prints it once. Scopes: {listed}.",
    }


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    posts = method == "post"
    answers = operation["responses"]
    good = answers[next(iter(answers))]
    _show(operation, good)
    header = "Idempotent-Replay" if posts else "ETag"
    good["headers"] = _header(header)
    if not posts:
        answers[304] = {"description": "Not Modified", "headers": _header(header)}
    for status, kinds in _by_status(path, posts).items():
        answers[status] = _either(kinds)
    for parameter in ("Language", "Key" if posts else "Known"):
        operation["parameters"].append({"$ref": f"#/components/parameters/{parameter}"})


def _show(operation: dict[str, Any], good: dict[str, Any]) -> None:
    """Examples of request and answer, and what one can do with the answer."""
    name = operation["operationId"]
    good["content"]["application/json"]["example"] = ANSWERS[name]
    if name in ASKED:
        operation["requestBody"]["content"]["application/json"]["example"] = ASKED[name]
    if name in LINKS:
        good["links"] = LINKS[name]


def _by_status(path: str, posts: bool) -> dict[int, list[Kind]]:
    kinds = [*ALWAYS, problems.INVALID, *(ON_POST if posts else ())]
    if "{id}" in path:
        kinds.append(problems.NOT_FOUND)
    if posts:
        kinds.append(problems.KEY_REUSED)
        if "outages" in path:
            kinds.append(problems.BLOCKED)
    found: dict[int, list[Kind]] = {}
    for kind in sorted(kinds, key=lambda kind: kind.status):
        found.setdefault(kind.status, []).append(kind)
    return found


def _either(kinds: list[Kind]) -> dict[str, Any]:
    """One response for a status that several kinds of problem share."""
    if len(kinds) == 1:
        return {"$ref": f"#/components/responses/{kinds[0].name}"}
    content = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "examples": {kind.name: {"value": example_of(kind)} for kind in kinds},
    }
    return {"description": " / ".join(map(_title, kinds)), "content": {MEDIA: content}}


def _response(kind: Kind) -> dict[str, Any]:
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example_of(kind)}
    response: dict[str, Any] = {"description": _title(kind), "content": {MEDIA: content}}
    if kind in (problems.TOKEN, problems.SCOPE):
        response["headers"] = _header("WWW-Authenticate")
    if kind in (problems.TOO_MANY, problems.BUSY):
        response["headers"] = _header("Retry-After")
    return response


def _header(name: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"}}


def _title(kind: Kind) -> str:
    """The document speaks English, whoever reads it."""
    with translation.override("en"):
        return str(kind.title)


def type_of(kind: Kind) -> str:
    """The address at which a kind of problem is explained."""
    return f"{settings.BASE_URL}/api/v1/docs#problem-{kind.name}"


def example_of(kind: Kind) -> dict[str, Any]:
    """One problem of this kind, as it is answered."""
    every: dict[str, dict[str, Any]] = {
        problems.INVALID.name: {"errors": REFUSED_FIELDS},
        problems.BLOCKED.name: {"findings": FINDINGS},
        problems.SCOPE.name: {"scope": "outages:write"},
    }
    detail = " ".join(REFUSED_FIELDS.values()) if kind is problems.INVALID else _title(kind) + "."
    start: dict[str, Any] = {"type": type_of(kind), "title": _title(kind), "status": kind.status}
    return start | {"detail": detail} | every.get(kind.name, {})
