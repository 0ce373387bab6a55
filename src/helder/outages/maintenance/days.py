"""Days to avoid as they stand in the calendar of everything that goes out, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from helder.kit.texts import pick
from helder.messages.calendar.items import Item, Standing
from helder.outages.maintenance import nogo
from helder.outages.maintenance.nogo import Stretch
from helder.outages.models import NoGo


def days_to_avoid(start: datetime, end: datetime) -> Iterator[Item]:
    """Every such day from `start` until before `end`, each as an item of its own."""
    first, last = nogo.days_of(timezone.localtime(start), timezone.localtime(end))
    for stretch in nogo.falling(NoGo.objects.all(), first, last):
        day = max(stretch.first, first)
        while day <= min(stretch.last, last):
            midnight = timezone.make_aware(datetime.combine(day, time.min))
            if start <= midnight < end:
                yield _item(stretch, midnight)
            day += timedelta(days=1)


def _item(stretch: Stretch, midnight: datetime) -> Item:
    name = pick(stretch.nogo.name)
    if stretch.nogo.is_hard:
        name = gettext("%(name)s: nothing may be planned") % {"name": name}
    url = reverse("maintenance:overview")
    return Item(midnight, name, Standing.AVOID, url, all_day=True)
