"""What machines say: monitors with their rules, and each alert as it comes and goes.

Owns: which alert leads to which draft or outage. Refuses: publishing anything without a rule that
says so.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.kit.ids import public_id
from helder.messages.models import Message
from helder.outages.models.long import Template
from helder.outages.models.outage import Outage
from helder.people.models import Person, Place
from helder.services.models import Service


class Monitor(models.Model):
    """One system that watches, and the address at which it tells."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(max_length=24, help_text="A folder of outages/monitors/.")
    token_hash = models.CharField(max_length=64, unique=True)
    secret = models.CharField(
        max_length=200, blank=True, help_text="Signs what it sends; empty: the address is enough."
    )
    mapping = models.JSONField(default=dict, blank=True, help_text="Where a generic one says what.")
    storm_minutes = models.PositiveIntegerField(
        _("Minutes within which alerts belong together"), default=10
    )
    is_on = models.BooleanField(_("In use"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    wrong = models.JSONField(
        default=list,
        blank=True,
        help_text="Of the last that came in: sentences as translated, with values.",
    )

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def actor_key(self) -> str:
        """Its key in the journal."""
        return f"monitor:{self.pk}"

    @property
    def problem(self) -> str:
        """What was wrong with the last that came in, in the reader's language."""
        said = ((gettext(each["words"]), each["values"]) for each in self.wrong)
        return " ".join(words % values if values else words for words, values in said)


class Rule(models.Model):
    """What to do with alerts that match: the first one that fits counts.

    `match` is {"label": "pattern", …} over the labels of an alert, with * for any signs.
    """

    class Act(models.TextChoices):
        """What follows."""

        DRAFT = "draft", _("Open a draft")
        PUBLISH = "publish", _("Publish with a template")
        IGNORE = "ignore", _("Do nothing")

    monitor = models.ForeignKey(Monitor, models.CASCADE, related_name="rules")
    position = models.PositiveIntegerField(default=0)
    match = models.JSONField(default=dict, blank=True)
    act = models.CharField(max_length=8, choices=Act, default=Act.DRAFT)
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True)
    places = models.ManyToManyField(Place, blank=True)
    kind = models.CharField(max_length=16, choices=Outage.Kind, default=Outage.Kind.OUTAGE)
    template = models.ForeignKey(Template, models.PROTECT, null=True, blank=True)
    wait_minutes = models.PositiveIntegerField(
        default=0, help_text="Only when it still fires after this long."
    )
    resolves = models.BooleanField(
        default=False, help_text="Also says that it works again, with the template's last word."
    )

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.monitor_id} {self.position} {self.act}"


class Alert(models.Model):
    """One alert of one monitor: firing once, resolved once."""

    class State(models.TextChoices):
        """How the monitor says it stands."""

        FIRING = "firing", _("Firing")
        RESOLVED = "resolved", _("Over")

    monitor = models.ForeignKey(Monitor, models.CASCADE, related_name="alerts")
    key = models.CharField(max_length=200, help_text="Tells this alert from every other one.")
    thing = models.CharField(
        max_length=200, blank=True, db_index=True, help_text="What is watched, over all its alerts."
    )
    state = models.CharField(max_length=8, choices=State, default=State.FIRING)
    name = models.CharField(max_length=200)
    summary = models.CharField(max_length=500, blank=True)
    labels = models.JSONField(default=dict, blank=True)
    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="+")
    rule = models.ForeignKey(Rule, models.SET_NULL, null=True, blank=True, related_name="alerts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(db_index=True)
    acted_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(max_length=300, blank=True, help_text="What Helder did with it.")
    draft = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="alerts"
    )
    outage = models.ForeignKey(
        Outage, models.SET_NULL, null=True, blank=True, related_name="alerts"
    )

    class Meta:
        ordering: ClassVar = ["-heard_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["monitor", "key"], name="one_row_per_alert")
        ]
        indexes: ClassVar = [models.Index(fields=["state", "heard_at"], name="alerts_firing")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class Starter(models.Model):
    """A door by which a colleague opens a draft from elsewhere: a slash-command of a chat."""

    class Kind(models.TextChoices):
        """Which chat, and so how it proves who it is."""

        SLACK = "slack", "Slack"
        MATTERMOST = "mattermost", "Mattermost"

    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.SLACK)
    token_hash = models.CharField(max_length=64, unique=True)
    secret = models.CharField(
        max_length=200, blank=True, help_text="Proves the sender; without it nothing opens."
    )
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    is_on = models.BooleanField(_("In use"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def actor_key(self) -> str:
        """Its key in the journal."""
        return f"starter:{self.pk}"
