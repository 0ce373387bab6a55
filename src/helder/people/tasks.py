"""What the worker does in the background for people: forgetting what is over."""

from __future__ import annotations

from django.contrib.sessions.models import Session

from helder.kit import clock


def forget_sessions() -> int:
    """Removes the sessions of whoever did not come back in time."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]
