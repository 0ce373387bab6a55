"""Where copies of the status page stand, and how far behind they are.

Owns: one row per place. Refuses: addresses with secrets in them: those are settings.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Copy(models.Model):
    """One place outside this process that shows the status page when Helder does not."""

    target = models.CharField(max_length=200, unique=True, help_text="Its name, without secrets.")
    beat = models.CharField(max_length=64, blank=True, help_text="Of the page that stands there.")
    changed_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it should show something newer."
    )
    tried_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    busy_until = models.DateTimeField(
        null=True, blank=True, help_text="While one process sends to it, the others leave it."
    )
    failures = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["target"]
        verbose_name_plural = "copies"

    def __str__(self) -> str:
        return self.target
