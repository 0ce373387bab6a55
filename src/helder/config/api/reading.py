"""Reading what clients of the API send, and saying what is wrong with it in sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja.parser import Parser

from helder.kit import problems
from helder.kit.problems import Problem

_OTHER = _("This value does not fit here.")
_SENTENCES = {
    "missing": _("This is needed."),
    "extra_forbidden": _("This field does not exist. Check how it is written."),
    "string_type": _("Write this as text between quotes."),
    "string_unicode": _("This text holds signs that no screen can show. Type it again."),
    "list_type": _("Write this as a list: [“…”]."),
    "bool_type": _("Write true or false."),
    "int_type": _("Write a whole number."),
    "int_parsing": _("Write a whole number."),
    "int_parsing_size": _("This number is too large."),
}
_LIMITS = {
    "string_too_long": ("max_length", _("At most %(limit)s signs fit here.")),
    "too_long": ("max_length", _("At most %(limit)s fit here.")),
    "greater_than_equal": ("ge", _("Write %(limit)s or more.")),
    "less_than_equal": ("le", _("Write %(limit)s or less.")),
}


class JsonReader(Parser):
    """Strict JSON only."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body. Raises Problem: 415 or 400."""
        if request.content_type != "application/json":
            raise Problem(
                problems.MEDIA_TYPE,
                gettext("The body must be JSON; send “Content-Type: application/json”."),
            )
        try:
            return json.loads(request.body.decode("utf-8"), parse_constant=_no_constant)
        except RecursionError:
            raise Problem(
                problems.UNREADABLE, gettext("The JSON is nested too deeply to be read.")
            ) from None
        except ValueError as error:
            raise Problem(problems.UNREADABLE, _where(error)) from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _where(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return gettext("The body is not JSON: line %(line)d, column %(column)d.") % {
            "line": error.lineno,
            "column": error.colno,
        }
    if isinstance(error, UnicodeDecodeError):
        return gettext("The body is not in UTF-8.")
    return gettext("The body is not JSON: it holds a number that JSON does not know.")


def sentences(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """What the schema refuses: one sentence per field."""
    said: dict[str, str] = {}
    for error in errors:
        said.setdefault(_field(error["loc"]), _sentence(error))
    detail = " ".join(dict.fromkeys(said.values()))
    return Problem(problems.INVALID, detail, errors=said)


def _field(loc: Sequence[Any]) -> str:
    """The name of a field as the client knows it; "" for the body as a whole."""
    source, *rest = loc
    names = rest[1:] if source == "body" else rest
    return ".".join(str(name) for name in names)[:200]


def _sentence(error: Mapping[str, Any]) -> str:
    context = error.get("ctx") or {}
    kind = str(error["type"])
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return _object_needed(error["loc"])
    if kind in ("literal_error", "enum"):
        return gettext("Choose one of: %(choices)s.") % {"choices": _choices(context)}
    if kind in _LIMITS:
        name, sentence = _LIMITS[kind]
        return gettext(sentence) % {"limit": context.get(name)}
    return gettext(_SENTENCES.get(kind, _OTHER))


def _object_needed(loc: Sequence[Any]) -> str:
    if len(loc) <= 2:
        return gettext("Send one JSON object.")
    return gettext("Write this per language: {“nl”: “…”, “en”: “…”}. One is enough.")


def _choices(context: Mapping[str, Any]) -> str:
    return str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
