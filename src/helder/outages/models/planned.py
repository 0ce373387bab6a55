"""Planned work beyond its own row: series that return, notices before and after, days to avoid.

Owns: the rows of planning. Refuses: deciding; maintenance/ does.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from helder.delivery.models import Dispatch
from helder.outages.models.outage import Outage, Update
from helder.people.models import Audience, Person
from helder.services.models import Service


class Series(models.Model):
    """Maintenance that returns: a rule (RFC 5545 RRULE) from which windows are made ahead."""

    name = models.JSONField(default=dict, blank=True)
    rrule = models.CharField(max_length=300)
    begins_at = models.DateTimeField(help_text="The first window, in the organisation's zone.")
    minutes = models.PositiveIntegerField(help_text="How long each window lasts.")
    form = models.JSONField(default=dict, help_text="Facts and words, as a composer's fields.")
    days_ahead = models.PositiveIntegerField(default=28)
    made_until = models.DateTimeField(null=True, blank=True)
    skipped = models.JSONField(default=list, blank=True, help_text="Windows that were left out.")
    as_draft = models.BooleanField(
        default=False, help_text="Each window waits for a person at the desk."
    )
    skips_nogo = models.BooleanField(
        default=True, help_text="Left out on days to avoid, also where those are only a warning."
    )
    is_on = models.BooleanField(default=True)
    problem = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["begins_at", "pk"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.rrule


class Notice(models.Model):
    """A reminder of planned work to those it touches, or to one audience: so long before its
    beginning, at the beginning or at the end."""

    class Moment(models.TextChoices):
        """Relative to what."""

        BEFORE = "before", _("Before it begins")
        START = "start", _("When it begins")
        END = "end", _("When it is over")

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="notices")
    moment = models.CharField(max_length=8, choices=Moment, default=Moment.BEFORE)
    minutes = models.PositiveIntegerField(default=0, help_text="Before the beginning.")
    audience = models.ForeignKey(Audience, models.CASCADE, null=True, blank=True)
    words = models.JSONField(
        default=dict, blank=True, help_text="Own words per language; empty: made from the facts."
    )
    dispatch = models.ForeignKey(
        Dispatch, models.SET_NULL, null=True, blank=True, related_name="notices"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped = models.CharField(max_length=200, blank=True, help_text="Why it was not sent.")

    class Meta:
        ordering: ClassVar = ["moment", "-minutes", "pk"]

    def __str__(self) -> str:
        return f"{self.outage_id} {self.moment} {self.minutes}"


class Moved(models.Model):
    """One time that the window of planned work changed, with the word that told it."""

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="moved")
    update = models.OneToOneField(Update, models.CASCADE, related_name="moved")
    was_for = models.DateTimeField()
    was_until = models.DateTimeField()
    now_for = models.DateTimeField()
    now_until = models.DateTimeField()
    reason = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name_plural = "moved"

    def __str__(self) -> str:
        return f"{self.outage_id} {self.was_for:%Y-%m-%d %H:%M}"

    @property
    def is_same(self) -> bool:
        """No other times at all, as long as nobody has typed them."""
        return (self.was_for, self.was_until) == (self.now_for, self.now_until)


class NoGo(models.Model):
    """Days on which planned work hurts: exam weeks, the day salaries are paid."""

    name = models.JSONField(_("What is going on"), default=dict)
    starts_on = models.DateField(_("First day"))
    ends_on = models.DateField(_("Last day"))
    services = models.ManyToManyField(Service, blank=True)
    audiences = models.ManyToManyField(Audience, blank=True)
    is_hard = models.BooleanField(
        _("Nothing may be planned"), default=False, help_text="Else it is only a warning."
    )
    rrule = models.CharField(max_length=300, blank=True, help_text="When it returns.")

    class Meta:
        ordering: ClassVar = ["starts_on", "pk"]

    def __str__(self) -> str:
        return f"{self.starts_on}"
