"""The worker between its messages: leases, jobs, signs of life, a database that is away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from helder.delivery import actions, jobs, queries, tasks
from helder.delivery.actions import addressing
from helder.delivery.channels.mail.channel import MailChannel
from helder.delivery.models import ChannelSetting, Delivery, Dispatch, JobRun, WorkerBeat
from helder.delivery.parcels import Outcome
from helder.delivery.worker import Turn, Worker, drain
from helder.kit import clock, registry
from helder.people.audiences import Selection
from helder.people.models import Person, Refusal
from tests.cast import Cast
from tests.delivery.letters import EVERYONE, send, states
from tests.delivery.servers import Post

ran: list[str] = []


def do_something() -> int:
    """A job that works."""
    ran.append("something")
    return 1


def do_badly() -> int:
    """A job that does not."""
    raise ValueError("no such thing")


@pytest.fixture
def own_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two jobs, one of which fails."""
    ran.clear()
    here, hourly = "tests.delivery.test_worker", timedelta(hours=1)
    made = [
        registry.Job("bad", f"{here}.do_badly", hourly),
        registry.Job("good", f"{here}.do_something", hourly),
    ]
    monkeypatch.setattr(jobs, "declared", lambda _name: iter(made))


def test_addressing_goes_on_where_it_was_stopped(
    cast: Cast, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addressing, "CHUNK", 2)
    dispatch = send()
    worker = Worker()
    claimed = actions.claim_dispatch(worker.name)
    assert claimed is not None
    assert actions.address(claimed, worker.name)
    assert actions.claim_dispatch("another") is None, "the lease keeps others away"
    Dispatch.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    drain()
    assert set(post.per_address.values()) == {1}
    assert len(states(dispatch)) == 5


def test_addressing_twice_gives_one_row_per_person(cast: Cast, post: Post) -> None:
    dispatch = send()
    drain()
    Dispatch.objects.update(state="waiting", last_person=0)
    drain()
    assert dispatch.deliveries.count() == 5
    assert set(post.per_address.values()) == {1}


def test_rows_of_a_dead_worker_are_freed_or_named(cast: Cast) -> None:
    dispatch = send()
    worker = Worker()
    worker.address_some()
    first, *others = actions.claim(worker.name, "mail", 10)
    actions.step(worker.name, [], [first])
    assert tasks.tidy_rows() == 0, "its lease has not run out"
    Delivery.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert tasks.tidy_rows() == 5
    found = states(dispatch)
    assert first.reader is not None
    assert found.pop(first.reader.first_name) == "uncertain"
    assert set(found.values()) == {"waiting"}
    assert len(others) == 4


def test_worker_that_lost_its_lease_changes_nothing(cast: Cast, post: Post) -> None:
    dispatch = send(selection=Selection(persons=(cast.dave.pk,)))
    late = Worker()
    late.address_some()
    [parcel] = actions.claim(late.name, "mail", 1)
    Delivery.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    drain()
    channel = MailChannel()
    channel.send([parcel], Turn(late, "mail"))
    channel.close()
    assert states(dispatch) == {"Dave": "accepted"}
    assert post.per_address["dave@rivierland.example"] == 1


def test_answer_that_came_late_mends_an_uncertain_row(cast: Cast) -> None:
    dispatch = send(selection=Selection(persons=(cast.dave.pk,)))
    worker = Worker()
    worker.address_some()
    [parcel] = actions.claim(worker.name, "mail", 1)
    actions.step(worker.name, [], [parcel])
    Delivery.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    actions.reap()
    actions.step(worker.name, [Outcome(parcel, "250 kept")], [])
    assert states(dispatch) == {"Dave": "accepted"}


def test_what_nobody_may_miss_is_sent_again_after_doubt(cast: Cast, post: Post) -> None:
    dispatch = send(
        selection=Selection(persons=(cast.dave.pk,)), if_uncertain=Dispatch.Uncertain.RESEND
    )
    worker = Worker()
    worker.address_some()
    [parcel] = actions.claim(worker.name, "mail", 1)
    actions.step(worker.name, [], [parcel])
    Delivery.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    actions.reap()
    drain()
    assert states(dispatch) == {"Dave": "accepted"}
    [row] = queries.problem_rows(dispatch)
    assert row.doubted_at is not None, "the screen names it"


def test_failing_job_is_noted_and_kills_nothing(db: None, own_jobs: None) -> None:
    drain()
    assert ran == ["something"]
    assert JobRun.objects.get(name="bad").error == "ValueError: no such thing"
    assert JobRun.objects.get(name="good").error == ""
    drain()
    assert ran == ["something"], "an hour has not gone by"


def test_job_that_fell_behind_skips_ahead(db: None, own_jobs: None) -> None:
    drain()
    JobRun.objects.update(next_at=clock.now() - timedelta(days=3))
    drain()
    drain()
    assert ran == ["something", "something"]
    assert JobRun.objects.get(name="good").next_at > clock.now() + timedelta(minutes=59)


def test_job_belongs_to_one_worker(db: None, own_jobs: None) -> None:
    assert [job.name for job in jobs.due()] == ["bad", "good"]
    assert list(jobs.due()) == []


