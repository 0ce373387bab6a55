"""The register of IT's word: what was promised, when it is due, and what came of it.

Owns: every promise of Helder, whatever it is about. Refuses: knowing outages, messages or plans;
a subject is a name ("outage:k3…") and an address that a reader can open.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from helder.kit import clock
from helder.kit.ids import public_id
from helder.people.models import Person


class PromiseQuerySet(models.QuerySet["Promise"]):
    """Verbs over promises."""

    def open(self) -> PromiseQuerySet:
        """Still to be kept, late ones included."""
        return self.filter(state=Promise.State.OPEN)

    def late(self, at: datetime | None = None) -> PromiseQuerySet:
        """Kept after their time, or open past it."""
        past = Q(state=Promise.State.OPEN, due_at__lt=at or clock.now())
        return self.filter(past | Q(state=Promise.State.KEPT, kept_at__gt=models.F("due_at")))

    def about(self, subject: str) -> PromiseQuerySet:
        """Those of one subject."""
        return self.filter(subject=subject)


class Promise(models.Model):
    """One promise: `what` will be done by `due_at`."""

    class State(models.TextChoices):
        """How it stands; whether it is late follows from the times."""

        OPEN = "open"
        KEPT = "kept"
        RENEGOTIATED = "renegotiated"
        WITHDRAWN = "withdrawn"

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=120, db_index=True)
    what = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="promises"
    )
    deputy = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="deputy_promises"
    )
    moved_to = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="moved_from"
    )
    reason = models.JSONField(default=dict, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    owner_reminded_at = models.DateTimeField(null=True, blank=True)
    deputy_alerted_at = models.DateTimeField(null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-due_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "kind"],
                condition=Q(state="open"),
                name="one_open_promise_per_subject",
            ),
            models.CheckConstraint(
                condition=~Q(state="kept") | Q(kept_at__isnull=False), name="kept_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.due_at:%Y-%m-%d %H:%M}"

    def outcome(self, at: datetime | None = None) -> str:
        """ "made" (open, in time), "kept", "late", "renegotiated" or "withdrawn"."""
        if self.state == self.State.OPEN:
            return "late" if (at or clock.now()) > self.due_at else "made"
        if self.state == self.State.KEPT and self.kept_at:
            return "kept" if self.kept_at <= self.due_at else "late"
        return str(self.state)

    @property
    def is_late(self) -> bool:
        """Open past its time, or kept after it."""
        return self.outcome() == "late"
