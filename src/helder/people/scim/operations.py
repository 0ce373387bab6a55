"""PATCH as Microsoft Entra ID sends it, written as RFC 7644 has it.

Owns: what the library does not take as it is. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MESSAGE = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
LISTS = frozenset({"members", "emails", "phonenumbers", "addresses", "roles"})


def in_single_steps(sent: dict[str, Any]) -> dict[str, Any]:
    """The message with its schema, and with a step of its own for each path in an object."""
    found = {"schemas": [MESSAGE]}
    for key, value in sent.items():
        if key.lower() == "operations" and isinstance(value, list):
            found["Operations"] = [step for one in value for step in _steps(one)]
        elif key.lower() != "schemas":
            found[key] = value
    return found


def _steps(one: Any) -> Iterator[Any]:
    """One step as it is, or one for each path that stands as a key in its value."""
    if not isinstance(one, dict):
        yield one
        return
    step = {key.lower(): value for key, value in one.items()}
    value = step.get("value")
    if step.get("path") in (None, "") and isinstance(value, dict):
        step.pop("path", None)
        paths = {key: part for key, part in value.items() if "[" in key}
        plain = {key: part for key, part in value.items() if key not in paths}
        if plain or not paths:
            yield step | {"value": plain}
        yield from ({"op": step.get("op"), "path": key, "value": p} for key, p in paths.items())
        return
    yield step | ({"value": _unwrapped(str(step.get("path")), value)} if "value" in step else {})


def _unwrapped(path: str, value: Any) -> Any:
    """A single value may come in a list of one: `[{"$ref": null, "value": "x"}]`."""
    if path.lower() in LISTS:
        return value
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        only = value[0]
        if set(only) <= {"$ref", "value"} and "$ref" in only and only["$ref"] is None:
            return only["value"]
    return value
