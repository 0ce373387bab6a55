"""A copy of the status page on a phone: from a web server that knows nothing, and from disk."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from helder.kit import clock
from helder.outages.copy import writer
from tests.cast import Cast
from tests.outages.told import tell

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]
PHONE = {"width": 360, "height": 780}


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Files and nothing else."""

    def log_message(self, *_words: object) -> None:
        """Says nothing."""


@pytest.fixture
def elsewhere(cast: Cast, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A copy with a running outage, served by a plain web server under a folder."""
    tell(cast)
    writer.write(tmp_path / "deep" / "copy")
    handler = functools.partial(Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/deep/copy/", tmp_path / "deep/copy"
        server.shutdown()


def test_it_says_its_age_and_whom_to_call(browser: Any, elsewhere: tuple[str, Path]) -> None:
    address, folder = elsewhere
    for start in (address + "index.html", f"file://{folder}/index.html"):
        context = browser.new_context(viewport=PHONE, locale="nl-NL")
        page = context.new_page()
        broken: list[str] = []
        page.on("requestfailed", lambda request, to=broken: to.append(request.url))
        page.goto(start)
        bar = page.locator(".o-copy")
        assert "Dit is een kopie van" in bar.inner_text() or "This is a copy" in bar.inner_text()
        assert "minuut" in bar.locator("[data-age]").inner_text()
        call = bar.get_by_role("link", name=re.compile("servicedesk|service desk", re.I))
        assert call.get_attribute("href").startswith("tel:")
        box = call.bounding_box()
        assert box["y"] + box["height"] < PHONE["height"]
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert context.cookies() == []
        assert [url for url in broken if not url.endswith(".woff2")] == []
        page.locator("main a[href*='status/']").first.click()
        page.wait_for_load_state()
        assert "data-age" in page.content()
        page.get_by_role("link", name="English").click()
        page.wait_for_load_state()
        assert page.locator("html").get_attribute("lang") == "en"
        context.close()


def test_an_old_copy_of_something_broken_says_so(browser: Any, elsewhere: tuple[str, Path]) -> None:
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(elsewhere[0] + "status/index.html")
    assert not page.locator("[data-old]").is_visible()
    page = browser.new_context(viewport=PHONE).new_page()
    page.clock.set_fixed_time(clock.now() + timedelta(minutes=75))
    page.goto(elsewhere[0] + "en/status/index.html")
    assert page.locator("[data-old]").is_visible()
    assert "75 minutes ago" in page.locator("[data-age]").inner_text()


def test_without_scripts_the_moment_is_there(browser: Any, elsewhere: tuple[str, Path]) -> None:
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(elsewhere[0] + "en/status/index.html")
    bar = page.locator(".o-copy").inner_text()
    assert re.search(r"This is a copy of \w+day \d+ \w+ \d{4} at \d\d:\d\d", bar)
    assert "Is it much later now?" in bar
