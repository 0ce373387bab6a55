"""Who: persons, departments, places, roles in the organisation, audiences, clients of the API.

Owns: sign-in, preferences, who belongs to which audience. Refuses: what is said to them.
"""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.cache import cache
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from helder.kit.texts import pick
from helder.people.directory.records import DirectoryRun as DirectoryRun
from helder.people.directory.records import RunPiece as RunPiece

DEPARTMENTS_KEY = "people.departments"
MAIL, PORTAL = "mail", "portal"
"""The two channels that always exist; the others are folders of delivery."""


class Department(models.Model):
    """A part of the organisation; `path` is its whole name from the top ("Zorg/Verpleegkunde")."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    path = models.CharField(max_length=400, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")

    class Meta:
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whoever saves one renews the names that are held."""
        super().save(*args, **kwargs)
        cache.delete(DEPARTMENTS_KEY)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """A removed one is no longer held either."""
        cache.delete(DEPARTMENTS_KEY)
        return super().delete(*args, **kwargs)


class Place(models.Model):
    """A building or site where people work or study."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.JSONField(_("Name"), default=dict)
    address = models.CharField(_("Address"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["slug"]

    def __str__(self) -> str:
        return pick(self.name)


class Affiliation(models.Model):
    """A role in the organisation: student, teacher, member of staff."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.JSONField(_("Name"), default=dict)

    class Meta:
        ordering: ClassVar = ["slug"]

    def __str__(self) -> str:
        return pick(self.name)


class PersonManager(BaseUserManager["Person"]):
    """Makes persons by mail address, and finds them whatever the capitals."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Sign-in ignores capitals."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """One person; without a password they sign in with a code by mail."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody whom IT speaks to or who speaks for IT; the user model of the whole system."""

    class DeskRole(models.TextChoices):
        """What a person may do in Helder; see permissions.py."""

        READER = "reader", _("Reader")
        WRITER = "writer", _("Writer")
        APPROVER = "approver", _("Approver")
        ADMINISTRATOR = "administrator", _("Administrator")

    class Language(models.TextChoices):
        """The language in which a person reads."""

        HOUSE = "", _("As the organisation writes")
        DUTCH = "nl", _("Dutch")
        INFORMAL = "nl-informal", _("Dutch (informal)")
        ENGLISH = "en", _("English")

    class Digest(models.TextChoices):
        """Whether news that can wait comes one by one or together."""

        ONE_BY_ONE = "", _("One by one")
        DAILY = "daily", _("Together, once a day")
        WEEKLY = "weekly", _("Together, once a week")

    email = models.EmailField(_("Mail address"), unique=True)
    name = models.CharField(_("Name"), max_length=150, blank=True)
    language = models.CharField(
        _("Language"), max_length=16, choices=Language, blank=True, default=""
    )
    urgent_by = models.CharField(
        max_length=80, blank=True, help_text="Channels in order; empty: as the house."
    )
    ordinary_by = models.CharField(max_length=80, blank=True, help_text="The same, for the rest.")
    quiet_from = models.TimeField(_("Quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("Quiet until"), null=True, blank=True)
    paused_until = models.DateTimeField(_("Pause until"), null=True, blank=True)
    digest = models.CharField(
        _("News that can wait"), max_length=8, choices=Digest, blank=True, default=""
    )
    role = models.CharField(
        _("Role in Helder"), max_length=16, choices=DeskRole, default=DeskRole.READER
    )
    department = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="persons"
    )
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="persons")
    affiliations = models.ManyToManyField(Affiliation, blank=True, related_name="persons")
    phone = models.CharField(_("Phone number"), max_length=40, blank=True)
    external_id = models.CharField(max_length=120, blank=True, db_index=True)
    source = models.CharField(
        max_length=24, blank=True, help_text="Which directory keeps this person in step."
    )
    is_guest = models.BooleanField(default=False, help_text="Subscribed without being a member.")
    is_active = models.BooleanField(default=True)
    left_at = models.DateTimeField(null=True, blank=True, help_text="Since when not in use.")
    erasure_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When they asked to be erased."
    )
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = PersonManager()

    class Meta:
        ordering: ClassVar = ["name", "email"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="person_email_ignores_case")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def actor_key(self) -> str:
        """The person's key in the journal."""
        return f"person:{self.pk}"

    @property
    def first_name(self) -> str:
        """The first word of the name, for a greeting."""
        return self.name.split(" ")[0] if self.name else ""


class Account(models.Model):
    """A person as an identity provider knows them over SCIM (see scim/).

    `kept` holds what it gave and Helder answers with again. Once it removed the account, `key` is
    empty and nothing is kept: what remains is that the person is gone for it.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="account")
    user_name = models.CharField(max_length=254, blank=True)
    key = models.CharField(
        max_length=254, unique=True, null=True, help_text="The user name as it is compared."
    )
    kept = models.JSONField(default=dict, blank=True)
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.user_name


class Refusal(models.Model):
    """A channel that no longer works for one person, switched off until they mend it.

    `address` is what was refused: another address is tried again.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="refusals")
    channel = models.CharField(max_length=24)
    address = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "channel"], name="one_refusal_per_channel")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.channel}"


class AudienceQuerySet(models.QuerySet["Audience"]):
    """Verbs over audiences."""

    def everyone(self) -> Audience:
        """The audience `all`, which always exists."""
        audience, _made = self.get_or_create(
            slug="all",
            defaults={"everyone": True, "name": {"nl": "Iedereen", "en": "Everyone"}},
        )
        return audience


class Audience(models.Model):
    """A named group of readers: everyone, or whoever its rule says (see audiences/rules.py) and
    whoever is named by hand."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.JSONField(_("Name"), default=dict)
    everyone = models.BooleanField(default=False)
    persons = models.ManyToManyField(Person, blank=True, related_name="lists")
    rule = models.JSONField(default=dict, blank=True, help_text="A combination with and, or, not.")
    source = models.CharField(
        max_length=24, blank=True, help_text="Which directory keeps its members; empty: the desk."
    )
    external_id = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(auto_now=True, null=True)

    objects = AudienceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["slug"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_audience_per_group",
            )
        ]

    def __str__(self) -> str:
        return pick(self.name)


class ApiToken(models.Model):
    """A client of the API: a name, its scopes, and only the hash of its token."""

    name = models.CharField(max_length=120)
    hashed = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def actor_key(self) -> str:
        """The token's key in the journal."""
        return f"token:{self.pk}"

    @staticmethod
    def hash(token: str) -> str:
        """SHA-256 of a token; enough for 256 random bits."""
        return hashlib.sha256(token.encode()).hexdigest()


class AnsweredRequest(models.Model):
    """The kept answer to a POST with an Idempotency-Key, so that a retry gets the same one."""

    token = models.ForeignKey(ApiToken, models.CASCADE)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "key"], name="one_answer_per_key")
        ]

    def __str__(self) -> str:
        return self.key
