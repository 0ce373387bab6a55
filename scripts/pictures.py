"""Makes the pictures of the documentation from a fresh demo, in a real Chromium.

.venv/bin/python scripts/pictures.py               the few in docs/pictures/
.venv/bin/python scripts/pictures.py --all FOLDER  every key screen, width, language, light, dark
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SIZES = {"phone": (360, 740), "tablet": (768, 1024), "desktop": (1280, 860)}
QUIET = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BLAMING = "De wifi doet het niet op locatie Zuid. De oorzaak ligt bij onze leverancier!"
KEPT = (
    ("home", "phone", "nl"),
    ("outage", "phone", "nl"),
    ("outage", "phone", "en"),
    ("composer", "phone", "nl"),
    ("composer", "desktop", "nl"),
    ("composer", "desktop", "en"),
    ("desk", "desktop", "nl"),
    ("status", "desktop", "en"),
    ("word", "desktop", "nl"),
    ("sent", "desktop", "en"),
    ("mail", "phone", "nl"),
)
DESK = {"composer", "desk", "sent", "outages", "house"}


def main() -> None:
    """Serves a demo of its own and walks through it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    folder = parser.parse_args().all
    with (
        tempfile.TemporaryDirectory() as home,
        _demo(Path(home)) as base,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        session = _sign_in(browser, base, Path(home))
        for screen, size, language, scheme, path in _every(folder) if folder else _kept():
            _take(browser, base, session, screen, size, language, scheme, path)
        if not folder:
            _side_by_side(browser)


TOGETHER = ("composer-phone-nl.png", "mail-phone-nl.png", "outage-phone-nl.png")
FRAME = """<!doctype html><style>
body { margin: 0; padding: 36px; display: flex; gap: 32px; background: #e9e4d8; width: max-content }
img { width: 360px; height: 740px; border-radius: 28px; box-shadow: 0 10px 30px #0003 }
</style>"""


def _side_by_side(browser: Browser) -> None:
    """The picture of the README: told, mailed, read."""
    page = browser.new_page(viewport={"width": 1216, "height": 812})
    sheet = PICTURES / "together.html"
    sheet.write_text(FRAME + "".join(f'<img src="{name}">' for name in TOGETHER))
    page.goto(sheet.as_uri())
    page.wait_for_load_state("networkidle")
    page.screenshot(path=str(PICTURES / "together.png"))
    page.close()
    sheet.unlink()


def _kept() -> Iterator[tuple[str, str, str, str, Path]]:
    for screen, size, language in KEPT:
        yield screen, size, language, "light", PICTURES / f"{screen}-{size}-{language}.png"


def _every(folder: Path) -> Iterator[tuple[str, str, str, str, Path]]:
    for screen in ("home", "outage", "status", "word", "mail", *sorted(DESK)):
        for size in SIZES:
            for language in ("nl", "en"):
                for scheme in ("light", "dark"):
                    name = f"{screen}-{size}-{language}-{scheme}.png"
                    yield screen, size, language, scheme, folder / name


def _take(
    browser: Browser, base: str, session: str, screen: str, size: str, language: str,
    scheme: Any, path: Path,
) -> None:  # fmt: skip
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, base_url=base, color_scheme=scheme,
        reduced_motion="reduce",
    )  # fmt: skip
    cookies = {"helder_language": language} | ({"sessionid": session} if screen in DESK else {})
    context.add_cookies([{"name": k, "value": v, "url": base} for k, v in cookies.items()])
    page = context.new_page()
    _open(page, screen, language)
    page.wait_for_timeout(400)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(path))
    context.close()
    print(path.name)


def _open(page: Page, screen: str, language: str) -> None:
    plain = {
        "home": "/", "status": "/status/", "word": "/word/", "desk": "/desk/",
        "sent": "/desk/sent/", "outages": "/desk/outages/", "house": "/desk/house/",
    }  # fmt: skip
    if screen in plain:
        page.goto(plain[screen])
    elif screen == "outage":
        page.goto("/status/")
        page.locator("main a[href^='/status/']").filter(has_text=re.compile("Wifi")).first.click()
        if "/services/" in page.url:
            page.locator("main a[href^='/status/']").filter(
                has_text=re.compile("doet het niet|does not work")
            ).first.click()
    elif screen == "mail":
        page.goto("/demo/mailbox/")
        page.locator("main a[href*='/demo/mailbox/']").first.click()
        page.locator("iframe").evaluate("frame => frame.scrollIntoView()")
    else:
        _compose(page, language)


def _compose(page: Page, language: str) -> None:
    page.goto("/desk/outages/new")
    page.locator("label", has_text=re.compile(r"^\s*Wifi\s*$")).first.click()
    symptom = page.locator("[name=symptom_nl]")
    if not symptom.is_visible():
        page.locator("[data-show=nl]").click()
    symptom.fill(BLAMING)
    page.wait_for_selector("[data-take]", timeout=15_000)
    page.locator("#question-symptom").evaluate("question => question.scrollIntoView()")


def _sign_in(browser: Browser, base: str, home: Path) -> str:
    accounts = (home / "demo-data" / "accounts.txt").read_text()
    mail = re.search(r"desk@\S+", accounts)
    password = re.search(r"password of all five: (\S+)", accounts)
    if mail is None or password is None:
        raise LookupError("accounts.txt of the demo has another shape")
    context = browser.new_context(base_url=base)
    page = context.new_page()
    page.goto("/desk/")
    page.goto(page.url.replace("/account/login/", "/account/login/password/"))
    page.locator("[name=login]").fill(mail[0])
    page.locator("[name=password]").fill(password[1])
    page.locator("main button[type=submit]").last.click()
    page.wait_for_url("**/desk/**")
    session = next(c["value"] for c in context.cookies() if c["name"] == "sessionid")
    context.close()
    return str(session)


@contextlib.contextmanager
def _demo(home: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "helder", "demo", "--port", str(port)],
        cwd=home,
        env=os.environ | {"HELDER_HOME": str(home / "demo-data")},
        start_new_session=True,
    )
    base = f"http://localhost:{port}"
    try:
        _wait(f"{base}/readyz")
        time.sleep(8)
        yield base
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _wait(url: str) -> None:
    end = time.monotonic() + 180
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):  # noqa: S310
            return
        time.sleep(0.5)
    raise TimeoutError(url)


if __name__ == "__main__":
    main()
