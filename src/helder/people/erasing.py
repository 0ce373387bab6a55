"""What goes and what stays when a person is erased, in plain words.

Owns: the list, to which each module adds its part. Refuses: erasing (actions.py).
A module declares in its AppConfig `farewells = ["dotted.name"]`: a function from a person to a
Farewell. Whatever points to a person with CASCADE goes by itself, with SET_NULL it stays without
a name; nothing may stand in the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import import_string
from django.utils.translation import gettext, ngettext

from helder.journal.models import Entry
from helder.kit.registry import declared
from helder.people.models import Person


def _nothing() -> None:
    """Most modules need not do anything first."""


@dataclass(frozen=True)
class Farewell:
    """One module's part: sentences of what goes and what stays, and what must be done first, in
    the same transaction."""

    goes: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    first: Callable[[], None] = _nothing


def farewells(person: Person) -> list[Farewell]:
    """Every module's part for this person, people's own first."""
    return [_own(person), *(import_string(name)(person) for name in declared("farewells"))]


def counted(count: int, sentence: str) -> tuple[str, ...]:
    """The sentence when there is something to tell."""
    return (sentence,) if count else ()


def _own(person: Person) -> Farewell:
    lists = person.lists.count()
    deeds = Entry.objects.filter(actor=person.actor_key).count()
    in_lists = ngettext("Their place in %(n)d list.", "Their place in %(n)d lists.", lists)
    in_journal = ngettext(
        "%(n)d line of the journal, with a number instead of a name.",
        "%(n)d lines of the journal, with a number instead of a name.",
        deeds,
    )
    return Farewell(
        goes=(
            gettext("Their name, mail address, phone number and choices."),
            gettext("Their way of signing in: password, passkeys and codes."),
            *counted(lists, in_lists % {"n": lists}),
        ),
        stays=counted(deeds, in_journal % {"n": deeds}),
    )
