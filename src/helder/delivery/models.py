"""How a message travels: one Dispatch per message, one Delivery per person and channel.

Owns: the rows from which the worker works and the sender reads. Refuses: knowing outages.
Figures shown anywhere are counts over these rows, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from helder.kit.ids import public_id
from helder.people.models import Audience, Person, Place

AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""The due time of what need not wait; long past, so that no clock put back makes it wait."""
URGENT = 3
"""A dispatch of this urgency or less is about what is broken now: quiet hours do not hold it."""
WHATEVER_CHANNEL = ""
"""The channel of a tally that counts recipients instead of rows."""
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

    class Uncertain(models.TextChoices):
        """What becomes of a row of which nobody knows whether it arrived."""

        RESEND = "resend"
        HOLD = "hold"

    urgency = models.PositiveSmallIntegerField(default=5, help_text="0 goes before 9.")
    mandatory = models.BooleanField(
        default=True, help_text="Cannot be switched off, only moved to another channel."
    )
    if_uncertain = models.CharField(max_length=8, choices=Uncertain, default=Uncertain.HOLD)
    content = models.JSONField(default=dict, help_text="Per language: the mail's texts, frozen.")
    variants = models.JSONField(
        default=list,
        blank=True,
        help_text='Texts per audience: [{"audience": slug, "content": …}, …]; the first one fits.',
    )
    avoid = models.JSONField(
        default=list, blank=True, help_text="Channels not to lean on: they may be broken."
    )
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

    @property
    def is_urgent(self) -> bool:
        """Whether it is about what is broken now."""
        return self.urgency <= URGENT

    def content_of(self, variant: int) -> Mapping[str, Any]:
        """What the rows with this variant say: 0 is the text for everybody."""
        if 0 < variant <= len(self.variants):
            found: Mapping[str, Any] = self.variants[variant - 1]["content"]
            return found
        return cast(Mapping[str, Any], self.content)

    def is_too_late(self, at: datetime) -> bool:
        """Whether it is of no use any more at this time."""
        return self.not_after is not None and self.not_after < at


class Outlet(models.Model):
    """A room where many read what one post says: a Teams channel, a Slack channel, a topic.

    It gets what is meant for one of its audiences. `address` holds a secret and is never shown.
    """

    channel = models.CharField(max_length=24)
    name = models.CharField(_("Name"), max_length=120)
    address = models.CharField(_("Address"), max_length=2000)
    language = models.CharField(
        _("Language"), max_length=16, choices=Person.Language, blank=True, default=""
    )
    audiences = models.ManyToManyField(Audience, blank=True, verbose_name=_("Who reads there"))
    urgent_only = models.BooleanField(_("Only what is broken now"), default=False)
    is_on = models.BooleanField(_("In use"), default=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="Kept by name only, for what was posted there."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One attempt to reach one person, or one room, over one channel."""

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
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    outlet = models.ForeignKey(
        Outlet, models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    channel = models.CharField(max_length=24)
    variant = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text="0: the text for everybody; n: the nth of the dispatch's variants.",
    )
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    urgency = models.PositiveSmallIntegerField(default=5)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=AT_ONCE, help_text="Not to be tried before this time.")
    claimed_by = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    doubted_at = models.DateTimeField(
        null=True, blank=True, help_text="When nobody knew whether it had arrived."
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dispatch", "person", "channel"], name="one_delivery_per_channel"
            ),
            models.UniqueConstraint(
                fields=["dispatch", "outlet"],
                condition=models.Q(outlet__isnull=False),
                name="one_delivery_per_outlet",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, outlet__isnull=True)
                | models.Q(person__isnull=True, outlet__isnull=False),
                name="delivery_to_a_person_or_a_room",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["channel", "urgency", "due_at", "id"],
                condition=models.Q(state="waiting"),
                name="delivery_next",
            ),
            models.Index(
                fields=["lease_until"],
                condition=models.Q(lease_until__isnull=False),
                name="delivery_leases",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispatch_id} → {self.person_id} {self.channel} {self.state}"


class Tally(models.Model):
    """What is left of rows that are no longer kept: how many there were, and no longer of whom.

    A row that goes is counted here in the same transaction, so that the figures of a message stay
    what they were. Beside the rows per channel, the persons and rooms are counted under
    WHATEVER_CHANNEL: those who have it as accepted, the others as failed.
    """

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="tallies")
    channel = models.CharField(max_length=24)
    state = models.CharField(max_length=16, choices=Delivery.State)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "tallies"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dispatch", "channel", "state"], name="one_tally_per_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dispatch_id} {self.channel} {self.state} {self.count}"


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

    channel = models.CharField(
        max_length=40, unique=True, help_text='A channel, or one way of it ("mail:2").'
    )
    since = models.DateTimeField()
    until = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.channel} until {self.until:%H:%M}"


class ChannelSetting(models.Model):
    """How one channel is set here: on or off, its options (secrets among them), its last test."""

    channel = models.CharField(max_length=24, unique=True)
    is_on = models.BooleanField(default=False)
    options = models.JSONField(default=dict, blank=True)
    per_minute = models.PositiveIntegerField(
        null=True, blank=True, help_text="At most this many a minute, all workers together."
    )
    tested_at = models.DateTimeField(null=True, blank=True)
    tested_ok = models.BooleanField(default=False)
    tested_note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.channel


class Allowance(models.Model):
    """How many a channel may still send now: a bucket that fills with time, shared by workers."""

    channel = models.CharField(max_length=24, unique=True)
    left = models.FloatField(default=0)
    filled_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.channel} {self.left:.1f}"


class PushSubscription(models.Model):
    """One browser of one person that may be woken with a message (RFC 8030, 8291)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=700, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.label}"


class Screen(models.Model):
    """A screen in a hall: whoever has its address may look; it shows what is public anyway."""

    token = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    language = models.CharField(
        _("Language"), max_length=16, choices=Person.Language, blank=True, default=""
    )
    places = models.ManyToManyField(Place, blank=True, verbose_name=_("Only news of these places"))
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class InboundMail(models.Model):
    """A mail that came in and was read once; what came of it. Its text is not kept here."""

    key = models.CharField(max_length=64, unique=True, help_text="A hash of its Message-ID.")
    at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.outcome} {self.at:%Y-%m-%d %H:%M}"
