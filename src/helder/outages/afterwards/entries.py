"""A look back as an entry of the feeds, and as the last word in the Statuspage shape.

Owns: its lasting id, its text in reading order. Refuses: the timeline; that stands on the page.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from helder.kit.texts import Chosen, choose, pick
from helder.outages.afterwards.reading import Part, Reading
from helder.outages.afterwards.telling import CHANGE
from helder.outages.models import Review


def address(review: Review) -> str:
    """Its page, whole."""
    return settings.BASE_URL + reverse("afterwards:page", args=[review.outage.public_id])


def modified_at(review: Review) -> datetime:
    """When it was last corrected, or else published."""
    revisions = list(review.message.revisions.all())
    return max(revision.created_at for revision in revisions)


def published_at(review: Review) -> datetime:
    """When readers saw it first."""
    assert review.published_at is not None  # noqa: S101 - only published ones are fetched
    return review.published_at


def texts(review: Review) -> list[Part]:
    """What happened, what was learned and what changes; from the message alone."""
    parts = Reading(review).parts
    changes = [choose(said) for name, said in sorted(review.message.parts.items())
               if name.startswith(CHANGE)]  # fmt: skip
    if not changes:
        return parts
    listed = "\n".join(f"• {said.text}" for said in changes)
    said = Chosen(listed, changes[0].lang, changes[0].foreign)
    return [*parts, Part(gettext("What we change"), said)]


def body(review: Review) -> str:
    """Everything as plain text, with the address."""
    said = [f"{part.heading}\n{part.said.text}" for part in texts(review)]
    return "\n\n".join([*said, address(review)])


def atom_item(review: Review, author: str) -> dict[str, Any]:
    """As Atom's generator takes it."""
    return {
        "title": pick(review.message.title),
        "link": address(review),
        "description": _html(review),
        "unique_id": _id(review),
        "pubdate": published_at(review),
        "updateddate": modified_at(review),
        "author_name": author,
        "categories": _services(review),
    }


def json_item(review: Review) -> dict[str, Any]:
    """As JSON Feed 1.1 has it."""
    title = choose(review.message.title)
    return {
        "id": _id(review),
        "url": address(review),
        "title": title.text,
        "content_html": _html(review),
        "content_text": body(review),
        "date_published": published_at(review).isoformat(),
        "date_modified": modified_at(review).isoformat(),
        "language": title.lang,
        "tags": _services(review),
        "_helder": {"outage": review.outage.public_id, "step": "postmortem"},
    }


def _html(review: Review) -> str:
    return render_to_string("outages/public/entry.html", {"parts": texts(review)}).strip()


def _services(review: Review) -> list[str]:
    return [pick(service.name) for service in review.outage.services.all()]


def _id(review: Review) -> str:
    """A name that never changes (RFC 4151)."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"tag:{host},2026:outage/{review.outage.public_id}/afterwards"
