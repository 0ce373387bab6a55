"""Monitors at the desk: adding one, rules with a dry run, a mapping with a preview, lists."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helder.journal.models import Entry
from helder.kit.ids import public_id
from helder.messages.models import Message
from helder.outages.models import Alert, Monitor, Rule
from tests.cast import Cast
from tests.outages.composing import page_of, signed_in
from tests.outages.telling import JSON, alert, group, monitor, rule, send, template
from tests.outages.told import tell

pytestmark = pytest.mark.django_db
NEW = "/desk/monitors/new/"


def words(client: Client, path: str, data: Any = None, **more: Any) -> str:
    """The words of a page after a visit, or after a form was sent in."""
    answer = client.get(path) if data is None else client.post(path, data, follow=True, **more)
    assert answer.status_code in {200, 422}
    return page_of(answer)  # type: ignore[arg-type]


def add(client: Client, kind: str, **more: Any) -> HttpResponse:
    data = {"key": public_id(), "kind": kind, "name": "Bewaking", **more}
    return client.post(NEW, data)  # type: ignore[return-value]


def address_in(answer: HttpResponse) -> str:
    found = re.search(r"<code>http://testserver(/hooks/[^<\s]+)</code>", answer.content.decode())
    assert found
    return found.group(1)


@pytest.mark.parametrize("kind", ["alertmanager", "uptime_kuma", "gatus", "generic"])
def test_a_new_monitor_shows_what_to_paste_once(cast: Cast, kind: str) -> None:
    alice = signed_in(cast.alice)
    answer = add(alice, kind)
    path = address_in(answer)
    shown = page_of(answer)
    assert "You see it only now" in shown
    assert shown.count(path) >= 2
    row = Monitor.objects.get()
    token = path.rsplit("/", 1)[1]
    assert token not in words(alice, f"/desk/monitors/{row.public_id}/")
    assert Client().post(path, "{", content_type=JSON).status_code == 400
    assert Entry.objects.get(verb="monitor.added").actor == cast.alice.actor_key
    assert token not in repr(list(Entry.objects.values()))


def test_a_form_that_is_sent_twice_makes_one_monitor(cast: Cast) -> None:
    alice, key = signed_in(cast.alice), public_id()
    add(alice, "gatus", key=key)
    assert add(alice, "gatus", key=key).status_code == 302
    assert Monitor.objects.count() == 1


def test_a_secret_is_shown_in_what_one_pastes(cast: Cast) -> None:
    answer = add(signed_in(cast.alice), "alertmanager", signed="on")
    row = Monitor.objects.get()
    assert f"credentials: {row.secret}" in page_of(answer)
    path = address_in(answer)
    assert Client().post(path, group(), content_type=JSON).status_code == 401
    proof = {"Authorization": f"Bearer {row.secret}"}
    assert Client().post(path, group(), content_type=JSON, headers=proof).status_code == 200


def test_what_is_missing_is_said(cast: Cast) -> None:
    answer = signed_in(cast.alice).post(NEW, {"name": ""})
    assert answer.status_code == 422
    assert answer.content.decode().count("h-field--wrong") == 2


def test_a_new_address_closes_the_earlier_one(cast: Cast) -> None:
    alice, row = signed_in(cast.alice), monitor()
    assert send(group()).status_code == 200
    answer = alice.post(f"/desk/monitors/{row.public_id}/renew/")
    assert send(group()).status_code == 404
    assert Client().post(address_in(answer), group(), content_type=JSON).status_code == 200  # type: ignore[arg-type]


def test_settings_are_kept_and_switching_off_is_heard(cast: Cast) -> None:
    alice, row = signed_in(cast.alice), monitor()
    path = f"/desk/monitors/{row.public_id}/"
    assert "Saved." in words(alice, path, {"name": "Prom", "storm_minutes": "25"})
    row.refresh_from_db()
    assert (row.name, row.storm_minutes, row.is_on) == ("Prom", 25, False)
    assert "This monitor is off" in words(alice, path)
    wrong = words(alice, path, {"name": "Other", "storm_minutes": "-1"})
    assert "Prom" in wrong
    assert "greater than or equal to 0" in wrong


def test_removing_one_leaves_drafts_and_outages(cast: Cast) -> None:
    row = monitor()
    send(group(alert("wifi")))
    signed_in(cast.alice).post(f"/desk/monitors/{row.public_id}/remove/")
    assert not Alert.objects.exists()
    assert Message.objects.count() == 1


def test_the_list_says_when_each_was_heard(cast: Cast) -> None:
    alice = signed_in(cast.alice)
    assert "No monitors yet" in words(alice, "/desk/monitors/")
    monitor()
    send(group(alert("wifi"), alert("e-mail")))
    page = words(alice, "/desk/monitors/")
    assert "2 alerts fire now" in page
    assert "last heard" in page
    send("{")
    assert "This is not JSON: at line 1, sign 2 it stops making sense." in words(
        alice, "/desk/monitors/"
    )


def test_each_reads_in_their_own_language_what_was_wrong(cast: Cast) -> None:
    row = monitor()
    send(group(alert("wifi")) | {"truncatedAlerts": 3})
    send("{")
    path = f"/desk/monitors/{row.public_id}/"
    english, dutch = (words(signed_in(cast.alice, lang), path) for lang in ("en", "nl"))
    assert "This is not JSON: at line 1, sign 2" in english
    assert "This is not JSON" not in dutch
    assert "1, teken 2" in dutch
    send(group(alert("wifi")))
    row.refresh_from_db()
    assert row.problem == ""


# Rules.


def rule_data(**more: Any) -> dict[str, Any]:
    return {"match": "", "act": "draft", "kind": "outage", "wait_minutes": "0", **more}


def test_a_rule_is_tried_on_the_latest_alerts_before_it_counts(cast: Cast) -> None:
    alice, row = signed_in(cast.alice), monitor()
    send(group(alert("wifi", severity="info"), alert("", name="DiskFull"), alert("e-mail")))
    path = f"/desk/monitors/{row.public_id}/rules/new/"
    data = rule_data(match="severity = inf*", act="ignore")
    page = words(alice, path, {**data, "do": "try"})
    assert "nothing happens" in page
    assert "becomes a draft about E-mail" in page
    assert "stands in the list only" in page
    assert page.count("This rule") == 1
    assert not Rule.objects.exists()
    assert "The rule is saved" in words(alice, path, data)
    assert Rule.objects.get().match == {"severity": "inf*"}
    assert Entry.objects.filter(verb="monitor.rules_changed").count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"match": "no pattern here"}, "label = pattern"),
        ({"match": "a = " + "*a" * 9}, "too long"),
        ({"match": "\n".join(f"l{n} = x" for n in range(11))}, "At most 10 lines"),
        ({"act": "publish"}, "Choose the words"),
        ({"resolves": "on"}, "a template with a last word"),
        ({"wait_minutes": "-5"}, "greater than or equal"),
        ({"act": "shout"}, "Select a valid choice"),
    ],
)
def test_a_rule_that_cannot_be_is_said(cast: Cast, data: dict[str, str], said: str) -> None:
    row = monitor()
    page = words(
        signed_in(cast.alice), f"/desk/monitors/{row.public_id}/rules/new/", rule_data(**data)
    )
    assert said in page
    assert not Rule.objects.exists()


def test_a_rule_publishes_only_words_that_may_be_published(cast: Cast) -> None:
    alice, row = signed_in(cast.alice), monitor()
    path = f"/desk/monitors/{row.public_id}/rules/new/"
    blame = {"symptom": {"nl": "De oorzaak ligt bij onze leverancier!"}}
    bad = template(cast.wifi, slug="bad", parts=blame)
    good, empty = template(cast.wifi), template(cast.wifi, slug="empty", parts={})
    tried = rule_data(act="publish", template=bad.pk)
    assert "The coach stops a sentence in this template" in words(alice, path, tried)
    tried = rule_data(act="publish", template=empty.pk)
    assert "does not say what people notice" in words(alice, path, tried)
    assert "saved" in words(alice, path, rule_data(act="publish", template=good.pk))


def test_rules_keep_their_order(cast: Cast) -> None:
    alice, row = signed_in(cast.alice), monitor()
    first, second, third = (rule(row, match={"n": str(n)}) for n in range(3))
    base = f"/desk/monitors/{row.public_id}/rules"
    alice.post(f"{base}/{third.pk}/move/", {"to": "up"})
    assert list(row.rules.all()) == [first, third, second]
    alice.post(f"{base}/{first.pk}/move/", {"to": "up"})
    alice.post(f"{base}/{first.pk}/move/", {"to": "down"})
    assert list(row.rules.all()) == [third, first, second]
    assert alice.post(f"{base}/{first.pk}/move/", {"to": "moon"}).status_code == 404
    alice.post(f"{base}/{third.pk}/remove/")
    assert list(row.rules.values_list("position", flat=True)) == [0, 1]


def test_a_rule_is_changed_with_its_places(cast: Cast) -> None:
    alice, row = signed_in(cast.alice), monitor()
    kept = rule(row, match={"site": "noord"})
    path = f"/desk/monitors/{row.public_id}/rules/{kept.pk}/"
    words(alice, path, rule_data(match="site=noord", places=[cast.noord.pk], wait_minutes=""))
    assert list(kept.places.all()) == [cast.noord]
    page = alice.get(path).content.decode()
    assert "site = noord" in page
    assert re.search(rf'name="places" value="{cast.noord.pk}"[^>]*checked', page)


# The mapping.


def test_the_mapping_shows_what_helder_reads(cast: Cast) -> None:
    alice, row = signed_in(cast.alice), monitor("generic")
    path = f"/desk/monitors/{row.public_id}/mapping/"
    page = words(alice, path)
    assert "Switch 12 does not answer" in page
    assert "Helder would hear 1 alert." in page
    sample = json.dumps({"e": {"st": "PROBLEM", "t": "Mail", "at": "gisteren"}})
    data = {
        "sample": sample, "state": "e.st", "name": "e.t", "starts": "e.at", "labels": "e",
        "firing": "problem", "resolved": "ok", "do": "try",
    }  # fmt: skip
    page = words(alice, path, data)
    assert "Firing" in page
    assert "This is not a time" in page
    live = alice.post(path, {**data, "state": "e.no"}, headers={"HX-Request": "true"})
    assert "Nothing stands here." in live.content.decode()
    assert "<html" not in live.content.decode()
    live = alice.post(path, {**data, "firing": "x"}, headers={"HX-Request": "true"})
    assert "is not named below" in live.content.decode()
    assert "Saved" in words(alice, path, {**data, "do": "save"})
    send({"e": {"st": "problem", "t": "Mail"}}, "generic")
    assert Alert.objects.get().name == "Mail"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": "a..b"}, "This is not a path"),
        ({"name": ""}, "required"),
        ({"firing": "ok", "resolved": "ok"}, "cannot mean both"),
        ({"sample": "{"}, "stops making sense"),
        ({"alerts": "nowhere"}, "There is no list"),
    ],
)
def test_a_mapping_that_cannot_be_is_said(cast: Cast, change: dict[str, str], said: str) -> None:
    row = monitor("generic")
    data = {
        "sample": '{"status": "down", "name": "x"}', "state": "status", "name": "name",
        "firing": "down", "resolved": "up", "do": "try", **change,
    }  # fmt: skip
    page = words(signed_in(cast.alice), f"/desk/monitors/{row.public_id}/mapping/", data)
    assert said in page


def test_only_a_generic_one_has_a_mapping(cast: Cast) -> None:
    row = monitor("gatus")
    answer = signed_in(cast.alice).get(f"/desk/monitors/{row.public_id}/mapping/")
    assert answer.status_code == 404


# Alerts.


def test_alerts_are_told_in_words_and_filtered(cast: Cast) -> None:
    tell(cast)
    monitor()
    kuma = monitor("generic", token="other", name="Kuma")
    send(group(alert("wifi"), alert("", name="DiskFull"), alert("e-mail", name="Queue")))
    send({"status": "down", "name": "Beamer"}, "generic", "other")
    carol = signed_in(cast.carol)
    page = words(carol, "/desk/alerts/")
    assert "Belongs to an outage that we already told of. Wifi does not work" in page
    assert "Opened a draft. See the draft" in page
    assert "No rule and no service fits" in page
    assert "Beamer" not in words(carol, "/desk/alerts/?q=disk")
    assert "DiskFull" not in words(carol, f"/desk/alerts/?monitor={kuma.public_id}")
    assert "No alert fits that" in words(carol, "/desk/alerts/?state=over")
    Message.objects.filter(state="draft").delete()
    assert "A colleague threw that draft away" in words(carol, "/desk/alerts/")


def test_signs_in_alerts_are_shown_as_they_are(cast: Cast) -> None:
    monitor()
    send(group(alert("wifi", name="<script>alert(1)</script>")))
    page = signed_in(cast.carol).get("/desk/alerts/").content.decode()
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("path", ["/desk/alerts/", "/desk/monitors/", "/desk/"])
def test_lists_ask_the_same_number_of_queries(cast: Cast, path: str) -> None:
    alice = signed_in(cast.alice)
    counts = []
    for number in (1, 3):
        for one in range(number):
            row = monitor(token=f"t{number}{one}", name=f"M{number}{one}", storm_minutes=0)
            send(
                group(alert("wifi" if one else "e-mail", name=f"A{number}{one}")),
                token=f"t{number}{one}",
            )
            rule(row)
        alice.get(path)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            alice.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_page_of_an_outage_shows_its_alerts_only_to_the_desk(cast: Cast) -> None:
    outage = tell(cast)
    monitor(name="Prometheus-intern")
    send(group(alert("wifi", name="AccessPointsDown")))
    inside = words(signed_in(cast.carol), f"/desk/outages/{outage.public_id}/")
    assert "What the monitors say" in inside
    assert "AccessPointsDown" in inside
    for path in (outage.get_absolute_url(), "/api/v2/summary.json", "/status/feed.json"):
        public = Client().get(path).content.decode()
        assert "AccessPointsDown" not in public
        assert "Prometheus-intern" not in public
