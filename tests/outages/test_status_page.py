"""The status page: what a reader in trouble finds there."""

from __future__ import annotations

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helder.delivery.models import Dispatch
from helder.outages import actions
from helder.outages.history import read_incident
from helder.outages.models import Outage, Update
from helder.promises.models import Promise
from helder.services.models import Following, Service
from tests.cast import Cast
from tests.outages.told import ago, plan, read, tell, visitor, word


def test_all_works(cast: Cast) -> None:
    page = read(visitor(), "/status/")
    assert "Everything works." in page
    assert "Nothing failed in the last 14 days." in page
    assert "No maintenance is planned." in page


def test_a_running_outage_says_what_when_and_what_to_do(cast: Cast) -> None:
    tell(cast, places=[cast.noord])
    page = read(visitor(), "/status/")
    assert "Wifi does not work at North." in page
    assert "Next update today at" in page or "Next update tomorrow at" in page
    assert "Use your phone." in page


def test_a_service_that_fails_somewhere_says_where(cast: Cast) -> None:
    tell(cast, places=[cast.noord])
    page = visitor().get("/status/").content.decode()
    row = page.split("/status/services/wifi/", 1)[1].split("</li>", 1)[0]
    assert "North" in row
    assert "h-state--down" in row


def test_a_late_promise_is_said_in_plain_words(cast: Cast) -> None:
    outage = tell(cast, due=-5, said=60)
    for url in ("/", "/status/", outage.get_absolute_url()):
        page = read(visitor(), url)
        assert "We promised an update" in page
        assert "It is late." in page
    assert "it is 5 minutes late" in read(visitor(), outage.get_absolute_url())


def test_the_outage_page_begins_with_the_newest_word(cast: Cast) -> None:
    outage = tell(cast, due=20, said=60)
    news = {"nl": "Gebouw A werkt weer.", "en": "Building A works again."}
    actions.update(outage, word(ago(-30), news=news), by=cast.carol)
    page = read(visitor(), outage.get_absolute_url())
    assert page.index("Building A works again.") < page.index("Use your phone.")
    assert page.index("Use your phone.") < page.index("What we said before")
    assert "Update 2" in page


def test_a_correction_shows_when_why_and_what_it_said_before(cast: Cast) -> None:
    outage = tell(cast)
    actions.correct(
        Update.objects.get(outage=outage),
        parts={"symptom": {"en": "You cannot connect in building B."}},
        reason={"en": "It was one building only."},
        by=cast.carol,
    )
    page = read(visitor(), outage.get_absolute_url())
    assert "Corrected today at" in page
    assert "It was one building only." in page
    assert "You cannot connect in building B." in page
    assert page.index("Read what it said before") < page.rindex("You cannot connect.")


def test_a_text_in_the_other_language_is_marked(cast: Cast) -> None:
    outage = tell(cast)
    news = {"nl": "Gebouw A werkt weer."}
    actions.update(outage, word(ago(-30), news=news), by=cast.carol)
    page = visitor().get(outage.get_absolute_url()).content.decode()
    assert "In Dutch" in page
    assert '<div class="h-written h-written--large" lang="nl">' in page


def test_a_merged_outage_says_where_the_news_is(cast: Cast) -> None:
    first, second = tell(cast), tell(cast, services=[cast.mail])
    actions.merge(second, first, by=cast.carol)
    response = visitor().get(second.get_absolute_url())
    page = response.content.decode()
    assert response.status_code == 200
    assert f'<link rel="canonical" href="{first.get_absolute_url()}">' in page
    assert "This turned out to be part of another outage." in page
    assert second.get_absolute_url() in visitor().get(first.get_absolute_url()).content.decode()


