"""A text per audience: each person gets that of the first audience they are in, on every way."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helder.delivery import actions
from helder.delivery.letters import NoLetter
from helder.delivery.models import ChannelSetting, Dispatch, Outlet
from helder.delivery.queries import personal_data
from helder.delivery.worker import drain
from helder.kit import clock
from helder.people.models import Affiliation, Audience, Person
from tests.cast import Cast
from tests.delivery.hosts import serving
from tests.delivery.letters import content, send
from tests.delivery.servers import Post

DAVE, EVE, CAROL = (f"{name}@rivierland.example" for name in ("dave", "eve", "carol"))


def variant(audience: str, subject: str) -> dict[str, Any]:
    """A text of its own for an audience, with a subject that is told apart in every language."""
    own = content(subject)
    return {
        "audience": audience,
        "content": {lang: own[lang] | {"subject": subject} for lang in own},
    }


def audience(slug: str, *members: Person) -> Audience:
    """An audience of these persons."""
    made = Audience.objects.create(slug=slug, name={"nl": slug.title(), "en": slug.title()})
    made.persons.set(members)
    return made


def texts(dispatch: Dispatch) -> dict[str, int]:
    """First name → the variant of their row."""
    rows = dispatch.deliveries.select_related("person")
    return {row.person.first_name: row.variant for row in rows if row.person}


def address_all(dispatch: Dispatch) -> None:
    """Writes down everybody it is for."""
    claimed = actions.claim_dispatch("w")
    assert claimed == dispatch
    while actions.address(dispatch, "w"):
        pass


def subjects(post: Post, address: str) -> list[str]:
    """The subjects of the mails that arrived at an address."""
    raws = [raw for to, raw in post.arrived if to == address]
    return [str(message_from_bytes(raw, policy=policy.default)["Subject"]) for raw in raws]


@given(
    st.lists(st.frozensets(st.integers(0, 5), max_size=4), min_size=1, max_size=4),
    st.integers(1, 3),
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_everybody_gets_one_text_that_of_the_first_audience(
    cast: Cast, members: list[frozenset[int]], chunk: int
) -> None:
    everybody = [cast.alice, cast.bob, cast.carol, cast.dave, cast.eve, cast.frits]
    Dispatch.objects.all().delete()
    Audience.objects.filter(slug__startswith="g").delete()
    for number, group in enumerate(members):
        audience(f"g{number}", *(everybody[key] for key in group))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("helder.delivery.actions.addressing.CHUNK", chunk)
        dispatch = send(variants=[variant(f"g{n}", f"Voor {n}") for n in range(len(members))])
        address_all(dispatch)
    expected = {
        person.first_name: next((n for n, group in enumerate(members, 1) if key in group), 0)
        for key, person in enumerate(everybody)
        if person.is_active
    }
    assert texts(dispatch) == expected
    assert dispatch.deliveries.count() == len(expected), "one row each, however many audiences"


def test_mail_says_what_is_meant_for_its_reader(cast: Cast, post: Post) -> None:
    audience("docenten", cast.eve, cast.dave)
    send(
        "Voor wie verder", variants=[variant("studenten", "Student"), variant("docenten", "Docent")]
    )
    drain()
    assert subjects(post, DAVE) == ["Student"], "in both; the first one counts, once"
    assert subjects(post, EVE) == ["Docent"]
    assert subjects(post, CAROL) == ["Voor wie verder"]


def test_a_rule_of_an_audience_decides_as_well_as_a_list(cast: Cast) -> None:
    teacher = Affiliation.objects.create(slug="docent", name={"nl": "Docent"})
    cast.eve.affiliations.add(teacher)
    Audience.objects.create(slug="noord", name={"nl": "Noord"}, rule={"role": "docent"})
    dispatch = send(variants=[variant("noord", "N"), variant("weg", "Bestaat niet")])
    address_all(dispatch)
    assert texts(dispatch) == {"Alice": 0, "Bob": 0, "Carol": 0, "Dave": 0, "Eve": 1}


def test_a_second_copy_says_the_same_under_the_same_message_id(
    cast: Cast, post: Post, time_machine: Any
) -> None:
    post.hang_up_after_body = {DAVE}
    send(variants=[variant("studenten", "Student")], if_uncertain="resend")
    drain()
    time_machine.move_to(clock.now() + timedelta(minutes=2))
    drain()
    assert subjects(post, DAVE) == ["Student", "Student"]
    raws = [raw for to, raw in post.arrived if to == DAVE]
    assert len({message_from_bytes(raw)["Message-ID"] for raw in raws}) == 1


def test_the_next_channel_carries_the_same_text(cast: Cast, post: Post) -> None:
    post.at_rcpt = {DAVE: "550 5.1.1 No such mailbox"}
    dispatch = send(variants=[variant("studenten", "Student")], urgency=0)
    drain()
    rows = dict(dispatch.deliveries.filter(person=cast.dave).values_list("channel", "variant"))
    assert rows == {"mail": 1, "portal": 1}


def test_a_room_of_one_audience_gets_its_text(cast: Cast, settings: Any) -> None:
    settings.PRIVATE_HOSTS = ("127.0.0.0/8",)
    ChannelSetting.objects.create(channel="slack", is_on=True)
    staff = audience("docenten", cast.eve)
    with serving() as host:
        for name, groups in {
            "student": [cast.students],
            "docent": [staff],
            "both": [cast.students, staff],
            "all": [],
        }.items():
            room = Outlet.objects.create(channel="slack", name=name, address=f"{host.url}/{name}")
            room.audiences.set(groups)
        send(
            "Voor iedereen",
            variants=[variant("studenten", "Student"), variant("docenten", "Docent")],
        )
        drain()
        said = {asked.path.strip("/"): asked.body.decode() for asked in host.asked}
    assert "Student" in said["student"]
    assert "Docent" in said["docent"]
    assert "Student" not in said["both"], "where several read stands what is meant for everybody"
    assert "Docent" not in said["both"]


def test_inbox_and_export_show_what_this_person_got(cast: Cast, post: Post, client: Client) -> None:
    dispatch = send("Voor wie verder", variants=[variant("studenten", "Student")])
    drain()
    client.force_login(cast.dave)
    assert "Student" in client.get("/me/inbox/").content.decode()
    shown = client.get(f"/me/inbox/{dispatch.public_id}/").content.decode()
    assert "Student" in shown
    assert "Voor wie verder" not in shown
    assert [row["subject"] for row in personal_data(cast.dave)["messages"]] == ["Student"]
    client.force_login(cast.carol)
    assert "Student" not in client.get(f"/me/inbox/{dispatch.public_id}/").content.decode()


def test_a_summary_holds_the_text_of_its_reader(cast: Cast, post: Post, time_machine: Any) -> None:
    Person.objects.filter(pk__in=[cast.dave.pk, cast.carol.pk]).update(digest="daily")
    dispatch = send("Voor wie verder", variants=[variant("studenten", "Student")], urgency=5)
    drain()
    time_machine.move_to(clock.now() + timedelta(hours=25))
    drain()
    dave, carol = post.mail_to(DAVE).as_string(), post.mail_to(CAROL).as_string()
    assert "Student" in dave
    assert "Voor wie verder" not in dave
    assert "Voor wie verder" in carol
    assert dispatch.deliveries.get(person=cast.dave).state == "delivered"


def test_the_sent_page_says_which_text_went_to_whom(cast: Cast, post: Post, client: Client) -> None:
    dispatch = send("Voor wie verder", variants=[variant("studenten", "Student")])
    drain()
    client.force_login(cast.carol)
    client.cookies["helder_language"] = "en"
    shown = " ".join(client.get(f"/desk/sent/{dispatch.public_id}/").content.decode().split())
    told = re.sub(r"<[^>]+>", " ", shown)
    told = " ".join(told.split())
    assert "Students Student 1 of 1" in told
    assert "Everybody else Wifi does not work 4 of 4" in told


@pytest.mark.parametrize(
    "bad",
    [
        [{"audience": "", "content": content()}],
        [{"audience": "studenten", "content": {}}],
        [variant("studenten", "A"), variant("studenten", "B")],
        [{"audience": "studenten", "content": {"nl": {"subject": " "}}}],
        [{"content": content()}],
    ],
)
def test_a_text_nobody_can_read_is_refused(cast: Cast, bad: Any) -> None:
    with pytest.raises(NoLetter):
        send(variants=bad)
    assert not Dispatch.objects.exists()


def test_texts_per_audience_cost_a_few_questions_whatever_the_crowd(cast: Cast) -> None:
    counts = []
    for more in ({}, {"variants": [variant("studenten", "Student")]}):
        dispatch = send(**more)
        claimed = actions.claim_dispatch("w")
        assert claimed == dispatch
        with CaptureQueriesContext(connection) as asked:
            actions.address(claimed, "w")
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 5, "the rules of the audiences, and one statement per text"
