"""What an administrator does with monitors and their rules. Each is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from helder.journal.actions import Actor, record
from helder.outages.models import Monitor, Rule
from helder.outages.monitors import proof
from helder.people.models import Place


def _subject(monitor: Monitor) -> str:
    return f"monitor:{monitor.pk}"


@transaction.atomic
def add(monitor: Monitor, *, signed: bool, by: Actor) -> str:
    """A new one; gives the token of its address, which nobody can read again. With a secret when it
    is `signed`."""
    token = proof.make()
    monitor.token_hash = proof.hashed(token)
    monitor.secret = proof.make() if signed else ""
    monitor.save()
    record("monitor.added", _subject(monitor), by=by, name=monitor.name, kind=monitor.kind)
    return token


@transaction.atomic
def renew(monitor: Monitor, *, by: Actor) -> str:
    """Another address, and another secret where it has one; the earlier ones open nothing more."""
    token = proof.make()
    monitor.token_hash = proof.hashed(token)
    monitor.secret = proof.make() if monitor.secret else ""
    monitor.heard_at = monitor.tested_at = None
    monitor.wrong = []
    monitor.save(update_fields=["token_hash", "secret", "heard_at", "tested_at", "wrong"])
    record("monitor.renewed", _subject(monitor), by=by, name=monitor.name)
    return token


@transaction.atomic
def change(monitor: Monitor, *, by: Actor, **fields: Any) -> None:
    """Its name, its storm, whether it is heard, its mapping."""
    for name, value in fields.items():
        setattr(monitor, name, value)
    monitor.save(update_fields=list(fields))
    record("monitor.changed", _subject(monitor), by=by, fields=sorted(fields))


@transaction.atomic
def remove(monitor: Monitor, *, by: Actor) -> None:
    """Away, with its rules and its alerts; drafts and outages stay."""
    record("monitor.removed", _subject(monitor), by=by, name=monitor.name)
    monitor.delete()


@transaction.atomic
def save_rule(rule: Rule, places: Iterable[Place], *, by: Actor) -> Rule:
    """A new one comes last."""
    monitor = Monitor.objects.select_for_update().get(pk=rule.monitor_id)
    if rule.pk is None:
        rule.position = monitor.rules.count()
    rule.save()
    rule.places.set(places)
    _numbered(monitor)
    _note(monitor, by)
    return rule


@transaction.atomic
def move_rule(rule: Rule, steps: int, *, by: Actor) -> None:
    """Earlier or later in the order in which rules are tried."""
    monitor = Monitor.objects.select_for_update().get(pk=rule.monitor_id)
    order = list(monitor.rules.all())
    here = order.index(rule)
    there = min(max(here + steps, 0), len(order) - 1)
    order.insert(there, order.pop(here))
    _numbered(monitor, order)
    _note(monitor, by)


@transaction.atomic
def remove_rule(rule: Rule, *, by: Actor) -> None:
    """Away; what it did stays done."""
    monitor = Monitor.objects.select_for_update().get(pk=rule.monitor_id)
    rule.delete()
    _numbered(monitor)
    _note(monitor, by)


def _numbered(monitor: Monitor, order: list[Rule] | None = None) -> None:
    for position, rule in enumerate(order or monitor.rules.all()):
        Rule.objects.filter(pk=rule.pk).update(position=position)


def _note(monitor: Monitor, by: Actor) -> None:
    record("monitor.rules_changed", _subject(monitor), by=by, name=monitor.name)


def names(keys: Iterable[str]) -> Mapping[str, str]:
    """Monitors among these keys of the journal, by name."""
    parts = (key.partition(":") for key in keys)
    wanted = {int(pk) for name, _colon, pk in parts if name == "monitor" and pk.isdecimal()}
    if not wanted:
        return {}
    return {row.actor_key: row.name for row in Monitor.objects.filter(pk__in=wanted)}
