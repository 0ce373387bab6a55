"""One's own page: choices, and everything that is kept."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.apps import apps
from django.db.models import ForeignKey

from helder.delivery.actions import address, claim_dispatch
from helder.delivery.models import PushSubscription
from helder.journal.models import Entry
from helder.kit import clock
from helder.kit.registry import declared
from helder.people.models import Person, Refusal
from helder.people.tasks import forget_sessions
from helder.services.actions import follow
from tests.cast import Cast
from tests.delivery.letters import send
from tests.outages.told import tell
from tests.people.conftest import signed_in


def test_my_details_are_kept(cast: Cast) -> None:
    client = signed_in(cast.dave)
    answer = client.post("/me/", {"name": "Dave Öz", "phone": "06 12345678"}, follow=True)
    assert b"Saved." in answer.content
    cast.dave.refresh_from_db()
    assert (cast.dave.name, cast.dave.phone) == ("Dave Öz", "06 12345678")
    assert Entry.objects.filter(verb="person.chose", actor=cast.dave.actor_key).count() == 1


def test_a_phone_number_can_be_called(cast: Cast) -> None:
    answer = signed_in(cast.dave).post("/me/", {"name": "Dave", "phone": "abc"})
    assert "Type a phone number, such as 06 12345678." in answer.content.decode()
    cast.dave.refresh_from_db()
    assert cast.dave.phone == ""


def test_a_name_that_is_too_long_keeps_what_was_typed(cast: Cast) -> None:
    answer = signed_in(cast.dave).post("/me/", {"name": "Nieuw" * 40, "phone": "06"})
    assert b"NieuwNieuw" in answer.content
    cast.dave.refresh_from_db()
    assert cast.dave.name == "Dave Öztürk"


def test_nobody_gives_themselves_a_role(cast: Cast) -> None:
    signed_in(cast.dave).post("/me/", {"name": "D", "role": "administrator"})
    cast.dave.refresh_from_db()
    assert cast.dave.role == "reader"


def test_my_data_as_a_file(cast: Cast) -> None:
    follow(cast.dave, [cast.wifi], [cast.noord], by=cast.dave)
    answer = signed_in(cast.dave).get("/me/data.json")
    assert "attachment" in answer["Content-Disposition"]
    kept = answer.json()
    assert kept["person"]["email"] == cast.dave.email
    assert kept["person"]["roles"] == ["student"]
    assert kept["follows"][0]["service"] == "wifi"


def test_my_data_holds_my_choices_and_what_came_of_every_message(cast: Cast) -> None:
    Person.objects.filter(pk=cast.dave.pk).update(
        urgent_by="sms,mail", digest="weekly", quiet_from="22:00", quiet_until="07:00",
        paused_until=clock.now() + timedelta(days=3), phone="06 11223344",
    )  # fmt: skip
    Refusal.objects.create(person=cast.dave, channel="sms", address="+31611223344", at=clock.now())
    PushSubscription.objects.create(
        person=cast.dave, endpoint="https://push.example/1", label="Firefox"
    )
    send()
    drain_addresses()
    signed_in(cast.dave).post("/me/erase/")
    kept = signed_in(cast.dave).get("/me/data.json").json()
    person = kept["person"]
    assert (person["urgent_by"], person["digest"], person["phone"]) == (
        "sms,mail", "weekly", "06 11223344",
    )  # fmt: skip
    assert person["quiet"] == ["22:00:00", "07:00:00"]
    assert person["paused_until"]
    assert person["asked_to_be_erased_at"]
    assert person["refused"][0]["channel"] == "sms"
    assert [row["channel"] for row in kept["messages"]]
    assert "Firefox" in str(kept), "the devices that get notifications"


def test_everything_that_points_to_a_person_is_in_their_data(cast: Cast) -> None:
    """A module that keeps something of a person says so in its AppConfig."""
    silent = {
        model._meta.app_label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is Person
    } - {"people", "account", "mfa"}
    declaring = {name.split(".")[1] for name in declared("personal_data")}
    assert {label.removeprefix("helder_") for label in silent} <= declaring


def test_how_news_reaches_me_stands_on_my_page(cast: Cast) -> None:
    page = signed_in(cast.eve).get("/me/").content.decode()
    assert "When something is broken, you hear it by mail." in page
    assert 'href="/me/choices/"' in page


def test_my_data_holds_what_every_module_keeps(cast: Cast) -> None:
    outage = tell(cast)
    drain_addresses()
    carol = signed_in(cast.carol).get("/me/data.json").json()
    assert carol["outages"] == [outage.public_id]
    assert carol["promises"][0]["about"] == outage.subject
    assert carol["published"][0]["parts"]["symptom"]["en"] == "You cannot connect."
    assert "outage.published" in [deed["verb"] for deed in carol["deeds"]]
    dave = signed_in(cast.dave).get("/me/data.json").json()
    assert dave["messages"][0]["subject"] == "Wifi doet het niet"
    assert dave["published"] == dave["promises"] == []


def drain_addresses() -> None:
    """Writes down the recipients, as the worker does."""
    while (dispatch := claim_dispatch("test")) is not None:
        address(dispatch, "test")


def test_old_sessions_are_forgotten(cast: Cast) -> None:
    signed_in(cast.dave)
    assert forget_sessions() == 0
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert forget_sessions() == 1
