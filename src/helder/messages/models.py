"""What we say: a message, its frozen revisions, who let a blocked text through, and what the coach
said in vain.

Owns: texts per language in named parts, drafts that save themselves, the one way to publish.
Refuses: what a message is about; an outage owns its facts and has many messages.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from helder.delivery.models import Dispatch
from helder.kit.ids import public_id
from helder.people.models import Person


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
