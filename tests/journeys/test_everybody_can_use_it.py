"""axe-core on every page, in both languages, on a phone and on a desktop, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from helder.delivery.answers import answer_url
from helder.kit import clock
from helder.messages.models import Message
from helder.messages.reactions.ballots import from_mail
from helder.messages.reactions.clarity import vote_and_ask
from helder.outages import actions
from helder.outages.rules import Facts, Word
from helder.people.models import Person
from tests.cast import Cast, soon
from tests.journeys.conftest import DESKTOP, PHONE

TALL_PHONE = PHONE | {"height": 2400}  # so that the sticky bar lies over nothing while axe measures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PUBLIC = (
    "/", "/status/", "/status/history/", "/status/{outage}/", "/status/services/wifi/",
    "/me-too/", "/me-too/wifi/", "/word/", "/follow/", "/account/login/",
    "/api/v1/docs", "/nothing-here/",
    "{vote}yes/", "{vote}no/", "{vote}thanks/",
)  # fmt: skip
DESK = (
    "/desk/", "/desk/me-too/", "/desk/outages/", "/desk/outages/new", "/desk/outages/{outage}/",
    "/desk/outages/{outage}/update", "/desk/outages/{outage}/resolve",
    "/desk/outages/{outage}/move", "/desk/outages/{outage}/merge", "/desk/sent/",
    "/desk/sent/{dispatch}/", "/desk/people/", "/desk/services/", "/desk/services/wifi/",
    "/desk/suppliers/", "/desk/audiences/", "/desk/places/", "/desk/departments/",
    "/desk/tokens/", "/desk/journal/", "/desk/house/", "/desk/coach/", "/desk/kit/",
    "/me/", "/me/choices/", "/me/inbox/", "/account/2fa/", "/desk/keeping/", "/desk/house/ways/",
    "/desk/people/{person}/erase/", "/desk/channels/", "/desk/channels/sms/", "/desk/rooms/",
    "/desk/rooms/new/?kind=slack", "/desk/reactions/?show=all", "/desk/reactions/{reaction}/",
    "/desk/reactions/clear/", "/desk/reactions/clear/{message}/", "/me/reactions/",
    "/me/reactions/{mine}/",
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
    vote = urlsplit(answer_url(update.message.dispatch.pk, cast.dave.pk, "yes")).path  # type: ignore[union-attr]
    ballots = [from_mail(_sealed(update.message, who)) for who in (cast.dave, cast.alice)]
    asked = [vote_and_ask(ballot, "Welke wifi?") for ballot in ballots if ballot]
    return {
        "vote": vote.removesuffix("yes/"),
        "reaction": asked[0].public_id,
        "mine": asked[1].public_id,
        "message": update.message.public_id,
        "outage": outage.public_id,
        "person": str(cast.dave.pk),
        "dispatch": update.message.dispatch.public_id,  # type: ignore[union-attr]
    }


def _sealed(message: Message, who: Person) -> str:
    return urlsplit(answer_url(message.dispatch_id or 0, who.pk, "yes")).path.split("/")[2]


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
