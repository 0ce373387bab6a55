"""Templates: written on a quiet day, used in a few taps, the coach silent."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helder.journal.models import Entry
from helder.organisation.models import Organisation
from helder.outages.models import Monitor, Outage, Rule, Template
from helder.services.models import Service
from tests.cast import Cast
from tests.outages.composing import BLAME, page_of, send, signed_in

pytestmark = pytest.mark.django_db

LIST, FRESH = "/desk/templates/", "/desk/templates/new"


@pytest.fixture
def desk(cast: Cast) -> Client:
    """Carol, who writes."""
    return signed_in(cast.carol)


def fields(**changes: object) -> dict[str, object]:
    """A template as somebody types it."""
    return {
        "name_nl": "Wifi ligt eruit",
        "name_en": "Wifi is down",
        "kind": "outage",
        "services": ["wifi"],
        "minutes": "30",
        "symptom_nl": "U heeft geen wifi.",
        "symptom_en": "You have no wifi.",
        "workaround_nl": "Gebruik een kabel.",
        "last_nl": "De wifi werkt weer.",
        **changes,
    }


def made(desk: Client, **changes: object) -> Template:
    """A template that was saved."""
    answer = desk.post(FRESH, fields(**changes))
    assert answer.status_code == 302, page_of(answer)
    return Template.objects.latest("pk")


def test_a_template_is_offered_and_fills_the_whole_form(desk: Client) -> None:
    made(desk)
    page = desk.get("/desk/outages/new").content.decode()
    link = re.search(r'href="([^"]*\?template=[^"]+)"', page)
    assert link, "the composer offers no template"
    assert "Wifi is down" in page
    filled = desk.get(link.group(1)).content.decode()
    for said in ("U heeft geen wifi.", "You have no wifi.", "Gebruik een kabel."):
        assert said in filled
    assert re.search(r'value="wifi"[^>]*checked', filled)
    assert re.search(r'value="30m"[^>]*checked', filled)


def test_told_with_a_template_it_ends_with_its_last_word(desk: Client) -> None:
    template = made(desk)
    send(desk, template=template.slug)
    outage = Outage.objects.get()
    template.refresh_from_db()
    assert (outage.template, template.used) == (template, 1)
    solved = desk.get(f"/desk/outages/{outage.public_id}/resolve/")
    assert "De wifi werkt weer." in solved.content.decode()


def test_what_is_used_most_comes_first(desk: Client) -> None:
    made(desk, name_en="Seldom", name_nl="Zelden")
    often = made(desk, name_en="Often", name_nl="Vaak")
    send(desk, template=often.slug)
    words = page_of(desk.get("/desk/outages/new"))
    assert words.index("Often") < words.index("Seldom")


def test_a_form_that_lacks_something_comes_back_filled_in(desk: Client) -> None:
    answer = desk.post(FRESH, fields(name_nl="", name_en="", services=[]))
    words = page_of(answer)
    assert answer.status_code == 422
    assert "Fill this in, in Dutch or in English." in words
    assert "Choose at least one service." in words
    assert "U heeft geen wifi." in answer.content.decode()
    assert not Template.objects.exists()


@pytest.mark.parametrize("field", ["symptom_nl", "last_nl"])
def test_what_could_never_be_published_is_no_template(desk: Client, field: str) -> None:
    answer = desk.post(FRESH, fields(**{field: BLAME}))
    assert answer.status_code == 422
    assert "the coach would stop a sentence" in page_of(answer)
    assert "blame" in page_of(answer)
    assert BLAME in answer.content.decode()
    assert not Template.objects.exists()


def test_the_coach_can_be_asked_without_saving(desk: Client) -> None:
    answer = desk.post(FRESH, {**fields(symptom_nl=BLAME), "do": "check"})
    assert answer.status_code == 200
    assert "This puts the blame on somebody else" in page_of(answer)
    assert not Template.objects.exists()


def test_first_templates_for_every_service_pass_the_coach(cast: Cast, desk: Client) -> None:
    words = page_of(desk.post("/desk/templates/first", follow=True))
    count = 2 * Service.objects.filter(is_active=True).count()
    assert f"{count} templates are made." in words
    for template in Template.objects.all():
        page = page_of(
            desk.post(f"/desk/templates/{template.slug}/", {"do": "check", **kept(desk, template)})
        )
        assert "Cannot go out:" not in page
        assert "A question:" not in page
        assert "A tip:" not in page
    again = page_of(desk.post("/desk/templates/first", follow=True))
    assert "0 templates are made." in again


def kept(desk: Client, template: Template) -> dict[str, object]:
    """The fields of its page as they stand there."""
    shown = desk.get(f"/desk/templates/{template.slug}/")
    form = shown.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_first_templates_speak_as_the_house_does(cast: Cast, desk: Client) -> None:
    house = Organisation.objects.get_or_create(pk=1)[0]
    house.address = Organisation.Address.INFORMAL
    house.save()
    desk.post("/desk/templates/first")
    said = " ".join(str(template.parts) for template in Template.objects.all())
    assert "je hoeft" in said
    assert not re.search(r"\b[Uu] (kunt|hoeft)\b", said)


def test_an_outage_becomes_a_template(desk: Client) -> None:
    send(desk)
    outage = Outage.objects.get()
    page = desk.get(f"/desk/outages/{outage.public_id}/").content.decode()
    assert f"/desk/templates/new?outage={outage.public_id}" not in page  # not while it runs
    resolve = f"/desk/outages/{outage.public_id}/resolve/"
    send(desk, path=resolve, news_nl="Alles werkt weer.", draft="bcdfghjkmnpq")
    page = desk.get(f"/desk/outages/{outage.public_id}/").content.decode()
    assert f"/desk/templates/new?outage={outage.public_id}" in page
    form = desk.get(f"/desk/templates/new?outage={outage.public_id}").content.decode()
    for said in ("De wifi doet het niet.", "Gebruik een kabel.", "Alles werkt weer."):
        assert said in form


def test_one_that_a_monitor_publishes_with_stays(desk: Client) -> None:
    template = made(desk)
    monitor = Monitor.objects.create(name="M", kind="generic", token_hash="x")
    Rule.objects.create(monitor=monitor, act=Rule.Act.PUBLISH, template=template)
    answer = desk.post(f"/desk/templates/{template.slug}/remove", follow=True)
    assert "A monitor publishes with this template." in page_of(answer)
    Rule.objects.all().delete()
    desk.post(f"/desk/templates/{template.slug}/remove")
    assert not Template.objects.exists()
    assert Entry.objects.filter(verb="template.removed").exists()


def test_a_list_of_three_asks_as_much_as_a_list_of_one(desk: Client) -> None:
    counts = []
    for number in range(3):
        made(desk, name_nl=f"T{number}", name_en=f"T{number}")
        for path in (LIST, "/desk/outages/new"):
            desk.get(path)
            with CaptureQueriesContext(connection) as asked:
                desk.get(path)
            counts.append((path, len(asked)))
    assert len(set(counts)) == 2, counts
