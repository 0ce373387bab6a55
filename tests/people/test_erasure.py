"""Erasing a person: in two steps at the desk, on one's own wish, and when they left long ago; and
how long everything else is kept."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.apps import apps
from django.db import models
from django.test import Client

from helder.delivery import actions as delivery
from helder.delivery import keeping
from helder.delivery.models import Delivery, Dispatch, InboundMail, PushSubscription, Tally
from helder.delivery.queries import counts, reached
from helder.delivery.tasks import forget_inbound, forget_rows
from helder.journal.models import Entry
from helder.kit import clock
from helder.messages.models import LeftBe
from helder.messages.tasks import forget_left_be
from helder.organisation.models import Organisation
from helder.organisation.tasks import shorten_journal
from helder.people.models import Person, Refusal
from helder.people.tasks import erase_left
from helder.promises.models import Promise
from helder.services.actions import confirm, follow
from tests.cast import Cast
from tests.delivery.letters import send
from tests.outages.told import read, tell
from tests.people.conftest import signed_in


def written_down() -> Dispatch:
    """A dispatch of which every row is written down and ended."""
    dispatch = send()
    while (claimed := delivery.claim_dispatch("test")) is not None:
        delivery.address(claimed, "test")
    Delivery.objects.filter(state="waiting").update(state="accepted", ended_at=clock.now())
    return dispatch


def desk(cast: Cast) -> Client:
    """The administrator, in English."""
    return signed_in(cast.alice)


def test_first_it_says_what_goes_and_what_stays(cast: Cast) -> None:
    written_down()
    follow(cast.dave, [cast.wifi], [cast.noord], by=cast.dave)
    page = read(desk(cast), f"/desk/people/{cast.dave.pk}/erase/")
    assert "Their name, mail address, phone number and choices." in page
    assert "1 service or place that they follow." in page
    assert "1 message in their inbox" in page
    assert "The figures of 1 message: it still says how many people got it." in page
    assert Person.objects.filter(pk=cast.dave.pk).exists(), "looking erases nobody"


def test_it_warns_of_work_that_loses_its_owner(cast: Cast) -> None:
    tell(cast)
    page = read(desk(cast), f"/desk/people/{cast.carol.pk}/erase/")
    assert "1 promise that is still to be kept: give it to somebody else first." in page
    assert "services that they answer for or stand in for: choose somebody else." in page
    assert "1 text that they wrote, approved or answered for IT." in page


def test_then_everything_about_them_is_gone_and_the_figures_stay(cast: Cast) -> None:
    dispatch = written_down()
    before = counts(dispatch)
    PushSubscription.objects.create(person=cast.dave, endpoint="https://push.example/1")
    Refusal.objects.create(person=cast.dave, channel="mail", at=clock.now())
    client = signed_in(cast.dave)
    answer = desk(cast).post(f"/desk/people/{cast.dave.pk}/erase/", {"do": "erase"}, follow=True)
    assert b"Erased." in answer.content
    assert not Person.objects.filter(email=cast.dave.email).exists()
    assert counts(dispatch) == before, "a message still says how many people got it"
    assert not PushSubscription.objects.exists()
    assert client.get("/me/").status_code == 302, "no longer signed in"
    entry = Entry.objects.get(verb="person.erased")
    assert (entry.subject, entry.actor) == (cast.dave.actor_key, cast.alice.actor_key)
    journal = read(desk(cast), "/desk/journal/")
    assert cast.dave.actor_key in journal
    assert "Dave" not in journal
    everything = " ".join(str(row) for row in Entry.objects.values_list("details", flat=True))
    assert "dave@" not in everything


def test_what_was_on_its_way_counts_as_not_sent(cast: Cast) -> None:
    dispatch = send()
    claimed = delivery.claim_dispatch("test")
    assert claimed is not None
    delivery.address(claimed, "test")
    total = sum(counts(dispatch).values())
    desk(cast).post(f"/desk/people/{cast.dave.pk}/erase/", {"do": "erase"})
    assert sum(counts(dispatch).values()) == total
    assert counts(dispatch)["suppressed"] == 1
    assert Tally.objects.exclude(channel="").get().state == "suppressed"
    assert not Delivery.objects.filter(person=cast.dave).exists()


def test_who_wrote_and_approved_can_be_erased_too(cast: Cast) -> None:
    outage = tell(cast)
    desk(cast).post(f"/desk/people/{cast.carol.pk}/erase/", {"do": "erase"})
    assert not Person.objects.filter(pk=cast.carol.pk).exists()
    assert "Wifi does not work" in read(Client(headers={"accept-language": "en"}), "/")
    assert read(desk(cast), f"/desk/outages/{outage.public_id}/")
    assert read(desk(cast), "/desk/")
    assert Promise.objects.open().get().owner is None


def test_the_last_administrator_stays(cast: Cast) -> None:
    answer = desk(cast).post(f"/desk/people/{cast.alice.pk}/erase/", {"do": "erase"}, follow=True)
    assert b"This is the last administrator." in answer.content
    assert Person.objects.filter(pk=cast.alice.pk).exists()
    assert not Entry.objects.filter(verb="person.erased").exists()


def test_a_directory_would_bring_them_back_and_it_says_so(cast: Cast) -> None:
    Person.objects.filter(pk=cast.dave.pk).update(source="hr")
    page = read(desk(cast), f"/desk/people/{cast.dave.pk}/erase/")
    assert "otherwise the next import brings them back" in page


def test_somebody_asks_to_be_erased_and_the_desk_answers(cast: Cast) -> None:
    dave = signed_in(cast.dave)
    assert "I want to be erased" in read(dave, "/me/")
    assert "Wants to be erased" not in read(desk(cast), "/desk/")
    page = dave.post("/me/erase/", follow=True).content.decode()
    assert "Your wish is with the service desk." in page
    assert "You hear from the service desk." in page
    dave.post("/me/erase/")
    assert Entry.objects.filter(verb="person.erasure_asked").count() == 1
    on_desk = read(desk(cast), "/desk/")
    assert "Wants to be erased" in on_desk
    assert cast.dave.email in on_desk
    assert "Wants to be erased" not in read(signed_in(cast.carol), "/desk/")
    desk(cast).post(f"/desk/people/{cast.dave.pk}/erase/", {"do": "keep"})
    assert "Wants to be erased" not in read(desk(cast), "/desk/")
    assert Entry.objects.filter(verb="person.erasure_declined").count() == 1


def test_a_wish_is_taken_back(cast: Cast) -> None:
    dave = signed_in(cast.dave)
    dave.post("/me/erase/")
    dave.post("/me/erase/", {"do": "withdraw"})
    cast.dave.refresh_from_db()
    assert cast.dave.erasure_asked_at is None


def test_a_follower_erases_themselves_at_once(cast: Cast) -> None:
    guest = confirm("gast@home.example", [cast.wifi], [], "")
    client = signed_in(guest)
    assert "We erase you at once" in read(client, "/me/")
    assert client.post("/me/erase/")["Location"] == "/"
    assert not Person.objects.filter(pk=guest.pk).exists()
    assert client.get("/").status_code == 200


def test_nothing_can_stand_in_the_way_of_erasing() -> None:
    """Every row that points to a person goes along with them or forgets them."""
    blocking = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model is Person
        and field.remote_field.on_delete not in (models.CASCADE, models.SET_NULL)
    ]
    assert not blocking


def test_who_left_long_ago_is_erased_and_nobody_else(cast: Cast) -> None:
    now = clock.now()
    Person.objects.filter(pk=cast.dave.pk).update(is_active=False, left_at=now - timedelta(days=31))
    Person.objects.filter(pk=cast.eve.pk).update(is_active=False, left_at=now - timedelta(days=29))
    assert erase_left() == 1
    left = set(Person.objects.filter(is_active=False).values_list("name", flat=True))
    assert left == {"Eve Smith", "Frits Weg"}, "switched off by hand is not left"
    assert Entry.objects.get(verb="person.erased").actor == "system"
    Organisation.objects.update(keep_left_days=28)
    Organisation.objects.get().save()
    assert erase_left() == 1


def test_old_rows_go_and_their_numbers_stay(cast: Cast) -> None:
    old, new = written_down(), written_down()
    Dispatch.objects.filter(pk=old.pk).update(created_at=clock.now() - timedelta(days=366))
    before = {dispatch.pk: counts(dispatch) for dispatch in (old, new)}
    rows = old.deliveries.count()
    assert forget_rows() == rows
    assert forget_rows() == 0
    assert old.deliveries.count() == 0
    assert new.deliveries.count() == rows
    assert {dispatch.pk: counts(dispatch) for dispatch in (old, new)} == before
    page = read(desk(cast), f"/desk/sent/{old.public_id}/")
    assert str(before[old.pk]["accepted"]) in page


def test_who_was_tried_along_two_channels_still_counts_once(cast: Cast) -> None:
    old = written_down()
    Delivery.objects.filter(person=cast.dave).update(state="bounced")
    Delivery.objects.create(dispatch=old, person=cast.dave, channel="portal", state="delivered")
    Delivery.objects.filter(person=cast.eve).update(state="failed")
    before = reached(old)
    assert before.have == before.recipients - 1
    Dispatch.objects.update(created_at=clock.now() - timedelta(days=366))
    desk(cast).post(f"/desk/people/{cast.dave.pk}/erase/", {"do": "erase"})
    assert reached(old) == before
    forget_rows()
    assert reached(old) == before
    assert not old.deliveries.exists()


def test_what_is_still_on_its_way_is_never_forgotten(cast: Cast) -> None:
    old = written_down()
    Dispatch.objects.update(created_at=clock.now() - timedelta(days=366))
    waits = old.deliveries.first()
    assert waits is not None
    Delivery.objects.filter(pk=waits.pk).update(state="waiting")
    forget_rows()
    assert list(old.deliveries.values_list("pk", flat=True)) == [waits.pk]


def test_rows_go_in_batches_and_counts_add_up(cast: Cast, monkeypatch: object) -> None:
    monkeypatch.setattr(keeping, "BATCH", 2)  # type: ignore[attr-defined]
    old = written_down()
    rows = old.deliveries.count()
    first = old.deliveries.first()
    assert first is not None
    Delivery.objects.filter(pk=first.pk).update(state="bounced")
    before = counts(old)
    Dispatch.objects.update(created_at=clock.now() - timedelta(days=366))
    assert forget_rows() == rows
    assert counts(old) == before


def test_the_journal_the_coach_and_incoming_mail_forget_too(cast: Cast) -> None:
    now = clock.now()
    tell(cast)
    InboundMail.objects.create(key="a", at=now, outcome="reply")
    LeftBe.objects.create(
        at=now, rule="guard.blame", level="ask", kind="outage", part="doing", lang="nl",
        sentence="Zin.", words="Zin",
    )  # fmt: skip
    rows = Entry.objects.count()
    assert rows > 0
    assert (shorten_journal(), forget_left_be(), forget_inbound()) == (0, 0, 0)
    with time_machine.travel(now + timedelta(days=91)):
        assert (shorten_journal(), forget_left_be(), forget_inbound()) == (0, 0, 1)
    with time_machine.travel(now + timedelta(days=1826)):
        assert (shorten_journal(), forget_left_be()) == (rows, 1)
        assert Entry.objects.get().details == {"count": rows}, "it says that lines are gone"


def test_the_periods_stand_on_one_page_in_plain_words(cast: Cast) -> None:
    page = read(desk(cast), "/desk/keeping/")
    for sentence in ("Whoever left the organisation", "Who got which message", "The journal"):
        assert sentence in page
    periods = {
        "keep_left_days": "60", "keep_sent_days": "90", "keep_reactions_days": "90",
        "keep_inbound_days": "30", "keep_coach_days": "365", "keep_journal_days": "730",
        "keep_taps_days": "90",
    }  # fmt: skip
    answer = desk(cast).post("/desk/keeping/", periods, follow=True)
    assert b"Saved. What is older goes within a day." in answer.content
    assert Organisation.objects.get().keep_left_days == 60
    wrong = desk(cast).post("/desk/keeping/", periods | {"keep_journal_days": "3"})
    assert b"365" in wrong.content
    assert b'value="3"' in wrong.content, "what was typed stays"
    assert Organisation.objects.get().keep_journal_days == 730
    assert signed_in(cast.bob).get("/desk/keeping/").status_code == 403
