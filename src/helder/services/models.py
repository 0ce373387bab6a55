"""The catalogue of services in users' words, the suppliers behind them, and who follows them.

Owns: what a service is called, which work stops without it, who answers for it.
Refuses: whether it works now (that is for outages).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.cache import cache
from django.db import models
from django.utils.translation import gettext_lazy as _

from helder.kit.texts import pick
from helder.people.models import Audience, Person, Place

SUPPLIERS_KEY = "services.suppliers"


class Supplier(models.Model):
    """Another party behind a service; its name is for IT, never an excuse to readers."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    phone = models.CharField(_("Phone number"), max_length=40, blank=True)
    contract = models.CharField(_("Contract reference"), max_length=120, blank=True)
    hours = models.JSONField(
        default=dict,
        blank=True,
        help_text='Office hours: {"0": ["08:30", "17:00"], …}, 0 is Monday; empty: always.',
    )
    holidays = models.CharField(
        _("Public holidays of"), max_length=8, blank=True, help_text="A country: NL, BE, NL-…"
    )
    time_zone = models.CharField(max_length=60, blank=True, help_text="Empty: the organisation's.")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whoever saves one renews the names that are held."""
        super().save(*args, **kwargs)
        cache.delete(SUPPLIERS_KEY)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """A removed one is no longer held either."""
        cache.delete(SUPPLIERS_KEY)
        return super().delete(*args, **kwargs)


class Service(models.Model):
    """One service as users call it ("Wifi", "E-mail", "Cijfers")."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.JSONField(_("Name in everyday words"), default=dict)
    description = models.JSONField(_("What people do with it"), default=dict, blank=True)
    stops = models.JSONField(_("Which work stops without it"), default=dict, blank=True)
    icon = models.CharField(max_length=40, default="box")
    audience = models.ForeignKey(Audience, models.PROTECT, verbose_name=_("Who uses it"))
    owner = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_services",
        verbose_name=_("Who answers for it"),
    )
    deputy = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="deputy_services",
        verbose_name=_("Who stands in"),
    )
    supplier = models.ForeignKey(
        Supplier,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("Supplier"),
    )
    carries = models.JSONField(
        default=list,
        blank=True,
        help_text="Channels of delivery that do not work without it: mail, teams, …",
    )
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(_("In use"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["position", "slug"]

    def __str__(self) -> str:
        return pick(self.name)


class EscalationStep(models.Model):
    """What is agreed with a supplier, of all its services or of one: whom to call, after how long,
    and within what time they answer. Internal: readers never see it."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="steps")
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="escalation_steps"
    )
    position = models.PositiveIntegerField(default=0)
    who = models.CharField(_("Whom to call"), max_length=120)
    phone = models.CharField(_("Phone number"), max_length=40, blank=True)
    mail = models.EmailField(_("Mail address"), blank=True)
    reference = models.CharField(_("Contract reference"), max_length=120, blank=True)
    after_minutes = models.PositiveIntegerField(_("After how many minutes"), default=0)
    answer_minutes = models.PositiveIntegerField(
        _("Minutes within which they answer"), null=True, blank=True
    )
    office_hours = models.BooleanField(_("Counts only office hours"), default=False)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.supplier_id} {self.position} {self.who}"


class Following(models.Model):
    """A person who wants news of a service or of a place, whatever audience they are in."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="followings")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True)
    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            # three, because SQLite cannot treat two empty places as the same
            models.UniqueConstraint(
                fields=["person", "service"],
                condition=models.Q(place__isnull=True),
                name="follows_service_once",
            ),
            models.UniqueConstraint(
                fields=["person", "place"],
                condition=models.Q(service__isnull=True),
                name="follows_place_once",
            ),
            models.UniqueConstraint(
                fields=["person", "service", "place"], name="follows_service_there_once"
            ),
            models.CheckConstraint(
                condition=models.Q(service__isnull=False) | models.Q(place__isnull=False),
                name="follows_something",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["service", "person"], name="followers_of_a_service"),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.service or self.place}"
