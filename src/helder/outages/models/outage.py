"""What is broken, or will be worked on: the facts of an outage and its numbered updates.

Owns: kind, services, places, since when, how it ended. Refuses: holding the words itself
(each update has a message) and sending anything.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helder.kit import clock
from helder.kit.ids import public_id
from helder.messages.models import Message
from helder.people.models import Audience, Person, Place
from helder.promises.models import Promise
from helder.services.models import Service


class OutageQuerySet(models.QuerySet["Outage"]):
    """Verbs over outages."""

    def current(self, at: datetime | None = None) -> OutageQuerySet:
        """Troubling people now: running outages, and maintenance that has begun."""
        begun = ~Q(kind=Outage.Kind.MAINTENANCE) | Q(scheduled_for__lte=at or clock.now())
        return self.filter(begun, state=Outage.State.RUNNING)

    def planned(self, at: datetime | None = None) -> OutageQuerySet:
        """Maintenance that has still to begin."""
        return self.filter(
            kind=Outage.Kind.MAINTENANCE,
            state=Outage.State.RUNNING,
            scheduled_for__gt=at or clock.now(),
        ).order_by("scheduled_for")

    def others_to_join(self, outage: Outage) -> OutageQuerySet:
        """What this one may turn out to be part of: trouble is no part of work still to begin."""
        others = (
            self.current()
            if not outage.is_planned
            else self.filter(state=Outage.State.RUNNING, kind=Outage.Kind.MAINTENANCE)
        )
        return others.exclude(pk=outage.pk)

    def ended(self) -> OutageQuerySet:
        """Over: resolved ones, with whether somebody looked back."""
        return self.filter(state=Outage.State.RESOLVED).select_related("review")

    def for_pages(self) -> OutageQuerySet:
        """With all that a list of outages shows, in a fixed number of queries."""
        return self.prefetch_related(
            "services",
            "places",
            models.Prefetch(
                "updates",
                Update.objects.select_related("message", "promise").prefetch_related(
                    "message__revisions"
                ),
            ),
        )


class Outage(models.Model):
    """One outage, degradation, security matter or planned maintenance."""

    class Kind(models.TextChoices):
        """What sort of trouble it is."""

        OUTAGE = "outage", _("Does not work")
        DEGRADED = "degraded", _("Works poorly")
        SECURITY = "security", _("Security")
        MAINTENANCE = "maintenance", _("Planned maintenance")

    class State(models.TextChoices):
        """How it stands."""

        RUNNING = "running", _("Running")
        RESOLVED = "resolved", _("Resolved")
        MERGED = "merged", _("Joined with another")

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.OUTAGE)
    state = models.CharField(max_length=16, choices=State, default=State.RUNNING, db_index=True)
    title = models.JSONField(default=dict, blank=True)
    services = models.ManyToManyField(Service, blank=True, related_name="outages")
    places = models.ManyToManyField(Place, blank=True, related_name="outages")
    audiences = models.ManyToManyField(Audience, blank=True, related_name="outages")
    since = models.DateTimeField(null=True, blank=True, db_index=True)
    scheduled_for = models.DateTimeField(null=True, blank=True)
    scheduled_until = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="absorbed"
    )
    owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="owned_outages"
    )
    deputy = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="deputy_outages"
    )
    source = models.CharField(
        max_length=200, null=True, blank=True, unique=True, help_text="Where it was imported from."
    )
    silence_told_at = models.DateTimeField(
        null=True, blank=True, help_text="When everybody at the desk was told that nothing is said."
    )
    by_clock = models.BooleanField(
        default=False, help_text="Maintenance that begins and ends by the clock."
    )
    begun_at = models.DateTimeField(
        null=True, blank=True, help_text="When the work of maintenance was said to have begun."
    )
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When its owner was asked whether the work is done."
    )
    moves = models.PositiveIntegerField(
        default=0, help_text="How often its window changed: SEQUENCE of the calendar (RFC 5545)."
    )
    template = models.ForeignKey(
        "outages.Template", models.SET_NULL, null=True, blank=True, related_name="outages"
    )
    series = models.ForeignKey(
        "outages.Series", models.SET_NULL, null=True, blank=True, related_name="outages"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = OutageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-since", "-id"]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """Its page on the status page."""
        return reverse("outages:outage", args=[self.public_id])

    @property
    def subject(self) -> str:
        """Its name in the journal, the register and the threads of mail."""
        return f"outage:{self.public_id}"

    @property
    def was_called_off(self) -> bool:
        """Maintenance that was ended before it began."""
        start, end = self.scheduled_for, self.resolved_at
        planned = self.kind == self.Kind.MAINTENANCE
        return bool(planned and start and end and end < start)

    def end_of_plan(self, at: datetime) -> datetime | None:
        """When maintenance is due to be over: the promise of its last word, unless it is past."""
        planned = self.kind == self.Kind.MAINTENANCE and self.state == self.State.RUNNING
        if planned and self.scheduled_until and self.scheduled_until > at:
            return self.scheduled_until
        return None

    @property
    def is_planned(self) -> bool:
        """Maintenance that has still to begin."""
        return bool(
            self.kind == self.Kind.MAINTENANCE
            and self.state == self.State.RUNNING
            and self.scheduled_for
            and self.scheduled_for > clock.now()
        )


class Update(models.Model):
    """One numbered word about an outage."""

    class Step(models.TextChoices):
        """What this word tells; the names of the Statuspage shape where it has them."""

        INVESTIGATING = "investigating", _("Being investigated")
        IDENTIFIED = "identified", _("Cause found")
        MONITORING = "monitoring", _("Solved, we keep watching")
        RESOLVED = "resolved", _("Resolved")
        REOPENED = "reopened", _("Back again")
        MERGED = "merged", _("Joined with another")
        SCHEDULED = "scheduled", _("Planned")
        IN_PROGRESS = "in_progress", _("Going on now")

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="updates")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=16, choices=Step, default=Step.INVESTIGATING)
    message = models.OneToOneField(Message, models.PROTECT, related_name="update")
    promise = models.OneToOneField(
        Promise, models.SET_NULL, null=True, blank=True, related_name="update"
    )
    published_at = models.DateTimeField()
    checklist = models.JSONField(
        default=list, blank=True, help_text="What worked and what did not yet, when this was said."
    )
    signed = models.JSONField(
        default=dict, blank=True, help_text="Who stands for this word: name and role."
    )
    source = models.CharField(max_length=200, null=True, blank=True, unique=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outage", "number"], name="one_update_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.outage_id} #{self.number}"
