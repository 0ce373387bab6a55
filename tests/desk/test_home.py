"""The desk's day and its list of outages."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helder.delivery.models import Delivery, Dispatch
from helder.kit import clock
from helder.kit.ids import public_id
from helder.outages.models import Outage
from helder.promises.models import Promise
from tests.cast import Cast
from tests.outages.composing import page_of, send, signed_in


def day(client: Client) -> str:
    return page_of(client.get("/desk/"))  # type: ignore[arg-type]


def test_an_empty_day_says_so(cast: Cast) -> None:
    words = day(signed_in(cast.carol))
    assert "No promise is open at this moment." in words
    assert "Nothing is out of order that we know of." in words
    assert "Being written" not in words


def test_the_day_names_what_is_promised_and_by_whom(cast: Cast) -> None:
    send(signed_in(cast.carol))
    words = day(signed_in(cast.bob))
    assert "News about: Wifi does not work" in words
    assert "Carol Jansen" in words
    assert "Bob van Dijk stands in" in words


def test_what_is_late_comes_first_and_is_called_late(cast: Cast) -> None:
    carol = signed_in(cast.carol)
    send(carol, draft=public_id(), next_update="2h")
    send(carol, draft=public_id(), services=["e-mail"], next_update="30m")
    with time_machine.travel(clock.now() + timedelta(minutes=45)):
        words = day(carol)
    assert words.index("News about: E-mail") < words.index("News about: Wifi")
    assert "Late," in words


def test_mail_that_did_not_arrive_is_seen_today(cast: Cast) -> None:
    send(signed_in(cast.carol))
    sent = Dispatch.objects.get()
    Delivery.objects.create(
        dispatch=sent, person=cast.dave, channel="mail", state="uncertain", due_at=clock.now()
    )
    assert "1 did not arrive or are uncertain" in day(signed_in(cast.carol))


def test_the_desk_is_for_staff(cast: Cast) -> None:
    assert signed_in(cast.dave).get("/desk/").status_code == 403
    assert Client().get("/desk/").status_code == 302
    assert Client().get("/desk/outages/").status_code == 302


def many(count: int, start: int) -> None:
    for number in range(start, start + count):
        when = clock.now() - timedelta(days=number)
        outage = Outage.objects.create(
            kind="outage",
            state="resolved",
            title={"nl": f"Storing {number}", "en": f"Outage {number}"},
            since=when,
            resolved_at=when,
        )
        Promise.objects.create(
            kind="other", subject=outage.subject, made_at=when, due_at=clock.now()
        )


@pytest.mark.parametrize("path", ["/desk/", "/desk/outages/"])
def test_lists_take_as_many_queries_for_many_rows(cast: Cast, path: str) -> None:
    carol = signed_in(cast.carol)
    send(carol, draft=public_id())
    many(1, 1)
    carol.get(path)
    with CaptureQueriesContext(connection) as few:
        carol.get(path)
    send(carol, draft=public_id(), services=["e-mail"])
    send(carol, draft=public_id(), services=["cijfers"])
    many(4, 5)
    carol.get(path)
    with CaptureQueriesContext(connection) as more:
        carol.get(path)
    assert len(more) == len(few)


def test_past_outages_are_paged_and_found(cast: Cast) -> None:
    many(30, 1)
    carol = signed_in(cast.carol)
    assert "Page 1 of 2" in page_of(carol.get("/desk/outages/"))  # type: ignore[arg-type]
    found = page_of(carol.get("/desk/outages/?q=storing+17"))  # type: ignore[arg-type]
    assert "Outage 17" in found
    assert "Outage 18" not in found
    nothing = page_of(carol.get("/desk/outages/?q=%3Cb%3E"))  # type: ignore[arg-type]
    assert "Nothing found" in nothing
    assert carol.get("/desk/outages/?page=999").status_code == 200


def test_keys_are_on_the_page_and_in_the_help(cast: Cast) -> None:
    page = signed_in(cast.carol).get("/desk/").content.decode()
    assert 'data-key="n"' in page
    assert "<kbd>n</kbd>" in page
