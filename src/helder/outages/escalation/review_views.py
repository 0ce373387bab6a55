"""How a supplier answered, for the talk with them: figures on a page, every call as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext

from helder.kit import clock
from helder.kit.texts import pick
from helder.outages.escalation import figures as counting
from helder.outages.escalation import queries, spreadsheet
from helder.outages.escalation.figures import Figures
from helder.outages.escalation.forms import PeriodForm, last_year
from helder.people.permissions import needs
from helder.services.models import Supplier
from helder.services.queries import always, office_of


@needs("desk.see")
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of a period."""
    supplier = get_object_or_404(Supplier, slug=slug)
    form = _period(request)
    context = {"supplier": supplier, "form": form, "found": _figures(supplier, form)}
    return render(request, "outages/escalation/figures.html", context)


@needs("desk.see")
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """Every call of a period as CSV."""
    supplier = get_object_or_404(Supplier, slug=slug)
    found = _figures(supplier, _period(request))
    body = spreadsheet.table(_head(), _rows(found) if found else [])
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{supplier.slug}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _period(request: HttpRequest) -> PeriodForm:
    start = last_year(timezone.localtime(clock.now()).date())
    return PeriodForm({name: request.GET.get(name) or day for name, day in start.items()})


def _figures(supplier: Supplier, form: PeriodForm) -> Figures | None:
    if not form.is_valid():
        return None
    since = _midnight(form.cleaned_data["since"])
    until = _midnight(form.cleaned_data["until"] + timedelta(days=1))
    rows = queries.whole().filter(supplier=supplier, started_at__gte=since, started_at__lt=until)
    counted, whole = office_of(supplier), always(supplier)
    return counting.figures(
        queries.ladders(rows), lambda step: counted if step.rung.office_hours else whole
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001


def _head() -> list[str]:
    return [
        gettext("Outage"), gettext("Case number of the supplier"), gettext("Step"),
        gettext("Whom to call"), gettext("Contract reference"), gettext("Due"),
        gettext("Called"), gettext("By"), gettext("Spoke to"), gettext("Outcome"),
        gettext("Note"), gettext("Answer agreed before"), gettext("Answered in time"),
        gettext("Minutes until the answer"), gettext("Left out because"), gettext("Result"),
    ]  # fmt: skip


def _rows(found: Figures) -> Iterator[list[Any]]:
    for chapter in found.chapters:
        escalation = chapter.ladder.escalation
        for line in chapter.lines:
            rung, step = line.step.rung, line.step
            before = [pick(escalation.outage.title), escalation.case, rung.position, rung.who,
                      rung.reference, _time(rung.due_at)]  # fmt: skip
            after = [_time(rung.answer_by), _in_time(step.in_time), _minutes(line.took),
                     rung.skip_reason, escalation.result]  # fmt: skip
            for call in step.calls:
                said = [_time(call.at), call.by or "", call.spoke_to, call.get_outcome_display(),
                        call.note]  # fmt: skip
                yield [*before, *said, *after]
            if not step.calls:
                yield [*before, *[""] * 5, *after]


def _time(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _in_time(answer: bool | None) -> str:
    return {True: gettext("yes"), False: gettext("no"), None: ""}[answer]


def _minutes(took: timedelta | None) -> str:
    return "" if took is None else str(round(took.total_seconds() / 60))
