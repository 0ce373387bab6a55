"""How each channel is doing, in as many queries as there are kinds of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from helder.delivery.channels import Kind, Reach, kinds
from helder.delivery.models import ChannelPause, ChannelSetting, Delivery, Outlet
from helder.kit import clock

A_DAY = timedelta(hours=24)
WORDS = {
    "works": _("Works"),
    "down": _("Out of order"),
    "failed": _("Last test failed"),
    "unusable": _("Cannot be used yet"),
    "untested": _("Never tested"),
    "off": _("Off"),
}
LONGEST_WAY = timedelta(days=8)
"""Rows of older messages hardly go any more; leaving them out keeps the count quick."""


@dataclass(frozen=True)
class Health:
    """A state of `WORDS`, with what explains it."""

    state: str
    since: datetime | None = None
    until: datetime | None = None
    note: str = ""

    @property
    def word(self) -> str:
        """In a word or two."""
        return gettext(WORDS[self.state])

    @property
    def look(self) -> str:
        """The kit's state that it looks like."""
        return {"works": "works", "down": "down", "failed": "down", "unusable": "limited"}.get(
            self.state, "unknown"
        )

    @property
    def tone(self) -> str:
        """How a notice about it looks."""
        return {"works": "good", "down": "bad", "failed": "bad", "unusable": "warn"}.get(
            self.state, "info"
        )

    @property
    def icon(self) -> str:
        """The sign that goes with it."""
        return {
            "works": "circle-check",
            "down": "octagon-alert",
            "failed": "circle-x",
            "unusable": "triangle-alert",
            "off": "power",
        }.get(self.state, "circle-dashed")


@dataclass(frozen=True)
class Line:
    """One channel in the list."""

    kind: Kind
    setting: ChannelSetting
    health: Health
    sent: int
    rooms: int = 0
    shut_rooms: int = 0

    @property
    def is_on(self) -> bool:
        """Whether messages go along it."""
        return self.kind.always_on or self.setting.is_on

    @property
    def is_for_rooms(self) -> bool:
        """Whether it posts in rooms."""
        return self.kind.reach is Reach.ROOMS


def lines(only: Iterable[Kind] | None = None) -> list[Line]:
    """Every channel that there is, as it stands now."""
    settings = {row.channel: row for row in ChannelSetting.objects.all()}
    pauses = list(ChannelPause.objects.order_by("since"))
    sent, rooms = _sent(), _rooms()
    found = []
    for kind in kinds().values() if only is None else only:
        setting = settings.get(kind.name) or ChannelSetting(channel=kind.name)
        all_rooms, shut = rooms.get(kind.name, (0, 0))
        count = sent.get(kind.name, 0)
        health = _health(kind, setting, pauses, count)
        found.append(Line(kind, setting, health, count, all_rooms, shut))
    return found


def line(kind: Kind) -> Line:
    """One channel."""
    return lines([kind])[0]


def _health(
    kind: Kind, setting: ChannelSetting, pauses: Iterable[ChannelPause], sent: int
) -> Health:
    for pause in pauses:
        if pause.channel.partition(":")[0] == kind.name:
            return Health("down", pause.since, pause.until, pause.note)
    if not (kind.always_on or setting.is_on):
        return Health("off")
    if trouble := kind.trouble():
        return Health("unusable", note=trouble)
    if setting.tested_at and not setting.tested_ok:
        return Health("failed", setting.tested_at, note=setting.tested_note)
    if setting.tested_at or sent or kind.always_on:
        return Health("works", setting.tested_at)
    return Health("untested")


def _sent() -> Mapping[str, int]:
    """How many went in the last 24 hours, per channel."""
    now = clock.now()
    went = Delivery.objects.filter(
        dispatch__created_at__gte=now - LONGEST_WAY,
        ended_at__gte=now - A_DAY,
        state__in=[Delivery.State.ACCEPTED, Delivery.State.DELIVERED],
    )
    return dict(went.order_by().values_list("channel").annotate(count=Count("pk")))


def _rooms() -> dict[str, tuple[int, int]]:
    """Rooms per channel, and how many of them were switched off because they refused."""
    rows = Outlet.objects.filter(removed_at=None).order_by().values_list("channel")
    refused = Count("pk", filter=Q(refused_at__isnull=False))
    counted = rows.annotate(count=Count("pk"), shut=refused)
    return {channel: (count, shut) for channel, count, shut in counted}
