"""What this room shows elsewhere: silence on top of the desk, and a way from a reaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from helder.messages.models import Reaction
from helder.outages.long import watch
from helder.outages.models import Outage


@dataclass(frozen=True)
class Way:
    """One tap from a reaction: what it does, where it leads, and with which picture."""

    label: str
    url: str
    icon: str


def silent(_request: HttpRequest) -> dict[str, Any] | None:
    """Running outages about which nothing is said in time."""
    found = watch.silent_now()
    return {"silences": found} if found else None


def from_reaction(reaction: Reaction) -> Way | None:
    """A question about an outage becomes one for everybody."""
    subject = reaction.message.subject if reaction.message else ""
    kind, _colon, key = subject.partition(":")
    if kind != "outage" or not Outage.objects.filter(public_id=key).exists():
        return None
    url = reverse("long:question_new", args=[key])
    return Way(
        gettext("Make it a public question and answer"),
        f"{url}?reaction={reaction.public_id}",
        "message-circle-question",
    )