def test_resolved_and_reopened(cast: Cast) -> None:
    outage = tell(cast, said=60)
    actions.resolve(outage, word(main="news"), by=cast.carol)
    page = read(visitor(), outage.get_absolute_url())
    assert "Resolved" in page
    assert "Use your phone." not in page.split("What we said before")[0]
    outage.refresh_from_db()
    actions.reopen(outage, word(ago(-30), main="news"), by=cast.carol)
    assert "Back again after it was resolved" in read(visitor(), outage.get_absolute_url())


def test_the_word_kept_late_and_moved_is_told_with_the_outage(cast: Cast) -> None:
    with time_machine.travel(ago(100)):
        outage = tell(cast, due=20, said=0)
        actions.move_promise(outage, ago(-40), reason={"en": "A part is coming."}, by=cast.carol)
    actions.update(outage, word(ago(-30), main="news"), by=cast.carol)
    page = read(visitor(), outage.get_absolute_url())
    assert "moved in time, to" in page
    assert "The reason: A part is coming." in page
    assert "it came 60 minutes late" in page
    assert "still to come" in page


def test_planned_maintenance_shows_its_window_and_a_calendar(cast: Cast) -> None:
    outage = plan(cast)
    page = visitor().get(outage.get_absolute_url()).content.decode()
    assert f"{outage.get_absolute_url()}calendar.ics" in page
    assert "Maintenance of E-mail" in read(visitor(), "/status/")
    assert "Everything works." in read(visitor(), "/status/")


def test_maintenance_that_runs_late_says_so(cast: Cast) -> None:
    with time_machine.travel(ago(60 * 30)):
        outage = plan(cast, hours=26, lasts=1)
    page = read(visitor(), outage.get_absolute_url())
    assert "This maintenance was planned until" in page
    assert "It takes longer." in page


def test_the_page_of_a_service(cast: Cast) -> None:
    Service.objects.filter(pk=cast.wifi.pk).update(
        description={"en": "Wireless internet."}, stops={"en": "Lessons stop."}
    )
    outage = tell(cast)
    plan(cast, services=[cast.wifi])
    page = read(visitor(), "/status/services/wifi/")
    for words in ("Wireless internet.", "Lessons stop.", "Use your phone.", "What is coming"):
        assert words in page
    actions.resolve(outage, word(main="news"), by=cast.carol)
    assert "took 10 minutes" in read(visitor(), "/status/services/wifi/")


def test_no_supplier_is_ever_named(cast: Cast) -> None:
    outage = tell(cast)
    urls = (
        "/",
        "/status/",
        "/status/services/wifi/",
        outage.get_absolute_url(),
        "/status/history/",
    )
    for url in urls:
        assert "NetTec" not in visitor().get(url).content.decode()


def test_what_does_not_exist_gets_a_designed_page(cast: Cast) -> None:
    urls = (
        "/status/222222222222/", "/status/services/none/", "/status/222222222222/calendar.ics",
        "/status/history/?service=none",
    )  # fmt: skip
    for url in urls:
        response = visitor().get(url)
        assert response.status_code == 404
        assert "This page is not here" in response.content.decode()


def test_history_by_month_and_service(cast: Cast) -> None:
    _past(cast.wifi, 1, "2026-03-29T00:30:00+00:00")
    _past(cast.mail, 2, "2026-02-28T23:30:00+00:00")
    page = read(visitor(), "/status/history/")
    assert "Old trouble 1" in page
    # half past midnight in March, as the clock on the wall has it
    assert "Old trouble 2" in page
    page = read(visitor(), "/status/history/?service=e-mail&month=2026-03")
    assert "Old trouble 2" in page
    assert "Old trouble 1" not in page
    assert visitor().get("/status/history/?month=1999-01").status_code == 404
    assert "Nothing has failed here" in read(visitor(), "/status/history/?service=cijfers")


def test_a_busy_month_has_pages(cast: Cast) -> None:
    for number in range(27):
        _past(cast.wifi, number, f"2026-03-{number + 1:02}T12:00:00+00:00")
    page = read(visitor(), "/status/history/")
    assert "Page 1 of 2" in page
    assert "Old trouble 0" in read(visitor(), "/status/history/?month=2026-03&page=2")


