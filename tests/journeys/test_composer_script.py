"""The composer in a real browser, on a phone: marks, one tap, drafts, one language at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from helder.messages.models import LeftBe, Message
from helder.outages.models import Outage
from tests.cast import Cast
from tests.journeys.conftest import PHONE

BLAME = "De wifi doet het niet 📶. De oorzaak ligt bij onze leverancier!"


@pytest.fixture
def composer(page: Any, live_server: Any, signed_in: Callable[..., None], cast: Cast) -> Any:
    page.set_viewport_size(PHONE)
    signed_in(page.context, cast.carol, "nl")
    page.goto(f"{live_server.url}/desk/outages/new")
    page.locator("#id_services .h-choice", has_text="Wifi").click()
    return page


@pytest.mark.django_db(transaction=True)
def test_the_words_are_marked_and_mended_with_one_tap(composer: Any) -> None:
    page = composer
    page.fill("#id_symptom_nl", BLAME)
    marked = page.locator(".composer__mirror mark[data-level=block]").first
    marked.wait_for(state="attached")
    assert marked.text_content() == "De oorzaak ligt bij onze leverancier!"
    page.locator("[data-take]").first.click()
    page.locator(".h-finding--block").wait_for(state="detached")
    assert page.input_value("#id_symptom_nl").startswith(
        "De wifi doet het niet 📶. We werken samen met onze leverancier"
    )
    page.locator(".composer__mirror mark[data-level=block]").wait_for(state="detached")


def _saves(words: str) -> Callable[[Any], bool]:
    """Whether an answer of the server is the one to these words, as they are sent."""

    def is_it(answer: Any) -> bool:
        sent = answer.request.post_data or ""
        return "do=save" in sent and words in sent

    return is_it


@pytest.mark.django_db(transaction=True)
def test_what_is_typed_is_there_after_a_reload(composer: Any) -> None:
    page = composer
    with page.expect_response(_saves("De%20wifi%20doet%20het%20niet.")):
        page.fill("#id_symptom_nl", "De wifi doet het niet.")
    page.wait_for_url("**?draft=*")
    page.reload()
    assert page.input_value("#id_symptom_nl") == "De wifi doet het niet."
    assert page.locator("#id_services :checked").count() == 1
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_phone_shows_one_language_at_a_time(composer: Any) -> None:
    page = composer
    assert page.locator("#id_symptom_nl").is_visible()
    assert not page.locator("#id_symptom_en").is_visible()
    page.click("[data-show=en]")
    assert page.locator("#id_symptom_en").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.django_db(transaction=True)
def test_control_enter_publishes_once(composer: Any) -> None:
    page = composer
    page.fill("#id_symptom_nl", "De wifi doet het niet.")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk/outages/*/")
    assert Outage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_lost_session_says_so_and_keeps_the_text(composer: Any) -> None:
    page = composer
    page.context.clear_cookies()
    page.fill("#id_symptom_nl", "De wifi doet het niet.")
    page.locator(".composer__alarm").wait_for()
    assert page.input_value("#id_symptom_nl") == "De wifi doet het niet."
    assert "/desk/outages/new" in page.url


@pytest.mark.django_db(transaction=True)
def test_words_are_kept_with_one_tap_also_after_a_reload(composer: Any) -> None:
    page = composer
    words = "De VPN doet het niet! De firewall ook niet! Wij updaten de DNS, SSO en MFA."
    page.fill("#id_symptom_nl", words)
    page.locator("#findings-symptom_nl .composer__rest summary").click()
    cards = page.locator("#findings-symptom_nl .h-finding:not([hidden])")
    before = cards.count()
    assert before > 4
    with page.expect_response(lambda answer: answer.status == 204):
        page.locator("#findings-symptom_nl [data-keep]").first.click()
    page.wait_for_function(
        "n => document.querySelectorAll('#findings-symptom_nl .h-finding').length === n",
        arg=before - 1,
    )
    assert page.locator("#findings-symptom_nl .composer__rest").get_attribute("open") is not None
    assert "keep-symptom_nl" in page.evaluate("document.activeElement.id")
    assert LeftBe.objects.count() == 1
    page.locator("#saved", has_text="bewaard").wait_for()
    page.wait_for_url("**?draft=*")
    page.reload()
    assert cards.count() == before - 1
