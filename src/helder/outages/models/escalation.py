"""Getting a supplier to move: the steps as they were agreed when it began, and each call.

Owns: what IT does behind the scenes. Refuses: being seen by anybody but the desk; no page, feed,
mail or API for readers asks these rows.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from helder.kit.ids import public_id
from helder.outages.models.outage import Outage
from helder.people.models import Person
from helder.services.models import Service, Supplier


class Escalation(models.Model):
    """One supplier being called about one outage."""

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="escalations")
    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="escalations")
    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="+")
    case = models.CharField(_("Case number of the supplier"), max_length=120, blank=True)
    started_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True, help_text="How it ended, for the review of the supplier.")

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["outage", "supplier"],
                condition=models.Q(ended_at__isnull=True),
                name="one_running_escalation_per_supplier",
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Rung(models.Model):
    """One step of an escalation, copied from the agreement, with the times it was due."""

    escalation = models.ForeignKey(Escalation, models.CASCADE, related_name="rungs")
    position = models.PositiveIntegerField()
    who = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    mail = models.EmailField(blank=True)
    reference = models.CharField(max_length=120, blank=True)
    due_at = models.DateTimeField(db_index=True)
    agreed_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was due as agreed, before it was brought forward."
    )
    answer_minutes = models.PositiveIntegerField(null=True, blank=True)
    office_hours = models.BooleanField(default=False)
    answer_by = models.DateTimeField(
        null=True, blank=True, help_text="As agreed, counted from the first call."
    )
    skipped_at = models.DateTimeField(null=True, blank=True)
    skipped_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    skip_reason = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="When somebody was reminded.")

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.position}"


class Call(models.Model):
    """One attempt to reach somebody at the supplier, and what came of it."""

    class Outcome(models.TextChoices):
        """What came of it."""

        WORKING = "working", _("They are working on it")
        CALLS_BACK = "calls_back", _("They call back")
        NO_ANSWER = "no_answer", _("Nobody answered")
        REFUSED = "refused", _("They will not take it up")
        SOLVED = "solved", _("They say that it is solved")

    rung = models.ForeignKey(Rung, models.CASCADE, related_name="calls")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    spoke_to = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome)
    note = models.TextField(blank=True)
    answer_by = models.DateTimeField(null=True, blank=True, help_text="What they promised.")
    undone_at = models.DateTimeField(null=True, blank=True, help_text="Taken back: a wrong tap.")
    undone_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.rung_id} {self.outcome}"
