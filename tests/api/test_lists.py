"""Lists, pages and filters; the register; the counts of a dispatch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helder.delivery import actions as delivery
from helder.delivery.models import Delivery, Dispatch
from helder.kit import clock, cursors
from helder.outages import actions
from helder.outages.models import Outage
from helder.promises.models import Promise
from tests.api.conftest import Api, word
from tests.cast import Cast


def make_outages(cast: Cast, count: int) -> list[str]:
    """Published outages, several of them in the same second."""
    start = clock.now().replace(microsecond=0)
    made = [
        Outage(
            kind=kind,
            title={"nl": f"Storing {n}"},
            since=start,
            published_at=start - timedelta(seconds=n // 3),
        )
        for n, kind in zip(range(count), ["outage", "degraded", "security"] * count, strict=False)
    ]
    Outage.objects.bulk_create(made)
    return [outage.public_id for outage in Outage.objects.order_by("-published_at", "-pk")]


def walk(api: Api, path: str, *, whole: bool) -> list[str]:
    """Every id of a list, page by page: by the address, or by the cursor alone."""
    seen: list[str] = []
    following: str | None = path
    while following:
        page = api.get(following).json()
        seen += [item["id"] for item in page["items"]]
        following = page["next"]
        if following and not whole:
            start = path.partition("&cursor")[0]
            following = f"{start}&cursor={following.rpartition('cursor=')[2]}"
    return seen


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(count=st.integers(0, 17), limit=st.integers(1, 7), whole=st.booleans())
def test_every_row_comes_once(api: Api, cast: Cast, count: int, limit: int, whole: bool) -> None:
    Outage.objects.all().delete()
    expected = make_outages(cast, count)
    assert walk(api, f"/outages?limit={limit}", whole=whole) == expected


def test_what_is_added_in_between_disturbs_no_page(api: Api, cast: Cast) -> None:
    expected = make_outages(cast, 6)
    first = api.get("/outages?limit=3").json()
    api.new()
    second = api.get(first["next"]).json()
    assert [item["id"] for item in first["items"] + second["items"]] == expected


def test_a_whole_next_address_is_taken_as_a_cursor(api: Api, cast: Cast) -> None:
    expected = make_outages(cast, 4)
    first = api.get("/outages?limit=3").json()
    second = api.client.get(
        "/api/v1/outages", {"limit": 3, "cursor": first["next"]}, headers=api.headers
    )
    assert [item["id"] for item in second.json()["items"]] == expected[3:]


def test_filters(api: Api) -> None:
    running = api.new(services=["wifi"])
    over = api.new(services=["e-mail"], kind="degraded")
    api.post(f"/outages/{over['id']}/resolve", {"news": {"nl": "De mail doet het weer."}})

    def found(query: str) -> list[str]:
        return [item["id"] for item in api.get(f"/outages?{query}").json()["items"]]

    assert found("state=running") == [running["id"]]
    assert found("state=resolved") == [over["id"]]
    assert found("kind=degraded") == [over["id"]]
    assert found("service=wifi") == [running["id"]]
    assert found("service=wifi&state=resolved") == []
    assert found("") == [over["id"], running["id"]]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=broken", "state"),
        ("kind=x", "kind"),
        ("service=wiffi", "service"),
        ("service=%00", "service"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=" + "9" * 60, "limit"),
        ("limit=many", "limit"),
        ("cursor=zzz", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=é", "cursor"),
        pytest.param("cursor=" + cursors.write(clock.now(), 2**70), "cursor", id="cursor=far"),
    ],
)
def test_a_filter_that_cannot_be_is_said(api: Api, query: str, field: str) -> None:
    answer = api.get(f"/outages?{query}")
    assert answer.status_code == 422, answer.content
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_the_same_number_of_queries(api: Api, count: int) -> None:
    for _ in range(count):
        first = api.new()
        api.post(f"/outages/{first['id']}/updates", word())
    api.get("/outages")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert api.get("/outages").status_code == 200
    assert len(captured) <= 9, [query["sql"][:90] for query in captured]


def make_promises() -> dict[str, str]:
    """One promise per outcome; its id by its outcome."""
    now = clock.now()
    late, soon = now - timedelta(hours=1), now + timedelta(hours=1)
    facts: dict[str, dict[str, Any]] = {
        "made": {"state": "open", "due_at": soon},
        "late": {"state": "open", "due_at": late},
        "kept": {"state": "kept", "due_at": soon, "kept_at": now},
        "renegotiated": {"state": "renegotiated", "due_at": soon, "reason": {"nl": "Onderdeel."}},
        "withdrawn": {"state": "withdrawn", "due_at": soon},
    }
    return {
        name: Promise.objects.create(
            kind="next_update", subject=f"x:{name}", what={"nl": "Nieuws"}, made_at=late, **fields
        ).public_id
        for name, fields in facts.items()
    }


def test_the_register_by_outcome(api: Api) -> None:
    made = make_promises()
    kept_late = Promise.objects.create(
        kind="next_update",
        subject="x:y",
        what={"nl": "Nieuws"},
        made_at=clock.now(),
        state="kept",
        due_at=clock.now() - timedelta(hours=2),
        kept_at=clock.now(),
    )
    for outcome, public_id in made.items():
        items = api.get(f"/promises?state={outcome}").json()["items"]
        expected = {public_id} | ({kept_late.public_id} if outcome == "late" else set())
        assert {item["id"] for item in items} == expected
        assert {item["state"] for item in items} == {outcome}
    assert len(api.get("/promises").json()["items"]) == 6
    assert sorted(walk(api, "/promises?limit=2", whole=True)) == sorted(
        [*made.values(), kept_late.public_id]
    )


def test_a_dispatch_counts_its_rows(api: Api, cast: Cast) -> None:
    said = api.new()
    waiting = api.get(f"/dispatches/{said['dispatch']['id']}").json()
    assert (waiting["state"], waiting["total"]) == ("waiting", 0)
    row = delivery.claim_dispatch("w")
    assert row is not None
    delivery.address(row, "w")
    Delivery.objects.filter(person=cast.dave).update(state="bounced")
    counted = api.get(f"/dispatches/{said['dispatch']['id']}").json()
    assert counted["state"] == "addressed"
    assert counted["counts"]["bounced"] == 1
    assert counted["total"] == Delivery.objects.count() == sum(counted["counts"].values())
    assert counted["about"] == Dispatch.objects.get().thread


def test_a_joined_outage_says_where_it_went(api: Api) -> None:
    first, second = api.new(), api.new(services=["e-mail"])
    one, other = (Outage.objects.get(public_id=said["id"]) for said in (first, second))
    actions.merge(one, other, by=None)
    read = api.get(f"/outages/{first['id']}").json()
    assert (read["state"], read["merged_into"]) == ("merged", second["id"])
    assert api.get(f"/outages/{second['id']}").json()["services"] == ["e-mail", "wifi"]
