"""The banner on somebody's intranet, in a real browser: a page of another origin with a strict
content security policy and styles of its own."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect

from helder.outages import actions
from tests.cast import Cast
from tests.outages.told import plan, tell, word

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Intranet</title>
<link rel="stylesheet" href="/own.css"></head>
<body><h1>Our intranet</h1><p>Welcome.</p><main id="news"></main>
<script src="{banner}" {chosen} defer></script></body></html>"""
FRAME = '<!doctype html><html lang="en"><title>x</title><iframe src="{}" title="IT"></iframe>'
STYLES = "p, b, a, article { color: yellow !important; font-size: 99px; display: none }"
CSP = "default-src 'none'; style-src 'self'; script-src {helder}; connect-src {helder}"
Intranet = Callable[..., str]


@pytest.fixture
def intranet(live_server: Any) -> Iterator[Intranet]:
    """Serves the page with these attributes on the script; gives its address."""
    chosen = {"data": ""}
    Client().get("/status/banner.json")  # what is slow to load is there before a browser waits

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            css = self.path == "/own.css"
            banner = f"{live_server.url}/status/banner.js"
            body = STYLES if css else PAGE.format(banner=banner, chosen=chosen["data"])
            policy = CSP.format(helder=live_server.url)
            if self.path == "/frame":
                body, policy = FRAME.format(chosen["data"]), f"frame-src {live_server.url}"
            self.send_response(200)
            self.send_header("Content-Type", f"text/{'css' if css else 'html'}; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_args: object) -> None:
            """Silent."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def at(data: str = "") -> str:
        chosen["data"] = data
        return f"http://127.0.0.1:{server.server_port}/"

    yield at
    server.shutdown()


@pytest.fixture
def complaints(page: Any) -> list[str]:
    """What the browser complains of."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def opened(page: Any, address: str) -> None:
    """The page, once the banner has heard how it stands."""
    with page.expect_response("**/status/banner.json"):
        page.goto(address)


def test_it_comes_with_trouble_and_goes_by_itself(
    page: Any, intranet: Intranet, complaints: list[str], cast: Cast
) -> None:
    page.clock.install()
    opened(page, intranet('data-lang="en"'))
    box = page.locator("helder-banner section")
    expect(box).to_have_attribute("role", "status")
    expect(box.locator("article")).to_have_count(0)
    assert page.locator("helder-banner").bounding_box()["height"] == 0
    outage = tell(cast)
    with page.expect_response("**/status/banner.json"):
        page.clock.fast_forward(95_000)
    expect(box).to_contain_text("Wifi does not work.")
    expect(box).to_contain_text("Use your phone.")
    expect(box).to_contain_text("Next update:")
    link = box.get_by_role("link", name="Read all about it")
    assert link.get_attribute("href").endswith(outage.get_absolute_url())
    assert link.evaluate("a => getComputedStyle(a).fontSize") == "16px", (
        "the page's styles stay out"
    )
    assert page.locator("h1").evaluate("h => getComputedStyle(h).fontSize") == "32px"
    actions.resolve(outage, word(main="news"), by=cast.carol)
    with page.expect_response("**/status/banner.json"):
        page.clock.fast_forward(95_000)
    expect(box.locator("article")).to_have_count(0)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert complaints == []


def test_it_shows_what_it_was_asked_for(page: Any, intranet: Intranet, cast: Cast) -> None:
    tell(cast, places=[cast.noord])
    tell(cast, services=[cast.mail])
    plan(cast, services=[cast.grades], hours=20)

    def titles(data: str) -> list[str]:
        opened(page, intranet(data))
        page.wait_for_timeout(150)
        return list(page.locator("helder-banner b").all_inner_texts())

    wifi, mail = "Wifi does not work at North.", "E-mail does not work."
    assert sorted(titles("")) == [mail, wifi]
    assert titles('data-services="wifi"') == [wifi]
    assert titles('data-places="zuid"') == [mail]
    assert titles('data-services="cijfers"') == []
    assert titles('data-services="cijfers" data-planned="24"') == ["Maintenance of Grades."]
    assert titles('data-services="cijfers" data-planned="2"') == []
    assert "Wifi doet het niet op locatie Noord." in titles('data-lang="nl"')
    titles('data-into="#news"')
    assert page.locator("#news > helder-banner").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(page: Any, intranet: Intranet, cast: Cast, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    for kind, service in (
        ("outage", cast.wifi),
        ("degraded", cast.mail),
        ("security", cast.grades),
    ):
        tell(cast, kind=kind, services=[service])
    plan(cast, services=[cast.wifi], hours=3)
    opened(page, intranet('data-planned="24"'))
    page.locator("helder-banner article").nth(3).wait_for()
    page.evaluate(f"document.documentElement.style.colorScheme = '{scheme}'")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    colour = page.locator("helder-banner article").first.evaluate(
        "a => getComputedStyle(a).backgroundColor"
    )
    assert colour == ("rgb(251, 229, 227)" if scheme == "light" else "rgb(67, 33, 31)")


def test_without_helder_the_page_is_left_in_peace(
    page: Any, intranet: Intranet, cast: Cast
) -> None:
    tell(cast)
    page.clock.install()
    opened(page, intranet())
    box = page.locator("helder-banner section")
    expect(box).to_contain_text("Wifi does not work.")
    page.route("**/status/banner.json", lambda route: route.abort())
    page.clock.fast_forward(95_000)
    expect(box).to_contain_text("Wifi does not work.")
    expect(page.locator("h1")).to_have_text("Our intranet")


def test_the_frame_stands_in_a_page_of_another_origin(
    page: Any, live_server: Any, intranet: Intranet, cast: Cast
) -> None:
    tell(cast)
    address = f"{live_server.url}/status/embed/?lang=en"
    page.goto(f"{intranet(address)}frame")
    expect(page.frame_locator("iframe").locator("h1")).to_have_text("Wifi does not work.")
    assert page.context.cookies() == []
    page.goto(address)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_a_reader_elsewhere_sees_their_own_time(browser: Any, live_server: Any, cast: Cast) -> None:
    outage = tell(cast)
    for zone, extra in (("Europe/Amsterdam", 0), ("America/New_York", 1)):
        context = browser.new_context(timezone_id=zone, locale="en-GB")
        page = context.new_page()
        page.goto(live_server.url + outage.get_absolute_url())
        page.wait_for_load_state("networkidle")
        assert (page.get_by_text("where you are").count() > 0) == bool(extra)
        context.close()
