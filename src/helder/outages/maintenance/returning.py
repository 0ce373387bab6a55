"""The verbs of work that returns: begin a series, change it, skip one time, stop, make the windows.

Each is one transaction with its journal row. Each window is an outage of its own, announced through
the same door as by hand, in the name of whoever made the series. Refuses: a time that passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from helder.journal.actions import record
from helder.kit import clock
from helder.messages import actions as messages
from helder.messages.review import review
from helder.outages import actions, wording
from helder.outages.copy.bell import ring_on_commit
from helder.outages.maintenance import recurrence, windows
from helder.outages.maintenance.form_fields import BY_CLOCK, wishes
from helder.outages.models import Outage, Series
from helder.outages.proposals import propose
from helder.outages.rules import Facts, Refused, Word
from helder.people.models import Audience, Person, Place
from helder.people.permissions import may
from helder.services.models import Service

KIND = "outage"


class Gone(Exception):
    """Somebody else made this window, or changed the series, a moment before."""


@transaction.atomic
def start(series: Series, *, by: Person) -> Series:
    """A new series. Raises Blocked for words that the guard stops."""
    _name(series)
    _guard(series)
    series.by = by
    series.save()
    record("series.added", subject(series), by=by, rule=series.rrule)
    _readers_see_it()
    return series


@transaction.atomic
def change(series: Series, changed: Series, first_on: date, *, by: Person) -> Series:
    """Another rule, other facts or words from a day on: the series ends the day before, and goes on
    as a new one. What was announced already stays as it was told. Raises Blocked."""
    old = Series.objects.select_for_update().get(pk=series.pk)
    _name(changed)
    _guard(changed)
    changed.by, changed.made_until = by, old.made_until
    changed.save()
    until = first_on - timedelta(days=1)
    if old.outages.exists() or windows.moments(old, clock.now(), 1):
        _end(old, until)
    else:
        old.delete()
    record("series.changed", subject(changed), by=by, rule=changed.rrule, first=str(first_on))
    _readers_see_it()
    return changed


def _end(old: Series, until: date) -> None:
    """It goes on until this day; without a time before it, it has stopped."""
    kept = recurrence.rule_of(old.rrule)
    last = min(until, kept.until) if kept.until else until
    old.rrule = recurrence.rrule_of(
        recurrence.Rule(kept.how, kept.every, kept.weekday, kept.nth, kept.day, last)
    )
    begins = timezone.localtime(old.begins_at, windows.house_zone()).date()
    old.is_on = last >= begins and bool(windows.moments(old, clock.now(), 1))
    old.save()


@transaction.atomic
def stop(series: Series, *, by: Person) -> None:
    """No more windows. What was announced stays."""
    if Series.objects.filter(pk=series.pk, is_on=True).update(is_on=False, problem=""):
        record("series.stopped", subject(series), by=by)
        _readers_see_it()


@transaction.atomic
def go_on(series: Series, *, by: Person) -> None:
    """A series that stopped goes on, from now on in this person's name."""
    mine = Series.objects.filter(pk=series.pk, is_on=False)
    if mine.update(is_on=True, by=by, problem="", made_until=_not_before(series)):
        record("series.resumed", subject(series), by=by)
        _readers_see_it()


@transaction.atomic
def take_over(series: Series, *, by: Person) -> None:
    """From now on its windows are announced in this person's name."""
    if Series.objects.filter(pk=series.pk).exclude(by=by).update(by=by):
        record("series.taken_over", subject(series), by=by)


def _readers_see_it() -> None:
    """The times that are expected stand on the status page: whoever holds an earlier one asks
    again, as after a word. A page without a single outage is made each time anyway."""
    newest = Outage.objects.order_by("-changed_at").values("pk")[:1]
    Outage.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).update(
        changed_at=clock.now()
    )
    ring_on_commit()


def _not_before(series: Series) -> datetime:
    now = clock.now()
    return max(series.made_until, now) if series.made_until else now


@transaction.atomic
def skip(series: Series, key: str, *, by: Person) -> None:
    """Leaves one time out. Raises Refused when it is announced already, or is no time of it."""
    row = Series.objects.select_for_update().get(pk=series.pk)
    zone = windows.house_zone()
    coming = {recurrence.key_of(m, zone): m for m in windows.moments(row, clock.now(), 60)}
    if key not in coming:
        raise Refused({"": gettext("That is no time of this series any more.")})
    if Outage.objects.filter(series=row, scheduled_for=coming[key]).exists():
        raise Refused({"": gettext("That time is announced already. Call it off, with a reason.")})
    if key not in windows.skipped_of(row):
        row.skipped = [*row.skipped, {"at": key, "why": {}}]
        row.save(update_fields=["skipped"])
        record("series.skipped", subject(row), by=by, at=key)
        _readers_see_it()


