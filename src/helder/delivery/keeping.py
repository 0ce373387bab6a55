"""What is kept of who got what, and for how long.

Owns: that a row that goes leaves a number behind (Tally), so that the figures of a message stay
true; and what an erased person means for rows. Refuses: touching a row that is still on its way,
unless its person is erased.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import ngettext

from helder.delivery.models import WHATEVER_CHANNEL, Delivery, Dispatch, InboundMail, Tally
from helder.delivery.queries import HAVE
from helder.kit import clock
from helder.organisation.queries import current
from helder.people.erasing import Farewell, counted
from helder.people.models import Person

BATCH = 1000
"""Rows that go in one transaction: short enough that the one writer of SQLite is not held up."""
BATCHES = 20
State = Delivery.State
ON_THE_WAY = (State.WAITING, State.CLAIMED, State.HANDING_OVER)
ENDS_AS = {
    State.WAITING.value: State.SUPPRESSED.value,
    State.CLAIMED.value: State.SUPPRESSED.value,
    State.HANDING_OVER.value: State.UNCERTAIN.value,
}
"""As what a row counts that goes before it came to an end."""
HAS_IT, HAS_IT_NOT = State.ACCEPTED.value, State.FAILED.value


@transaction.atomic
def forget(rows: QuerySet[Delivery]) -> int:
    """Removes these rows and counts them in the tallies, in one transaction. All rows of a person
    or room for one message go together, so that who was tried along two channels counts once."""
    taken = list(
        rows.select_for_update(of=("self",)).values_list(
            "pk", "dispatch", "channel", "state", "person", "outlet"
        )
    )
    if not taken:
        return 0
    counts = Counter((row[1], row[2], ENDS_AS.get(row[3], row[3])) for row in taken)
    had: dict[tuple[int, int | None, int | None], bool] = defaultdict(bool)
    for _key, dispatch, _channel, state, person, outlet in taken:
        had[dispatch, person, outlet] |= state in HAVE
    for (dispatch, _person, _outlet), has in had.items():
        counts[dispatch, WHATEVER_CHANNEL, HAS_IT if has else HAS_IT_NOT] += 1
    _add(counts)
    Delivery.objects.filter(pk__in=[row[0] for row in taken]).delete()
    return len(taken)


def _add(counts: Counter[tuple[int, str, str]]) -> None:
    """A fixed number of queries as long as the counts are alike."""
    Tally.objects.bulk_create(
        [Tally(dispatch_id=d, channel=channel, state=state) for d, channel, state in counts],
        ignore_conflicts=True,
    )
    there = Tally.objects.filter(dispatch__in={key[0] for key in counts})
    alike: dict[int, list[int]] = defaultdict(list)
    for tally in there:
        if number := counts.get((tally.dispatch_id, tally.channel, tally.state)):
            alike[number].append(tally.pk)
    for number, keys in alike.items():
        Tally.objects.filter(pk__in=keys).update(count=F("count") + number)


def forget_old() -> int:
    """Rows of messages that are older than the organisation keeps who got what."""
    before = clock.now() - timedelta(days=current().keep_sent_days)
    ended = Delivery.objects.filter(dispatch=OuterRef("pk")).exclude(state__in=ON_THE_WAY)
    old = Dispatch.objects.filter(Exists(ended), created_at__lt=before).order_by("created_at")
    gone = 0
    for key in old.values_list("pk", flat=True):
        while gone < BATCH * BATCHES and (some := _some(key)):
            gone += forget(Delivery.objects.filter(pk__in=some))
    return gone


def _some(dispatch: int) -> list[int]:
    """Rows of one message, whole persons only, of whom nothing is on its way any more."""
    rows = Delivery.objects.filter(dispatch=dispatch)
    waiting = rows.filter(state__in=ON_THE_WAY)
    busy = waiting.filter(person__isnull=False).values("person")
    ended = rows.exclude(state__in=ON_THE_WAY).exclude(person__in=busy)
    taken = list(ended.order_by("person", "pk").values_list("pk", "person")[:BATCH])
    if len(taken) < BATCH or taken[-1][1] is None:
        return [key for key, _person in taken]
    whole = [key for key, person in taken if person != taken[-1][1]]
    return whole or list(ended.filter(person=taken[-1][1]).values_list("pk", flat=True))


def forget_inbound() -> int:
    """That a mail came in, once nobody can send it a second time any more."""
    before = clock.now() - timedelta(days=current().keep_inbound_days)
    old = InboundMail.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)
    keys = list(old[: BATCH * BATCHES])
    return InboundMail.objects.filter(pk__in=keys).delete()[0]


def farewell(person: Person) -> Farewell:
    """What goes and what stays when this person is erased."""
    rows, devices = person.deliveries.count(), person.push_subscriptions.count()
    letters = ngettext(
        "%(n)d message in their inbox: that it was sent to them.",
        "%(n)d messages in their inbox: that they were sent to them.",
        rows,
    )
    browsers = ngettext(
        "%(n)d device that gets notifications.", "%(n)d devices that get notifications.", devices
    )
    figures = ngettext(
        "The figures of %(n)d message: it still says how many people got it.",
        "The figures of %(n)d messages: they still say how many people got them.",
        rows,
    )
    return Farewell(
        goes=(
            *counted(rows, letters % {"n": rows}),
            *counted(devices, browsers % {"n": devices}),
        ),
        stays=counted(rows, figures % {"n": rows}),
        first=partial(_forget_person, person),
    )


def _forget_person(person: Person) -> None:
    forget(Delivery.objects.filter(person=person))
