"""How a message travels: one Dispatch per message, one Delivery per person and channel.

Owns: the rows from which the worker works and the sender reads. Refuses: knowing outages.
Figures shown anywhere are counts over these rows, so they cannot disagree.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models

from helder.kit.ids import public_id
from helder.people.models import Person

CLOCKS_DIFFER = timedelta(minutes=2)
"""How far the clocks of two servers may be apart before one is taken to have been put back."""


class Dispatch(models.Model):
    """One message on its way to its readers, with its texts frozen."""

    class State(models.TextChoices):
        """Whether its deliveries are all written down."""

        WAITING = "waiting"
        ADDRESSED = "addressed"
        EXPIRED = "expired"

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING, db_index=True)
    urgency = models.PositiveSmallIntegerField(default=5, help_text="0 goes before 9.")
    content = models.JSONField(default=dict, help_text="Per language: the mail's texts, frozen.")
    selection = models.JSONField(default=dict, help_text="A people.audiences.Selection.")
    followed = models.JSONField(default=dict, help_text="Slugs whose followers get it too.")
    thread = models.CharField(max_length=120, blank=True)
    number = models.PositiveIntegerField(default=1, help_text="Place in the thread, from 1.")
    not_after = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    addressed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_person = models.BigIntegerField(default=0, help_text="Addressing goes on after this id.")

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name_plural = "dispatches"

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Delivery(models.Model):
    """One attempt to reach one person over one channel."""

    class State(models.TextChoices):
        """From waiting to an end; `suppressed` and `expired` carry their reason in `note`."""

        WAITING = "waiting"
        CLAIMED = "claimed"
        HANDING_OVER = "handing_over"
        ACCEPTED = "accepted"
        DELIVERED = "delivered"
        UNCERTAIN = "uncertain"
        FAILED = "failed"
        BOUNCED = "bounced"
        EXPIRED = "expired"
        SUPPRESSED = "suppressed"

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="deliveries")
    person = models.ForeignKey(Person, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=16)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    urgency = models.PositiveSmallIntegerField(default=5)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="Not to be tried before this time.")
    claimed_by = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dispatch", "person", "channel"], name="one_delivery_per_channel"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["urgency", "due_at"],
                condition=models.Q(state="waiting"),
                name="delivery_next",
            ),
            models.Index(fields=["state", "lease_until"], name="delivery_leases"),
        ]

    def __str__(self) -> str:
        return f"{self.dispatch_id} → {self.person_id} {self.channel} {self.state}"


class WorkerBeat(models.Model):
    """A sign of life of one worker."""

    name = models.CharField(max_length=80, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class JobRun(models.Model):
    """When a periodic job ran last, and which worker has it now."""

    name = models.CharField(max_length=80, unique=True)
    next_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class ChannelPause(models.Model):
    """A channel that is out of order as a whole, and when it is tried again; no row when it works.

    Kept here and not in a worker's memory, so that all workers and the sender's screen know it.
    """

    channel = models.CharField(max_length=16, unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.channel} until {self.until:%H:%M}"
