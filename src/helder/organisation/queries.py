"""The organisation as every page reads it."""

from __future__ import annotations

from django.core.cache import cache

from helder.organisation.models import CACHE_KEY, Organisation

SECONDS_HELD = 10


def current() -> Organisation:
    """The one organisation; a plain default before it is set. Held for ten seconds."""
    held = cache.get(CACHE_KEY)
    if held is None:
        held = Organisation.objects.filter(pk=1).first() or Organisation(pk=1)
        cache.set(CACHE_KEY, held, SECONDS_HELD)
    organisation: Organisation = held
    return organisation
