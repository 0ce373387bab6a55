"""Three rows cost as many questions to the database as one: pages that the other tests of lists
do not open."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helder.delivery.models import Dispatch
from helder.outages import actions
from helder.outages.models import Outage
from tests.cast import Cast, soon
from tests.outages.told import tell, visitor, word


def questions(client: Client, path: str) -> int:
    """How many, once everything that is held between requests is there."""
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def say_more(cast: Cast, outage: Outage) -> None:
    """Two more words, one of them corrected."""
    actions.update(outage, word(soon(60), main="news"), by=cast.carol)
    said = actions.update(outage, word(soon(90), main="news"), by=cast.carol)
    parts = {"news": {"en": "It works in North again."}}
    actions.correct(said, parts=parts, reason={"en": "Only North."}, by=cast.carol)


@pytest.mark.parametrize("path", ["/status/{}/", "/desk/outages/{}/"])
def test_one_outage_with_many_words(cast: Cast, path: str) -> None:
    outage = tell(cast)
    one = tell(cast, services=[cast.mail])
    actions.merge(one, outage, by=cast.carol)
    client, address = visitor(cast.carol), path.format(outage.public_id)
    few = questions(client, address)
    say_more(cast, outage)
    for service in (cast.grades, cast.mail):
        actions.merge(tell(cast, services=[service]), outage, by=cast.carol)
    assert questions(client, address) == few


def test_what_was_sent(cast: Cast) -> None:
    outage = tell(cast)
    carol = visitor(cast.carol)
    few = questions(carol, "/desk/sent/")
    say_more(cast, outage)
    assert Dispatch.objects.count() == 3
    assert questions(carol, "/desk/sent/") == few


def test_the_journal(cast: Cast) -> None:
    outage = tell(cast)
    alice = visitor(cast.alice)
    few = questions(alice, "/desk/journal/")
    say_more(cast, outage)
    actions.resolve(outage, word(main="news"), by=cast.bob)
    assert questions(alice, "/desk/journal/") == few


def test_the_register_of_promises_over_the_api_and_in_public(cast: Cast) -> None:
    outage = tell(cast)
    few = questions(visitor(), "/word/")
    say_more(cast, outage)
    assert questions(visitor(), "/word/") == few
