"""What the desk sees of taps: counts, a surge with its letter, draft and end; posters."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext

from helder.delivery.models import Dispatch
from helder.journal.models import Entry
from helder.kit import clock
from helder.messages.models import Message
from helder.organisation.models import Organisation
from helder.outages import actions as outages
from helder.outages.metoo import aging, watch
from helder.outages.metoo.queries import loose, places_meant
from helder.outages.models import Report, Surge, Tapped
from tests.cast import Cast
from tests.delivery.test_print import text_of
from tests.outages.tapping import tap, taps
from tests.outages.told import ago, plan, read, tell, visitor, word


def _rise(cast: Cast, count: int = 6, **said: Any) -> Surge:
    """So many people in a few minutes."""
    moments = [ago(count - n) for n in range(count)]
    taps(cast.grades, count, at=moments, **said)
    found = watch.look(cast.grades)
    assert found is not None
    return found


def test_a_rise_alerts_everybody_at_the_desk_once(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    for number in range(7):
        agent = {"user-agent": f"telephone {number}"}
        with django_capture_on_commit_callbacks(execute=True):
            visitor().post("/me-too/cijfers/noord/", headers=agent)
    surge = Surge.objects.get()
    assert surge.service == cast.grades
    assert surge.count == 7
    letter = Dispatch.objects.get(kind="surge")
    assert sorted(letter.selection["persons"]) == sorted(
        [cast.alice.pk, cast.bob.pk, cast.carol.pk]
    )
    assert letter.content["en"]["subject"] == "Grades: more people than usual say that it fails"
    assert "Noord: 4" in letter.content["nl"]["sections"][0]["text"]
    assert Entry.objects.filter(verb="surge.found").count() == 1


def test_three_people_are_no_surge(cast: Cast) -> None:
    taps(cast.grades, 3)
    assert watch.look(cast.grades) is None
    assert watch.watch() == 0


def test_the_job_finds_what_a_tap_did_not(cast: Cast) -> None:
    taps(cast.grades, 6, at=[ago(n) for n in (5, 4, 3, 2, 1, 0)])
    assert watch.watch() == 1
    assert watch.watch() == 0
    assert Dispatch.objects.filter(kind="surge").count() == 1


def test_the_letter_avoids_what_is_said_to_fail(cast: Cast) -> None:
    cast.grades.carries = ["mail"]
    cast.grades.save()
    _rise(cast)
    assert Dispatch.objects.get(kind="surge").avoid == ["mail"]


def test_the_desks_day_has_it_on_top(cast: Cast) -> None:
    _rise(cast, place=cast.noord)
    said = read(visitor(cast.carol), "/desk/")
    assert "More people than usual say it fails: Grades" in said
    assert said.index("More people than usual") < said.index("Not working now")
    assert "North 6" in said
    live = visitor(cast.carol).get("/desk/me-too/live/").content.decode()
    assert "More people than usual" in unescape(strip_tags(live))


def test_few_taps_are_shown_without_alarm(cast: Cast) -> None:
    taps(cast.grades, 2)
    said = read(visitor(cast.carol), "/desk/")
    assert "People say it fails" in said
    assert "2 reports" in said


def test_a_draft_is_filled_in_and_made_once(cast: Cast) -> None:
    surge = _rise(cast, place=cast.noord)
    client = visitor(cast.carol)
    url = f"/desk/me-too/surges/{surge.public_id}/draft/"
    first = client.post(url, follow=True)
    assert first.status_code == 200
    form = " ".join(first.content.decode().split())
    assert re.search(r'name="services" value="cijfers"[^>]*checked', form)
    assert re.search(r'name="places" value="noord"[^>]*checked', form)
    assert not re.search(r'name="places" value="zuid"[^>]*checked', form)
    assert "Some people cannot use Grades." in form
    client.post(url)
    assert Message.objects.count() == 1
    assert "Go on with the draft" in read(client, "/desk/me-too/")


def test_places_of_a_draft(cast: Cast) -> None:
    taps(cast.grades, 12, place=cast.noord)
    taps(cast.grades, 1, place=cast.zuid)
    assert places_meant(loose(cast.grades)) == [cast.noord]
    taps(cast.grades, 8, place=cast.zuid)
    assert places_meant(loose(cast.grades)) == []
    taps(cast.wifi, 3, place=cast.noord)
    taps(cast.wifi, 9)
    assert places_meant(loose(cast.wifi)) == []


def test_it_is_nothing(cast: Cast) -> None:
    surge = _rise(cast)
    client = visitor(cast.carol)
    client.post(f"/desk/me-too/surges/{surge.public_id}/dismiss/")
    surge.refresh_from_db()
    assert surge.dismissed_by == cast.carol
    assert surge.ended_at is not None
    taps(cast.grades, 6)
    assert watch.look(cast.grades) is None
    assert Entry.objects.filter(verb="surge.dismissed").count() == 1
    assert "Carol Jansen said that it is nothing" in read(client, "/desk/me-too/")


def test_it_ends_by_itself(cast: Cast) -> None:
    _rise(cast)
    assert watch.watch(clock.now() + timedelta(minutes=20)) == 0
    assert watch.watch(clock.now() + timedelta(minutes=40)) == 1
    assert Surge.objects.get().ended_at is not None
    assert "It went by itself" in read(visitor(cast.carol), "/desk/me-too/")


def test_a_told_outage_takes_the_surge_and_its_taps(cast: Cast) -> None:
    surge = _rise(cast, place=cast.noord)
    taps(cast.grades, 2, place=cast.zuid)
    taps(cast.mail, 2)
    outage = tell(cast, services=[cast.grades], places=[cast.noord], said=0)
    surge.refresh_from_db()
    assert (surge.outage, surge.ended_at is not None) == (outage, True)
    assert outage.reports.count() == 6
    assert Report.objects.filter(outage=None, service=cast.grades, place=cast.zuid).count() == 2
    client = visitor(cast.carol)
    answer = client.post(f"/desk/me-too/surges/{surge.public_id}/draft/", follow=True)
    assert "This outage was told already." in answer.content.decode()
    said = read(client, f"/desk/outages/{outage.public_id}/")
    assert "6 readers told us this." in said
    assert "At other places" in said
    assert "South 2" in said


def test_taps_of_old_and_planned_work_stay_as_they_are(cast: Cast) -> None:
    taps(cast.wifi, 2, at=[ago(60 * 30), ago(1)])
    plan(cast, services=[cast.wifi])
    assert Report.objects.filter(outage=None).count() == 2
    outage = tell(cast, said=0)
    assert outage.reports.count() == 1


def test_joined_outages_count_together(cast: Cast) -> None:
    one = tell(cast, said=5)
    other = tell(cast, services=[cast.mail], said=5)
    dave = visitor(cast.dave)
    tap(dave, "/me-too/wifi/")
    taps(cast.mail, 3, outage=other)
    outages.merge(one, other, by=cast.carol)
    assert other.reports.count() == 4
    tap(dave, "/me-too/e-mail/")
    tap(dave, "/me-too/wifi/")
    assert other.reports.count() == 4


def test_what_comes_back_takes_the_taps_since(cast: Cast) -> None:
    outage = tell(cast)
    outages.resolve(outage, word(main="news"), by=cast.carol)
    taps(cast.wifi, 3)
    outages.reopen(outage, word(ago(-30), main="news"), by=cast.carol)
    assert outage.reports.count() == 3


def test_after_a_day_nobodys_key_and_after_the_period_only_numbers(cast: Cast) -> None:
    Organisation.objects.update(keep_taps_days=10)
    outage = tell(cast)
    taps(cast.wifi, 3, outage=outage, at=[ago(60 * 48)] * 3, place=cast.noord)
    taps(cast.mail, 2, at=[ago(60 * 24 * 12)] * 2, place=cast.zuid)
    before = set(Report.objects.filter(service=cast.mail).values_list("key", flat=True))
    cache.clear()
    aging.forget_old()
    assert not Report.objects.filter(key__in=before).exists()
    assert Report.objects.filter(outage=outage).exclude(key__startswith="-").count() == 3
    kept = Tapped.objects.get()
    assert (kept.service, kept.place, kept.count) == (cast.mail, cast.zuid, 2)
    assert Report.objects.count() == 3
    outages.resolve(outage, word(main="news"), by=cast.carol)
    aging.forget_old()
    assert Report.objects.filter(key__startswith="-").count() == 3
    assert "3 readers told us this." in read(
        visitor(cast.carol), f"/desk/outages/{outage.public_id}/"
    )


def test_counts_that_are_kept_teach_as_rows_did(cast: Cast) -> None:
    moments = [ago(60 * 24 * 7 * week + n) for week in range(1, 6) for n in range(5)]
    taps(cast.grades, 99, at=moments)
    now = clock.now()
    by_rows = watch.learnt(now).at(cast.grades.pk, watch._local(now, watch._zone()))
    Organisation.objects.update(keep_taps_days=1)
    cache.clear()
    aging.forget_old()
    assert not Report.objects.exists()
    by_counts = watch.learnt(now).at(cast.grades.pk, watch._local(now, watch._zone()))
    assert by_counts.per_hour == pytest.approx(by_rows.per_hour)
    assert by_counts.per_hour > 0.5


def test_who_may_not_write_sees_no_buttons(cast: Cast) -> None:
    surge = _rise(cast)
    assert visitor(cast.dave).get("/desk/me-too/").status_code == 403
    assert visitor(cast.dave).post(
        f"/desk/me-too/surges/{surge.public_id}/dismiss/"
    ).status_code == 403  # fmt: skip
    assert (
        visitor(cast.carol).get(f"/desk/me-too/surges/{surge.public_id}/draft/").status_code == 405
    )


def test_lists_ask_as_much_for_one_as_for_many(cast: Cast) -> None:
    def asked(url: str) -> int:
        client = visitor(cast.carol)
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    outage = tell(cast, services=[cast.grades], places=[cast.noord])
    page = f"/desk/outages/{outage.public_id}/"
    for service in (cast.wifi,):
        taps(service, 1, place=cast.zuid)
    taps(cast.grades, 1, place=cast.noord)
    Surge.objects.create(service=cast.mail, began_at=ago(9), seen_at=ago(1), count=5, expected=0.1)
    few = [asked("/desk/me-too/"), asked(page)]
    taps(cast.mail, 3, place=cast.zuid)
    for service in (cast.wifi, cast.grades):
        Surge.objects.create(
            service=service, began_at=ago(9), seen_at=ago(1), count=5, expected=0.1
        )
    taps(cast.grades, 8, place=cast.noord)
    assert [asked("/desk/me-too/"), asked(page)] == few


@pytest.mark.parametrize(
    ("size", "language", "width"),
    [("a4", "both", b"595.27"), ("a3", "nl", b"841.88"), ("a4", "en", b"595.27")],
)
def test_posters_are_one_tagged_page(cast: Cast, size: str, language: str, width: bytes) -> None:
    query = f"service=wifi&place=noord&language={language}&size={size}"
    response = visitor(cast.carol).get(f"/desk/me-too/poster.pdf?{query}")
    assert response["Content-Type"] == "application/pdf"
    inside = text_of(response.content)
    assert b"pdfuaid" in inside, "it says that it is PDF/UA"
    assert b"/StructTreeRoot" in inside
    assert b"/Count 1" in inside
    assert width in inside
    with translation.override("en" if language == "en" else "nl"):
        title = gettext("%(service)s not working?") % {"service": "Wifi"}
    assert title.encode("utf-16-be") in inside or title.encode() in inside


def test_a_poster_of_nothing_comes_back_with_the_form(cast: Cast) -> None:
    response = visitor(cast.carol).get("/desk/me-too/poster.pdf?service=mars")
    assert response.status_code == 422
    assert b"<form" in response.content


def test_organisations_choose_how_long(cast: Cast) -> None:
    page = read(visitor(cast.alice), "/desk/keeping/")
    assert "Each “It fails for me too”" in page
