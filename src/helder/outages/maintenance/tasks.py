"""What the worker does for planned work: reminders at their time, what goes by the clock, and
asking whether it is done, the windows of series.

Owns: that each happens once, with two workers, after a restart, and when the clock goes back: a
row is won first, and its mail is written in the same transaction.
"""

from __future__ import annotations

import logging
import zoneinfo
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext

from helder.journal.actions import record
from helder.kit import clock
from helder.messages.actions import Blocked
from helder.organisation.queries import current
from helder.outages.maintenance import (
    letters,
    noticing,
    reminding,
    returning,
    telling,
    windows,
    working,
)
from helder.outages.maintenance.reminding import Moment
from helder.outages.models import Notice, Outage, Series
from helder.outages.rules import Refused
from helder.people.middleware import in_house_form
from helder.people.models import Person

log = logging.getLogger(__name__)
AHEAD = timedelta(seconds=30)
"""By the clock it ends this much early, so that the promised moment is kept and not just missed."""
ASKED_WITHIN = timedelta(days=7)
LONGEST = timedelta(minutes=reminding.LONGEST)
MOST_AT_ONCE = 60


def send_reminders() -> int:
    """Sends every reminder whose time has come; drops what will not go any more, with a reason."""
    at = clock.now()
    gone = sum(_drop(outage) for outage in _over())
    return gone + sum(_remind(outage, at) for outage in _with_due(at))


def _pending() -> Q:
    return Q(notices__sent_at=None, notices__dropped="")


def _over() -> list[Outage]:
    rows = Outage.objects.filter(Q(notices__isnull=False) & _pending())
    return list(rows.exclude(state=Outage.State.RUNNING).distinct())


def _drop(outage: Outage) -> int:
    """The work is over or called off: what still waits has no use."""
    rows = noticing.waiting(outage)
    if outage.was_called_off:
        return noticing.drop(rows, reminding.CALLED_OFF)
    told = [row for row in rows if row.moment == Moment.END]
    others = [row for row in rows if row.moment != Moment.END]
    return noticing.drop(told, reminding.SAID_ALREADY) + noticing.drop(others, reminding.OVER)


def _with_due(at: datetime) -> list[Outage]:
    """Running work with a reminder of which the time has come."""
    rows = Notice.objects.filter(
        sent_at=None,
        dropped="",
        moment=Moment.BEFORE,
        outage__state=Outage.State.RUNNING,
        outage__scheduled_for__lte=at + LONGEST,
    ).select_related("outage")
    due = {row.outage_id: row.outage for row in rows if _is_due(row, at)}
    return list(due.values())


def _is_due(notice: Notice, at: datetime) -> bool:
    when = reminding.due(notice)
    return when is not None and when <= at


@transaction.atomic
def _remind(outage: Outage, at: datetime) -> int:
    """Under the lock of the outage, so that it cannot move or end meanwhile."""
    outage = Outage.objects.select_for_update().get(pk=outage.pk)
    if outage.state != Outage.State.RUNNING:
        return 0
    rows = [row for row in noticing.waiting(outage) if row.moment == Moment.BEFORE]
    for row in rows:
        row.outage = outage
    return sum(_one(row, rows, at) for row in rows if _is_due(row, at))


def _one(notice: Notice, waiting: list[Notice], at: datetime) -> int:
    why = reminding.why_not(notice, waiting, at)
    if why:
        return noticing.drop([notice], why)
    mine = Notice.objects.filter(pk=notice.pk, sent_at=None, dropped="")
    if not mine.update(sent_at=at):
        return 0
    sent = telling.remind(notice, at)
    Notice.objects.filter(pk=notice.pk).update(dispatch=sent)
    telling.note_sent(notice, sent)
    return 1


def go_by_the_clock() -> int:
    """Begins and ends the work that goes by the clock; asks the owner of other work, at its end,
    whether it is done."""
    at = clock.now()
    zone = zoneinfo.ZoneInfo(current().time_zone)
    with timezone.override(zone):
        begun = sum(_by_clock(outage, at, working.begin) for outage in _to_begin(at))
        ended = sum(_by_clock(outage, at, working.finish) for outage in _to_end(at))
        return begun + ended + sum(_ask(outage, at) for outage in _to_ask(at))


