"""The words about outages as feeds: Atom, JSON Feed 1.1, and the badge.

Owns: entries with lasting ids, one per update. Refuses: relative times ("today"): a feed is read
on another day.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext

from helder.kit import clock
from helder.kit.texts import content_language, pick
from helder.organisation.queries import current
from helder.outages import letters
from helder.outages.afterwards import entries
from helder.outages.models import Review, Update
from helder.outages.status.reading import parts_of
from helder.outages.status.scope import Scope, title_of

MOST = 50
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
LONG_AGO = timedelta(days=60)
COLOURS = {
    "works": "#1c6b47",
    "limited": "#855000",
    "down": "#a4232f",
    "maintenance": "#2a5798",
    "security": "#6a3a94",
}


@dataclass(frozen=True)
class Channel:
    """The feed as a whole."""

    title: str
    description: str
    home: str
    address: str


def channel(scope: Scope, address: str) -> Channel:
    """The feed's own card, in the active language."""
    title = gettext("IT now at %(house)s") % {"house": current().name}
    return Channel(
        title=title_of(scope, title),
        description=gettext("Every word about outages and maintenance, as it is published."),
        home=settings.BASE_URL + home_of(scope),
        address=settings.BASE_URL + address,
    )


def home_of(scope: Scope) -> str:
    """The page that a reader opens for it."""
    service = scope.only_service
    return reverse("outages:service", args=[service.slug]) if service else reverse("outages:status")


def entry_id(update: Update) -> str:
    """A name that never changes (RFC 4151), also when the address of the site does not."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"tag:{host},2026:outage/{update.outage.public_id}/{update.number}"


def modified_at(update: Update) -> datetime:
    """When this word was last corrected, or else published."""
    revisions = list(update.message.revisions.all())
    later = [revision.created_at for revision in revisions[1:]]
    return max([update.published_at, *later])


def address_of(update: Update) -> str:
    """Where this word can be read."""
    return f"{settings.BASE_URL}{update.outage.get_absolute_url()}#update-{update.number}"


def exact(moment: datetime) -> str:
    """A time that is as true tomorrow: with its date."""
    return clock.spoken(moment, at=moment + LONG_AGO)


def newest(updates: Iterable[Update], reviews: Iterable[Review] = ()) -> datetime:
    """When the feed last changed."""
    said = [*map(modified_at, updates), *map(entries.modified_at, reviews)]
    return max(said, default=FIRST_DAY)


class _Feed(Atom1Feed):
    """An Atom feed whose `updated` follows its entries, also when there are none."""

    def latest_post_date(self) -> datetime:
        """Never the present moment: an unchanged feed stays the same to the byte."""
        return max((item["updateddate"] for item in self.items), default=FIRST_DAY)


def atom(updates: Sequence[Update], card: Channel, reviews: Sequence[Review] = ()) -> bytes:
    """Atom 1.0 (RFC 4287), the newest first."""
    feed = _Feed(
        title=card.title,
        link=card.home,
        description=card.description,
        subtitle=card.description,
        language=content_language(),
        feed_url=card.address,
        feed_guid=card.address,
    )
    items = [_atom_item(update, card.title) for update in updates]
    items += [entries.atom_item(review, card.title) for review in reviews]
    for item in sorted(items, key=lambda item: item["pubdate"], reverse=True):
        feed.add_item(**item)
    return feed.writeString("utf-8").encode()


def _atom_item(update: Update, author: str) -> dict[str, Any]:
    return {
        "title": letters.subject(update),
        "link": address_of(update),
        "description": _html(update),
        "unique_id": entry_id(update),
        "pubdate": update.published_at,
        "updateddate": modified_at(update),
        "author_name": author,
        "categories": [pick(service.name) for service in update.outage.services.all()],
    }


def json_feed(updates: Sequence[Update], card: Channel, reviews: Sequence[Review] = ()) -> bytes:
    """JSON Feed 1.1, the newest first."""
    items = [*map(_item, updates), *map(entries.json_item, reviews)]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": card.title,
        "description": card.description,
        "home_page_url": card.home,
        "feed_url": card.address,
        "language": content_language(),
        "items": sorted(items, key=lambda item: item["date_published"], reverse=True),
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _item(update: Update) -> dict[str, Any]:
    promise = update.promise
    return {
        "id": entry_id(update),
        "url": address_of(update),
        "title": letters.subject(update),
        "content_html": _html(update),
        "content_text": _text(update),
        "date_published": update.published_at.isoformat(),
        "date_modified": modified_at(update).isoformat(),
        "language": _language(update),
        "tags": [pick(service.name) for service in update.outage.services.all()],
        "_helder": {
            "outage": update.outage.public_id,
            "number": update.number,
            "kind": update.outage.kind,
            "step": update.step,
            "next_update_at": promise.due_at.isoformat() if promise else None,
        },
    }


def _language(update: Update) -> str:
    parts = parts_of(update)
    return parts[0].said.lang if parts else content_language()


def _promised(update: Update) -> str:
    if update.promise is None:
        return ""
    return gettext("Next update: %(when)s.") % {"when": exact(update.promise.due_at)}


def _html(update: Update) -> str:
    context = {"parts": parts_of(update), "promised": _promised(update)}
    return render_to_string("outages/public/entry.html", context).strip()


def _text(update: Update) -> str:
    said = [f"{part.heading}\n{part.said.text}" for part in parts_of(update)]
    return "\n\n".join([*said, _promised(update)]).strip()


@dataclass(frozen=True)
class Badge:
    """The badge's two words and its measures, in units of the drawing."""

    label: str
    word: str
    state: str

    @property
    def left(self) -> int:
        """Width of the label's half."""
        return _width(self.label)

    @property
    def right(self) -> int:
        """Width of the state's half."""
        return _width(self.word)

    @property
    def width(self) -> int:
        """Of the whole."""
        return self.left + self.right

    @property
    def middles(self) -> tuple[int, int]:
        """Where the words stand; whole numbers, for a locale would write 1,5."""
        return self.left // 2, self.left + self.right // 2

    @property
    def colour(self) -> str:
        """Dark enough for white words."""
        return COLOURS[self.state]


def _width(word: str) -> int:
    return 16 + round(7.2 * len(word))


def badge(state: str, troubles: int, label: str) -> Badge:
    """How IT, or one service, is doing, in two or three words."""
    words = {
        "works": gettext("everything works"),
        "limited": gettext("works poorly"),
        "down": gettext("outage"),
        "maintenance": gettext("maintenance"),
        "security": gettext("be careful"),
    }
    word = words[state]
    return Badge(label, f"{word} ({troubles})" if troubles > 1 else word, state)
