"""An outage that lasts, on a phone in a real browser: the checklist, other words, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from helder.kit import clock
from helder.messages.models import Message
from helder.outages import actions
from helder.outages.long import actions as long
from helder.outages.long.checklist import Line
from helder.outages.models import HelpPoint, Outage
from helder.outages.rules import Word
from helder.people.models import Audience
from tests.cast import Cast
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.test_everybody_can_use_it import RULES
from tests.outages.told import tell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def outage(cast: Cast) -> Outage:
    return tell(cast, since=clock.now() - timedelta(hours=26), said=60 * 25, due=-60)


@pytest.fixture
def composer(
    page: Any, live_server: Any, signed_in: Callable[..., None], cast: Cast, outage: Outage
) -> Any:
    page.set_viewport_size(PHONE)
    signed_in(page.context, cast.carol, "en")
    page.goto(f"{live_server.url}/desk/outages/{outage.public_id}/update/")
    return page


def test_a_phone_tells_what_works_and_speaks_to_students(composer: Any, outage: Outage) -> None:
    page = composer
    page.fill("#id_news_en", "Part of it works again.")
    page.get_by_role("button", name="Something that people do").click()
    page.fill("#id_line_1_en", "Printing")
    page.locator("#id_line_0_state .h-choice", has_text="Works again").click()
    page.locator("#apart").get_by_role("button", name="Students").click()
    page.locator(".composer__ink > #id_news--studenten_en").fill("Lessons go on.")
    page.wait_for_url("**?draft=*")
    assert page.input_value("#id_news_en") == "Part of it works again."
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("#saved", has_text="Draft saved").wait_for()
    page.locator("[data-publish]").click()
    page.wait_for_url(f"**/desk/outages/{outage.public_id}/")
    parts = outage.updates.get(number=2).message.parts
    assert parts["works"]["en"] == "Wifi"
    assert parts["not_yet"]["en"] == "Printing"
    assert parts["news:studenten"] == {"en": "Lessons go on."}


def test_the_coach_speaks_beside_words_that_were_just_added(composer: Any) -> None:
    page = composer
    page.locator("#apart").get_by_role("button", name="Students").click()
    page.locator("[data-show=nl]").click()
    words = page.locator(".composer__ink > #id_news--studenten_nl")
    words.fill("De oorzaak ligt bij onze leverancier!")
    found = page.locator("#findings-news--studenten_nl .h-finding--block")
    found.wait_for()
    found.locator("[data-take]").click()
    found.wait_for(state="detached")
    assert "leverancier!" not in words.input_value()


def _until_looked_at(page: Any, words: str) -> None:
    """Waits until the coach has answered: the preview has these words."""
    page.locator("#preview", has_text=words).wait_for(state="attached")


def test_the_coach_does_not_take_one_away_from_where_one_types(composer: Any) -> None:
    page = composer
    page.set_viewport_size(DESKTOP)
    page.get_by_role("button", name="Something that people do").click()
    page.locator("#id_line_1_en").wait_for()
    page.focus("#id_news_en")
    for words in ("Part of it", " works", " again."):
        page.keyboard.type(words)
        _until_looked_at(page, words.strip())
    assert page.input_value("#id_news_en") == "Part of it works again."
    assert page.input_value("#id_line_1_en") == ""


def test_a_form_with_lines_is_still_when_nobody_types(composer: Any) -> None:
    page = composer
    page.get_by_role("button", name="Something that people do").click()
    page.fill("#id_line_1_en", "Printing")
    _until_looked_at(page, "Printing")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for _answer in range(8):
        before = len(asked)
        page.wait_for_timeout(2500)  # longer than the pause after which words are saved
        if len(asked) == before:
            break
    assert len(asked) == before, "it goes on asking"
    page.locator("#saved", has_text="Draft saved").wait_for()


def test_an_answer_of_the_coach_does_not_hold_up_who_types(composer: Any) -> None:
    page = composer
    measured = page.context.new_cdp_session(page)
    measured.send("Performance.enable")

    def layouts() -> int:
        found = {m["name"]: m["value"] for m in measured.send("Performance.getMetrics")["metrics"]}
        return int(found["LayoutCount"])

    page.locator("#apart").get_by_role("button", name="Students").click()
    page.locator("#id_news--studenten_en").wait_for()
    page.locator("#saved", has_text="Draft saved").wait_for()
    before = layouts()
    page.fill("#id_news_en", "Part of it works again.")
    _until_looked_at(page, "Part of it works again.")
    page.wait_for_timeout(500)
    assert layouts() - before < 60


def test_who_types_on_and_on_is_saved_too(
    page: Any, live_server: Any, signed_in: Callable[..., None], cast: Cast, outage: Outage
) -> None:
    signed_in(page.context, cast.carol, "en")
    page.clock.install()
    page.goto(f"{live_server.url}/desk/outages/{outage.public_id}/update/")
    page.clock.pause_at(clock.now() + timedelta(minutes=1))
    page.focus("#id_news_en")
    for _second in range(11):
        page.keyboard.type("la ")
        page.clock.run_for(1000)
    page.locator("#saved", has_text="Draft saved").wait_for()


def test_a_piece_that_grows_waits_for_its_answer(composer: Any) -> None:
    page = composer
    held: list[Any] = []
    page.route("**/update/*", lambda route: held.append(route))
    page.locator("#apart").get_by_role("button", name="Students").click()
    page.locator("#apart[inert]").wait_for()
    held.pop(0).abort()
    page.locator(".composer__alarm").wait_for()
    page.unroute("**/update/*")
    page.locator("#apart:not([inert])").get_by_role("button", name="Students").click()
    page.locator("#id_news--studenten_en:focus").wait_for()


def _kept_with(page: Any, words: str) -> str:
    """The draft that holds these words, as soon as the page has saved them by itself."""
    for _moment in range(200):
        for draft in Message.objects.filter(state=Message.State.DRAFT):
            if [words] in draft.form.get("fields", {}).values():
                return str(draft.public_id)
        page.wait_for_timeout(100)
    raise AssertionError(f"{words!r} was not saved")


def test_a_draft_with_lines_is_there_after_a_reload(composer: Any) -> None:
    page = composer
    page.get_by_role("button", name="Something that people do").click()
    page.fill("#id_line_1_en", "Printing")
    page.fill("#id_news_en", "Part of it.")
    kept = _kept_with(page, "Part of it.")
    page.goto(f"{page.url.partition('?')[0]}?draft={kept}")
    assert page.input_value("#id_line_1_en") == "Printing"
    page.get_by_role("button", name="Remove line 1").click()
    page.locator("#id_line_1_en").wait_for(state="detached")
    assert page.input_value("#id_line_0_en") == "Printing"


PAGES = (
    "/status/{0}/", "/status/{0}/questions/", "/desk/outages/{0}/", "/desk/outages/{0}/update/",
    "/desk/outages/{0}/questions/", "/desk/outages/{0}/questions/new/", "/desk/outages/{0}/help/",
    "/desk/outages/{0}/help/new/", "/desk/outages/{0}/managers/", "/desk/outages/{0}/shifts/",
    "/desk/outages/{0}/handover/", "/desk/cadence/",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_everybody_can_use_its_pages(
    browser: Any,
    live_server: Any,
    signed_in: Callable[..., None],
    cast: Cast,
    outage: Outage,
    size: dict[str, int],
    scheme: str,
) -> None:
    _grown(cast, outage)
    context = browser.new_context(
        viewport=size | {"height": 2600},
        base_url=live_server.url,
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    signed_in(context, cast.alice, "nl")
    page = context.new_page()
    wrong = []
    for path in PAGES:
        page.goto(path.format(outage.public_id))
        for found in Axe().run(page, options=RULES).response["violations"]:
            wrong.append(f"{path}: {found['id']}: {found['nodes'][0]['html'][:200]}")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wrong.append(f"{path}: wider than the screen")
    context.close()
    assert not wrong, "\n".join(wrong)


def _grown(cast: Cast, outage: Outage) -> None:
    """With everything that an outage can have."""
    students = Audience.objects.get(slug="studenten")
    lines = (Line(cast.wifi.name, "works", service="wifi"), Line({"nl": "Printen"}, "not_yet"))
    parts = {
        "news": {"nl": "Een deel werkt."},
        "news:studenten": {"nl": "De les gaat door."},
        "works": {"nl": "Wifi"},
        "not_yet": {"nl": "Printen"},
    }
    word = Word(parts, clock.now() + timedelta(hours=1), checklist=lines, signed={"name": "Petra"})
    actions.update(outage, word, by=cast.carol)
    long.publish_answer(
        outage, question={"nl": "Mag ik naar huis?"}, answer={"nl": "Ja."}, by=cast.carol
    )
    point = HelpPoint(outage=outage, name={"nl": "Balie"}, phone="0344", audience=students)
    long.save_help(point, by=cast.carol)
