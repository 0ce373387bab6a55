"""A channel as a whole: out of order for a while, and how many it may send a minute.

Kept in the database and not in a worker's memory, so that all workers and the sender's screen know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from helder.delivery.models import Allowance, ChannelPause, ChannelSetting
from helder.kit import clock

LONGEST_CHANNEL_PAUSE = timedelta(minutes=5)
BURST_SECONDS = 2.0


def pause(channel: str, note: str) -> ChannelPause:
    """Stops a channel (or one way of it, "mail:2") for a while, longer each time it fails again."""
    now = clock.now()
    found, _made = ChannelPause.objects.get_or_create(
        channel=channel, defaults={"since": now, "until": now}
    )
    found.failures = min(found.failures + 1, 30)
    wait = timedelta(seconds=5 * 2 ** min(found.failures - 1, 10))
    found.until = now + min(wait, LONGEST_CHANNEL_PAUSE)
    found.note = note[:300]
    found.save()
    return found


def resume(channel: str) -> None:
    """The channel works again."""
    ChannelPause.objects.filter(channel=channel).delete()


@dataclass
class Limit:
    """How many of a channel may go now; what was not used goes back."""

    channel: str
    count: int
    counted: bool = False

    def give_back(self, unused: int) -> None:
        """What was allowed and not used."""
        if self.counted and unused > 0:
            Allowance.objects.filter(channel=self.channel).update(left=F("left") + unused)


def allowed(channel: str, wanted: int) -> Limit:
    """How many of `wanted` may go now, under the limit a minute that is set for the channel."""
    setting = ChannelSetting.objects.filter(channel=channel).values_list("per_minute", flat=True)
    limits = [n for n in (setting.first(), settings.CHANNEL_PER_MINUTE.get(channel)) if n]
    if not limits:
        return Limit(channel, wanted)
    return Limit(channel, _take(channel, min(limits), wanted), counted=True)


@transaction.atomic
def _take(channel: str, per_minute: int, wanted: int) -> int:
    """From a bucket that holds what two seconds allow, at least one."""
    now = clock.now()
    size = max(1.0, per_minute / 60 * BURST_SECONDS)
    bucket, made = Allowance.objects.select_for_update().get_or_create(
        channel=channel, defaults={"left": size, "filled_at": now}
    )
    if not made:
        seconds = max(0.0, (now - bucket.filled_at).total_seconds())
        bucket.left = min(size, bucket.left + seconds * per_minute / 60)
    given = min(wanted, int(bucket.left))
    bucket.left -= given
    bucket.filled_at = now
    bucket.save()
    return given
