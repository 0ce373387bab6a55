"""A provider that speaks SCIM with Helder, for the tests."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from helder.people import tokens

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


class Provider:
    """Sends requests with a token of its own."""

    def __init__(self, *scopes: str, language: str = "en") -> None:
        self.token, self.plain = tokens.create("entra", scopes or ("people:scim",), by=None)
        self.client = Client(raise_request_exception=False)
        self.headers = {"authorization": f"Bearer {self.plain}", "accept-language": language}

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request; the answer has `status_code`, `json()`."""
        data = body if isinstance(body, bytes | str) else json.dumps(body) if body else ""
        return self.client.generic(
            method,
            f"/scim/v2{path}",
            data,
            content_type="application/scim+json",
            headers=self.headers | headers,
        )

    def get(self, path: str, **headers: str) -> Any:
        """A GET."""
        return self.send("GET", path, **headers)

    def find(self, text: str, kind: str = "Users", **query: str) -> list[dict[str, Any]]:
        """The resources that a filter gives."""
        answer = self.client.get(
            f"/scim/v2/{kind}", {"filter": text, **query}, headers=self.headers
        )
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["Resources"]
        return found

    def patch(self, path: str, *operations: dict[str, Any], **headers: str) -> Any:
        """A PATCH with these operations."""
        return self.send("PATCH", path, {"schemas": [PATCH], "Operations": operations}, **headers)

    def user(self, key: str = "jan.jansen", /, **more: Any) -> dict[str, Any]:
        """Makes a user and gives it as it was answered."""
        answer = self.send("POST", "/Users", new_user(key, **more))
        assert answer.status_code == 201, answer.content
        made: dict[str, Any] = answer.json()
        return made

    def group(self, name: str, *ids: str, **more: Any) -> dict[str, Any]:
        """Makes a group of these users."""
        body = {"schemas": [GROUP], "displayName": name, **more}
        body["members"] = [{"value": one} for one in ids]
        answer = self.send("POST", "/Groups", body)
        assert answer.status_code == 201, answer.content
        made: dict[str, Any] = answer.json()
        return made


def new_user(key: str = "jan.jansen", /, **more: Any) -> dict[str, Any]:
    """A user as a provider sends it."""
    address = f"{key}@rivierland.example"
    return {
        "schemas": [USER, ENTERPRISE],
        "userName": address,
        "externalId": key,
        "active": True,
        "name": {"givenName": "Jan", "familyName": "Jansen"},
        "emails": [{"value": address, "type": "work", "primary": True}],
        **more,
    }
