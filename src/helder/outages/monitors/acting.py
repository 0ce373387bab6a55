"""What follows from alerts: a draft, a message, or nothing; all alerts that wait, in one go.

Owns: the order in which things are tried, and that one at a time does so. Refuses: publishing
without a rule, and touching a draft in which a person wrote.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext

from helder.kit import clock
from helder.messages import actions as messages
from helder.organisation.queries import current
from helder.outages import actions, pacing
from helder.outages.models import Alert, Monitor, Outage, Rule, Template, Update
from helder.outages.monitors import ending, piles, situation, told
from helder.outages.monitors.situation import Decision, Pile, Situation
from helder.outages.rules import Facts, Refused, Word
from helder.people.middleware import in_house_form

State = Alert.State
Act = Rule.Act
WRITTEN = ("service", "rule", "told", "acted_at", "draft", "outage")


def act(at: datetime | None = None) -> int:
    """Does what follows from every alert that waits, and from every one that is over; says how many
    alerts it looked at."""
    moment = at or clock.now()
    with transaction.atomic(), _in_the_house():
        list(Monitor.objects.select_for_update().order_by("pk"))  # one at a time decides
        _follow_drafts()
        waiting = list(
            Alert.objects.filter(acted_at__isnull=True, monitor__is_on=True)
            .select_related("monitor")
            .order_by("heard_at", "pk")
        )
        if waiting:
            _all(waiting, moment)
        ending.settle(moment)
    return len(waiting)


@contextmanager
def _in_the_house() -> Iterator[None]:
    """Times as people of the organisation read them, words in its own language."""
    zone = zoneinfo.ZoneInfo(current().time_zone)
    with timezone.override(zone), translation.override(in_house_form("")):
        yield


def _follow_drafts() -> None:
    """An alert of a draft that was published belongs to its outage from then on."""
    published = Update.objects.filter(message=OuterRef("draft"))
    Alert.objects.filter(draft__update__isnull=False, outage__isnull=True).update(
        outage=Subquery(published.values("outage")[:1])
    )


def _all(waiting: list[Alert], at: datetime) -> None:
    stands = situation.now(at)
    for alert in waiting:
        _one(alert, stands)
    for pile in stands.piles:
        piles.write(pile, stands)
    Alert.objects.bulk_update(waiting, WRITTEN, batch_size=200)


def _one(alert: Alert, stands: Situation) -> None:
    decision = stands.decide(alert)
    alert.rule = decision.rule if decision else None
    alert.service = decision.services[0] if decision and decision.services else None
    if alert.state == State.RESOLVED:
        alert.outage = None
        _done(alert, told.OVER_IN_TIME, stands)
    elif decision is None:
        _done(alert, told.LISTED, stands)
    elif decision.act == Act.IGNORE:
        _done(alert, told.IGNORED, stands)
    elif alert.heard_at + decision.wait > stands.at:
        alert.told = told.WAITS
    else:
        _firing(alert, decision, stands)


def _firing(alert: Alert, decision: Decision, stands: Situation) -> None:
    """It still fires, and something must follow."""
    alert.outage = stands.worked_on(decision)
    if alert.outage is not None:
        alert.told = told.WAITS_FOR_WORK
        return
    alert.outage = stands.told_of(decision)
    if alert.outage is not None:
        _done(alert, told.ATTACHED, stands)
    elif decision.act == Act.PUBLISH:
        _publish(alert, decision, stands)
    else:
        _draft(alert, decision, stands)


def _done(alert: Alert, words: str, stands: Situation) -> None:
    alert.told, alert.acted_at = words, stands.at


def _draft(alert: Alert, decision: Decision, stands: Situation, why: str = "") -> Pile:
    """Into the draft where it belongs, or a new one."""
    pile = stands.pile_for(decision, _storm(alert))
    if pile is None:
        pile = Pile(None, untouched=True, by=alert.monitor)
        stands.piles.insert(0, pile)
        pile.hold(alert, decision)
        _done(alert, why or told.DRAFTED, stands)
    else:
        words = told.ADDED if pile.hold(alert, decision) else told.BESIDE
        _done(alert, why or words, stands)
    return pile


def _publish(alert: Alert, decision: Decision, stands: Situation) -> None:
    """By the rule's template, unless a person had better look first."""
    open_one = stands.of_services({service.slug for service in decision.services})
    if open_one is not None and not open_one.untouched:
        _draft(alert, decision, stands)
    elif stands.is_storm(_storm(alert)):
        _draft(alert, decision, stands, told.STORM)
    elif stands.flaps(decision):
        _draft(alert, decision, stands, told.FLAPS)
    else:
        _say(alert, decision, stands)


def _say(alert: Alert, decision: Decision, stands: Situation) -> None:
    try:
        with transaction.atomic():
            alert.outage = _told(alert, decision, stands.at)
    except messages.Blocked:
        reason = gettext("The coach stops a sentence in the template.")
    except Refused as error:
        reason = " ".join(error.errors.values())
    else:
        stands.running.append(alert.outage)
        stands.by_rule.append(alert.outage)
        _done(alert, told.PUBLISHED, stands)
        piles.replace(alert.outage, decision, stands, by=alert.monitor)
        return
    alert.outage = None
    _draft(alert, decision, stands, told.STOPPED).problem = reason


def _told(alert: Alert, decision: Decision, at: datetime) -> Outage:
    """Raises Refused or Blocked as publishing does."""
    template = decision.template
    if template is None:
        raise Refused({"template": gettext("The rule has no template any more.")})
    facts = Facts(
        kind=decision.kind,
        services=decision.services,
        places=decision.places,
        since=alert.starts_at,
        template=template,
    )
    word = Word(template.parts, _promise(template, decision.kind, alert.starts_at, at))
    return actions.publish(facts, word, by=alert.monitor, at=at)


def _promise(template: Template, kind: str, since: datetime, at: datetime) -> datetime:
    """When readers hear again: as the template says, else as the cadence proposes."""
    if template.minutes:
        due = at + timedelta(minutes=template.minutes)
        return due.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return pacing.proposal(kind, since, at).at


def _storm(alert: Alert) -> timedelta:
    return timedelta(minutes=alert.monitor.storm_minutes)
