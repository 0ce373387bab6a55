"""What goes and what stays of the messages when a person is erased."""

from __future__ import annotations

from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from helder.messages.models import Message, Reaction, Revision, Saying
from helder.messages.reactions.aging import remove
from helder.people.erasing import Farewell, counted
from helder.people.models import Person


def farewell(person: Person) -> Farewell:
    """Their conversations with IT go, files and all; what they wrote for IT stays."""
    own = Q(person=person) | Q(address__iexact=person.email)
    asked = Reaction.objects.filter(own)
    conversations, texts = asked.count(), _texts(person)
    goes = ngettext(
        "%(n)d conversation that they had with IT, with its files.",
        "%(n)d conversations that they had with IT, with their files.",
        conversations,
    )
    stays = ngettext(
        "%(n)d text that they wrote, approved or answered for IT.",
        "%(n)d texts that they wrote, approved or answered for IT.",
        texts,
    )
    return Farewell(
        goes=counted(conversations, goes % {"n": conversations}),
        stays=counted(texts, stays % {"n": texts}),
        first=partial(_forget, asked),
    )


def _forget(conversations: QuerySet[Reaction]) -> None:
    remove(conversations)


def _texts(person: Person) -> int:
    wrote = Message.objects.filter(Q(author=person) | Q(let_through__approver=person))
    revised = Revision.objects.filter(author=person).exclude(message__author=person)
    answered = Saying.objects.filter(by=person)
    return wrote.distinct().count() + revised.count() + answered.count()
