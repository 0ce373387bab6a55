"""When alerts are over: drafts that nobody needs any more, and the last word of what was told.

Owns: waiting a while before believing it. Refuses: saying by itself that something works again,
unless a rule says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext

from helder.messages import actions as messages
from helder.messages.models import Message
from helder.outages import actions, proposals, wording
from helder.outages.actions import words
from helder.outages.composer.intent import NEW, RESOLVE
from helder.outages.models import Alert, Outage, Rule
from helder.outages.monitors import told
from helder.outages.monitors.situation import MARK
from helder.outages.rules import Refused, Word

State = Alert.State
SETTLES = timedelta(minutes=15)
"""How long a draft stays open after all its alerts are over."""
QUIET = timedelta(minutes=5)
"""How long it must be quiet, at least, before a rule says that it works again."""
OVER, END = "over", "end"


def settle(at: datetime) -> None:
    """All of it."""
    drafts = Message.objects.filter(
        state=Message.State.DRAFT, kind=words.KIND, form__has_key=MARK
    ).prefetch_related("alerts__monitor")
    for draft in drafts:
        if draft.form.get("verb") == NEW:
            _look_at(draft, at)
    _last_words(at)


# Drafts.


def _look_at(draft: Message, at: datetime) -> None:
    """A draft that nobody touched: over, over for good, or firing again."""
    alerts = list(draft.alerts.all())
    marked = draft.form[MARK].get(OVER)
    if not alerts:
        return
    if any(alert.state == State.FIRING for alert in alerts):
        if marked:
            _mark(draft, "")
    elif not marked:
        _mark(draft, at.isoformat())
    elif datetime.fromisoformat(marked) + SETTLES <= at:
        _close(draft, alerts)


def _mark(draft: Message, over: str) -> None:
    form = {**draft.form, MARK: {**draft.form[MARK], OVER: over}}
    try:
        messages.save_draft(draft, form, version=draft.version)
    except (messages.Outdated, messages.AlreadyPublished):
        return  # somebody was quicker: it is theirs


def _close(draft: Message, alerts: list[Alert]) -> None:
    """Only while it is as the monitors left it."""
    keys = [alert.pk for alert in alerts]
    held = Message.objects.select_for_update().filter(pk=draft.pk, version=draft.version).first()
    if held is None or held.state != Message.State.DRAFT:
        return
    messages.discard(held, by=alerts[0].monitor)
    Alert.objects.filter(pk__in=keys).update(told=told.CLOSED)


# Outages that a rule told of.


def _last_words(at: datetime) -> None:
    outages = Outage.objects.filter(
        state=Outage.State.RUNNING, alerts__told__in=told.OF_RULE
    ).distinct()
    for outage in outages.prefetch_related("alerts__rule__template", "alerts__monitor"):
        alerts = list(outage.alerts.all())
        if all(alert.state == State.RESOLVED for alert in alerts):
            _works_again(outage, alerts, at)
        else:
            _take_back(outage, alerts)


def _works_again(outage: Outage, alerts: list[Alert], at: datetime) -> None:
    first = next(alert for alert in alerts if alert.told in told.OF_RULE)
    last_word = _last_word(first.rule)
    if first.told == told.PROPOSED:
        return
    if first.rule is None or not (first.rule.resolves and last_word):
        _propose(outage, first, Word(last_word or _asked()))
    elif _is_quiet(alerts, at):
        _say(outage, first, Word(last_word), at)


def _last_word(rule: Rule | None) -> dict[str, dict[str, str]]:
    found = rule.template.last_word if rule and rule.template else {}
    return {part: texts for part, texts in found.items() if any(texts.values())}


def _is_quiet(alerts: Iterable[Alert], at: datetime) -> bool:
    ends = [alert.ends_at for alert in alerts if alert.ends_at]
    storm = max(timedelta(minutes=alert.monitor.storm_minutes) for alert in alerts)
    return not ends or max(ends) + max(storm, QUIET) <= at


def _say(outage: Outage, first: Alert, word: Word, at: datetime) -> None:
    try:
        with transaction.atomic():
            actions.resolve(outage, word, by=first.monitor, at=at)
    except (messages.Blocked, Refused):
        _propose(outage, first, word)


def _propose(outage: Outage, first: Alert, word: Word) -> None:
    """A draft of the last word, once; a person checks and says so."""
    if not _ends(outage).exists():
        proposals.propose_end(outage, word, by=first.monitor, marks={MARK: {END: True}})
    Alert.objects.filter(pk=first.pk).update(told=told.PROPOSED)


def _asked() -> dict[str, dict[str, str]]:
    """What a person makes sure of before it is said."""
    return {"news": wording.bilingual(lambda: gettext("It works again."))}


def _ends(outage: Outage) -> models.QuerySet[Message]:
    """Drafts of its last word, whoever writes them."""
    return Message.objects.filter(
        state=Message.State.DRAFT, subject=outage.subject, form__verb=RESOLVE
    )


def _take_back(outage: Outage, alerts: list[Alert]) -> None:
    """It fires again: a last word that nobody touched is no longer true."""
    first = next(alert for alert in alerts if alert.told in told.OF_RULE)
    if first.told != told.PROPOSED:
        return
    for draft in _ends(outage).filter(form__has_key=MARK):
        messages.discard(draft, by=first.monitor)
    Alert.objects.filter(pk=first.pk).update(told=told.PUBLISHED)
