"""Along which channel a message reaches one person, when, or why not.

Owns: channels in the person's order, quiet hours, pauses, digests. Pure: no database, no clock; the
caller gives the time. Whatever goes nowhere else stands in the person's inbox on the website.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from django.utils.translation import gettext_noop as _

from helder.delivery.models import AT_ONCE, Delivery
from helder.people.models import MAIL, PORTAL

State = Delivery.State
DIGEST = "digest"

TOO_LATE = _("It was no longer of use by the time it could be sent.")
READS_ON_WEBSITE = _("Reads this kind of news on the website, by their own choice.")
ADDRESS_REFUSED = _("An earlier mail was refused: this address does not exist.")
NO_ADDRESS = _("Helder knows no address at which this person can be reached.")
LEFT = _("No longer has an account.")
PAUSED = _("Has a pause, by their own choice; it stands on the website.")
ONLY_THIS_WAY = _(
    "This is the only way to reach them, and the trouble itself may hold it up. It also stands on "
    "the website."
)
LED_AROUND = _("Went along another channel than usual: the usual one may be broken itself.")
QUIET = _("It would be of no use any more after their quiet hours; it stands on the website.")


@dataclass(frozen=True)
class Wishes:
    """What one person wants, and how they can be reached: an address per channel that works."""

    order: tuple[str, ...]
    addresses: Mapping[str, str]
    refused: frozenset[str] = frozenset()
    is_active: bool = True
    quiet_from: time | None = None
    quiet_until: time | None = None
    paused_until: datetime | None = None
    digest: str = ""

    def usable(self, channel: str) -> bool:
        """Whether this channel reaches the person now."""
        return channel == PORTAL or (channel in self.addresses and channel not in self.refused)


@dataclass(frozen=True)
class Matter:
    """What matters of a message for its way: `named` is for one that addresses this person, `avoid`
    are the channels that it tells to be broken."""

    urgent: bool = False
    mandatory: bool = True
    named: bool = False
    not_after: datetime | None = None
    next_digest: Mapping[str, datetime] = field(default_factory=dict)
    avoid: frozenset[str] = frozenset()

    def is_of_use(self, at: datetime) -> bool:
        """Whether it still helps at this time."""
        return self.not_after is None or at <= self.not_after


@dataclass(frozen=True)
class Leg:
    """One row to write: the channel, its first state, when it is due, and the reason."""

    channel: str
    state: str = State.WAITING
    due_at: datetime = AT_ONCE
    note: str = ""


def order_of(own: str, house: str) -> tuple[str, ...]:
    """Channels in order, from a person's own choice ("sms,mail") or else the organisation's."""
    return tuple(filter(None, (own or house or MAIL).split(",")))


def first_leg(wishes: Wishes, matter: Matter, now: datetime) -> Leg:
    """Where a message to this person begins. `now` is in the organisation's time zone."""
    if not matter.is_of_use(now):
        return Leg(MAIL, State.EXPIRED, note=TOO_LATE)
    if not wishes.is_active:
        return Leg(MAIL, State.SUPPRESSED, note=LEFT)
    channel = next_channel(wishes, matter, ())
    if channel == PORTAL:
        return _on_the_website(wishes)
    leg = Leg(channel) if matter.named else _when(channel, wishes, matter, now)
    why = around(channel, wishes, matter) if matter.avoid and leg.channel == channel else ""
    return replace(leg, note=why) if why else leg


def around(channel: str, wishes: Wishes, matter: Matter) -> str:
    """Why it goes along this channel when the message tells that another one is broken."""
    if channel in matter.avoid:
        return ONLY_THIS_WAY
    usual = next_channel(wishes, replace(matter, avoid=frozenset()), ())
    return LED_AROUND if usual in matter.avoid else ""


def next_channel(wishes: Wishes, matter: Matter, tried: Collection[str]) -> str:
    """The first channel in the person's order that works and was not tried; the website at last.

    Whoever is named is addressed personally, whatever they chose for news to many; what is urgent
    still tries mail after the channels that they chose. A channel that the message tells to be
    broken comes after every other one.
    """
    order = list(wishes.order)
    if matter.named:
        order = [*(name for name in order if name != PORTAL), MAIL]
    elif matter.urgent and PORTAL not in wishes.order:
        order.append(MAIL)
    if matter.avoid and order[:1] != [PORTAL]:
        order = _without_leaning(order, wishes, matter)
    for name in order:
        if name not in tried and wishes.usable(name):
            return name
    return PORTAL


def _without_leaning(order: Sequence[str], wishes: Wishes, matter: Matter) -> list[str]:
    """The same channels, with those that may be broken at the end. What is urgent then also goes
    along a channel that the person did not choose, rather than not arrive."""
    sound = [name for name in order if name not in matter.avoid and name != PORTAL]
    if matter.urgent:
        sound += [name for name in wishes.addresses if name not in (*order, *matter.avoid, PORTAL)]
    return [*sound, *(name for name in order if name in matter.avoid)]


def _on_the_website(wishes: Wishes) -> Leg:
    if wishes.order[:1] == (PORTAL,):
        return Leg(PORTAL, State.DELIVERED, note=READS_ON_WEBSITE)
    why = ADDRESS_REFUSED if MAIL in wishes.refused else NO_ADDRESS
    return Leg(PORTAL, State.SUPPRESSED, note=why)


def _when(channel: str, wishes: Wishes, matter: Matter, now: datetime) -> Leg:
    until = wishes.paused_until
    if until is not None and until > now:
        waits = matter.mandatory and not matter.urgent and matter.is_of_use(until)
        return Leg(channel, due_at=until) if waits else Leg(PORTAL, State.SUPPRESSED, note=PAUSED)
    if matter.urgent:
        return Leg(channel)
    together = matter.next_digest.get(wishes.digest) if wishes.digest else None
    if channel == MAIL and together is not None and matter.is_of_use(together):
        return Leg(DIGEST, due_at=together)
    quiet_end = end_of_quiet(wishes.quiet_from, wishes.quiet_until, now)
    if quiet_end is None:
        return Leg(channel)
    if matter.is_of_use(quiet_end):
        return Leg(channel, due_at=quiet_end)
    return Leg(PORTAL, State.SUPPRESSED, note=QUIET)


def end_of_quiet(start: time | None, end: time | None, now: datetime) -> datetime | None:
    """When the quiet hours end in which `now` lies; None when it lies in none.

    They may go past midnight. The same time twice means no quiet hours.
    """
    if start is None or end is None or start == end:
        return None
    at = now.time()
    inside = start <= at < end if start < end else at >= start or at < end
    if not inside:
        return None
    day = now.date() + timedelta(days=1) if start > end and at >= start else now.date()
    return datetime.combine(day, end, tzinfo=now.tzinfo)


def next_digest(weekly: bool, hour: int, weekday: int, now: datetime) -> datetime:
    """When the next digest goes, in the time zone of `now`; `weekday` 0 is Monday."""
    at = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    days = (weekday - now.weekday()) % 7 if weekly else 0
    at += timedelta(days=days)
    return at if at > now else at + timedelta(days=7 if weekly else 1)
