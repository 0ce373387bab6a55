"""Looking back at an outage: what happened, what we learned, what we change.

Owns: the page afterwards, its promises, and what readers thought of how we told it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from helder.messages.models import Message
from helder.outages.models.outage import Outage
from helder.people.models import Person
from helder.promises.models import Promise


class Review(models.Model):
    """The page afterwards of one outage; its words are a message, its timeline is chosen lines.

    `timeline` is [{"at": ISO time, "text": {"nl": …, "en": …}}, …], oldest first.
    """

    outage = models.OneToOneField(Outage, models.CASCADE, related_name="review")
    message = models.OneToOneField(Message, models.PROTECT, related_name="review")
    timeline = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.outage_id}"


class Change(models.Model):
    """One thing we change after an outage: a promise with an owner and a day."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="changes")
    what = models.JSONField(default=dict)
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    promise = models.OneToOneField(
        Promise, models.SET_NULL, null=True, blank=True, related_name="change"
    )
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.review_id} {self.position}"


class Opinion(models.Model):
    """How one reader thought we told of an outage. It is not kept who (see messages.Clarity)."""

    class Mark(models.TextChoices):
        """From good to bad."""

        GOOD = "good"
        FAIR = "fair"
        BAD = "bad"

    review = models.ForeignKey(Review, models.CASCADE, related_name="opinions")
    key = models.CharField(max_length=64)
    mark = models.CharField(max_length=4, choices=Mark)
    reason = models.TextField(blank=True)
    on = models.DateField(help_text="A day only: a moment could give away who it was.")

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "key"], name="one_opinion_per_reader")
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.mark}"
