"""A page that somebody left open tells the news by itself, and stays whole without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from helder.outages import actions
from tests.cast import Cast
from tests.outages.told import ago, tell, word


@pytest.mark.django_db(transaction=True)
def test_news_appears_while_the_page_is_open(
    page: Any, live_server: Any, signed_in: Callable[..., None], cast: Cast
) -> None:
    outage = tell(cast)
    signed_in(page.context, None, "en")
    page.clock.install()
    with page.expect_response("**/status/pulse.json"):
        page.goto(live_server.url + outage.get_absolute_url())
    news = {"en": "Building A works again."}
    actions.update(outage, word(ago(-30), news=news), by=cast.carol)
    page.clock.fast_forward(20_000)
    page.get_by_text("Building A works again.").wait_for()
    assert page.locator("[role=status]").last.text_content() == "Wifi does not work"
    assert page.locator("[data-share]").is_visible()


@pytest.mark.django_db(transaction=True)
def test_all_of_it_is_there_without_a_script(
    browser: Any, live_server: Any, signed_in: Callable[..., None], cast: Cast
) -> None:
    outage = tell(cast, places=[cast.noord])
    context = browser.new_context(java_script_enabled=False)
    signed_in(context, None, "en")
    page = context.new_page()
    page.goto(live_server.url)
    assert page.get_by_role("heading", level=1).text_content() == "Wifi does not work at North."
    page.get_by_role("link", name="Read all about it").click()
    assert page.url == live_server.url + outage.get_absolute_url()
    assert not page.locator("[data-share]").is_visible()
    assert page.get_by_text(page.url).is_visible()
    context.close()
