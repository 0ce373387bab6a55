"""What the demo's IT department plans: reminders of the work to come, a series, days to avoid."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from helder.config.demo.people import Crew
from helder.kit import clock
from helder.outages.maintenance import avoiding, nogo, noticing, recurrence, returning
from helder.outages.maintenance.recurrence import Rule
from helder.outages.maintenance.reminding import DAY, Moment, Wish, proposed
from helder.outages.models import NoGo, Outage, Series
from helder.people.models import Audience
from helder.services.models import Service

SYMPTOM = {
    "nl": "Je hebt die avond geen wifi op locatie Noord. Op andere locaties werkt de wifi.",
    "en": "That evening there is no wifi at North. At other locations wifi works.",
}
WORKAROUND = {
    "nl": "Gebruik mobiel internet, of een vaste computer in de mediatheek.",
    "en": "Use mobile data, or a wired computer in the library.",
}
FOR_TEACHERS = {
    "nl": "Voer de cijfers van deze week in vóór het werk begint.",
    "en": "Enter this week's grades before the work begins.",
}
NOT_AT_ONCE = timedelta(days=8)


def make(crew: Crew) -> None:
    """Reminders, the series, and two periods."""
    _reminders()
    _series(crew)
    _exam_week(crew)
    _pay_day(crew)


def _reminders() -> None:
    now = clock.now()
    for outage in Outage.objects.planned(now).prefetch_related("services"):
        if outage.scheduled_for is None:
            continue
        wishes = proposed(outage.scheduled_for, now)
        if any(service.slug == "cijfers" for service in outage.services.all()):
            teachers = Audience.objects.get(slug="docenten")
            wishes.append(Wish(Moment.BEFORE, 3 * DAY, teachers, FOR_TEACHERS))
        noticing.plan(outage, wishes, now)


def _series(crew: Crew) -> None:
    """The first window is far enough away for nothing to be announced while one looks around."""
    first = timezone.localdate(clock.now() + NOT_AT_ONCE)
    begins = recurrence.on_the_clock(
        datetime.combine(first, time(18)), timezone.get_current_timezone()
    )
    series = Series(
        rrule=recurrence.rrule_of(Rule(recurrence.MONTHLY_WEEKDAY, weekday=1, nth=2)),
        begins_at=begins,
        minutes=120,
        days_ahead=7,
        form={
            "parts": {"symptom": SYMPTOM, "workaround": WORKAROUND},
            "services": ["wifi"],
            "places": ["noord"],
            "audiences": [],
            "remind": "proposed",
            "notices": [],
            "goes": "hand",
        },
    )
    returning.start(series, by=crew.writers[1])


def _exam_week(crew: Crew) -> None:
    monday = _next_monday(timezone.localdate(clock.now()) + timedelta(days=14))
    row = NoGo(
        name={"nl": "Toetsweek", "en": "Exam week"},
        starts_on=monday,
        ends_on=monday + timedelta(days=4),
    )
    audiences = Audience.objects.filter(slug__in=("studenten", "docenten"))
    avoiding.save(row, [], audiences, by=crew.approver)


def _pay_day(crew: Crew) -> None:
    first = timezone.localdate(clock.now()).replace(day=24)
    row = NoGo(
        name={"nl": "Salarissen worden betaald", "en": "Salaries are paid"},
        starts_on=first,
        ends_on=first,
        is_hard=True,
        rrule=nogo.rule(nogo.MONTHLY, first),
    )
    services = Service.objects.filter(supplier__slug="persona-hr")
    avoiding.save(row, services, [], by=crew.approver)


def _next_monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)
