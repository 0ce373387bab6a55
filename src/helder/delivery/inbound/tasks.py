"""What the worker does for mail that comes in over IMAP: a short look, again and again.

Owns: not looking for a while when the mailbox is out of order, so that sending never waits for it.
"""

from __future__ import annotations

import logging

from django.conf import settings

from helder.delivery import actions
from helder.delivery.inbound.mailbox import Mailbox, MailboxDown, read_new, sweep
from helder.delivery.models import ChannelPause
from helder.kit import clock

log = logging.getLogger(__name__)

INBOX = "inbox"


def read_inbox() -> int:
    """Takes in new mail; 0 when no mailbox is set, or when it is out of order."""
    if not settings.INBOX_URL or _is_paused():
        return 0
    try:
        count = read_new(Mailbox.from_url(settings.INBOX_URL))
    except MailboxDown as error:
        pause = actions.pause(INBOX, str(error))
        log.warning("The mailbox cannot be read until %s: %s", pause.until, error)
        return 0
    actions.resume(INBOX)
    return count


def sweep_inbox() -> int:
    """Throws away mail that was taken in long ago."""
    if not settings.INBOX_URL or _is_paused():
        return 0
    try:
        return sweep(Mailbox.from_url(settings.INBOX_URL))
    except MailboxDown as error:
        log.warning("The mailbox could not be swept: %s", error)
        return 0


def _is_paused() -> bool:
    now = clock.now()
    longest = now + actions.LONGEST_CHANNEL_PAUSE  # later still: the clock was put back
    return ChannelPause.objects.filter(channel=INBOX, until__range=(now, longest)).exists()
