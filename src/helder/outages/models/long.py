"""What a long outage asks for: what works again, questions and answers, where to find help, shifts.

Owns: the rows under an outage that grow while it lasts. Refuses: the words of its updates.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from helder.kit.ids import public_id
from helder.messages.models import Reaction
from helder.outages.models.outage import Outage
from helder.people.models import Audience, Person
from helder.services.models import Service


class Progress(models.Model):
    """One line of the checklist of an outage: a service, or something people do with it, for
    everybody or for one audience, and whether that works again."""

    class State(models.TextChoices):
        """How it stands."""

        NOT_YET = "not_yet", _("Does not work yet")
        PARTLY = "partly", _("Works in part")
        WORKS = "works", _("Works again")

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="progress")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True)
    audience = models.ForeignKey(Audience, models.CASCADE, null=True, blank=True)
    label = models.JSONField(default=dict, blank=True, help_text="Empty: the service as a whole.")
    state = models.CharField(max_length=8, choices=State, default=State.NOT_YET)
    position = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        verbose_name_plural = "progress"

    def __str__(self) -> str:
        return f"{self.outage_id} {self.position} {self.state}"


class Answer(models.Model):
    """A question about an outage with its answer, for everybody to read; asked in `reactions`."""

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="answers")
    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    question = models.JSONField(default=dict)
    answer = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    reactions = models.ManyToManyField(Reaction, blank=True, related_name="public_answers")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.public_id


class HelpPoint(models.Model):
    """Where people find help during an outage, beside the service desk."""

    class Kind(models.TextChoices):
        """By which way."""

        PHONE = "phone", _("Phone")
        DESK = "desk", _("Counter")
        ROOM = "room", _("Room")
        WEB = "web", _("Web page")

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="help_points")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.DESK)
    name = models.JSONField(default=dict)
    where = models.JSONField(default=dict, blank=True)
    hours = models.JSONField(default=dict, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    url = models.URLField(max_length=400, blank=True)
    audience = models.ForeignKey(Audience, models.CASCADE, null=True, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.outage_id} {self.kind}"


class Shift(models.Model):
    """A stretch of time in which one person writes about an outage and answers for its promises."""

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="shifts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    note = models.TextField(blank=True, help_text="What the next one must know.")
    taken_at = models.DateTimeField(null=True, blank=True, help_text="When authorship went over.")
    told_at = models.DateTimeField(null=True, blank=True, help_text="When they were reminded.")

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_has_a_length"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outage_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Cadence(models.Model):
    """How soon the next update is proposed: per kind of trouble, how long it lasts, and the hour.

    A row replaces the proposal of cadence.py. `minutes` 0 means: the next working morning.
    """

    kind = models.CharField(max_length=16, choices=Outage.Kind)
    stage = models.CharField(max_length=8)
    hours = models.CharField(max_length=8)
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "stage", "hours"], name="one_cadence_per_case")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stage} {self.hours}: {self.minutes}"


class Template(models.Model):
    """An outage that can be told in a few taps: facts and words that fit until somebody changes
    them. Also what a rule of a monitor may publish."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.JSONField(_("Name"), default=dict)
    kind = models.CharField(max_length=16, choices=Outage.Kind, default=Outage.Kind.OUTAGE)
    services = models.ManyToManyField(Service, blank=True, related_name="templates")
    parts = models.JSONField(default=dict, blank=True, help_text="Texts per part and language.")
    last_word = models.JSONField(default=dict, blank=True, help_text="What to say when it is over.")
    minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="Until the next update; empty: as the cadence says."
    )
    used = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.slug
