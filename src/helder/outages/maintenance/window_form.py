"""The composer's form that moves the window of planned work."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.journal.actions import Actor
from helder.kit import clock
from helder.messages.models import Message
from helder.outages.composer import moments
from helder.outages.composer.word_form import WordForm, moment_field
from helder.outages.maintenance import working
from helder.outages.maintenance.form_fields import PlanFields
from helder.outages.models import Moved, Outage, Update
from helder.outages.rules import Refused
from helder.promises.models import Promise

LONGER = timedelta(hours=1)
NEARLY = timedelta(minutes=30)


class WindowForm(WordForm):
    """Other times, and why."""

    promises = False
    asks = {
        "reason": (
            _("Why does it move?"),
            _("Readers see this sentence with the new times."),
        )
    }
    despite = forms.CharField(
        label=PlanFields.base_fields["despite"].label,
        help_text=PlanFields.base_fields["despite"].help_text,
        widget=forms.Textarea(attrs={"class": "h-textarea", "rows": 2}),
        required=False,
        max_length=500,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheduled_for"] = moment_field(_("When does it begin?"))
        self.fields["scheduled_until"] = moment_field(_("When is it over?"))

    def clean(self) -> dict[str, Any]:
        """Reads both times."""
        super().clean()
        for name in self.times():
            self.read_moment(name)
        return self.cleaned_data

    def times(self) -> Iterator[str]:
        """The names of its moments."""
        yield from ("scheduled_for", "scheduled_until")

    def move(
        self, outage: Outage, *, by: Actor | None, draft: Message | None, at: datetime
    ) -> Update:
        """Does it. Raises as working.move_window."""
        start, end = self._window()
        if start is None or end is None:
            raise Refused(self._missing(start))
        return working.move_window(
            outage,
            self._whole(outage.scheduled_for, start),
            self._whole(outage.scheduled_until, end),
            reason=self.reason,
            despite=self.cleaned_data.get("despite") or "",
            by=by,
            draft=draft,
            at=at,
        )

    def _window(self) -> tuple[datetime | None, datetime | None]:
        data = self.cleaned_data
        return data.get("scheduled_for"), data.get("scheduled_until")

    def _whole(self, known: datetime | None, typed: datetime) -> datetime:
        """A field holds whole minutes; what was not changed stays precisely as it was."""
        same = known is not None and known.replace(second=0, microsecond=0) == typed
        return known if known is not None and same else typed

    def _missing(self, start: datetime | None) -> dict[str, str]:
        if start is None:
            return {"scheduled_for": gettext("Say when the maintenance begins.")}
        return {"scheduled_until": gettext("Say when the maintenance ends.")}

    def as_if_said(self, outage: Outage) -> Update:
        """The word as its readers get it; never saved."""
        number = outage.updates.count() + 1
        said = Update(outage=copy.copy(outage), number=number, step=Update.Step.SCHEDULED)
        start, end = self._window()
        start, end = start or outage.scheduled_for, end or outage.scheduled_until
        news: Mapping[str, str] = {}
        if start and end and outage.scheduled_for and outage.scheduled_until:
            row = Moved(
                was_for=outage.scheduled_for,
                was_until=outage.scheduled_until,
                now_for=start,
                now_until=end,
                reason=self.reason,
                at=clock.now(),
            )
            news = self.reason if row.is_same else working.moved_news(row)
            row.update = said
        said.outage.scheduled_for, said.outage.scheduled_until = start, end
        said.outage.moves += 1
        said.message = Message(parts={"news": dict(news)})
        said.promise = Promise(due_at=end) if end else None
        return said


def beginning(outage: Outage) -> dict[str, str]:
    """The times as they are; work that is at its end is proposed to take an hour longer."""
    start, end = outage.scheduled_for, outage.scheduled_until
    if start is None or end is None:
        return {}
    now = clock.now()
    if start <= now and end - now <= NEARLY:
        end = _quarter(max(end, now) + LONGER)
    return {"scheduled_for": moments.as_typed(start), "scheduled_until": moments.as_typed(end)}


def _quarter(moment: datetime) -> datetime:
    whole = moment.replace(second=0, microsecond=0)
    return whole + timedelta(minutes=-whole.minute % 15)
