"""What stands on the desk reads as people say it, and offers only what makes sense there."""

from __future__ import annotations

import pytest
from django.utils import translation

from helder.kit import clock
from helder.kit.ids import public_id
from helder.outages.models import Monitor
from helder.services.models import EscalationStep, Supplier
from tests.cast import Cast
from tests.outages.composing import signed_in
from tests.outages.told import plan, read, tell


@pytest.mark.parametrize(
    ("minutes", "nl"), [(1, "1 minuut"), (45, "45 minuten"), (90, "90 minuten"), (240, "4 uur")]
)
def test_a_length_is_said_as_people_do(minutes: int, nl: str) -> None:
    with translation.override("nl"):
        assert clock.lasting(minutes) == nl


def test_steps_with_a_supplier_count_in_hours(cast: Cast) -> None:
    row = Supplier.objects.get(slug="nettec")
    EscalationStep.objects.create(
        supplier=row, who="Directeur", position=240, after_minutes=240, answer_minutes=120
    )
    words = read(signed_in(cast.bob), "/desk/suppliers/nettec/")
    assert "after 4 hours" in words
    assert "answer within 2 hours" in words


def test_planning_work_is_called_that(cast: Cast) -> None:
    page = signed_in(cast.carol).get("/desk/outages/new?kind=maintenance").content.decode()
    head = page.split("<h1>")[1].split("</h1>")[0]
    assert "Plan maintenance" in head
    assert "New outage" in head  # shown as soon as another kind is chosen


def test_work_that_is_planned_moves_as_a_whole(cast: Cast) -> None:
    client = signed_in(cast.carol)
    assert "Move the promise" not in read(client, f"/desk/outages/{plan(cast).public_id}/")
    assert "Move the promise" in read(client, f"/desk/outages/{tell(cast).public_id}/")


def test_a_help_point_asks_what_kind_of_help_it_is(cast: Cast) -> None:
    words = read(signed_in(cast.carol), f"/desk/outages/{tell(cast).public_id}/help/new/")
    assert "What kind of help is it?" in words
    assert "Opening hours in Dutch" in words


def test_a_poster_begins_without_a_service(cast: Cast) -> None:
    assert "Choose a service" in read(signed_in(cast.carol), "/desk/me-too/")


def test_an_address_that_is_seen_once_is_copied_with_one_tap(cast: Cast) -> None:
    client = signed_in(cast.alice)
    for path, kind in (("monitors", "gatus"), ("starters", "slack")):
        made = client.post(
            f"/desk/{path}/new/", {"name": "Proef", "kind": kind, "key": public_id()}
        )
        assert 'data-copy="address"' in made.content.decode()
        assert "outages/copy" in made.content.decode()


def test_what_helder_reads_in_a_sample_comes_into_view(cast: Cast) -> None:
    client = signed_in(cast.alice)
    client.post("/desk/monitors/new/", {"name": "Proef", "kind": "generic", "key": public_id()})
    path = f"/desk/monitors/{Monitor.objects.get().public_id}/mapping/"
    assert 'formaction="#read"' in client.get(path).content.decode()