@pytest.mark.parametrize(
    "night", [datetime(2026, 10, 25, 0, 59, tzinfo=UTC), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)]
)
def test_nights_on_which_the_clock_changes(
    cast: Cast, post: Post, own_jobs: None, time_machine: Any, night: datetime
) -> None:
    """Waiting an hour takes an hour, whatever the clock on the wall does."""
    time_machine.move_to(night, tick=False)
    drain()
    JobRun.objects.filter(name="good").update(next_at=night + timedelta(hours=1))
    dispatch = send(not_after=night + timedelta(minutes=90))
    time_machine.move_to(night + timedelta(minutes=59), tick=False)
    drain()
    assert ran == ["something"]
    assert set(states(dispatch).values()) == {"accepted"}
    time_machine.move_to(night + timedelta(minutes=61), tick=False)
    drain()
    assert ran == ["something", "something"]


def test_database_that_is_away_makes_it_wait_and_go_on(
    cast: Cast, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatch = send()
    worker = Worker()
    real, failures = actions.step, iter([OperationalError("disk is full")] * 2)

    def step(worker: str, done: Any, begin: Any) -> Any:
        if done:
            for error in failures:
                raise error
        return real(worker, done, begin)

    monkeypatch.setattr(actions, "step", step)
    monkeypatch.setattr("helder.delivery.worker.time.sleep", lambda _seconds: None)
    worker.drain()
    assert set(states(dispatch).values()) == {"accepted"}
    assert set(post.per_address.values()) == {1}


def test_loop_survives_a_bad_round(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker()
    rounds = iter([OperationalError("database is locked"), ValueError("something else")])

    def step() -> bool:
        for error in rounds:
            raise error
        worker.stop()
        return False

    monkeypatch.setattr(worker, "step", step)
    monkeypatch.setattr("helder.delivery.worker.IDLE_SECONDS", 0.01)
    worker.run()
    assert worker.stopping.is_set()


def test_sign_of_life(db: None) -> None:
    worker = Worker()
    assert not queries.worker_is_alive()
    worker.beat()
    assert queries.worker_is_alive()
    WorkerBeat.objects.update(seen_at=clock.now() - timedelta(minutes=4))
    assert not queries.worker_is_alive()
    WorkerBeat.objects.update(seen_at=clock.now() - timedelta(days=4))
    assert tasks.forget_workers() == 1


def test_counts_for_a_composer(cast: Cast) -> None:
    Person.objects.filter(pk=cast.dave.pk).update(urgent_by="portal")
    seen = queries.preview(EVERYONE, ["wifi"])
    assert (seen.persons, seen.by_mail, seen.by["portal"]) == (5, 4, 1)
    assert queries.preview(EVERYONE, urgent=False).by_mail == 5
    students = Selection(audiences=("studenten",), places=("noord",))
    assert queries.preview(students).persons == 1
    assert queries.preview(Selection()).persons == 0


def test_the_preview_counts_nobody_out_for_an_address_they_no_longer_have(cast: Cast) -> None:
    for person, refused in ((cast.dave, "old@elders.example"), (cast.eve, cast.eve.email)):
        Refusal.objects.create(person=person, channel="mail", address=refused, at=clock.now())
    assert queries.preview(EVERYONE).by == {"mail": 4, "portal": 1}
    ChannelSetting.objects.create(channel="sms", is_on=True)
    Person.objects.filter(pk__in=[cast.dave.pk, cast.eve.pk]).update(
        phone="0612345678", urgent_by="sms"
    )
    for person, refused in ((cast.dave, "+31600000000"), (cast.eve, "+31612345678")):
        Refusal.objects.create(person=person, channel="sms", address=refused, at=clock.now())
    assert queries.preview(EVERYONE).by == {"mail": 3, "sms": 1, "portal": 1}


def test_audience_of_nobody_ends_at_once(cast: Cast, post: Post) -> None:
    dispatch = send(selection=Selection(audiences=("studenten",), places=("zuid",)))
    drain()
    dispatch.refresh_from_db()
    assert dispatch.state == "addressed"
    assert sum(queries.counts(dispatch).values()) == 0


def test_letter_without_subject_is_refused(db: None) -> None:
    from helder.delivery.letters import NoLetter

    with pytest.raises(NoLetter):
        send(content={"nl": {"subject": "  "}})
    with pytest.raises(NoLetter):
        send(content={})


def test_urgent_news_overtakes_a_running_newsletter(cast: Cast, post: Post, settings: Any) -> None:
    settings.MAIL_CONNECTIONS = 1
    post.seconds_per_body = 0.02
    Person.objects.bulk_create(Person(email=f"n{n}@rivierland.example") for n in range(120))
    send("Nieuwsbrief", urgency=8)
    worker = Worker()
    worker.address_some()
    worker.send_some()
    under_way = len(post.arrived)
    assert 0 < under_way < 120, "the newsletter is running"
    send("Storing", urgency=0, selection=Selection(persons=(cast.dave.pk,)))
    worker.step()
    following = post.arrived[under_way : under_way + 2]
    assert "dave@rivierland.example" in [to for to, _raw in following]
    worker.close()
