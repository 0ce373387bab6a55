"""What people tell with one tap: "it fails for me too", and a rise that nobody knew of.

Owns: taps without who tapped, and surges. Refuses: keeping a person: `key` is a seal that only the
same reader makes again.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from helder.kit.ids import public_id
from helder.messages.models import Message
from helder.outages.models.outage import Outage
from helder.people.models import Person, Place
from helder.services.models import Service


class Report(models.Model):
    """One tap: this service fails for somebody, at this place. `slot` is the outage it is about, or
    the stretch of time in which a second tap of the same reader counts as the same one."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="reports")
    outage = models.ForeignKey(
        Outage, models.CASCADE, null=True, blank=True, related_name="reports"
    )
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="+")
    slot = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True, help_text="Whole minutes.")

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "slot", "key"], name="one_tap_per_reader")
        ]
        indexes: ClassVar = [models.Index(fields=["service", "at"], name="taps_of_a_service")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.slot}"


class Tapped(models.Model):
    """How many taps there were in one hour, once the rows themselves are no longer kept."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="tapped")
    outage = models.ForeignKey(Outage, models.CASCADE, null=True, blank=True, related_name="tapped")
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="+")
    hour = models.DateTimeField(db_index=True, help_text="The beginning of the hour.")
    count = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["-hour", "-pk"]

    def __str__(self) -> str:
        return f"{self.service_id} {self.hour:%Y-%m-%d %H}: {self.count}"


class Surge(models.Model):
    """More taps about a service than is usual for the hour, while no outage was known."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="surges")
    began_at = models.DateTimeField(db_index=True)
    seen_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    expected = models.FloatField(help_text="Taps that are usual in that stretch.")
    draft = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="surges"
    )
    outage = models.ForeignKey(
        Outage, models.SET_NULL, null=True, blank=True, related_name="surges"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-began_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service"],
                condition=models.Q(ended_at__isnull=True),
                name="one_running_surge_per_service",
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.began_at:%Y-%m-%d %H:%M}"