def _goes_on(at: datetime) -> Q:
    return Q(kind=Outage.Kind.MAINTENANCE, state=Outage.State.RUNNING, scheduled_for__lte=at)


def _to_begin(at: datetime) -> list[Outage]:
    rows = Outage.objects.filter(_goes_on(at), by_clock=True, begun_at=None)
    rows = rows.filter(scheduled_until__gt=at + AHEAD).exclude(updates__step="in_progress")
    return list(rows.select_related("owner", "deputy"))


def _to_end(at: datetime) -> list[Outage]:
    rows = Outage.objects.filter(_goes_on(at), by_clock=True, scheduled_until__lte=at + AHEAD)
    rows = rows.exclude(updates__step="reopened")  # somebody saw that it was not done
    return list(rows.select_related("owner", "deputy"))


def _to_ask(at: datetime) -> list[Outage]:
    rows = Outage.objects.filter(_goes_on(at), by_clock=False, asked_at=None)
    rows = rows.filter(scheduled_until__lte=at, scheduled_until__gt=at - ASKED_WITHIN)
    return list(rows.select_related("owner", "deputy"))


def _by_clock(outage: Outage, at: datetime, verb: Callable[..., object]) -> int:
    with translation.override(_language(outage.owner)):
        try:
            verb(outage, by=None, at=at)
        except Refused:
            return 0  # somebody was quicker
        except Blocked:
            return _give_back(outage, gettext("The coach stops a word in its title."))
        except Exception:
            log.exception("The maintenance %s does not go by the clock.", outage.public_id)
            return _give_back(outage, gettext("Something broke in Helder."))
    return 1


@transaction.atomic
def _give_back(outage: Outage, why: str) -> int:
    """It does not go by the clock any more; its owner hears that and does it by hand."""
    mine = Outage.objects.filter(pk=outage.pk, by_clock=True)
    if mine.update(by_clock=False):
        content = letters.stopped_by_clock(outage, why)
        telling.ask((outage.owner, outage.deputy), content, not_after=None)
    return 0


@transaction.atomic
def _ask(outage: Outage, at: datetime) -> int:
    mine = Outage.objects.filter(pk=outage.pk, asked_at=None, state=Outage.State.RUNNING)
    if not mine.update(asked_at=at):
        return 0
    content = letters.is_it_done(outage)
    until = at + telling.ASKED_FOR
    telling.ask((outage.owner, outage.deputy), content, not_after=until)
    return 1


def _language(person: Person | None) -> str:
    return in_house_form(person.language if person else "")


def make_windows() -> int:
    """Announces the windows of series that come near."""
    at = clock.now()
    zone = zoneinfo.ZoneInfo(current().time_zone)
    rows = list(Series.objects.filter(is_on=True).select_related("by"))
    with timezone.override(zone):
        return sum(_make_ahead(series, at) for series in rows)


def _make_ahead(series: Series, at: datetime) -> int:
    after = series.made_until or series.begins_at - timedelta(seconds=1)
    near = at + timedelta(days=series.days_ahead)
    made = 0
    with translation.override(_language(series.by)):
        for moment in windows.moments(series, after, MOST_AT_ONCE):
            if moment > near:
                break
            try:
                made += returning.make(series, moment)
            except returning.Gone:
                break
            except Exception as error:  # whatever it is, the desk sees it
                _in_trouble(series, _why(series, error))
                return made
    if series.problem:
        Series.objects.filter(pk=series.pk).update(problem="")
    return made


def _why(series: Series, error: Exception) -> str:
    if isinstance(error, Blocked):
        return gettext("The coach stops a sentence in it.")
    if isinstance(error, Refused):
        return " ".join(error.errors.values())
    log.exception("A window of the series %s could not be announced.", series.pk)
    return gettext("Something broke in Helder.")


@transaction.atomic
def _in_trouble(series: Series, why: str) -> None:
    """The series shows it, and its author hears it once."""
    why = why[:300]
    if Series.objects.filter(pk=series.pk).exclude(problem=why).update(problem=why):
        record("series.failed", returning.subject(series), by=None, error=why)
        telling.ask((series.by,), letters.series_in_trouble(series, why), not_after=None)
