"""Workers killed in the middle, stopped politely, and working side by side: real processes."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helder.delivery.models import Delivery, Dispatch
from helder.people.models import Person
from tests.cast import make_cast
from tests.delivery.letters import send
from tests.delivery.outside import Outside, until
from tests.delivery.servers import Post

CROWD = 60
OPEN = "state IN ('waiting', 'claimed', 'handing_over')"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dispatch() -> Dispatch:
    """A message to a crowd."""
    make_cast()
    Person.objects.bulk_create(
        Person(email=f"p{n}@rivierland.example", name=f"Persoon {n}") for n in range(CROWD)
    )
    return send()


@pytest.fixture
def outside(dispatch: Dispatch, post: Post, tmp_path: Path, settings: Any) -> Iterator[Outside]:
    """The database, lent to workers of their own."""
    lent = Outside(tmp_path, settings.EMAIL_PORT)
    yield lent
    lent.end()


@pytest.mark.slow
def test_killed_worker_loses_nobody_and_mails_nobody_twice(
    outside: Outside, post: Post, dispatch: Dispatch, client: Any, settings: Any
) -> None:
    post.seconds_per_body = 0.02
    first = outside.start()
    until(lambda: len(post.arrived) >= 15)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert len(post.arrived) < CROWD
    outside.start()
    until(lambda: outside.count(OPEN) == 0)
    outside.end()
    outside.take_back()
    expected = set(Person.objects.filter(is_active=True).values_list("email", flat=True))
    uncertain = list(Delivery.objects.filter(state="uncertain").select_related("person"))
    assert len(uncertain) <= settings.MAIL_CONNECTIONS, "one for each line to the mail server"
    reached = set(post.per_address)
    assert set(post.per_address.values()) == {1}, "nobody got it twice"
    assert expected - reached <= {row.person.email for row in uncertain}, "nobody was forgotten"
    accepted = Delivery.objects.filter(state="accepted").count()
    assert accepted + len(uncertain) == len(expected)
    client.force_login(Person.objects.get(email="carol@rivierland.example"))
    page = client.get(f"/desk/sent/{dispatch.public_id}/").content.decode()
    for row in uncertain:
        assert row.person.name in page
        assert row.person.email in page


def test_polite_stop_finishes_the_row_in_hand(outside: Outside, post: Post) -> None:
    post.seconds_per_body = 0.05
    worker = outside.start()
    until(lambda: len(post.arrived) >= 5)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    assert outside.count("state IN ('claimed', 'handing_over', 'uncertain')") == 0
    assert outside.count("state = 'accepted'") == len(post.arrived)


@pytest.mark.slow
def test_two_workers_share_the_work(outside: Outside, post: Post) -> None:
    post.seconds_per_body = 0.005
    outside.start()
    outside.start()
    until(lambda: outside.count("state = 'accepted'") > 0 and outside.count(OPEN) == 0)
    assert set(post.per_address.values()) == {1}
    assert len(post.per_address) == CROWD + 5
    assert outside.count("state = 'accepted'") == CROWD + 5
