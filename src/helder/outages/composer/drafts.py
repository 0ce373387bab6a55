"""Drafts of outage messages: kept as typed, opened again, and never lost to a newer one.

Owns: what a draft's form holds, and what happens when two people (or two tabs) write in one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.datastructures import MultiValueDict

from helder.kit.ids import public_id
from helder.messages import actions as messages
from helder.messages.models import Message
from helder.outages.composer import intent as composer
from helder.outages.composer.apart_fields import FOR
from helder.outages.composer.intent import About
from helder.outages.composer.word_form import WordForm
from helder.outages.models import Outage, Update
from helder.people.models import Person

NOT_KEPT = frozenset({"draft", "version", "page"})


@dataclass(frozen=True)
class Kept:
    """A saved draft; `other` is a newer one of somebody else, beside which it now stands."""

    message: Message
    other: Message | None = None


class Gone(Exception):
    """What this draft was about no longer exists."""


def keep(about: About, form: WordForm, *, by: Person) -> Kept:
    """Saves what was typed. Raises AlreadyPublished; a newer draft of another page stays as it is
    and this text becomes a draft of its own."""
    message = _of(form.draft_id, about, by)
    content = _content(about, form) | _kept_with(message, by)
    try:
        # one that is new, or that a colleague threw away, has nothing to be older than
        version = (form.known_version if message.form else 0) or message.version
        return Kept(messages.save_draft(message, content, version=version))
    except messages.Outdated as newer:
        if newer.message.form.get("page") == form.page_id:
            return Kept(messages.save_draft(newer.message, content))
        own = messages.save_draft(_of(public_id(), about, by), content)
        return Kept(own, newer.message)


def _of(key: str, about: About, by: Person) -> Message:
    return messages.draft(key, kind=composer.KIND, subject=about.subject, by=by)


def _content(about: About, form: WordForm) -> dict[str, Any]:
    given = form.data
    assert isinstance(given, MultiValueDict)  # noqa: S101 - as posted, or as kept
    typed = {
        name: [value.replace("\0", "") for value in given.getlist(name)]
        for name in form.fields
        if name in given and name not in NOT_KEPT
    }
    return {
        "verb": about.verb,
        "outage": about.outage.public_id if about.outage else "",
        "update": about.update.number if about.update else 0,
        "name": dict(composer.title_of(about, form)),
        "page": form.page_id.replace("\0", ""),
        "fields": typed,
    }


def _kept_with(message: Message, by: Person) -> dict[str, Any]:
    """What stays with a draft whoever saves it: everybody who wrote in it, and its question."""
    asked = message.form.get("asks_approval")
    wrote = {"writers": sorted({*message.form.get("writers", ()), by.pk})}
    return wrote | ({"asks_approval": asked} if asked else {})


def is_empty(form: WordForm) -> bool:
    """Nothing worth keeping yet: no words, no service, and no draft of it."""
    data = form.cleaned_data
    chosen = data.get("services") or form.parts or form.reason
    return not chosen and not Message.objects.filter(public_id=form.draft_id).exists()


def about(message: Message) -> About:
    """What a kept draft is for. Raises Gone when its outage is no longer there."""
    kept = message.form
    verb = kept.get("verb", composer.NEW)
    if verb == composer.NEW:
        return About(verb)
    outage = Outage.objects.filter(public_id=kept.get("outage", "")).first()
    if outage is None:
        raise Gone
    if verb != composer.CORRECT:
        return About(verb, outage)
    update = Update.objects.filter(outage=outage, number=kept.get("update", 0)).first()
    if update is None:
        raise Gone
    return About(verb, outage, update)


def initial(message: Message) -> dict[str, Any]:
    """The fields of a kept draft, to go on with."""
    held = {name: values for name, values in _fields(message).items() if values}
    several = {"services", "places", "audiences", FOR, "shown"}
    start = {name: v if name in several else v[0] for name, v in held.items()}
    return start | {
        "draft": message.public_id,
        "version": message.version,
        "page": public_id(),
    }


def bound(message: Message) -> tuple[About, WordForm]:
    """A kept draft as a form that was sent in, read and checked. Raises Gone."""
    what = about(message)
    data: MultiValueDict[str, Any] = MultiValueDict(_fields(message))
    data.setlist("draft", [message.public_id])
    form = what.form(data)
    form.full_clean()
    return what, form


def _fields(message: Message) -> Mapping[str, list[Any]]:
    kept = message.form.get("fields", {})
    return {name: list(values) for name, values in kept.items()}
