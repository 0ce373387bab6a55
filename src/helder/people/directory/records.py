"""The runs in which a directory was brought in, and what is kept of each for a few days.

Owns: one row per run, and its files in pieces: in the database, so that every worker reaches them
and nobody else does. Refuses: keeping them longer than is needed to look at a run.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class DirectoryRun(models.Model):
    """One time that a file or a directory was looked at, and perhaps brought in.

    `note` is a sentence (its msgid) with its `values`; `counts` and `examples` are those of a
    Tally; `holder` is the process that has it in hand, `seen_at` its last sign of life.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waits to be looked at")
        LOOKING = "looking", _("Is looked at")
        ASKS = "asks", _("Waits for you")
        ORDERED = "ordered", _("Waits to be brought in")
        WORKING = "working", _("Is brought in")
        DONE = "done", _("Brought in")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Did not work")
        DROPPED = "dropped", _("Not brought in")

    class Way(models.TextChoices):
        """From where it was begun."""

        DESK = "desk", _("From the desk")
        COMMAND = "command", _("With a command")
        NIGHTLY = "nightly", _("By itself")

    source = models.CharField(max_length=24)
    way = models.CharField(max_length=8, choices=Way)
    name = models.CharField(max_length=120, blank=True)
    complete = models.BooleanField(default=False)
    leavers_allowed = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    counts = models.JSONField(default=dict, blank=True)
    examples = models.JSONField(default=dict, blank=True)
    before = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    values = models.JSONField(default=dict, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    by = models.ForeignKey("people.Person", models.SET_NULL, null=True, blank=True)
    made_at = models.DateTimeField(db_index=True)
    holder = models.CharField(max_length=40, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "people"
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name or self.source


class RunPiece(models.Model):
    """A compressed piece of a file of a run: its rows, or the rows that were refused."""

    class Kind(models.TextChoices):
        """Which of the two files."""

        ROWS = "rows", _("The file")
        REFUSED = "refused", _("Refused rows")

    run = models.ForeignKey(DirectoryRun, models.CASCADE, related_name="pieces")
    kind = models.CharField(max_length=8, choices=Kind)
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        app_label = "people"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "kind", "number"], name="one_piece_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.kind} {self.number}"
