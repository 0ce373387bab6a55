"""What the worker does in the background for the organisation: forgetting by its own periods."""

from __future__ import annotations

from datetime import timedelta

from helder.journal.actions import shorten
from helder.kit import clock
from helder.organisation.queries import current

AT_ONCE = 5000


def shorten_journal() -> int:
    """Removes lines of the journal that are older than the organisation keeps them."""
    return shorten(clock.now() - timedelta(days=current().keep_journal_days), AT_ONCE)