def test_lists_ask_as_many_queries_for_one_as_for_three(cast: Cast) -> None:
    Following.objects.create(person=cast.dave, service=cast.wifi)
    _trouble(cast, 0)
    urls = ("/", "/status/", "/status/history/", "/status/services/wifi/", "/status/feed.atom",
            "/status/feed.json", "/status/calendar.ics", "/api/v2/summary.json",
            "/api/v2/incidents.json", "/word/")  # fmt: skip
    dave = visitor(cast.dave)
    for url in urls:
        dave.get(url)
    one = {url: _queries(dave, url) for url in urls}
    _trouble(cast, 1)
    _trouble(cast, 2)
    assert {url: _queries(dave, url) for url in urls} == one


def test_an_unchanged_page_is_not_sent_again(cast: Cast) -> None:
    outage = tell(cast)
    with time_machine.travel(ago(-5), tick=False):
        client = visitor()
        tag = client.get("/status/")["ETag"]
        assert client.get("/status/", headers={"if-none-match": tag}).status_code == 304
        actions.resolve(outage, word(main="news"), by=cast.carol)
        assert client.get("/status/", headers={"if-none-match": tag}).status_code == 200
        assert "ETag" not in visitor(cast.dave).get("/status/")


def test_a_page_left_open_hears_of_each_change(cast: Cast) -> None:
    def beat() -> str:
        return str(visitor().get("/status/pulse.json").json()["beat"])

    beats = [beat(), beat()]
    assert beats[0] == beats[1]
    outage = tell(cast)
    plan(cast, hours=2)
    beats.append(beat())
    with time_machine.travel(ago(-45)):  # the promise is late now
        beats.append(beat())
    with time_machine.travel(ago(-150)):  # and now the maintenance has begun
        beats.append(beat())
    actions.resolve(outage, word(main="news"), by=cast.carol)
    beats.append(beat())
    assert len(set(beats)) == 5
    for url in ("/", "/status/", outage.get_absolute_url()):
        assert 'data-pulse="/status/pulse.json"' in visitor().get(url).content.decode()


def test_the_pages_of_a_language_differ(cast: Cast) -> None:
    assert visitor(lang="nl").get("/status/")["ETag"] != visitor(lang="en").get("/status/")["ETag"]


def _queries(client: object, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200  # type: ignore[attr-defined]
    return len(caught)


def _trouble(cast: Cast, number: int) -> None:
    tell(cast, places=[cast.noord])
    plan(cast, services=[cast.wifi])
    _past(cast.wifi, number, "2026-03-01T12:00:00+00:00")
    ended = tell(cast, services=[cast.wifi], said=30)
    actions.resolve(ended, word(main="news"), by=cast.carol)


def _past(service: Service, number: int, at: str) -> Outage:
    raw = {
        "id": f"i{number}", "name": f"Old trouble {number}", "status": "resolved",
        "impact": "minor", "started_at": at, "created_at": at, "resolved_at": at,
        "incident_updates": [
            {"id": f"u{number}", "status": "resolved", "body": "It works again.", "created_at": at}
        ],
    }  # fmt: skip
    actions.bring_in(read_incident(raw, "page"), [service], lang="en")
    return Outage.objects.get(source=f"page/i{number}")


def test_maintenance_that_is_called_off_withdraws_its_promise(cast: Cast) -> None:
    outage = plan(cast)
    actions.resolve(outage, word(main="news", news={"en": "It is not needed."}), by=cast.carol)
    promise = Promise.objects.get()
    assert promise.outcome() == "withdrawn"
    page = read(visitor(), "/word/")
    assert "It is not needed." in page


def test_planned_work_is_not_announced_after_its_end(cast: Cast) -> None:
    outage = plan(cast)
    assert Dispatch.objects.get().not_after == outage.scheduled_until
