"""What the desk's day shows of messages: promises by whom, drafts, what was sent today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from helder.kit import clock
from helder.messages import pages, queries
from helder.messages.models import Message
from helder.messages.reactions import clarity
from helder.messages.reactions.actions import PROMISE as ANSWER
from helder.people.models import Person
from helder.people.permissions import may
from helder.promises.models import Promise

MOST = 20


@dataclass(frozen=True)
class PromiseLine:
    """One promise that is still to be kept, and where one does so."""

    promise: Promise
    url: str
    mine: bool
    deed: str


@dataclass(frozen=True)
class DraftLine:
    """One draft, where it is opened, and whether this reader may let it through."""

    message: Message
    name: str
    url: str
    asks: bool
    approve_url: str


def promises(request: HttpRequest) -> dict[str, Any]:
    """What was promised and is still to come, the late ones first; answers have a card of their
    own."""
    waiting = Promise.objects.open().exclude(kind=ANSWER)
    found = waiting.select_related("owner", "deputy").order_by("due_at")[:MOST]
    lines = [_promise_line(promise, request.user) for promise in found]
    return {"lines": lines, "late": sum(line.promise.due_at < clock.now() for line in lines)}


def _promise_line(promise: Promise, reader: Any) -> PromiseLine:
    mine = reader.pk in (promise.owner_id, promise.deputy_id)
    deed = str(pages.of_subject(promise.subject).deed)
    return PromiseLine(promise, pages.answer_path(promise.subject), mine, deed)


def drafts(request: HttpRequest) -> dict[str, Any] | None:
    """What is being written: one's own, what waits for a time, and what asks a second person; what
    a program filled in has a card of its own."""
    found = queries.drafts().exclude(form__has_key=queries.MACHINE)
    own = Q(author_id=request.user.pk) | Q(author=None)
    own |= Q(form__has_key="asks_approval") | ~Q(publish_error="")
    lines = [draft_line(message, request.user) for message in found.filter(own)[:MOST]]
    lines.sort(key=lambda line: (not line.approve_url, not line.message.publish_error))
    return {"lines": lines} if lines else None


def draft_line(message: Message, reader: Any) -> DraftLine:
    """A draft as this person sees it in a list."""
    asks = bool(message.form.get("asks_approval"))
    lets = asks and isinstance(reader, Person) and may(reader, "message.let_through")
    return DraftLine(
        message,
        name=queries.name_of(message),
        url=pages.draft_path(message.kind, message.public_id),
        asks=asks,
        approve_url=(
            pages.approve_path(message.kind, message.public_id)
            if lets and reader.pk not in queries.writers(message)
            else ""
        ),
    )


def sent(request: HttpRequest) -> dict[str, Any] | None:
    """What went out today, with how it arrived."""
    found = queries.sent_today()
    if not found:
        return None
    said = clarity.figures(line.message.pk for line in found)
    lines = [(line, said.get(line.message.pk)) for line in found]
    return {"lines": lines, "trouble": sum(line.trouble for line in found)}
