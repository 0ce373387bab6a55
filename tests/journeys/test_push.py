"""A notification from end to end: a real browser subscribes, our worker sends, the browser opens
what only it can open, shows it, and a tap leads to the page. Nothing of Firefox is played but the
corner of the screen where the system shows notifications, and the push service (see pushservice).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from helder.delivery.models import PushSubscription
from helder.delivery.worker import drain
from tests.cast import Cast
from tests.delivery.pushservice import PushService, push_service
from tests.journeys.firefox import FIREFOX, NOTICES, Firefox, firefox
from tests.outages.told import tell

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(not FIREFOX, reason="Firefox is not installed (apt: firefox-esr)"),
]
CHOICES = "/me/choices/"


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    """A push service on this machine."""
    with push_service() as running:
        settings.PUSH_SERVICE_STAND_IN = running.url
        yield running


@pytest.fixture
def browser_of_dave(
    tmp_path: Path, service: PushService, live_server: Any, cast: Cast, settings: Any
) -> Iterator[Firefox]:
    """Firefox, with our push service and Dave signed in."""
    settings.BASE_URL = live_server.url
    address = service.url.replace("http:", "ws:") + "/"
    client = Client()
    client.force_login(cast.dave)
    name = django_settings.SESSION_COOKIE_NAME
    with firefox(
        tmp_path / "profile", **{"dom.push.serverURL": address, "dom.push.retryBaseInterval": 300}
    ) as browser:
        browser.open(live_server.url + "/status/")
        browser.cookie(name, client.cookies[name].value)
        browser.cookie(django_settings.LANGUAGE_COOKIE_NAME, "en")
        yield browser


def test_from_the_button_to_the_page(
    browser_of_dave: Firefox, live_server: Any, cast: Cast, service: PushService
) -> None:
    browser = browser_of_dave
    browser.open(live_server.url + CHOICES)
    assert not service.sockets, "nothing happens before somebody asks for it"
    browser.inside(NOTICES)
    browser.tap("[data-push-form] button")
    browser.wait(PushSubscription.objects.exists)
    browser.wait(lambda: browser.script("return document.body.textContent.includes('This device')"))
    row = PushSubscription.objects.get()
    assert row.person == cast.dave
    assert row.label == "Firefox on Linux"

    outage = tell(cast)
    drain()
    notices = "helderNotices.map(one => [one.alert.title, one.alert.text])"
    [[title, text]] = browser.wait(lambda: browser.inside(f"return {notices}"))
    assert title == "Wifi doet het niet"
    assert text.startswith("U kunt geen verbinding maken.")
    assert outage.public_id not in service.posted[0].body.decode("latin-1")
    browser.wait(lambda: service.acknowledged)

    before = len(browser.ask("WebDriver:GetWindowHandles"))
    browser.inside(
        "const {alert, listener} = helderNotices[0];"
        "listener.observe(null, 'alertclickcallback', alert.cookie);"
    )
    browser.wait(lambda: len(browser.ask("WebDriver:GetWindowHandles")) > before)
    opened = browser.ask("WebDriver:GetWindowHandles")[-1]
    browser.ask("WebDriver:SwitchToWindow", handle=opened)
    page = live_server.url + outage.get_absolute_url()
    browser.wait(lambda: browser.ask("WebDriver:GetCurrentURL") == page)


def test_a_browser_whose_address_changed_tells_it_by_itself(
    browser_of_dave: Firefox, live_server: Any, cast: Cast, service: PushService
) -> None:
    browser = browser_of_dave
    browser.open(live_server.url + CHOICES)
    browser.inside(NOTICES)
    browser.tap("[data-push-form] button")
    browser.wait(PushSubscription.objects.exists)
    before = PushSubscription.objects.get().endpoint
    browser.wait(lambda: browser.script("return document.querySelector('[data-device]') !== null"))
    service.forget()
    browser.wait(lambda: PushSubscription.objects.get().endpoint != before, 60)
    tell(cast)
    drain()
    assert browser.wait(lambda: browser.inside("return helderNotices.length")) == 1


def test_a_removed_device_is_left_alone(
    browser_of_dave: Firefox, live_server: Any, cast: Cast, service: PushService
) -> None:
    browser = browser_of_dave
    browser.open(live_server.url + CHOICES)
    browser.tap("[data-push-form] button")
    browser.wait(PushSubscription.objects.exists)
    browser.wait(lambda: browser.script("return document.querySelector('[data-device]') !== null"))
    browser.tap("[data-device] form button")
    browser.wait(lambda: not PushSubscription.objects.exists())
    browser.wait(
        lambda: browser.script("return !document.querySelector('[data-push-form]').hidden")
    )
    tell(cast)
    drain()
    assert service.posted == []
