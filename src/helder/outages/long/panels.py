"""Pieces of the page of an outage that this room brings: for readers and for the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from helder.kit.texts import Chosen, choose
from helder.messages.models import Reaction
from helder.outages import apart
from helder.outages.letters import signature
from helder.outages.long import queries
from helder.outages.models import Answer, HelpPoint, Outage, Update
from helder.outages.status.reading import Part, Reading
from helder.people.audiences import audiences_of
from helder.people.models import Audience, Person

ICONS = {
    HelpPoint.Kind.PHONE: "phone",
    HelpPoint.Kind.DESK: "life-buoy",
    HelpPoint.Kind.ROOM: "door-open",
    HelpPoint.Kind.WEB: "globe",
}


@dataclass(frozen=True)
class Apart:
    """What one audience is told in other words."""

    name: Any
    mine: bool
    parts: list[Part]


@dataclass(frozen=True)
class Listed:
    """A text of the checklist, a line for each thing."""

    lang: str
    lines: list[str]


@dataclass(frozen=True)
class Asked:
    """A question with its answer as a reader sees it."""

    answer: Answer
    question: Chosen
    said: Chosen
    new: bool
    changed: bool


def beside_newest(request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """Under the newest word: who signed it, what works again, and other words for some."""
    reading = Reading(outage)
    newest = reading.newest
    if newest is None:
        return None
    context = {
        "signed": signature(newest.signed),
        "works": _listed(reading, "works"),
        "not_yet": _listed(reading, "not_yet"),
        **_told_apart(request, newest),
    }
    return context if any(context.values()) else None


def _listed(reading: Reading, name: str) -> Listed | None:
    """While it runs: afterwards everything works."""
    part = reading.known.get(name) if reading.running else None
    if part is None:
        return None
    lines = (line.strip().lstrip("-•*").strip() for line in part.said.text.splitlines())
    return Listed(part.said.lang, [line for line in lines if line])


def _told_apart(request: HttpRequest, update: Update) -> dict[str, Any]:
    """What some are told in other words. Whoever is one of them reads those above, in the place of
    the common words: then `common` is what everybody else reads, and `apart` the other audiences.
    """
    parts: Mapping[str, Any] = update.message.parts
    slugs = apart.audiences_in(apart.in_order(parts))
    if not slugs:
        return {}
    names, mine = apart.names(slugs), _mine(request.user, slugs)
    own = apart.own(parts, mine)
    others = [slug for slug in slugs if slug != own]
    found = [Apart(choose(names[slug]), slug in mine, _parts_for(parts, slug)) for slug in others]
    return {"apart": found, "own": own, "common": _replaced(parts, own)}


def _replaced(parts: Mapping[str, Any], own: str) -> list[Part]:
    """The common words that stand elsewhere for who reads their own."""
    mine = {part.name for part in _parts_for(parts, own)} if own else set()
    return [part for part in _parts_for(parts, "") if part.name in mine]


def _parts_for(parts: Mapping[str, Any], slug: str) -> list[Part]:
    own = [name for name in apart.in_order(parts) if apart.split(name)[1] == slug]
    return [
        Part(apart.split(name)[0], apart.heading(apart.split(name)[0]), choose(parts[name]))
        for name in own
    ]


def _mine(user: Any, slugs: list[str]) -> set[str]:
    if not isinstance(user, Person):
        return set()
    mine = Audience.objects.filter(slug__in=slugs, pk__in=audiences_of(user))
    return set(mine.values_list("slug", flat=True))


def questions(request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """The first questions with their answers."""
    found = queries.answers_of(outage)
    if not found:
        return None
    first = [asked(answer) for answer in found[: queries.SHOWN]]
    return {"outage": outage, "asked": first, "more": len(found) - len(first)}


def asked(answer: Answer) -> Asked:
    """As a reader sees it."""
    return Asked(
        answer,
        choose(answer.question),
        choose(answer.answer),
        queries.is_new(answer),
        queries.is_changed(answer),
    )


def help_points(request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """Where people find help, while it lasts."""
    if outage.state != Outage.State.RUNNING:
        return None
    found = queries.help_points_of(outage)
    return {"points": [(ICONS[HelpPoint.Kind(p.kind)], p) for p in found]} if found else None


def around(request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """The desk's tools for an outage that lasts, with how much there is of each."""
    if outage.state != Outage.State.RUNNING and not outage.answers.exists():
        return None
    waiting = queries.reactions_to(outage).filter(state=Reaction.State.OPEN)
    return {
        "outage": outage,
        "answers": outage.answers.count(),
        "waiting": waiting.count(),
        "points": outage.help_points.count(),
        "running": outage.state == Outage.State.RUNNING,
        "lines": queries.lines_of(outage),
    }
