"""A passkey in a real Chromium with a virtual authenticator, under the real content policy."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import PASSWORD, Cast
from tests.journeys.conftest import CHROMIUM, QUIET

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium."""
    return {"executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture
def complaints(page: Any) -> list[str]:
    """What the browser complains about, such as code that the policy refuses."""
    heard: list[str] = []
    page.on("console", lambda line: heard.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.fixture
def key(page: Any) -> str:
    """A phone that shows a finger when asked."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    made = wire.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return str(made["authenticatorId"])


@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_added_and_opens_the_desk(
    live_server: Any, cast: Cast, page: Any, key: str, complaints: list[str]
) -> None:
    page.goto(f"{live_server.url}/account/login/password/")
    page.fill("input[type=email]", cast.carol.email)
    page.fill("input[type=password]", PASSWORD)
    page.click("main button.h-button--primary")
    page.goto(f"{live_server.url}/account/safe/passkeys/add/")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(f"{live_server.url}/account/safe/spare/")
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/account/login/?next=/desk/services/")
    page.click("#passkey_login")
    page.wait_for_url(f"{live_server.url}/desk/services/")
    assert "Wifi" in page.inner_text("main")
    assert [line for line in complaints if "Content Security" in line] == []


@pytest.mark.django_db(transaction=True)
def test_a_passkey_that_fails_is_said_so(
    live_server: Any, cast: Cast, page: Any, complaints: list[str]
) -> None:
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    wire.send(
        "WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, "isUserVerified": False}}
    )
    page.goto(f"{live_server.url}/account/login/")
    assert page.locator("[data-passkey-failed]").is_hidden()
    page.click("#passkey_login")
    page.locator("[data-passkey-failed]").wait_for(state="visible", timeout=15000)
