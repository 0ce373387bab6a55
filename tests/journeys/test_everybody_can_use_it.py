"""axe-core on every page, in both languages, on a phone and on a desktop, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from helder.kit import clock
from helder.outages import actions
from helder.outages.rules import Facts, Word
from tests.cast import Cast, soon
from tests.journeys.conftest import DESKTOP, PHONE

TALL_PHONE = PHONE | {"height": 2400}  # so that the sticky bar lies over nothing while axe measures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PUBLIC = (
    "/", "/status/", "/status/history/", "/status/{outage}/", "/status/services/wifi/",
    "/word/", "/follow/", "/account/login/", "/api/v1/docs", "/nothing-here/",
)  # fmt: skip
DESK = (
    "/desk/", "/desk/outages/", "/desk/outages/new", "/desk/outages/{outage}/",
    "/desk/outages/{outage}/update", "/desk/outages/{outage}/resolve",
    "/desk/outages/{outage}/move", "/desk/outages/{outage}/merge", "/desk/sent/",
    "/desk/sent/{dispatch}/", "/desk/people/", "/desk/services/", "/desk/services/wifi/",
    "/desk/suppliers/", "/desk/audiences/", "/desk/places/", "/desk/departments/",
    "/desk/tokens/", "/desk/journal/", "/desk/house/", "/desk/coach/", "/desk/kit/",
    "/me/", "/me/choices/", "/me/inbox/", "/account/2fa/", "/desk/keeping/", "/desk/house/ways/",
    "/desk/people/{person}/erase/", "/desk/channels/", "/desk/channels/sms/", "/desk/rooms/",
    "/desk/rooms/new/?kind=slack",
)  # fmt: skip
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


@pytest.fixture
def names(cast: Cast) -> dict[str, str]:
    """A running outage, so that pages have something to show."""
    word = Word(
        {"symptom": {"nl": "De wifi doet het niet."}, "workaround": {"nl": "Neem een kabel."}},
        soon(30),
    )
    outage = actions.publish(Facts("outage", [cast.wifi]), word, by=cast.carol)
    later = Facts("maintenance", [cast.mail], scheduled_for=soon(600), scheduled_until=soon(700))
    actions.publish(later, Word({"symptom": {"en": "No mail then."}}), by=cast.carol)
    update = outage.updates.select_related("message__dispatch").get()
    assert clock.now() > update.published_at
    return {
        "outage": outage.public_id,
        "person": str(cast.dave.pk),
        "dispatch": update.message.dispatch.public_id,  # type: ignore[union-attr]
    }


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("size", "scheme"), [(TALL_PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desktop-dark"]
)
@pytest.mark.parametrize("side", ["public", "desk"])
def test_no_violations(
    browser: Any,
    live_server: Any,
    signed_in: Callable[..., None],
    cast: Cast,
    names: dict[str, str],
    language: str,
    size: dict[str, int],
    scheme: str,
    side: str,
) -> None:
    """0 violations of WCAG 2.2 AA and of axe's good practice, and nothing wider than the screen."""
    context = browser.new_context(
        viewport=size, base_url=live_server.url, color_scheme=scheme, reduced_motion="reduce"
    )
    signed_in(context, cast.alice if side == "desk" else None, language)
    page = context.new_page()
    wrong = []
    for path in DESK if side == "desk" else PUBLIC:
        page.goto(path.format(**names))
        wrong += _violations(page, path) + _too_wide(page, path)
    context.close()
    assert not wrong, "\n".join(wrong)


def _violations(page: Any, path: str) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{path}: {violation['id']}: {violation['help']}: {violation['nodes'][0]['html'][:200]}"
        for violation in found
    ]


def _too_wide(page: Any, path: str) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return [f"{path}: wider than the screen"] if wide else []
