"""The screen in a hall, in a real browser: it turns, hears news, survives without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from helder.delivery.models import Screen
from helder.outages import actions
from tests.cast import Cast
from tests.journeys.cable import Cable, cable
from tests.journeys.conftest import CHROMIUM, QUIET
from tests.outages.told import ago, plan, tell, word

pytestmark = pytest.mark.django_db(transaction=True)

WIDE = {"width": 1920, "height": 1080}
HIGH = {"width": 1080, "height": 1920}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
NOW = ".s-slide--now"


@pytest.fixture
def line(live_server: Any) -> Iterator[Cable]:
    """Between the screen and the server."""
    with cable(live_server.url) as made:
        yield made


@pytest.fixture
def screen(cast: Cast) -> Screen:
    """In English, so that the test reads as the screen does."""
    return Screen.objects.create(token="hall", name="Hall", language="en")


def shown(page: Any) -> str:
    """The sentence that stands large on the screen."""
    return str(page.locator(f"{NOW} h2").text_content())


def stands(page: Any, how: str) -> None:
    """Waits until the screen knows how it stands."""
    page.wait_for_selector(f"body[data-stands='{how}']", state="attached")


def test_it_turns_and_hears_news_by_itself(
    page: Any, line: Cable, screen: Screen, cast: Cast
) -> None:
    page.clock.install()
    with page.expect_response("**/slides/"):
        page.goto(f"{line.url}/screen/hall/")
    stands(page, "fine")
    assert shown(page) == "Everything works."
    page.clock.fast_forward(13_000)
    expect(page.locator(f"{NOW} h2")).to_contain_text("service desk")
    page.clock.fast_forward(13_000)
    expect(page.locator(f"{NOW} h2")).to_have_text("Everything works.")
    tell(cast)
    page.clock.fast_forward(31_000)
    page.get_by_text("Wifi does not work.").first.wait_for()
    assert page.locator("[data-slide^=works]").count() == 0


def test_without_network_it_says_how_old_its_news_is_and_then_holds_its_tongue(
    page: Any, line: Cable, screen: Screen, cast: Cast
) -> None:
    tell(cast)
    page.clock.install()
    with page.expect_response("**/slides/"):
        page.goto(f"{line.url}/screen/hall/")
    stands(page, "fine")
    assert not page.locator(f"{NOW} .s-cut").is_visible()
    line.cut()
    page.clock.fast_forward(12 * 60_000)
    stands(page, "cut")
    said = "No connection. This is what we knew 12 minutes ago."
    expect(page.locator(f"{NOW} .s-cut")).to_have_text(said)
    expect(page.locator(f"{NOW} .s-cut")).to_be_visible()
    expect(page.locator(f"{NOW} h2")).to_be_visible()
    page.clock.fast_forward(20 * 60_000)
    stands(page, "old")
    assert not page.locator(NOW).is_visible(), "nobody is told what may not be true any more"
    said = page.locator(".s-old").inner_text()
    assert "This screen does not know how things stand now." in said
    assert "32 minutes ago" in said
    line.mend()
    page.clock.fast_forward(31_000)
    stands(page, "fine")
    expect(page.locator(NOW)).to_be_visible()
    assert not page.locator(f"{NOW} .s-cut").is_visible()


def test_a_screen_that_was_taken_away_says_so(page: Any, line: Cable, screen: Screen) -> None:
    page.clock.install()
    with page.expect_response("**/slides/"):
        page.goto(f"{line.url}/screen/hall/")
    screen.delete()
    page.clock.fast_forward(31_000)
    stands(page, "gone")
    assert page.get_by_text("This screen is not in use any more.").is_visible()
    assert not page.locator(NOW).is_visible()


def test_it_starts_again_without_a_network(
    browser_type: Any, tmp_path: Path, line: Cable, screen: Screen, cast: Cast
) -> None:
    """A power cut: screen and network are off, and only the screen comes back."""
    tell(cast)

    def start() -> Any:
        return browser_type.launch_persistent_context(
            tmp_path, executable_path=CHROMIUM, args=QUIET, viewport=WIDE
        )

    first = start()
    page = first.new_page()
    page.goto(f"{line.url}/screen/hall/")
    kept = "async () => Boolean(await (await caches.open('helder-screen')).match(location.href))"
    styled = (
        "async () => (await (await caches.open('helder-screen')).keys())"
        ".some((one) => one.url.endsWith('screen.css'))"
    )
    page.wait_for_function(kept)
    page.wait_for_function(styled)
    ready = "async () => (await navigator.serviceWorker.ready).active.state === 'activated'"
    page.wait_for_function(ready)
    page.reload()  # and it is the worker that answers now
    page.wait_for_function("() => Boolean(navigator.serviceWorker.controller)")
    first.close()
    line.cut()
    second = start()
    page = second.new_page()
    page.goto(f"{line.url}/screen/hall/")
    assert shown(page) == "Wifi does not work."
    assert page.locator(NOW).evaluate("one => getComputedStyle(one).position") == "absolute"
    line.mend()
    stands(page, "fine")
    second.close()


def test_the_desk_shows_it_in_small_without_counting_as_the_screen(
    page: Any, live_server: Any, signed_in: Any, screen: Screen, cast: Cast
) -> None:
    signed_in(page.context, cast.alice, "en")
    page.goto(f"{live_server.url}/desk/screens/{screen.pk}/")
    page.locator("iframe").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe")
    frame.get_by_text("Everything works.").wait_for()
    screen.refresh_from_db()
    assert screen.seen_at is None


@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_use_its_pages_in_the_desk(
    browser: Any, live_server: Any, signed_in: Any, screen: Screen, cast: Cast, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 2400})
    signed_in(context, cast.alice, "nl")
    page = context.new_page()
    for path in ("/desk/screens/", "/desk/screens/new/", f"/desk/screens/{screen.pk}/"):
        page.goto(live_server.url + path)
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


@pytest.mark.parametrize("size", [WIDE, HIGH], ids=["wide", "high"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("busy", [True, False], ids=["busy", "calm"])
def test_everybody_can_read_it(
    browser: Any, live_server: Any, screen: Screen, cast: Cast, size: Any, scheme: str, busy: bool
) -> None:
    if busy:
        long = "Go to the ground floor of the building when you need the internet. " * 7
        outage = tell(
            cast, services=[cast.wifi, cast.mail, cast.grades], places=[cast.noord, cast.zuid]
        )
        actions.update(outage, word(ago(-30), "news", workaround={"en": long}), by=cast.carol)
        tell(cast, services=[cast.mail, cast.grades])
        plan(cast)
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    for number in (1, 2, 3, 4, 5) if busy else (1, 2):
        with page.expect_response("**/slides/?preview"):
            page.goto(f"{live_server.url}/screen/hall/?preview&slide={number}")
        page.evaluate("document.fonts.ready.then(() => null)")
        stands(page, "fine")
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        small = page.evaluate(SMALL_OR_OUTSIDE)
        assert small == []
        assert page.locator(NOW).evaluate("o => getComputedStyle(o).transitionDuration") == "0s"
    context.close()


SMALL_OR_OUTSIDE = """() => {
  const wrong = [];
  for (const part of document.querySelectorAll(".s-slide--now :is(h2, h3, p, li, svg)")) {
    const box = part.getBoundingClientRect();
    if (!box.width) continue;
    const size = parseFloat(getComputedStyle(part).fontSize);
    if (part.textContent.trim() && size < 28) wrong.push(`${part.className} ${size}px`);
    if (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight)
      wrong.push(`${part.className} outside`);
  }
  const words = document.querySelectorAll(".s-slide--now .s-words > *");
  const code = document.querySelector(".s-slide--now .s-code").getBoundingClientRect();
  const over = (one, other) =>
    one.bottom > other.top && one.top < other.bottom &&
    one.right > other.left && one.left < other.right;
  for (const part of words)
    if (over(part.getBoundingClientRect(), code)) wrong.push("words over the code");
  return wrong;
}"""
