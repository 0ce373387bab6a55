"""From a poster on the wall to "we know": one tap on a phone, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from helder.outages.models import Report
from tests.cast import Cast
from tests.journeys.conftest import PHONE
from tests.outages.tapping import taps
from tests.outages.told import tell

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def phone(request: Any, browser: Any, live_server: Any) -> Iterator[Any]:
    """A visitor's phone in Dutch, with nothing on it yet."""
    context = browser.new_context(
        viewport=PHONE,
        base_url=live_server.url,
        locale="nl-NL",
        java_script_enabled=request.param,
        has_touch=True,
    )
    yield context.new_page()
    context.close()


def _nl(text: str) -> str:
    with translation.override("nl"):
        return gettext(text)


def test_from_the_poster_to_thanks_in_one_tap(cast: Cast, phone: Any) -> None:
    outage = tell(cast, places=[cast.noord])
    taps(cast.wifi, 6, place=cast.noord, outage=outage)
    phone.goto("/me-too/wifi/noord/")
    button = phone.locator("#me-too")
    expect(button).to_contain_text(_nl("It fails for me too"))
    expect(phone.locator("main")).to_contain_text("U kunt geen verbinding maken.")
    expect(phone.locator("main")).to_contain_text("Gebruik uw telefoon.")
    box = button.bounding_box()
    assert box["height"] >= 44
    assert box["width"] > 250
    button.tap()
    phone.wait_for_url("**/me-too/told/**")
    expect(phone.get_by_role("heading", level=1)).to_have_text(_nl("Thank you, we know"))
    expect(phone.locator(".o-metoo__told")).to_contain_text("5")
    expect(phone.locator(".h-contact")).to_contain_text("0344 123 456")
    assert Report.objects.count() == 7
    phone.reload()
    assert Report.objects.count() == 7


def test_one_tap_under_the_newest_word_and_then_where(cast: Cast, phone: Any) -> None:
    outage = tell(cast)
    phone.goto(outage.get_absolute_url())
    phone.locator("#me-too").tap()
    phone.wait_for_url("**/me-too/told/**")
    phone.locator("button[name=place][value=zuid]").tap()
    expect(phone.locator("button[name=place]")).to_have_count(0)
    report = Report.objects.get()
    assert (report.outage, report.place) == (outage, cast.zuid)
    phone.goto("/me-too/wifi/")
    expect(phone.locator("select[name=place]")).to_have_value("zuid")


def test_nothing_is_wider_than_the_phone(cast: Cast, phone: Any) -> None:
    tell(cast, places=[cast.noord])
    for url in ("/me-too/", "/me-too/wifi/", "/me-too/wifi/noord/"):
        phone.goto(url)
        box = phone.locator("main").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
