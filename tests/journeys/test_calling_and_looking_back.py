"""Calling a supplier with a phone in one hand, and the pages of a look back: for everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from helder.outages import actions as outages
from helder.outages.afterwards import actions as afterwards
from helder.outages.afterwards.telling import Told, Wanted
from helder.outages.escalation import actions
from helder.outages.escalation.actions import Said
from helder.outages.models import Call, Outage
from helder.outages.rules import Word
from helder.services.models import EscalationStep, Supplier
from tests.cast import Cast
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.test_everybody_can_use_it import _too_wide, _violations
from tests.outages.told import ago, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TALL_PHONE = PHONE | {"height": 2400}


@pytest.fixture
def supplier(cast: Cast) -> Supplier:
    """NetTec, with two steps and office hours."""
    row = Supplier.objects.get(slug="nettec")
    row.hours, row.holidays = {"0": ["08:30", "17:00"]}, "NL"
    row.save()
    for after in (0, 60):
        EscalationStep.objects.create(
            supplier=row,
            who="Servicelijn",
            phone="030 555 0101",
            mail="lijn@nettec.example",
            position=after,
            after_minutes=after,
            answer_minutes=30,
        )
    return row


def looked_back(cast: Cast) -> Outage:
    """An outage with a page afterwards."""
    outage = tell(cast, said=400, due=-380)
    outages.resolve(outage, Word({"news": {"nl": "Weer goed."}}), by=cast.carol, at=ago(20))
    outage.refresh_from_db()
    change = {"nl": "Er ligt een reservekaart klaar.", "en": "A spare card is ready."}
    parts = {
        "happened": {"nl": "Een kaart ging stuk."},
        "line_since": {"nl": "Het begon."},
        "change_1": change,
    }
    day = timezone.localdate() + timedelta(days=9)
    told = Told(parts, {"since": ago(400)}, [Wanted(1, change, cast.carol, day)])
    afterwards.publish(outage, told, by=cast.carol)
    return outage


def test_a_call_takes_two_taps_and_one_more_for_its_outcome(
    browser: Any, live_server: Any, signed_in: Callable[..., None], cast: Cast, supplier: Supplier
) -> None:
    outage = tell(cast)
    context = browser.new_context(viewport=PHONE, base_url=live_server.url)
    signed_in(context, cast.carol, "en")
    page = context.new_page()
    page.goto(f"/desk/outages/{outage.public_id}/")
    page.get_by_role("button", name="Call the supplier").click()
    dial = page.get_by_role("link", name="030 555 0101")
    box = dial.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < PHONE["height"], "the number is in sight at once"
    assert box["height"] >= 44
    assert dial.get_attribute("href") == "tel:0305550101"
    page.get_by_role("button", name="Nobody answered").click()
    page.get_by_text("Written down.").wait_for()
    assert "Answer from Servicelijn:" in page.locator("main").inner_text()
    assert Call.objects.get().outcome == "no_answer"
    context.close()


@pytest.mark.parametrize(
    ("size", "scheme"), [(TALL_PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desktop-dark"]
)
def test_no_violations(
    browser: Any,
    live_server: Any,
    signed_in: Callable[..., None],
    cast: Cast,
    supplier: Supplier,
    size: dict[str, int],
    scheme: str,
) -> None:
    past = looked_back(cast)
    outage = tell(cast)
    called = actions.start(outage, supplier, by=cast.carol, at=ago(70))
    actions.log(called.rungs.all()[0], Said("no_answer", note="Druk"), by=cast.carol, at=ago(70))
    other = tell(cast, said=400, due=-380, services=[cast.mail])
    outages.resolve(other, Word({"news": {"nl": "Weer goed."}}), by=cast.carol, at=ago(30))
    context = browser.new_context(
        viewport=size, base_url=live_server.url, color_scheme=scheme, reduced_motion="reduce"
    )
    signed_in(context, cast.alice, "en")
    page = context.new_page()
    wrong = []
    for path in (
        f"/desk/escalations/{called.public_id}/",
        f"/desk/outages/{outage.public_id}/",
        f"/desk/outages/{outage.public_id}/supplier/",
        "/desk/suppliers/nettec/",
        "/desk/suppliers/nettec/change/",
        "/desk/suppliers/nettec/steps/new/",
        "/desk/suppliers/nettec/answers/",
        "/desk/",
        f"/desk/outages/{other.public_id}/look-back/",
        f"/desk/outages/{past.public_id}/look-back/correct/",
        f"/desk/outages/{past.public_id}/opinions/",
        f"/desk/changes/{past.review.changes.get().pk}/",
        f"/status/{past.public_id}/afterwards/",
        f"/status/{past.public_id}/",
    ):
        page.goto(path)
        wrong += _violations(page, path) + _too_wide(page, path)
    context.close()
    assert not wrong, "\n".join(wrong)
