"""What the desk, a reader and the privacy pages ask about reactions."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.utils.translation import ngettext

from helder.delivery.models import InboundMail
from helder.kit import clock
from helder.messages.models import Clarity, Message, Reaction, Saying
from helder.people.erasing import Farewell, counted
from helder.people.models import Person

State = Reaction.State
EXCERPT = 240
COUNTED = timedelta(days=30)


def listed(show: str, person: Person) -> QuerySet[Reaction]:
    """Reactions for the list: "mine", "all" (open ones), "answered" (done, the newest first)."""
    said = Saying.objects.filter(reaction=OuterRef("pk"), is_answer=False).order_by("-at", "-pk")
    rows = Reaction.objects.select_related("person", "owner", "promise", "message").annotate(
        excerpt=Subquery(said.annotate(cut=Substr("text", 1, EXCERPT)).values("cut")[:1]),
        attached=Count("sayings__files", filter=Q(sayings__files__refused=""), distinct=True),
    )
    if show == "answered":
        return rows.exclude(state=State.OPEN).order_by("-last_at", "-pk")
    rows = rows.filter(state=State.OPEN).order_by(F("promise__due_at").asc(nulls_last=True), "pk")
    return rows.filter(Q(owner=person) | Q(owner=None)) if show == "mine" else rows


def counts(person: Person) -> dict[str, int]:
    """How many wait: in all, for this person (those without an owner too), and late."""
    waiting = Reaction.objects.filter(state=State.OPEN)
    return waiting.aggregate(
        all=Count("pk"),
        mine=Count("pk", filter=Q(owner=person) | Q(owner=None)),
        late=Count("pk", filter=Q(promise__due_at__lt=clock.now())),
    )


def said(reaction: Reaction) -> QuerySet[Saying]:
    """The conversation, in order."""
    return reaction.sayings.select_related("by", "dispatch").prefetch_related("files")


def of_reader(person: Person) -> QuerySet[Reaction]:
    """A reader's own conversations, the newest first."""
    return Reaction.objects.filter(person=person).select_related("message", "promise")


def dropped() -> dict[str, int]:
    """How many mails came in and were not for the desk in a month: answers of machines and such."""
    rows = InboundMail.objects.filter(at__gt=clock.now() - COUNTED).order_by()
    return Counter(dict(rows.values_list("outcome").annotate(n=Count("pk"))))


def with_votes(newest: int) -> QuerySet[Message]:
    """The messages about which readers said whether they were clear, the newest first."""
    voted = Clarity.objects.order_by().values("message")
    return Message.objects.filter(pk__in=voted).order_by("-published_at", "-pk")[:newest]


def personal_data(person: Person) -> dict[str, Any]:
    """What this room keeps of a person, for their export. Votes are not among it: nobody can tell
    whose they are."""
    own = Q(person=person) | Q(address__iexact=person.email)
    rows = Reaction.objects.filter(own).prefetch_related("sayings__files")
    given = person.answers_given.order_by("pk")
    return {
        "reactions": [_conversation(row) for row in rows.order_by("pk")],
        "answers_given": [{"at": s.at.isoformat(), "text": s.text} for s in given],
    }


def _conversation(reaction: Reaction) -> dict[str, Any]:
    return {
        "subject": reaction.subject,
        "state": reaction.state,
        "said": [
            {
                "at": saying.at.isoformat(),
                "by": "IT" if saying.is_answer else "reader",
                "text": saying.text,
                "whole": saying.whole,
                "files": [file.name for file in saying.files.all()],
            }
            for saying in reaction.sayings.all()
        ],
    }


def farewell(person: Person) -> Farewell:
    """What goes with a person: their conversations, also of the time before they were known."""
    own = Reaction.objects.filter(Q(person=person) | Q(address__iexact=person.email))
    count, given = own.count(), person.answers_given.count()
    goes = ngettext(
        "%(n)d conversation with us, with its files.",
        "%(n)d conversations with us, with their files.",
        count,
    )
    stays = ngettext(
        "%(n)d answer to a reader, without their name.",
        "%(n)d answers to readers, without their name.",
        given,
    )
    return Farewell(
        goes=counted(count, goes % {"n": count}),
        stays=counted(given, stays % {"n": given}),
        first=lambda: _remove(person),
    )


def _remove(person: Person) -> None:
    from helder.messages.reactions.aging import remove

    remove(Reaction.objects.filter(Q(person=person) | Q(address__iexact=person.email)))
