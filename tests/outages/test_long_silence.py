"""Silence is impossible without somebody seeing it; and the pace of updates at the desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from helder.delivery.models import Dispatch
from helder.delivery.queries import recipients
from helder.kit import clock
from helder.organisation.models import Organisation
from helder.outages import actions
from helder.outages.long.watch import tell_of_silence
from helder.outages.models import Cadence, Outage
from helder.promises.models import Promise
from tests.cast import Cast
from tests.outages.composing import NEW, page_of, send, signed_in
from tests.outages.told import ago, plan, tell, word

TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def told() -> list[Dispatch]:
    return list(Dispatch.objects.filter(kind="silence"))


def at(minutes: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False)


@pytest.fixture
def outage(cast: Cast) -> Outage:
    return tell(cast, due=30, said=1)


def test_nobody_is_told_while_the_promise_stands_or_is_a_little_late(outage: Outage) -> None:
    for minutes in (0, 29, 45, 59):
        with at(minutes):
            assert tell_of_silence() == 0
    assert not told()


def test_everybody_at_the_desk_hears_it_once_per_step(cast: Cast, outage: Outage) -> None:
    for minutes, mails in ((61, 1), (75, 1), (151, 2), (200, 2), (512, 3), (600, 3), (1960, 4)):
        with at(minutes):
            tell_of_silence()
            tell_of_silence()
            assert len(told()) == mails, minutes
    assert set(recipients(told()[0])) == {cast.alice, cast.bob, cast.carol}
    letter = told()[0].content["en"]
    assert letter["subject"] == "Nobody says anything about: Wifi does not work"
    assert "Carol Jansen promised an update" in letter["lead"]


def test_a_word_ends_the_silence_and_a_new_one_is_told_again(cast: Cast, outage: Outage) -> None:
    with at(61):
        tell_of_silence()
        actions.update(outage, word(ago(-30), "news"), by=cast.carol)
        assert tell_of_silence() == 0
    with at(61 + 61):
        assert tell_of_silence() == 1


def test_without_a_promise_it_is_silence_too(outage: Outage) -> None:
    Promise.objects.update(state="withdrawn")
    with at(31):
        tell_of_silence()
    assert "no next one is promised" in told()[0].content["en"]["lead"]


def test_planned_work_and_what_is_over_are_not_silent(cast: Cast, outage: Outage) -> None:
    actions.resolve(outage, word(main="news"), by=cast.carol)
    plan(cast, hours=48)
    with at(300):
        assert tell_of_silence() == 0


def test_it_stands_on_top_of_the_desk(cast: Cast, outage: Outage) -> None:
    assert "Nobody says anything" not in page_of(signed_in(cast.bob).get("/desk/"))  # type: ignore[arg-type]
    with at(61):
        words = page_of(signed_in(cast.bob).get("/desk/"))  # type: ignore[arg-type]
    assert "Nobody says anything Wifi does not work." in words


def checked(page: str) -> str:
    chips = page.split('name="next_update"')[1:]
    return next(chip for chip in chips if "checked" in chip.split(">")[0])


@time_machine.travel(TUESDAY, tick=False)
def test_a_new_outage_in_office_hours_proposes_half_an_hour(cast: Cast) -> None:
    page = signed_in(cast.carol).get(NEW).content.decode()
    assert 'value="30m"' in checked(page)
    assert "In 30 minutes (advised)" in page
    assert "It has only just begun" in page


@time_machine.travel(TUESDAY + timedelta(hours=13), tick=False)
def test_at_night_it_proposes_longer(cast: Cast) -> None:
    page = signed_in(cast.carol).get(NEW).content.decode()
    assert "In 2 hours (advised)" in page
    assert "It is night, weekend or a public holiday." in page


@time_machine.travel(datetime(2026, 12, 25, 10, 0, tzinfo=UTC), tick=False)
def test_at_christmas_it_proposes_as_in_a_weekend(cast: Cast) -> None:
    page = signed_in(cast.carol).get(NEW).content.decode()
    assert "In 2 hours (advised)" in page
    Organisation(holidays="").save()
    page = signed_in(cast.carol).get(NEW).content.decode()
    assert "In 30 minutes (advised)" in page


@time_machine.travel(TUESDAY, tick=False)
def test_a_day_later_it_proposes_a_choice_of_its_own_that_counts(cast: Cast) -> None:
    outage = tell(cast, since=ago(26 * 60), said=60)
    client = signed_in(cast.carol)
    path = f"/desk/outages/{outage.public_id}/update/"
    assert 'value="advised"' in checked(client.get(path).content.decode())
    client.post(path, {"news_nl": "Nog niets nieuws.", "next_update": "advised"})
    assert Promise.objects.open().get().due_at == TUESDAY + timedelta(hours=4)


@time_machine.travel(TUESDAY, tick=False)
def test_the_organisation_sets_its_own_pace(cast: Cast) -> None:
    client = signed_in(cast.alice)
    assert "30 minutes *" in client.get("/desk/cadence/").content.decode()
    client.post("/desk/cadence/", {"outage_first_office": "20"})
    assert Cadence.objects.get().minutes == 20
    page = client.get(NEW).content.decode()
    assert 'value="advised"' in checked(page)
    assert "In 20 minutes (advised)" in page
    send(client, next_update="advised")
    assert Promise.objects.get().due_at == TUESDAY + timedelta(minutes=20)
    client.post("/desk/cadence/", {})
    assert not Cadence.objects.exists()


def test_a_pace_that_does_not_exist_is_refused(cast: Cast) -> None:
    answer = signed_in(cast.alice).post("/desk/cadence/", {"outage_first_office": "7"})
    assert answer.status_code == 422
    assert not Cadence.objects.exists()
