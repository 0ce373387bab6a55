"""The status page from memory: what a visitor gets before Django begins, and who goes on to it."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from helder.kit import clock
from helder.organisation.models import Organisation
from helder.outages import actions
from helder.outages.copy import keeper as keepers
from helder.outages.copy import pulse
from helder.outages.copy.gate import Gate
from helder.outages.models import Outage
from tests.cast import Cast
from tests.outages.copying import Visit
from tests.outages.told import ago, plan, tell, word

pytestmark = pytest.mark.django_db
HOST = "localhost:8000"


@pytest.fixture
def visit(cast: Cast) -> Visit:
    """A front that has looked once, with one outage."""
    tell(cast)
    made = Visit()
    made.look()
    return made


@pytest.mark.parametrize("path", ["/", "/status/", "/status/feed.atom", "/api/v2/summary.json"])
def test_what_people_ask_for_comes_without_django(visit: Visit, path: str) -> None:
    got = visit.get(path)
    assert got.status == 200
    assert not got.by_django
    assert (
        got.text
        == Client(headers={"accept-language": "nl", "host": HOST}).get(path).content.decode()
    )


def test_a_page_that_is_not_hot_is_made_once(visit: Visit, cast: Cast) -> None:
    path = f"/status/services/{cast.wifi.slug}/"
    first, second = visit.get(path), visit.get(path)
    assert first.status == 200
    assert second.body == first.body
    assert not second.by_django


@pytest.mark.parametrize(
    "headers",
    [
        {"accept_language": "en"},
        {"accept_language": "en-GB,en;q=0.9,nl;q=0.8"},
        {"accept_language": "nl-BE,nl;q=0.9,en;q=0.8"},
        {"accept_language": "de,fr;q=0.5"},
        {"accept_language": "*"},
        {"accept_language": "nl", "cookie": "helder_language=en"},
        {"accept_language": "en", "cookie": "other=1; helder_language=nl"},
        {"accept_language": "en", "cookie": "helder_language=nl-informal"},
        {"accept_language": "en", "cookie": "helder_language=klingon"},
        {},
    ],
)
@pytest.mark.parametrize("address", ["nl", "nl-informal"])
def test_the_language_is_the_one_that_django_would_choose(
    cast: Cast, headers: dict[str, str], address: str
) -> None:
    Organisation.objects.update(address=address)
    Organisation.objects.get().save()
    tell(cast)
    visit = Visit()
    visit.look()
    client = Client(headers={"accept-language": headers.get("accept_language", ""), "host": HOST})
    client.cookies.load(headers.get("cookie", ""))
    page = client.get("/status/").content.decode()
    got = visit.get("/status/", **headers)
    assert not got.by_django
    assert got.text == page
    assert got.headers["Content-Language"] == ("en" if 'lang="en"' in page[:100] else "nl")


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("identity", ""),
        ("", ""),
        ("*", "br"),
        ("gzip;q=0", ""),
    ],
)
def test_each_browser_gets_the_smallest_that_it_takes(
    visit: Visit, accepts: str, encoding: str
) -> None:
    got = visit.get("/status/", accept_encoding=accepts)
    assert got.headers.get("Content-Encoding", "") == encoding
    assert int(got.headers["Content-Length"]) == len(got.body)
    assert got.text == visit.get("/status/").text


def test_every_representation_has_a_strong_etag_of_its_own(visit: Visit) -> None:
    asked = [
        {"accept_encoding": packed, "accept_language": spoken}
        for packed in ("", "gzip", "br")
        for spoken in ("nl", "en")
    ]
    tags = [visit.get("/status/", **each).headers["ETag"] for each in asked]
    assert len(set(tags)) == len(tags)
    assert not any(tag.startswith("W/") for tag in tags)


def test_who_has_it_already_gets_304(visit: Visit) -> None:
    first = visit.get("/status/", accept_encoding="gzip")
    tag = first.headers["ETag"]
    for asked in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = visit.get("/status/", accept_encoding="gzip", if_none_match=asked)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == tag
        assert "Accept-Encoding" in again.headers["Vary"]
        assert "Content-Length" not in again.headers
    other = visit.get("/status/", accept_encoding="br", if_none_match=tag)
    assert other.status == 200


def test_head_has_the_headers_and_no_body(visit: Visit) -> None:
    got, head = visit.get("/status/"), visit.get("/status/", "HEAD")
    assert head.headers == got.headers
    assert head.body == b""


def test_it_has_the_safety_headers_of_django(visit: Visit) -> None:
    ours = visit.get("/status/").headers
    theirs = Client().get("/status/").headers
    for name in (
        "Content-Security-Policy",
        "X-Frame-Options",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
        "Cache-Control",
    ):
        assert ours[name] == theirs[name]
    assert {"Accept-Language", "Cookie", "Accept-Encoding"} <= set(ours["Vary"].split(", "))


@pytest.mark.parametrize("cookie", ["sessionid=x", "a=b; messages=y", "helder_anything=z"])
def test_whoever_is_somebody_gets_their_own_page(visit: Visit, cookie: str) -> None:
    assert visit.get("/status/", cookie=cookie).by_django


def test_a_signed_in_person_sees_what_touches_them(visit: Visit, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.dave)
    key = client.cookies["sessionid"].value
    got = visit.get("/status/", cookie=f"sessionid={key}; helder_language=nl")
    assert got.by_django
    assert "Dit raakt u" in got.text or "Dit raakt je" in got.text
    assert "Dit raakt" not in visit.get("/status/").text


@pytest.mark.parametrize(
    ("path", "query"),
    [("/status/history/", "service=wifi"), ("/account/login/", ""), ("/status/no-such/", "")],
)
def test_all_else_goes_to_django(visit: Visit, path: str, query: str) -> None:
    assert visit.get(path, query=query).by_django


def test_other_cookies_of_the_site_change_nothing(visit: Visit) -> None:
    assert not visit.get("/status/", cookie="_ga=GA1.2; csrftoken=abc").by_django


def test_choosing_a_language_needs_no_cookie_from_before(visit: Visit) -> None:
    page = visit.get("/status/").text
    assert 'action="/language/"' in page
    assert "csrfmiddlewaretoken" not in page
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/language/", {"language": "en", "next": "/status/"})
    assert answer["Location"] == "/status/"
    assert answer.cookies["helder_language"].value == "en"


def test_no_page_that_is_held_sets_a_cookie(visit: Visit) -> None:
    held = list(visit.keeper.shelf.pages.values())
    assert len(held) >= 8
    assert not any("Set-Cookie" in dict(page.forms[""].headers) for page in held)


def test_a_new_word_is_there_at_the_next_look(visit: Visit, cast: Cast) -> None:
    outage = Outage.objects.get()
    before = visit.get("/status/")
    news = {"nl": "De kabel is gevonden.", "en": "The cable was found."}
    actions.update(outage, word(ago(-60), "news", news=news), by=cast.carol)
    visit.look()
    page = visit.get(outage.get_absolute_url())
    assert "De kabel is gevonden." in page.text
    assert not page.by_django
    assert visit.get("/status/").headers["ETag"] != before.headers["ETag"]


def test_a_late_promise_is_a_change(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "It is late." not in visit.get("/status/", accept_language="en").text
    later = clock.now() + timedelta(minutes=40)
    monkeypatch.setattr(clock, "now", lambda: later)
    before = len(visit.told)
    visit.look()
    assert len(visit.told) == before + 1
    assert "It is late." in visit.get("/status/", accept_language="en").text


def test_planned_work_that_begins_is_a_change(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(cast, hours=1)
    before = pulse.beat()
    later = clock.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert pulse.beat() != before


def test_of_two_changes_at_once_the_one_written_last_is_seen(cast: Cast) -> None:
    """On PostgreSQL the one that began first may be visible last: its time is the older one."""
    first, second = tell(cast), tell(cast, services=[cast.mail])
    before = pulse.beat()
    older = second.changed_at - timedelta(seconds=1)
    Outage.objects.filter(pk=first.pk).update(changed_at=older)
    assert pulse.beat() != before


def test_looking_is_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    tell(cast)
    with django_assert_num_queries(1):
        pulse.beat()


def test_nothing_old_is_given_out(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keeper noticed a change and did not get round to the pages: soon Django answers."""
    Outage.objects.update(title={"nl": "Iets anders", "en": "Something else"})
    visit.keeper.shelf.next_turn()
    now = time.monotonic()
    assert "Iets anders" not in visit.get("/status/").text
    monkeypatch.setattr(time, "monotonic", lambda: now + 2)
    assert "Iets anders" in visit.get("/status/").text


