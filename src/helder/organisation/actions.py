"""Changing the house and its words. One transaction, one journal row that names what changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction

from helder.journal.actions import Actor, record
from helder.organisation import picture
from helder.organisation.models import WORDS_KEY, Organisation, Word
from helder.organisation.words import Pair

SUBJECT = "organisation:1"


@transaction.atomic
def change(values: dict[str, Any], *, by: Actor | None) -> Organisation:
    """Sets these fields; whatever stays the same is not noted."""
    house = _locked()
    different = {name: value for name, value in values.items() if getattr(house, name) != value}
    for name, value in different.items():
        setattr(house, name, value)
    house.save()
    if different:
        record("house.changed", SUBJECT, by=by, fields=sorted(different))
    return house


@transaction.atomic
def set_logo(content: bytes, *, by: Actor | None) -> Organisation:
    """A new logo, named after its content so that no browser keeps the old one."""
    house = _locked()
    _drop_later(house)
    name = hashlib.sha256(content).hexdigest()[:12] + (picture.suffix(content) or "")
    house.logo.save(f"logo-{name}", ContentFile(content), save=False)
    house.save()
    record("house.logo_set", SUBJECT, by=by)
    return house


@transaction.atomic
def remove_logo(*, by: Actor | None) -> Organisation:
    """Back to the name in words."""
    house = _locked()
    _drop_later(house)
    house.logo = ""
    house.save()
    record("house.logo_removed", SUBJECT, by=by)
    return house


@dataclass
class TakenIn:
    """What became of a list: new words, changed ones with how they were, those known before."""

    added: list[Pair] = field(default_factory=list)
    changed: list[tuple[Pair, str]] = field(default_factory=list)
    known: list[Pair] = field(default_factory=list)


class WordThere(Exception):
    """This word stands in the list already, as `word`."""

    def __init__(self, word: Word) -> None:
        super().__init__(str(word))
        self.word = word


@transaction.atomic
def take_in_words(name: str, lang: str, pairs: Iterable[Pair], *, by: Actor | None) -> TakenIn:
    """Adds these words to a list; one that was there gets the new wording."""
    _locked()
    there = {word.key: word for word in Word.objects.filter(list=name, lang=lang)}
    taken = TakenIn()
    new, different = [], []
    for pair in pairs:
        word = there.get(pair.key)
        if word is None:
            new.append(_word(name, lang, pair))
            taken.added.append(pair)
        elif (word.term, word.instead) == (pair.term, pair.instead):
            taken.known.append(pair)
        else:
            taken.changed.append((pair, str(word)))
            word.term, word.instead = pair.term, pair.instead
            different.append(word)
    Word.objects.bulk_create(new)
    Word.objects.bulk_update(different, ["term", "instead"])
    _words_changed(name, lang, by, added=len(new), changed=len(different))
    return taken


@transaction.atomic
def change_word(word: Word, pair: Pair, *, by: Actor | None) -> None:
    """Another word, or another wording. Raises WordThere."""
    _locked()
    other = Word.objects.filter(list=word.list, lang=word.lang, key=pair.key).exclude(pk=word.pk)
    found = other.first()
    if found is not None:
        raise WordThere(found)
    word.term, word.key, word.instead = pair.term, pair.key, pair.instead
    word.save()
    _words_changed(word.list, word.lang, by, changed=1)


@transaction.atomic
def remove_word(word: Word, *, by: Actor | None) -> None:
    """The coach no longer knows it from the organisation."""
    word.delete()
    _words_changed(word.list, word.lang, by, removed=1)


def _word(name: str, lang: str, pair: Pair) -> Word:
    return Word(list=name, lang=lang, term=pair.term, key=pair.key, instead=pair.instead)


def _words_changed(name: str, lang: str, by: Actor | None, **counts: int) -> None:
    cache.delete(WORDS_KEY)
    transaction.on_commit(partial(cache.delete, WORDS_KEY))
    if any(counts.values()):
        record("house.words_changed", SUBJECT, by=by, list=name, lang=lang, **counts)


def _locked() -> Organisation:
    house, _made = Organisation.objects.select_for_update().get_or_create(pk=1)
    return house


def _drop_later(house: Organisation) -> None:
    """The old picture goes only when the new state is certain."""
    if house.logo.name:
        transaction.on_commit(partial(house.logo.storage.delete, house.logo.name))