@transaction.atomic
def unskip(series: Series, key: str, *, by: Person) -> None:
    """It takes place after all, when there is still time to announce it."""
    row = Series.objects.select_for_update().get(pk=series.pk)
    kept = [each for each in row.skipped if each["at"] != key]
    if len(kept) != len(row.skipped):
        row.skipped = kept
        row.made_until = _before(row, key)
        row.save(update_fields=["skipped", "made_until"])
        record("series.unskipped", subject(row), by=by, at=key)
        _readers_see_it()


def _before(series: Series, key: str) -> datetime | None:
    """Made until just before this time, so that it is looked at again."""
    zone = windows.house_zone()
    moment = recurrence.on_the_clock(datetime.fromisoformat(key), zone) - timedelta(seconds=1)
    return min(series.made_until, moment) if series.made_until else None


@transaction.atomic
def make(series: Series, moment: datetime) -> bool:
    """Announces one window, or leaves it out; True when it was announced. Raises Refused, Blocked
    as publishing does, and Gone when another worker was first."""
    won = Series.objects.filter(pk=series.pk, is_on=True, made_until=series.made_until)
    if not won.update(made_until=moment):
        raise Gone
    series.made_until = moment
    key = recurrence.key_of(moment, windows.house_zone())
    if moment <= clock.now() or key in windows.skipped_of(series):
        return False
    if Outage.objects.filter(series=series, scheduled_for=moment).exists():
        return False
    seen = windows.known([series])
    avoided = windows.to_avoid(series, seen, moment)
    if windows.is_left_out(series, avoided):
        _leave_out(series, key, avoided[0].nogo.name)
        return False
    _announce(series, moment)
    return True


def _leave_out(series: Series, key: str, why: Mapping[str, str]) -> None:
    series.skipped = [*series.skipped, {"at": key, "why": dict(why)}]
    Series.objects.filter(pk=series.pk).update(skipped=series.skipped)
    record("series.left_out", subject(series), by=None, at=key)


def _announce(series: Series, moment: datetime) -> None:
    author = series.by
    if author is None or not may(author, "message.publish"):
        raise Refused(
            {"": gettext("Whoever made this series no longer publishes here. Take it over.")}
        )
    facts = facts_of(series, moment)
    word = Word(series.form.get("parts", {}))
    if not series.as_draft:
        actions.publish(facts, word, by=author)
        return
    draft = propose(facts, word, by=author)
    fields = {**draft.form["fields"], **_fields(series)}
    messages.save_draft(draft, {**draft.form, "fields": fields})


def _fields(series: Series) -> dict[str, list[Any]]:
    """What a draft of it holds beyond its facts."""
    form = series.form
    return {
        "series": [str(series.pk)],
        "notices": list(form.get("notices") or ()),
        "remind": [form.get("remind") or ""],
        "goes": [form.get("goes") or ""],
    }


def facts_of(series: Series, moment: datetime) -> Facts:
    """One window of it, as facts."""
    form: Mapping[str, Any] = series.form
    return Facts(
        kind=Outage.Kind.MAINTENANCE,
        services=_rows(Service, form.get("services", ()), is_active=True),
        places=_rows(Place, form.get("places", ())),
        audiences=_rows(Audience, form.get("audiences", ())),
        scheduled_for=moment,
        scheduled_until=moment + timedelta(minutes=series.minutes),
        reminders=wishes(form, moment, clock.now()),
        by_clock=form.get("goes") == BY_CLOCK,
        series=series,
    )


def _rows(model: Any, slugs: Any, **more: Any) -> list[Any]:
    return list(model.objects.filter(slug__in=slugs, **more))


def _name(series: Series) -> None:
    of = _rows(Service, series.form["services"])
    places = _rows(Place, series.form["places"])
    series.name = wording.title(Outage.Kind.MAINTENANCE, of, places)


def _guard(series: Series) -> None:
    """The words pass the guard when the series is made, not only when a window is announced."""
    blocking = review(KIND, series.name, series.form["parts"]).blocking
    if blocking:
        raise messages.Blocked(blocking)


def subject(series: Series) -> str:
    """Its name in the journal."""
    return f"series:{series.pk}"
