"""An outage from a template: counted in taps on a phone, by keyboard, and without a network."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from helder.messages.models import Message
from helder.outages.models import Outage, Template
from helder.outages.readymade.actions import make_starters
from tests.cast import Cast
from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.django_db(transaction=True)]

NEW = "/desk/outages/new"
PUBLISHED = re.compile(r"/desk/outages/[a-z0-9]{12}/$")
MOST_TAPS = 6
COUNT = """
const key = "counted";
const add = (what) => {
  const seen = JSON.parse(sessionStorage.getItem(key) || "[]");
  sessionStorage.setItem(key, JSON.stringify([...seen, what]));
};
addEventListener("pointerdown", (event) => event.isTrusted && add("tap"), true);
addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea, input[type=text], input[type=search]")) add("field");
}, true);
"""


@pytest.fixture
def desk(browser: Any, signed_in: Callable[..., None], live_server: Any, cast: Cast) -> Any:
    """Opens the composer for Carol: desk(size)."""
    make_starters(by=cast.carol)
    Template.objects.filter(services=cast.wifi).update(used=3)  # what is used most comes first
    opened = []

    def show(size: dict[str, int] = PHONE, path: str = NEW) -> Any:
        context = browser.new_context(
            viewport=size, base_url=live_server.url, locale="nl-NL", has_touch=size is PHONE
        )
        opened.append(context)
        signed_in(context, cast.carol, "nl")
        page = context.new_page()
        page.add_init_script(COUNT)
        page.goto(path)
        return page

    yield show
    for context in opened:
        context.close()


def begin(page: Any, name: str = "Wifi doet het niet") -> None:
    """One tap on the template, and its page is there."""
    page.get_by_role("link", name=name, exact=True).click()
    page.wait_for_url("**template=*")


def test_six_taps_and_no_typing_with_the_coach_silent(desk: Callable[..., Any]) -> None:
    page = desk()
    begin(page)
    expect(page.locator("[name=symptom_nl]")).to_have_value("Wifi doet het nu niet.")
    page.locator("#id_places .h-choice", has_text="Noord").click()
    page.locator("#id_since .h-choice", has_text="15 minuten").click()
    expect(page.locator(".h-finding")).to_have_count(0)
    page.locator("[data-publish]").click()
    page.wait_for_url(PUBLISHED)
    counted = page.evaluate("JSON.parse(sessionStorage.getItem('counted'))")
    assert counted == ["tap"] * 4
    assert len(counted) <= MOST_TAPS
    outage = Outage.objects.get()
    assert [place.slug for place in outage.places.all()] == ["noord"]
    assert "Wifi" in outage.updates.get().message.parts["symptom"]["en"]


def test_with_the_keyboard_alone(desk: Callable[..., Any]) -> None:
    page = desk(DESKTOP, "/desk/")
    page.keyboard.press("n")
    page.wait_for_url("**/desk/outages/new*")
    page.keyboard.press("1")
    page.wait_for_url("**template=*")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(PUBLISHED)
    assert "tap" not in page.evaluate("JSON.parse(sessionStorage.getItem('counted') || '[]')")
    assert Outage.objects.get().template is not None


def test_what_was_typed_without_a_network_is_still_there(desk: Callable[..., Any]) -> None:
    page = desk()
    page.locator("#id_services .h-choice", has_text="Wifi").click()
    expect(page.locator("#saved")).to_contain_text("ewaard")
    page.context.set_offline(True)
    page.locator("[name=symptom_nl]").fill("Geen wifi in de hal.")
    page.locator(".composer__alarm").wait_for()
    context = page.context
    page.close()  # the phone threw the page away
    context.set_offline(False)
    page = context.new_page()
    page.goto(NEW)
    page.locator("[data-offline-bring]").click()
    page.wait_for_url("**draft=*")
    expect(page.locator("[name=symptom_nl]")).to_have_value("Geen wifi in de hal.")
    expect(page.locator("#id_services input[value=wifi]")).to_be_checked()
    still_here = 'Object.keys(localStorage).some((key) => key.startsWith("helder.typed"))'
    for _moment in range(100):
        if not page.evaluate(still_here):
            break
        page.wait_for_timeout(100)
    kept = Message.objects.get()
    assert kept.form["fields"]["symptom_nl"] == ["Geen wifi in de hal."]
    page.goto(NEW)
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-offline-kept]")).to_be_hidden()


def test_a_publish_waits_for_the_connection_and_goes_once(desk: Callable[..., Any]) -> None:
    page = desk()
    begin(page)
    page.context.set_offline(True)
    page.locator("[data-publish]").click()
    expect(page.locator("[data-offline-waiting]")).to_be_visible()
    page.locator("[data-publish]").click()
    assert not Outage.objects.exists()
    page.context.set_offline(False)
    page.wait_for_url(PUBLISHED)
    assert Outage.objects.count() == 1


def test_a_publish_that_waits_can_be_taken_back(desk: Callable[..., Any]) -> None:
    page = desk()
    begin(page)
    page.context.set_offline(True)
    page.locator("[data-publish]").click()
    page.locator("[data-offline-stop]").click()
    expect(page.locator("[data-offline-waiting]")).to_be_hidden()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(600)
    assert not Outage.objects.exists()
