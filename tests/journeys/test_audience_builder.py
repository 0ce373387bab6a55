"""An audience in a real browser: built condition by condition, counted meanwhile, explained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from helder.people.audiences import Selection, resolve
from helder.people.models import Audience
from tests.cast import Cast
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.test_everybody_can_use_it import RULES

pytestmark = [pytest.mark.django_db(transaction=True)]


def shot(page: Any, name: str) -> None:
    """Nothing on the page is out of anybody's reach, and nothing is wider than the screen."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", [PHONE | {"height": 2600}, DESKTOP | {"height": 1800}])
def test_from_nothing_to_why(
    page: Any, live_server: Any, signed_in: Callable[..., None], cast: Cast, size: dict[str, int]
) -> None:
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.set_viewport_size(size)
    signed_in(page.context, cast.alice, "en")
    page.goto(f"{live_server.url}/desk/audiences/new/")
    shot(page, "empty")
    page.fill("#id_name_en", "Wifi in North")
    page.select_option("#add-0", label="Wifi")
    page.locator("#box-0 input[type=checkbox]").wait_for()
    page.locator("#count", has_text="reaches 5 persons").wait_for()
    page.click("button[value=group]")
    page.select_option("#add-1", label="North")
    page.locator("#count", has_text="reaches 1 person.").wait_for()
    page.locator("#reached", has_text="1 person").wait_for()
    page.select_option("#add-1", label="South")
    page.locator("#count", has_text="reaches 2 persons").wait_for()
    page.type("#find", "smi")
    page.locator("#found", has_text="Eve Smith").wait_for()
    page.click("#found button[value^='out:']")
    page.locator("#box-except", has_text="Eve Smith").wait_for()
    page.locator("#count", has_text="reaches 1 person.").wait_for()
    page.fill("#id_persons", "carol@rivierland.example")
    page.locator("#reached", has_text="2 persons").wait_for()
    page.fill("#find", "jansen")
    page.locator("#found", has_text="Carol Jansen").wait_for()
    shot(page, "filled")
    assert page.input_value("#id_name_en") == "Wifi in North"
    page.click("button[value=save]")
    page.locator("#ask").wait_for()
    assert set(resolve(Selection(("wifi-in-north",)))) == {cast.dave, cast.carol}
    page.fill("#ask", "eve smith")
    page.keyboard.press("Enter")
    page.locator("#why", has_text="Is left out, because of this exception:").wait_for()
    shot(page, "why")
    page.goto(f"{live_server.url}/desk/people/{cast.eve.pk}/audiences/")
    shot(page, "person")
    page.goto(f"{live_server.url}/desk/audiences/")
    page.locator("li", has_text="Wifi in North").get_by_text("2 persons").wait_for()
    assert Audience.objects.filter(slug="wifi-in-north").exists()
    assert wrong == []
