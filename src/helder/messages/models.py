"""What we say: a message, its frozen revisions, who let a blocked text through, what the coach said
in vain, and what readers answer.

Owns: texts per language in named parts, drafts that save themselves, the one way to publish,
reactions with their files, and whether a message was clear.
Refuses: what a message is about; an outage owns its facts and has many messages.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from helder.delivery.models import Dispatch
from helder.kit.ids import public_id
from helder.people.models import Person
from helder.promises.models import Promise


class Message(models.Model):
    """One thing that IT says; a draft until it is published, living on through its revisions.

    `parts` is {"symptom": {"nl": "…", "en": "…"}, …} in reading order.
    """

    class State(models.TextChoices):
        """From draft to published; a withdrawn one stays readable as withdrawn."""

        DRAFT = "draft"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    kind = models.CharField(max_length=20, help_text="A kind of the coach: outage, change, …")
    subject = models.CharField(max_length=120, db_index=True)
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT, db_index=True)
    title = models.JSONField(default=dict, blank=True)
    parts = models.JSONField(default=dict, blank=True)
    form = models.JSONField(default=dict, blank=True, help_text="A draft's fields as typed.")
    version = models.PositiveIntegerField(default=1, help_text="Raised at each save.")
    publish_at = models.DateTimeField(null=True, blank=True, db_index=True)
    publish_error = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    dispatch = models.OneToOneField(
        Dispatch, models.SET_NULL, null=True, blank=True, related_name="message"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Revision(models.Model):
    """The text as it was published: number 1, and one more for each correction."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.JSONField(default=dict)
    parts = models.JSONField(default=dict)
    reason = models.JSONField(default=dict, blank=True, help_text="Why it was corrected.")
    findings = models.JSONField(default=list, blank=True, help_text="What the coach said.")
    author = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "number"], name="one_revision_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} #{self.number}"


class LetThrough(models.Model):
    """A second person lets a blocked text through, with a reason that is kept.

    Holds for precisely this text (its fingerprint); a changed text asks again.
    """

    message = models.ForeignKey(Message, models.CASCADE, related_name="let_through")
    fingerprint = models.CharField(max_length=64)
    findings = models.JSONField(default=list)
    reason = models.TextField()
    approver = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="approvals"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "fingerprint"], name="let_through_once")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} by {self.approver_id}"


class LeftBe(models.Model):
    """A thought of the coach that a writer did not take over: about which sentence, and when.

    Knows no person and no message, so that nobody can be counted by it.
    """

    at = models.DateTimeField(db_index=True)
    rule = models.CharField(max_length=60, db_index=True)
    level = models.CharField(max_length=8)
    kind = models.CharField(max_length=20)
    part = models.CharField(max_length=40)
    lang = models.CharField(max_length=2)
    sentence = models.TextField()
    words = models.TextField()
    labels = models.JSONField(default=list, help_text="What else the guard had against it.")

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.rule}: {self.words}"


class Reaction(models.Model):
    """What one reader answers to what was said, and what is answered to them: a conversation.

    The reader is a person, or an address that nobody is known by. Somebody owns it, and a promise
    says by when they answer.
    """

    class State(models.TextChoices):
        """Whether the reader still waits for somebody."""

        OPEN = "open", _("Waits for an answer")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed without an answer")

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    message = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="reactions"
    )
    dispatch = models.ForeignKey(
        Dispatch, models.SET_NULL, null=True, blank=True, related_name="reactions"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="reactions"
    )
    address = models.EmailField(blank=True, db_index=True, help_text="Of a reader unknown here.")
    name = models.CharField(max_length=150, blank=True, help_text="As an unknown reader writes it.")
    language = models.CharField(max_length=16, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.OPEN, db_index=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was closed.")
    owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="owned_reactions"
    )
    promise = models.ForeignKey(
        Promise, models.SET_NULL, null=True, blank=True, related_name="reactions"
    )
    begun_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When the reader was last told that it has arrived."
    )
    owner_told_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering: ClassVar = ["-last_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "last_at"], name="reactions_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"

    @property
    def key(self) -> str:
        """Its name in the journal, the register and the threads of mail."""
        return f"reaction:{self.public_id}"

    @property
    def reader(self) -> str:
        """Who wrote it, as the desk calls them."""
        own = self.person.name if self.person else ""
        return own or self.name or self.address or str(self.person)


class Saying(models.Model):
    """One thing said in a reaction: by the reader (`by` is empty), or by a colleague."""

    reaction = models.ForeignKey(Reaction, models.CASCADE, related_name="sayings")
    is_answer = models.BooleanField(default=False)
    by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="answers_given"
    )
    text = models.TextField(blank=True, help_text="What is new in it, without what it quotes.")
    whole = models.TextField(blank=True, help_text="The mail as it came, when that says more.")
    message_id = models.CharField(max_length=300, blank=True, db_index=True)
    dispatch = models.ForeignKey(
        Dispatch, models.SET_NULL, null=True, blank=True, related_name="sayings"
    )
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.reaction_id} {self.at:%Y-%m-%d %H:%M}"


class SentAlong(models.Model):
    """A file that a reader sent along, or the name of one that was refused."""

    class Refused(models.TextChoices):
        """Why a file is not kept."""

        KIND = "kind", _("this kind of file is not kept, for safety")
        SIZE = "size", _("it is too large")
        MANY = "many", _("there were too many files")
        EMPTY = "empty", _("it was empty")

    saying = models.ForeignKey(Saying, models.CASCADE, related_name="files")
    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80, blank=True)
    size = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to="reactions/", blank=True)
    refused = models.CharField(max_length=8, choices=Refused, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "files sent along"

    def __str__(self) -> str:
        return self.name


class Clarity(models.Model):
    """Whether one reader found one message clear. It is not kept who.

    `key` is a seal that only the same reader's next vote makes again, so that it replaces this one.
    """

    message = models.ForeignKey(Message, models.CASCADE, related_name="clarity")
    key = models.CharField(max_length=64)
    is_clear = models.BooleanField()
    reason = models.TextField(blank=True)
    on = models.DateField(help_text="A day only: a moment could give away who it was.")

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]
        verbose_name_plural = "clarity"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "key"], name="one_vote_per_reader")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {'clear' if self.is_clear else 'not clear'}"
