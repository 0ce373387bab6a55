"""Who did what when. One table; rows are added, never changed, and go when they are old.

Refuses: knowing what a row is about (subjects are names such as "outage:k3…"), and keeping
personal data: an actor is a key ("person:12", "token:3", "system"), named on the screen.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One deed: `actor` did `verb` to `subject` at `at`, with `details`."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, db_index=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.actor} {self.verb} {self.subject}"
