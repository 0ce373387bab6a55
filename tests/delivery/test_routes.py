"""Which channel, when, or why not: computed from wishes, and seen in the rows and the mails."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helder.delivery.models import AT_ONCE, Delivery
from helder.delivery.routes import (
    DIGEST,
    Matter,
    Wishes,
    end_of_quiet,
    first_leg,
    next_channel,
    next_digest,
)
from helder.delivery.worker import drain
from helder.kit import clock
from helder.people.models import Person
from tests.cast import Cast
from tests.delivery.letters import send, states
from tests.delivery.servers import Post

ZONE = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
DAVE = "dave@rivierland.example"
CHANNELS = ("sms", "mail", "webpush", "portal")

times = st.none() | st.times()
moments = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2026, 12, 31),  # noqa: DTZ001
    timezones=st.just(ZONE),
    allow_imaginary=False,
)
wishes = st.builds(
    Wishes,
    order=st.lists(st.sampled_from(CHANNELS), max_size=4, unique=True).map(tuple),
    addresses=st.dictionaries(st.sampled_from(CHANNELS[:3]), st.just("x")),
    refused=st.frozensets(st.sampled_from(CHANNELS[:3])),
    is_active=st.booleans(),
    quiet_from=times,
    quiet_until=times,
    paused_until=st.none() | moments,
    digest=st.sampled_from(["", "daily", "weekly"]),
)
matters = st.builds(
    Matter,
    urgent=st.booleans(),
    mandatory=st.booleans(),
    named=st.booleans(),
    not_after=st.none() | moments,
    next_digest=st.fixed_dictionaries({"daily": moments, "weekly": moments}),
)


@given(wishes, matters, moments)
def test_nobody_is_forgotten_and_nothing_goes_where_it_cannot(
    wanted: Wishes, matter: Matter, now: datetime
) -> None:
    leg = first_leg(wanted, matter, now)
    if leg.state != Delivery.State.WAITING:
        assert leg.note, "whatever does not go says why"
        return
    assert wanted.is_active
    assert matter.is_of_use(now)
    assert wanted.usable("mail" if leg.channel == DIGEST else leg.channel)
    assert leg.channel != "portal"
    assert leg.due_at == AT_ONCE or matter.is_of_use(leg.due_at), "it is of use when it goes"
    if matter.urgent or matter.named:
        assert leg.due_at == AT_ONCE, "what is urgent, or meant for you alone, never waits"


@given(wishes, matters)
def test_each_channel_is_tried_once_and_the_website_is_last(wanted: Wishes, matter: Matter) -> None:
    tried: list[str] = []
    while (channel := next_channel(wanted, matter, tried)) != "portal":
        assert channel not in tried
        tried.append(channel)
    assert len(tried) <= 3


@given(st.times(), st.times(), moments)
def test_quiet_hours_end_within_a_day(start: time, end: time, now: datetime) -> None:
    until = end_of_quiet(start, end, now)
    if until is not None:
        assert until.time() == end
        assert until > now
        assert end_of_quiet(start, end, until) is None
        assert until.replace(tzinfo=None) - now.replace(tzinfo=None) <= timedelta(days=1)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (datetime(2026, 11, 23, 23, 30, tzinfo=ZONE), datetime(2026, 11, 24, 7, 0, tzinfo=ZONE)),
        (datetime(2026, 11, 24, 6, 59, tzinfo=ZONE), datetime(2026, 11, 24, 7, 0, tzinfo=ZONE)),
        (datetime(2026, 11, 24, 7, 0, tzinfo=ZONE), None),
        (NOON, None),
    ],
)
def test_quiet_hours_past_midnight(at: datetime, until: datetime | None) -> None:
    assert end_of_quiet(time(22), time(7), at) == until


@given(st.booleans(), st.integers(0, 23), st.integers(0, 6), moments)
def test_the_next_digest_is_ahead_and_soon(
    weekly: bool, hour: int, weekday: int, now: datetime
) -> None:
    at = next_digest(weekly, hour, weekday, now)
    assert at > now
    assert at.hour == hour
    assert at.date() - now.date() <= timedelta(days=7 if weekly else 1)
    assert not weekly or at.weekday() == weekday


def _dave(cast: Cast, **changes: Any) -> None:
    Person.objects.filter(pk=cast.dave.pk).update(**changes)


def test_what_can_wait_comes_after_the_quiet_hours(
    cast: Cast, post: Post, time_machine: Any
) -> None:
    _dave(cast, quiet_from=time(22), quiet_until=time(7))
    time_machine.move_to(datetime(2026, 11, 23, 22, 30, tzinfo=UTC))
    send(urgency=5)
    send("Brand", urgency=0)
    drain()
    assert post.per_address[DAVE] == 1, "what is broken now does not wait"
    time_machine.move_to(datetime(2026, 11, 24, 6, 1, tzinfo=UTC))
    drain()
    assert post.per_address[DAVE] == 2


def test_a_pause_keeps_what_must_be_read_for_afterwards(
    cast: Cast, post: Post, time_machine: Any
) -> None:
    back = clock.now() + timedelta(days=7)
    _dave(cast, paused_until=back)
    must = send(urgency=5)
    may = send(urgency=5, mandatory=False)
    drain()
    assert post.per_address[DAVE] == 0
    assert states(may)["Dave"] == "suppressed"
    time_machine.move_to(back + timedelta(minutes=1))
    drain()
    assert states(must)["Dave"] == "accepted"


def test_urgent_news_takes_the_next_way_when_the_address_is_gone(cast: Cast, post: Post) -> None:
    post.at_rcpt = {DAVE: "550 5.1.1 No such mailbox"}
    dispatch = send(urgency=0)
    drain()
    rows = dict(dispatch.deliveries.filter(person=cast.dave).values_list("channel", "state"))
    assert rows == {"mail": "bounced", "portal": "suppressed"}
    assert cast.dave.refusals.get().address == DAVE


def test_another_address_is_tried_again(cast: Cast, post: Post) -> None:
    post.at_rcpt = {DAVE: "550 5.1.1 No such mailbox"}
    send()
    drain()
    _dave(cast, email="dave2@rivierland.example")
    send()
    drain()
    assert post.per_address["dave2@rivierland.example"] == 1


def test_no_more_a_minute_than_was_set(cast: Cast, post: Post, settings: Any) -> None:
    settings.CHANNEL_PER_MINUTE = {"mail": 60}
    send()
    drain()
    assert len(post.arrived) < 5
