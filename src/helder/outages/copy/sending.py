"""Brings the copy of this installation to the places elsewhere, and remembers how that went.

Owns: one row per place, one sender at a time per place whichever machine it runs on, and trying
again with longer and longer waits. Refuses: knowing how a place is reached (targets/).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import gettext_noop as _

from helder.kit import clock
from helder.outages.copy import folder as folders
from helder.outages.copy import targets
from helder.outages.copy.folder import MANIFEST, Manifest
from helder.outages.copy.targets import Target, Trouble
from helder.outages.models import Copy

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
FIRST_WAIT, LONGEST_WAIT = 10, 600
RENEWED = timedelta(minutes=1)
RENEWED_IN_PEACE = timedelta(minutes=15)


def addresses() -> list[str]:
    """The places that are set, in order."""
    return list(settings.SNAPSHOT_TARGETS)


def row_of(address: str) -> Copy:
    """The row of a place; made when it is not there yet."""
    return Copy.objects.get_or_create(target=targets.name_of(address))[0]


def wait_after(failures: int) -> timedelta:
    """How long nothing is tried after so many times in vain."""
    if not failures:
        return timedelta(0)
    return timedelta(seconds=min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 10)))


def is_due(row: Copy, beat: str, running: bool, at: datetime) -> bool:
    """Whether a place is to be brought up to date now."""
    if row.tried_at and row.failures and row.tried_at + wait_after(row.failures) > at:
        return False
    if row.beat != beat or row.done_at is None:
        return True
    return row.done_at + (RENEWED if running else RENEWED_IN_PEACE) <= at


def note_change(beat: str) -> None:
    """The status page is another now: every place that shows the one before is behind."""
    now = clock.now()
    for address in addresses():
        row = row_of(address)
        if row.beat != beat and row.changed_at is None:
            Copy.objects.filter(pk=row.pk, changed_at=None).update(changed_at=now)


def attempt(address: str, place: Path) -> bool:
    """Sends what is due to one place; whether it did. A place that fails is noted, never raised."""
    manifest = folders.read(place)
    row, now = row_of(address), clock.now()
    if not manifest.beat or not is_due(row, manifest.beat, manifest.running, now):
        return False
    if not _taken(row, now):
        return False
    try:
        send(address, place, manifest)
    except Trouble as trouble:
        _failed(row, trouble)
        return False
    except Exception as error:  # a library of another that fails in its own way
        log.exception("Sending to %s broke.", row.target)
        _failed(row, Trouble(_("Something broke: %(reason)s"), reason=type(error).__name__))
        return False
    _done(row, manifest.beat)
    return True


def send(address: str, place: Path, manifest: Manifest) -> None:
    """Everything that differs, in order, the manifest last, then what is gone. Raises Trouble."""
    target = targets.opened(address)
    try:
        there = target.manifest()
        _put(target, place, _different(manifest, there))
        target.put(place, [MANIFEST])
        target.remove(sorted(set(there.files) - set(manifest.files)))
    finally:
        target.close()


def _put(target: Target, place: Path, names: Sequence[str]) -> None:
    try:
        target.put(place, names)
    except FileNotFoundError as error:  # the copy was written anew in the meantime
        raise Trouble(_("The copy changed while it was sent. It is tried again.")) from error


def _different(here: Manifest, there: Manifest) -> list[str]:
    names = [name for name, mark in here.files.items() if there.files.get(name) != mark]
    return folders.in_order(names)


def _taken(row: Copy, now: datetime) -> bool:
    """Takes the place for this process; False when another is at it."""
    free = Q(busy_until=None) | Q(busy_until__lt=now)
    mine = Copy.objects.filter(free, pk=row.pk)
    return bool(mine.update(busy_until=now + LEASE, tried_at=now))


def _failed(row: Copy, trouble: Trouble) -> None:
    Copy.objects.filter(pk=row.pk).update(
        busy_until=None,
        failures=F("failures") + 1,
        problem=trouble.kept()[:300],
        tried_at=clock.now(),
    )
    if not row.failures:
        log.error("The copy at %s is behind: %s", row.target, trouble)


def _done(row: Copy, beat: str) -> None:
    Copy.objects.filter(pk=row.pk).update(
        beat=beat,
        busy_until=None,
        changed_at=None,
        done_at=clock.now(),
        failures=0,
        problem="",
    )
    if row.failures:
        log.info("The copy at %s is up to date again.", row.target)


def try_again(row: Copy) -> None:
    """Somebody asks for it: the next look of any process tries at once."""
    Copy.objects.filter(pk=row.pk).update(failures=0, busy_until=None, done_at=None)
