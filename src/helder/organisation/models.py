"""The organisation that hosts Helder: its name, house style, sender name, service desk, and words.

Owns: one row, read by every page and mail, and the lists of words that the coach reads. Refuses:
people, and anything that differs per message.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.cache import cache
from django.db import models
from django.utils.translation import gettext_lazy as _

CACHE_KEY = "organisation"
WORDS_KEY = "organisation.words"


class Organisation(models.Model):
    """The house style and the card of the service desk; there is one row."""

    class Address(models.TextChoices):
        """How the organisation addresses its readers in Dutch."""

        FORMAL = "nl", _("u (formal)")
        INFORMAL = "nl-informal", _("je (informal)")

    name = models.CharField(_("Name of the organisation"), max_length=120, default="Helder")
    it_name = models.JSONField(_("What your IT department is called"), default=dict, blank=True)
    address = models.CharField(
        _("Form of address"), max_length=16, choices=Address, default=Address.FORMAL
    )
    logo = models.FileField(_("Logo"), upload_to="house/", blank=True)
    colour = models.CharField(_("Main colour"), max_length=7, default="#1d5b79")
    accent = models.CharField(_("Accent colour"), max_length=7, default="#ac512b")
    sender_name = models.CharField(_("Sender name of mail"), max_length=120, blank=True)
    sender_mail = models.EmailField(_("Sender address of mail"), blank=True)
    time_zone = models.CharField(_("Time zone"), max_length=60, default="Europe/Amsterdam")
    holidays = models.CharField(
        _("Public holidays of"), max_length=8, blank=True, default="NL", help_text="NL, BE, DE-BY"
    )
    desk_name = models.JSONField(_("Name of the service desk"), default=dict, blank=True)
    desk_phone = models.CharField(_("Phone number of the service desk"), max_length=40, blank=True)
    desk_mail = models.EmailField(_("Mail address of the service desk"), blank=True)
    desk_place = models.JSONField(_("Where people find the service desk"), default=dict, blank=True)
    desk_hours = models.JSONField(_("Opening hours of the service desk"), default=dict, blank=True)
    urgent_by = models.CharField(max_length=80, default="mail", help_text="Channels in order.")
    ordinary_by = models.CharField(max_length=80, default="mail", help_text="Channels in order.")
    digest_hour = models.PositiveSmallIntegerField(_("Hour at which digests go"), default=8)
    digest_weekday = models.PositiveSmallIntegerField(
        _("Day on which weekly digests go"), default=0, help_text="0 is Monday."
    )
    busy_week = models.PositiveSmallIntegerField(_("Messages a week that are too many"), default=5)
    answer_hours = models.PositiveSmallIntegerField(
        _("Hours within which you answer reactions"), default=24
    )
    keep_left_days = models.PositiveIntegerField(_("Days to keep who left"), default=30)
    keep_sent_days = models.PositiveIntegerField(_("Days to keep who got what"), default=365)
    keep_reactions_days = models.PositiveIntegerField(_("Days to keep reactions"), default=730)
    keep_taps_days = models.PositiveIntegerField(
        _("Days to keep who tapped that it fails"), default=90
    )
    keep_journal_days = models.PositiveIntegerField(_("Days to keep the journal"), default=1825)
    keep_coach_days = models.PositiveIntegerField(
        _("Days to keep sentences for the coach"), default=730
    )
    keep_inbound_days = models.PositiveIntegerField(
        _("Days to keep that a mail came in"), default=90
    )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """There is one row; whoever saves it renews what pages hold."""
        self.pk = 1
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        cache.delete(CACHE_KEY)


class Word(models.Model):
    """A word with what to write instead: an IT word explained, or a word that is not used here.

    `key` is the word as it is looked up, so that "E-mail" and "e-mail" are one.
    """

    class List(models.TextChoices):
        """Which of the two lists."""

        GLOSSARY = "glossary", _("IT words in everyday words")
        AVOIDED = "avoided", _("Words we do not use")

    list = models.CharField(max_length=16, choices=List)
    lang = models.CharField(max_length=2)
    term = models.CharField(_("Word"), max_length=80)
    key = models.CharField(max_length=80, editable=False)
    instead = models.CharField(_("What to write instead"), max_length=160, blank=True)

    class Meta:
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "lang", "key"], name="one_word_per_list")
        ]

    def __str__(self) -> str:
        return f"{self.term} = {self.instead}" if self.instead else self.term
