"""How tests write in the composer: the fields of a good outage, and sending them in."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client

from helder.kit.ids import public_id
from helder.people.models import Person

NEW = "/desk/outages/new"
BLAME = "De wifi doet het niet. De oorzaak ligt bij onze leverancier!"


def signed_in(person: Person, language: str = "en") -> Client:
    """A browser of this person, reading this language."""
    client = Client()
    client.force_login(person)
    client.cookies["helder_language"] = language
    return client


def filled(**changes: Any) -> dict[str, Any]:
    """What somebody types about a wifi that does not work."""
    return {
        "draft": public_id(),
        "version": 0,
        "page": "one-page",
        "kind": "outage",
        "services": ["wifi"],
        "since": "now",
        "next_update": "1h",
        "symptom_nl": "De wifi doet het niet.",
        "symptom_en": "The wifi does not work.",
        "workaround_nl": "Gebruik een kabel.",
        "workaround_en": "Use a cable.",
        **changes,
    }


def send(client: Client, do: str = "publish", path: str = NEW, **changes: Any) -> HttpResponse:
    """Sends the form in, without JavaScript."""
    return client.post(path, {**filled(**changes), "do": do})  # type: ignore[return-value]


def typed(client: Client, do: str, path: str = NEW, **changes: Any) -> str:
    """What the page gets while somebody types."""
    answer = client.post(path, {**filled(**changes), "do": do}, headers={"HX-Request": "true"})
    return answer.content.decode()


def page_of(answer: HttpResponse) -> str:
    """The words of a page, without tags, with plain spaces."""
    text = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def let_through(client: Client, draft: str, reason: str) -> HttpResponse:
    """A second person opens the draft, reads it, and lets it through."""
    page = client.get(f"/desk/drafts/{draft}/approve/").content.decode()
    return decide(client, draft, version_read(page), reason)


def decide(client: Client, draft: str, version: str, reason: str) -> HttpResponse:
    """The decision about the text as it was in this version."""
    path = f"/desk/drafts/{draft}/approve/"
    return client.post(path, {"version": version, "reason": reason})  # type: ignore[return-value]


def version_read(page: str) -> str:
    """Which version of a draft a page shows."""
    found = re.search(r'name="version" value="(\d+)"', page)
    return found.group(1) if found else ""


def drafted(page: str) -> dict[str, Any]:
    """The fields of the composer as a browser would send them in, as the page has filled them."""
    form = BeautifulSoup(page, "html.parser").find(id="composer")
    assert isinstance(form, Tag)
    given: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea"]):
        if field.name == "input" and field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                given.setdefault(str(field["name"]), []).append(str(field.get("value", "on")))
        elif field.has_attr("name"):
            said = (
                field.get_text().removeprefix("\n")
                if field.name == "textarea"
                else str(field.get("value", ""))
            )
            given.setdefault(str(field["name"]), []).append(said)
    return given
