"""The calendar of everything that goes out, and the word to a writer when it is too much."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from helder.delivery.worker import drain
from helder.messages.calendar.items import Item, Standing, crowding
from helder.organisation.models import Organisation
from helder.people.audiences import Selection
from tests.cast import Cast
from tests.delivery.letters import content, send

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
hours = st.integers(-400, 400)
items = st.tuples(hours, st.sampled_from(Standing), st.sampled_from(["a", "b", "all", ""]))


@given(st.lists(items, max_size=12))
def test_fullest_week_counts_what_these_people_get(
    drawn: list[tuple[int, Standing, str]],
) -> None:
    at = NOW
    stand = [
        Item(at + timedelta(hours=hour), "x", standing, audiences=(slug,) if slug else ())
        for hour, standing, slug in drawn
    ]
    found = crowding(Selection(audiences=("a",)), at, stand, 5)
    theirs = [
        i.at
        for i in stand
        if {"a", "all"} & set(i.audiences) and i.standing is not Standing.PLANNED
    ]
    weeks = [at - timedelta(hours=hour) for hour in range(7 * 24)]
    naive = max(
        1 + sum(begin <= other < begin + timedelta(days=7) for other in theirs) for begin in weeks
    )
    assert found.count == naive
    assert all(abs(item.at - at) <= timedelta(hours=2) for item in found.near)


@pytest.fixture
def carol(cast: Cast, client: Client, time_machine: Any) -> Client:
    time_machine.move_to(NOW)
    client.force_login(cast.carol)
    return client


def test_week_shows_what_went_out_and_to_whom(carol: Client, cast: Cast) -> None:
    send("Nieuwe printers", urgency=5)
    send("Alleen Dave", selection=Selection(persons=(cast.dave.pk,)))
    drain()
    page = carol.get("/desk/calendar/").content.decode()
    assert "Nieuwe printers" in page
    assert "Iedereen" in page
    assert "5 personen" in page or "5 people" in page
    assert "Alleen Dave" not in page, "a letter to one person floods nobody"
    assert "Nieuwe printers" not in carol.get("/desk/calendar/?week=2026-W47").content.decode()
    assert "Nieuwe printers" in carol.get("/desk/calendar/?week=9999-W99").content.decode()


def test_too_many_messages_are_named(carol: Client) -> None:
    Organisation.objects.update(busy_week=2)
    for number in range(3):
        send(f"Bericht {number}", urgency=5)
    page = carol.get("/desk/calendar/").content.decode()
    assert "meer dan 2" in page or "more than 2" in page


def maintenance(when: datetime) -> dict[str, str]:
    """The composer's fields for planned maintenance."""
    local = when + timedelta(hours=1)
    return {
        "kind": "maintenance",
        "services": "wifi",
        "symptom_nl": "De wifi werkt dan niet.",
        "scheduled_for_0": local.strftime("%Y-%m-%d"),
        "scheduled_for_1": local.strftime("%H:%M"),
        "scheduled_until_0": local.strftime("%Y-%m-%d"),
        "scheduled_until_1": (local + timedelta(hours=1)).strftime("%H:%M"),
    }


def test_writer_hears_that_another_message_is_near(carol: Client) -> None:
    send("Nieuwe printers", urgency=5, content=content("Nieuwe printers"))
    answer = carol.post(
        "/desk/outages/new", {**maintenance(NOW + timedelta(days=2)), "do": "review"}
    )
    text = answer.content.decode()
    assert "Nieuwe printers" in text
    urgent = carol.post(
        "/desk/outages/new",
        {"kind": "outage", "services": "wifi", "symptom_nl": "Stuk.", "do": "review"},
    )
    assert "Nieuwe printers" not in urgent.content.decode(), "what is broken now is said anyway"


def test_calendar_asks_no_more_for_more(carol: Client, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    send("Een", urgency=5)
    carol.get("/desk/calendar/")
    with CaptureQueriesContext(connection) as one:
        carol.get("/desk/calendar/")
    send("Twee", urgency=5)
    send("Drie", urgency=5)
    with CaptureQueriesContext(connection) as three:
        carol.get("/desk/calendar/")
    assert len(three) <= len(one)


def test_message_limited_to_places_names_them(carol: Client, cast: Cast) -> None:
    at_north = Selection(audiences=("all",), places=(cast.noord.slug,))
    send("Alleen in Noord", urgency=5, selection=at_north)
    send("Overal", urgency=5)
    drain()
    carol.cookies["helder_language"] = "en"
    page = " ".join(carol.get("/desk/calendar/").content.decode().split())
    north = "Everyone (North)"
    assert north in page
    assert '<span>Everyone</span> <span class="h-meta">1 message</span>' in page
    assert f'<span>{north}</span> <span class="h-meta">2 messages</span>' in page


def test_other_places_do_not_meet() -> None:
    item = Item(NOW, "x", Standing.SENT, audiences=("all",), places=("north",))
    assert item.meets(["a"])
    assert item.meets(["a"], ["north", "south"])
    assert not item.meets(["a"], ["south"])


def test_administrator_chooses_what_is_too_much(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    client.cookies["helder_language"] = "en"
    page = client.get("/desk/calendar/").content.decode()
    assert "/desk/house/ways/#id_busy_week" in page
    form = client.get("/desk/house/ways/").context["form"]
    wish = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    refused = client.post("/desk/house/ways/", {**wish, "busy_week": "0"})
    assert "busy_week" in refused.context["form"].errors
    client.post("/desk/house/ways/", {**wish, "busy_week": "2"})
    page = " ".join(client.get("/desk/calendar/").content.decode().split())
    assert "More than 2 messages a week" in page
