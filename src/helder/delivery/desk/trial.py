"""A message to try a channel or a room: a real dispatch with one row, sent here and now.

Owns: that it goes the whole way that others go, and that its outcome is remembered. Refuses:
trying again later; whoever tests wants to know now.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from helder.delivery import actions
from helder.delivery.actions.addressing import reader_of
from helder.delivery.channels import Kind
from helder.delivery.letters import LOCALES, Letter
from helder.delivery.models import ChannelSetting, Delivery, Dispatch, Outlet
from helder.delivery.parcels import Outcome, Parcel, Reader
from helder.journal.actions import record
from helder.kit import clock
from helder.people.audiences import Selection
from helder.people.models import Person

TEST = "test"
LEASE = timedelta(minutes=3)
NO_ADDRESS = _(
    "Helder knows no address at which this channel reaches you. Fill in what it needs at your own "
    "details, such as a phone number."
)
NOT_BEGUN = _("The channel did not begin.")
State = Delivery.State


@dataclass(frozen=True)
class Result:
    """How it went: `note` says why not, or what the other side said."""

    ok: bool
    note: str = ""


class _Ledger:
    """Writes rows down as a worker does, and keeps the outcome."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.outcome: Outcome | None = None

    def step(self, done: Sequence[Outcome], begin: Sequence[Parcel]) -> list[Parcel]:
        """See parcels.Ledger."""
        for outcome in done:
            self.outcome = outcome
        return actions.step(self.name, done, begin)

    def may_go_on(self) -> bool:
        """There is one parcel; it always may."""
        return True


def try_channel(kind: Kind, *, by: Person) -> Result:
    """Sends a test to whoever asks for it."""
    reader = reader_of(by)
    if reader.pk not in kind.addresses([reader]):
        return Result(False, NO_ADDRESS)  # no fault of the channel's
    return _remember(kind, _send(kind, by, reader=reader), by)


def try_room(kind: Kind, room: Outlet, *, by: Person) -> Result:
    """Sends a test to a room; everybody there sees it. When it arrives, the room works again, and
    so does its channel; what goes wrong is this room's."""
    result = _send(kind, by, room=room)
    if result.ok:
        Outlet.objects.filter(pk=room.pk).update(refused_at=None, note="")
    else:
        Outlet.objects.filter(pk=room.pk).update(note=result.note[:300])
    record("room.tested", f"room:{room.pk}", by=by, ok=result.ok)
    return _remember(kind, result, by) if result.ok else result


def _send(
    kind: Kind, by: Person, reader: Reader | None = None, room: Outlet | None = None
) -> Result:
    name = f"test-{secrets.token_hex(6)}"
    row = _written_down(kind, by, name, room)
    parcel = Parcel(row.pk, kind.name, 0, row.dispatch, reader=reader, outlet=room)
    ledger = _Ledger(name)
    channel = kind.opens()
    try:
        channel.send([parcel], ledger)
    finally:
        channel.close()
        _end(row)
    outcome = ledger.outcome
    if outcome is None:
        return Result(False, NOT_BEGUN)
    return Result(outcome.error is None, outcome.error.note if outcome.error else outcome.note)


def _written_down(kind: Kind, by: Person, name: str, room: Outlet | None) -> Delivery:
    now = clock.now()
    dispatch = Dispatch.objects.create(
        kind=TEST,
        content={locale: _letter(locale, kind) for locale in LOCALES},
        selection=Selection(persons=() if room else (by.pk,)).as_dict(),
        state=Dispatch.State.ADDRESSED,
        addressed_at=now,
        not_after=now + LEASE,
    )
    return Delivery.objects.create(
        dispatch=dispatch,
        person=None if room else by,
        outlet=room,
        channel=kind.name,
        state=State.CLAIMED,
        claimed_by=name,
        lease_until=now + LEASE,
    )


def _letter(locale: str, kind: Kind) -> dict[str, Any]:
    with translation.override(locale):
        return dict(
            Letter(
                subject=gettext("This is a test"),
                lead=gettext("If you can read this, %(channel)s works.") % {"channel": kind.label},
                badge={"state": "works", "word": gettext("Nothing is wrong")},
                url="/",
                button=gettext("See how IT is doing"),
            )
        )


def _end(row: Delivery) -> None:
    """A test that has to wait is over; the row says what stood in the way."""
    left = Delivery.objects.filter(pk=row.pk, state__in=[State.WAITING, State.CLAIMED])
    left.update(state=State.FAILED, ended_at=clock.now(), lease_until=None, claimed_by="")


def _remember(kind: Kind, result: Result, by: Person) -> Result:
    if result.ok:
        actions.resume(kind.name)
    ChannelSetting.objects.update_or_create(
        channel=kind.name,
        defaults={
            "tested_at": clock.now(),
            "tested_ok": result.ok,
            "tested_note": result.note[:300],
        },
    )
    record("channel.tested", f"channel:{kind.name}", by=by, ok=result.ok)
    return result
