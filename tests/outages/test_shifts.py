"""Who writes when: shifts that begin by the clock, and handing over with an overview."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from helder.delivery.models import Dispatch
from helder.delivery.queries import recipients
from helder.journal.models import Entry
from helder.kit import clock
from helder.outages.models import Outage, Shift
from helder.outages.shifts.tasks import turn
from helder.promises.models import Promise
from tests.cast import Cast
from tests.outages.composing import page_of, signed_in
from tests.outages.told import tell


@pytest.fixture
def carol(cast: Cast) -> Client:
    return signed_in(cast.carol)


@pytest.fixture
def outage(cast: Cast) -> Outage:
    return tell(cast, due=600)


def typed(hours: float) -> str:
    moment = timezone.localtime(clock.now() + timedelta(hours=hours))
    return moment.strftime("%Y-%m-%dT%H:%M")


def plan(client: Client, outage: Outage, who: Any, start: float, end: float) -> Any:
    form = {"person": who.pk, "starts": typed(start), "until": typed(end)}
    return client.post(f"/desk/outages/{outage.public_id}/shifts/", form)


def hand_over(client: Client, outage: Outage, to: Any, **more: Any) -> Any:
    path = f"/desk/outages/{outage.public_id}/handover/"
    return client.post(path, {"to": to.pk, "note": "", "until": "", **more})


def test_a_shift_begins_by_the_clock_with_its_promise(
    cast: Cast, carol: Client, outage: Outage
) -> None:
    plan(carol, outage, cast.bob, 2, 6)
    assert turn() == 0
    with time_machine.travel(clock.now() + timedelta(hours=1, minutes=45)):
        assert turn() == 1
        assert turn() == 0
    reminder = Dispatch.objects.filter(kind="shift").get()
    assert list(recipients(reminder)) == [cast.bob]
    assert f"/desk/outages/{outage.public_id}/handover/" in reminder.content["en"]["url"]
    with time_machine.travel(clock.now() + timedelta(hours=2, minutes=1)):
        assert turn() == 1
        assert turn() == 0
    outage.refresh_from_db()
    assert (outage.owner, outage.deputy) == (cast.bob, cast.carol)
    promise = Promise.objects.open().get()
    assert (promise.owner, promise.deputy) == (cast.bob, cast.carol)
    assert Entry.objects.filter(verb="outage.handed_over").exists()


def test_a_shift_that_has_begun_is_taken_at_once(cast: Cast, carol: Client, outage: Outage) -> None:
    plan(carol, outage, cast.bob, -0.5, 3)
    outage.refresh_from_db()
    assert outage.owner == cast.bob


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (3, 2, "The end must be after the beginning."),
        (-5, -2, "This shift would already be over."),
        (1, 20, "Longer than sixteen hours"),
        (24 * 70, 24 * 70 + 2, "more than two months away"),
    ],
)
def test_a_shift_that_cannot_be(
    cast: Cast, carol: Client, outage: Outage, start: float, end: float, sentence: str
) -> None:
    answer = plan(carol, outage, cast.bob, start, end)
    assert answer.status_code == 422
    assert sentence in page_of(answer)


def test_two_shifts_do_not_overlap(cast: Cast, carol: Client, outage: Outage) -> None:
    plan(carol, outage, cast.bob, 2, 6)
    assert "Bob van Dijk already writes from" in page_of(plan(carol, outage, cast.alice, 5, 8))
    assert plan(carol, outage, cast.alice, 6, 8).status_code == 302


def test_an_empty_form_and_nonsense_say_what_to_do(carol: Client, outage: Outage) -> None:
    path = f"/desk/outages/{outage.public_id}/shifts/"
    assert carol.post(path, {}).status_code == 422
    odd = carol.post(path, {"person": "999", "starts": "ooit", "until": "later"})
    assert "This is not a date with a time." in page_of(odd)  # type: ignore[arg-type]


def test_a_planned_shift_can_be_taken_out(cast: Cast, carol: Client, outage: Outage) -> None:
    plan(carol, outage, cast.bob, 2, 6)
    shift = Shift.objects.get()
    carol.post(f"/desk/outages/{outage.public_id}/shifts/{shift.pk}/drop/")
    assert not Shift.objects.exists()
    plan(carol, outage, cast.bob, -1, 6)
    shift = Shift.objects.get()
    carol.post(f"/desk/outages/{outage.public_id}/shifts/{shift.pk}/drop/")
    assert Shift.objects.exists()


def test_the_desk_says_who_writes_and_who_is_next(
    cast: Cast, carol: Client, outage: Outage
) -> None:
    plan(carol, outage, cast.carol, -1, 2)
    plan(carol, outage, cast.bob, 2, 6)
    words = page_of(carol.get(f"/desk/outages/{outage.public_id}/"))  # type: ignore[arg-type]
    assert "Carol Jansen writes until" in words
    assert "Bob van Dijk is next, from" in words


def test_handing_over_gives_the_promise_and_the_note(
    cast: Cast, carol: Client, outage: Outage
) -> None:
    hand_over(carol, outage, cast.bob, note="Jan belt om drie uur terug.")
    outage.refresh_from_db()
    assert outage.owner == cast.bob
    assert Promise.objects.open().get().owner == cast.bob
    mail = Dispatch.objects.filter(kind="shift").get().content["en"]
    assert mail["sections"][0]["text"] == "Jan belt om drie uur terug."
    bob = signed_in(cast.bob)
    words = page_of(bob.get(f"/desk/outages/{outage.public_id}/handover/"))  # type: ignore[arg-type]
    assert "Jan belt om drie uur terug." in words
    assert "Bob van Dijk writes now." in words


def test_the_overview_says_how_it_stands(cast: Cast, carol: Client, outage: Outage) -> None:
    words = page_of(carol.get(f"/desk/outages/{outage.public_id}/handover/"))  # type: ignore[arg-type]
    for said in (
        "You cannot connect.",
        "The next update:",
        "Nobody waits for an answer.",
        "Carol Jansen writes now.",
    ):
        assert said in words


def test_whoever_is_next_may_begin_early(cast: Cast, carol: Client, outage: Outage) -> None:
    plan(carol, outage, cast.carol, -1, 3)
    plan(carol, outage, cast.bob, 3, 8)
    hand_over(carol, outage, cast.bob)
    first, second = Shift.objects.order_by("starts_at")
    assert (first.person, second.person) == (cast.carol, cast.bob)
    assert first.ends_at <= second.starts_at <= clock.now()
    outage.refresh_from_db()
    assert outage.owner == cast.bob


def test_handing_over_in_between_ends_before_the_next_shift(
    cast: Cast, carol: Client, outage: Outage
) -> None:
    plan(carol, outage, cast.bob, 2, 8)
    hand_over(carol, outage, cast.alice)
    first, second = Shift.objects.order_by("starts_at")
    assert first.person == cast.alice
    assert first.ends_at == second.starts_at


def test_handing_over_to_whoever_writes_already_is_said(
    cast: Cast, carol: Client, outage: Outage
) -> None:
    answer = hand_over(carol, outage, cast.carol)
    assert answer.status_code == 422
    assert "Carol Jansen writes already." in page_of(answer)
    assert (
        carol.post(
            f"/desk/outages/{outage.public_id}/handover/", {"to": "", "until": "gisteren"}
        ).status_code
        == 422
    )


def test_what_is_over_has_no_shifts(cast: Cast, carol: Client, outage: Outage) -> None:
    plan(carol, outage, cast.bob, 1, 4)
    Outage.objects.update(state="resolved", resolved_at=clock.now())
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert turn() == 0
    assert plan(carol, outage, cast.bob, 5, 6).status_code == 422
    assert hand_over(carol, outage, cast.bob).status_code == 422


def test_an_export_of_ones_own_data_holds_ones_shifts(
    cast: Cast, carol: Client, outage: Outage
) -> None:
    plan(carol, outage, cast.carol, 1, 4)
    export = carol.get("/me/data.json")
    assert outage.public_id in export.content.decode()
