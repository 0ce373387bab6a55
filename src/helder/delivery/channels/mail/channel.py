"""The mail channel: parcels in, mails in the hands of a mail server.

Owns: which relay is used, and when the other. Refuses: the making of mails (press.py) and the
conversation (smtp/).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy

from helder.delivery import actions
from helder.delivery.channels import Kind
from helder.delivery.channels.mail.press import Press
from helder.delivery.channels.mail.smtp.lines import Lines
from helder.delivery.channels.mail.smtp.relay import Relay, relays
from helder.delivery.channels.mail.smtp.work import Work
from helder.delivery.errors import ChannelError, Trouble
from helder.delivery.models import ChannelPause
from helder.delivery.parcels import Ledger, Outcome, Parcel, Reader
from helder.kit import clock

log = logging.getLogger(__name__)


class MailChannel:
    """Sends over several kept lines to the first relay that works."""

    def __init__(self) -> None:
        self.relays = relays()
        self.press = Press()
        self._lines: dict[str, Lines] = {}
        self._paused: set[str] = set()

    def send(self, parcels: Sequence[Parcel], ledger: Ledger) -> None:
        """See Channel. A relay that is out of order is paused, and the other one takes over; when
        there is none left, the channel as a whole is out of order."""
        self.press.begin_turn()
        work = Work(parcels, self.press.make, ledger)
        trouble = ""
        for relay in self._usable():
            lines = self._lines_to(relay)
            trouble = lines.send(work)
            self._note_health(relay, trouble, works=lines.has_answered)
            if not trouble or not work.queue:
                return
        first = work.queue[0]
        error = ChannelError(trouble, permanent=False, trouble=Trouble.CHANNEL)
        ledger.step([Outcome(first, error=error)], ())

    def close(self) -> None:
        """Ends all lines."""
        for lines in self._lines.values():
            lines.close()
        self._lines.clear()

    def _lines_to(self, relay: Relay) -> Lines:
        if relay.key not in self._lines:
            self._lines[relay.key] = Lines(relay, settings.MAIL_CONNECTIONS)
        return self._lines[relay.key]

    def _usable(self) -> list[Relay]:
        """The relays in the order in which they are tried; all of them when all are paused, for
        then the channel's own pause says when."""
        if len(self.relays) < 2:
            return self.relays
        now = clock.now()
        ends = dict(
            ChannelPause.objects.filter(channel__in=[relay.key for relay in self.relays])
            .values_list("channel", "until")
        )  # fmt: skip
        self._paused = set(ends)
        latest = now + actions.LONGEST_CHANNEL_PAUSE  # later still: the clock was put back
        shut = {key for key, until in ends.items() if now < until <= latest}
        return [relay for relay in self.relays if relay.key not in shut] or self.relays

    def _note_health(self, relay: Relay, trouble: str, *, works: bool) -> None:
        """With one relay the channel itself is paused; with two, each on its own."""
        if len(self.relays) < 2:
            return
        if trouble:
            log.warning("The relay %s is out of order: %s", relay.place, trouble)
            actions.pause(relay.key, trouble)
            self._paused.add(relay.key)
        elif works and relay.key in self._paused:
            log.info("The relay %s works again.", relay.place)
            actions.resume(relay.key)
            self._paused.discard(relay.key)


def _addresses(readers: Sequence[Reader]) -> Mapping[int, str]:
    return {reader.pk: reader.email for reader in readers if reader.email}


KIND = Kind(
    name="mail",
    label=gettext_lazy("Mail"),
    icon="mail",
    opens=MailChannel,
    addresses=_addresses,
    reachable=lambda: Q(pk__isnull=False),
    column="email",
    always_on=True,
    order=10,
)