def test_a_keeper_that_hangs_leaves_it_to_django(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 6)
    assert visit.get("/status/").by_django


def test_a_minute_later_the_words_are_those_of_now(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "over 30 minuten" in visit.get("/status/").text
    later = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    visit.look()
    got = visit.get("/status/")
    assert "over 25 minuten" in got.text
    assert not got.by_django


def test_one_page_that_breaks_leaves_the_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(cast)
    visit = Visit()
    real = keepers.asking.ask

    def ask(path: str, *rest: Any) -> Any:
        if path == "/status/feed.atom":
            raise ValueError(path)
        return real(path, *rest)

    monkeypatch.setattr(keepers.asking, "ask", ask)
    visit.look()
    assert not visit.get("/status/").by_django


def test_before_the_first_look_django_answers(cast: Cast) -> None:
    assert Visit().get("/status/").by_django


def test_a_full_django_says_so_and_the_status_page_goes_on(visit: Visit) -> None:
    gate = visit.front.gate
    visit.front.application = gate
    full = Gate(gate.application, at_once=0, waiting=0)
    visit.front.gate = visit.front.application = full
    busy = visit.get("/account/login/")
    assert busy.status == 503
    assert busy.headers["Retry-After"] == "30"
    assert "/status/" in busy.text
    assert visit.get("/status/").status == 200


def test_without_its_database_it_gives_the_copy(
    visit: Visit, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helder.outages.copy import writer

    writer.write(tmp_path)
    visit.front.lifeboat.place = tmp_path

    def away() -> str:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(pulse, "beat", away)
    visit.keeper.is_away = True
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 6)
    got = visit.get("/status/", accept_language="nl", cookie="sessionid=x")
    assert got.status == 200
    assert not got.by_django
    assert "data-age" in got.text
    assert "Content-Security-Policy" in got.headers
    english = visit.get("/status/", accept_language="en")
    assert (english.status, english.headers["Location"]) == (302, "/en/status/index.html")
    assert 'lang="en"' in visit.get("/en/status/index.html", accept_language="en").text
    assert visit.get("/desk/").by_django


def test_the_address_of_the_copy_stays_within_it(tmp_path: Any, visit: Visit) -> None:
    (tmp_path / "secret.key").write_text("secret")
    (tmp_path / "snapshot").mkdir()
    lifeboat = visit.front.lifeboat
    lifeboat.place = tmp_path / "snapshot"
    assert lifeboat.page("/../secret.key", "nl") is None
    assert lifeboat.page("/helder-copy.json", "nl") is None
