"""Making, changing and removing templates. One transaction, one journal row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max

from helder.journal.actions import Actor, record
from helder.messages.actions import Blocked, guard
from helder.organisation.models import Organisation
from helder.organisation.queries import current
from helder.outages.composer.intent import KIND
from helder.outages.models import Outage, Template
from helder.outages.readymade.starters import starters
from helder.people.actions import save_named
from helder.services.models import Service

Texts = Mapping[str, Mapping[str, str]]
OF_THE_FACTS = ("symptom", "affected", "workaround", "doing")


@dataclass(frozen=True)
class Wanted:
    """What a template is to hold."""

    name: Mapping[str, str]
    kind: str
    services: Sequence[Service]
    parts: Texts
    last_word: Texts = field(default_factory=dict)
    minutes: int | None = None


@transaction.atomic
def save(template: Template, wanted: Wanted, *, by: Actor | None) -> Template:
    """Keeps it. Raises Blocked: what could never be published is no template."""
    guard(KIND, {**wanted.parts, **{f"last_{k}": v for k, v in wanted.last_word.items()}})
    for name in ("name", "parts", "last_word"):
        setattr(template, name, {k: v for k, v in getattr(wanted, name).items() if v})
    template.kind, template.minutes = wanted.kind, wanted.minutes
    if template.pk is None:
        template.position = (Template.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    first = wanted.name.get("nl") or next(iter(wanted.name.values()), "")
    save_named(template, "template", by=by, name=first)
    template.services.set(wanted.services)
    return template


@transaction.atomic
def remove(template: Template, *, by: Actor | None) -> None:
    """Takes it away; outages that were begun with it stay. Raises ProtectedError while a rule of a
    monitor publishes with it."""
    subject = f"template:{template.slug}"
    template.delete()
    record("template.removed", subject, by=by)


@transaction.atomic
def make_starters(*, by: Actor | None) -> int:
    """Two templates for each service that has none. How many were made."""
    informal = current().address == Organisation.Address.INFORMAL
    without = Service.objects.filter(is_active=True, templates__isnull=True)
    made = 0
    for service in without:
        for each in starters(service.name, informal=informal):
            wanted = Wanted(each.name, each.kind, [service], each.parts, each.last_word)
            made += _saved(wanted, by)
    return made


def _saved(wanted: Wanted, by: Actor | None) -> bool:
    """Not where the name of a service makes a sentence that the coach stops."""
    try:
        save(Template(), wanted, by=by)
    except Blocked:
        return False
    return True


def of_outage(outage: Outage) -> Wanted:
    """What a template of this outage would hold: its facts, its first words and its last ones."""
    words = list(outage.updates.select_related("message").order_by("number"))
    first = words[0].message.parts if words else {}
    over = outage.state == Outage.State.RESOLVED and len(words) > 1
    last = words[-1].message.parts if over else {}
    return Wanted(
        name=dict(outage.title),
        kind=outage.kind,
        services=list(outage.services.all()),
        parts={part: first[part] for part in OF_THE_FACTS if part in first},
        last_word={"news": last["news"]} if "news" in last else {},
    )
