"""The clock of the server was ahead and is put right: nothing waits for the hour to come again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from helder.delivery import actions, jobs, queries, tasks
from helder.delivery.models import WorkerBeat
from helder.delivery.worker import Worker, drain
from helder.kit import clock
from helder.kit.registry import declared
from tests.cast import Cast
from tests.delivery.letters import send, states
from tests.delivery.servers import Post, free_port

HOUR = timedelta(hours=1)


@pytest.fixture
def ahead(time_machine: Any) -> Any:
    """Begins an hour ahead; the answer puts the clock right."""
    right = clock.now()
    time_machine.move_to(right + HOUR, tick=False)
    return lambda: time_machine.move_to(right, tick=False)


def test_news_goes_out_at_once(cast: Cast, post: Post, ahead: Any) -> None:
    dispatch = send()
    Worker().address_some()
    ahead()
    drain()
    assert set(states(dispatch).values()) == {"accepted"}


def test_recipients_half_written_down_by_a_dead_worker(cast: Cast, post: Post, ahead: Any) -> None:
    dispatch = send()
    assert actions.claim_dispatch("dead") is not None
    ahead()
    drain()
    assert set(states(dispatch).values()) == {"accepted"}


def test_jobs_do_not_sleep(db: None, ahead: Any) -> None:
    list(jobs.due())
    assert list(jobs.due()) == []
    ahead()
    names = {job.name for job in jobs.due()}
    assert {job.name for job in declared("jobs") if job.every < HOUR / 2} <= names
    assert not names & {job.name for job in jobs.due()}, "each once"


def test_mail_is_not_paused_for_an_hour(cast: Cast, post: Post, settings: Any, ahead: Any) -> None:
    dispatch, right = send(), settings.EMAIL_PORT
    settings.EMAIL_PORT = free_port()
    drain()
    assert set(states(dispatch).values()) == {"waiting"}
    settings.EMAIL_PORT = right
    ahead()
    drain()
    assert set(states(dispatch).values()) == {"accepted"}


def test_rows_of_a_dead_worker_are_freed(cast: Cast, ahead: Any) -> None:
    dispatch, worker = send(), Worker()
    worker.address_some()
    actions.claim(worker.name, ["mail"], 10)
    ahead()
    tasks.tidy_rows()
    assert set(states(dispatch).values()) == {"waiting"}


def test_an_old_sign_of_life_is_none(db: None, ahead: Any) -> None:
    WorkerBeat.objects.create(name="dead", started_at=clock.now(), seen_at=clock.now())
    assert queries.worker_is_alive()
    ahead()
    assert not queries.worker_is_alive()
