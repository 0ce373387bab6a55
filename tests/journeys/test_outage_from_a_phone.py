"""The main job, walked as a person would: an outage told from a phone, to a user who knows what
to do, with a word that is kept. In a real browser, with real mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from helder.delivery.worker import drain
from helder.journal.models import Entry
from helder.promises.models import Promise
from tests.cast import Cast
from tests.delivery.servers import Post, post
from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.django_db(transaction=True)]
__all__ = ["post"]  # a fixture

BLAME = "De wifi doet het niet op uw laptop. De oorzaak ligt bij onze leverancier!"


@pytest.fixture
def pages(browser: Any, signed_in: Callable[..., None], live_server: Any) -> Callable[..., Any]:
    """Opens a browser for somebody: pages(person, size, language)."""
    opened = []

    def show(
        person: Any, size: dict[str, int] = PHONE, language: str = "nl", **options: Any
    ) -> Any:
        context = browser.new_context(
            viewport=size, base_url=live_server.url, locale="nl-NL", **options
        )
        opened.append(context)
        signed_in(context, person, language)
        return context.new_page()

    yield show
    for context in opened:
        context.close()


def tell(page: Any, symptom: str, service: str = "Wifi") -> None:
    """Fills the composer as somebody in a hurry would."""
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile("Nieuwe storing|New outage")).first.click()
    page.locator("label", has_text=re.compile(f"^\\s*{service}\\s*$")).first.click()
    page.locator("[name=symptom_nl]").fill(symptom)


def publish(page: Any) -> None:
    """The one primary button."""
    page.locator("[data-publish]").click()
    page.wait_for_url(re.compile(r"/desk/outages/[a-z0-9]{12}/$"))


def test_from_a_phone_to_a_user_who_knows_what_to_do(
    cast: Cast, pages: Callable[..., Any], post: Post
) -> None:
    """Told with a better wording, read, mailed in two languages, updated, resolved; word kept."""
    desk = pages(cast.carol)
    tell(desk, BLAME)
    desk.locator("[data-take]").first.click()
    expect(desk.locator("[name=symptom_nl]")).not_to_have_value(re.compile("leverancier!"))
    desk.locator("[name=workaround_nl]").fill("Gebruik een vaste computer.")
    publish(desk)

    reader = pages(None)
    reader.goto("/")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Wifi")
    expect(reader.locator("main")).to_contain_text("Gebruik een vaste computer.")
    expect(reader.locator("main")).to_contain_text(re.compile(r"Volgende update .*\d\d:\d\d"))

    drain()
    mails = {address: post.mail_to(address) for address in post.per_address}
    assert "Wifi doet het niet" in str(mails[cast.dave.email]["Subject"])
    assert "Wifi does not work" in str(mails[cast.eve.email]["Subject"])
    assert cast.frits.email not in mails

    desk.get_by_role("link", name="Opgelost").first.click()
    desk.locator("[name=news_nl]").fill("De wifi werkt weer op alle locaties.")
    publish(desk)
    reader.goto("/")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Alles werkt")
    reader.goto("/word/")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("één belofte, en die hielden we")
    assert Promise.objects.get().outcome() == "kept"


def test_a_second_person_lets_a_text_through(cast: Cast, pages: Callable[..., Any]) -> None:
    """Carol asks, Bob decides with a reason, the journal keeps it."""
    desk = pages(cast.carol, DESKTOP)
    tell(desk, BLAME)
    desk.locator("[data-publish]").click()
    expect(desk.get_by_role("alert")).to_contain_text("Alles wat u typte is bewaard.")
    expect(desk.locator("[name=symptom_nl]")).to_have_value(BLAME)
    desk.get_by_role("button", name="Vraag een tweede persoon").click()

    second = pages(cast.bob, PHONE)
    second.goto("/desk/")
    second.locator("a[href*=approve]").first.click()
    second.locator("[name=reason]").fill("De leverancier heeft dit zelf al bekendgemaakt.")
    second.get_by_role("button", name=re.compile("plaatsen")).click()
    second.wait_for_url(re.compile(r"/desk/outages/[a-z0-9]{12}/$"))
    expect(second.locator("main")).to_contain_text("De leverancier heeft dit zelf")
    entry = Entry.objects.get(verb="message.let_through")
    assert entry.actor == cast.bob.actor_key
    assert entry.details["rules"] == ["guard.blame"]


def test_without_javascript(cast: Cast, pages: Callable[..., Any]) -> None:
    """The whole way works with scripts switched off."""
    desk = pages(cast.carol, java_script_enabled=False)
    tell(desk, "De wifi doet het niet op uw laptop.")
    publish(desk)
    reader = pages(None, java_script_enabled=False)
    reader.goto("/")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Wifi")


def test_a_late_promise_is_said_in_plain_words(cast: Cast, pages: Callable[..., Any]) -> None:
    """Nobody updated: the page says so by itself."""
    desk = pages(cast.carol)
    tell(desk, "De wifi doet het niet op uw laptop.")
    publish(desk)
    now = timezone.now()
    Promise.objects.update(made_at=now - timedelta(hours=2), due_at=now - timedelta(minutes=20))
    reader = pages(None)
    reader.goto("/")
    expect(reader.locator("main")).to_contain_text("We zijn te laat.")


def test_by_keyboard_alone(cast: Cast, pages: Callable[..., Any]) -> None:
    """From the desk to a published outage without a mouse."""
    desk = pages(cast.carol, DESKTOP)
    desk.goto("/desk/")
    desk.keyboard.press("n")
    desk.wait_for_url("**/desk/outages/new*")
    desk.locator("[name=services][value=wifi]").focus()
    desk.keyboard.press("Space")
    desk.locator("[name=symptom_nl]").focus()
    desk.keyboard.type("De wifi doet het niet op uw laptop.")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url(re.compile(r"/desk/outages/[a-z0-9]{12}/$"))
