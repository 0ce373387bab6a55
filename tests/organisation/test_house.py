"""The house style through the door: what is set is what pages show, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from helder.journal.models import Entry
from helder.organisation.models import Organisation
from helder.organisation.picture import LARGEST
from tests.cast import Cast
from tests.organisation.pictures import CUT_OFF, EMPTY_WEBP, PAGE, SVG, png

HOUSE = "/desk/house/"


@pytest.fixture
def alice(cast: Cast, client: Client, settings: Any, tmp_path: Any) -> Client:
    """The administrator, in English, with a folder of her own for files."""
    settings.MEDIA_ROOT = tmp_path
    client.force_login(cast.alice)
    client.cookies["helder_language"] = "en"
    return client


def filled(**changes: object) -> dict[str, object]:
    """The form as it stands, with these changes."""
    return {
        "name": "Hogeschool Rivierland",
        "colour": "#1d5b79",
        "accent": "#ac512b",
        "address": "nl",
        "sender_name": "IT-dienst Rivierland",
        "sender_mail": "it@rivierland.example",
        "time_zone": "Europe/Amsterdam",
        "holidays": "NL",
        "desk_name_nl": "IT-servicedesk",
        "desk_name_en": "IT service desk",
        "desk_phone": "0344 123 456",
        "desk_mail": "servicedesk@rivierland.example",
        **changes,
    }


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="image/png")


def test_what_is_saved_is_what_pages_show(alice: Client) -> None:
    answer = alice.post(HOUSE, filled(name="ROC Delta", desk_hours_en="8:00 - 17:00"), follow=True)
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "ROC Delta" in body
    assert "8:00 - 17:00" in alice.get("/").content.decode()


def test_the_public_holidays_are_those_of_a_country_that_is_known(alice: Client) -> None:
    answer = alice.post(HOUSE, filled(holidays="Atlantis"))
    assert answer.status_code == 422
    assert "The holidays of this country are not known. Write NL" in answer.content.decode()
    assert "Atlantis" in answer.content.decode()
    assert alice.post(HOUSE, filled(holidays="de-by")).status_code == 302
    assert Organisation.objects.get().holidays == "DE-BY"
    assert alice.post(HOUSE, filled(holidays="")).status_code == 302
    assert Organisation.objects.get().holidays == ""


def test_the_journal_names_who_changed_what(alice: Client, cast: Cast) -> None:
    alice.post(HOUSE, filled(name="ROC Delta", address="nl-informal"))
    entry = Entry.objects.get(verb="house.changed")
    assert entry.actor == cast.alice.actor_key
    assert {"name", "address"} <= set(entry.details["fields"])


def test_saving_without_a_change_is_not_news(alice: Client) -> None:
    alice.post(HOUSE, filled())
    before = Entry.objects.count()
    alice.post(HOUSE, filled())
    assert Entry.objects.count() == before


def test_informal_dutch_follows_the_house(alice: Client) -> None:
    alice.post(HOUSE, filled(address="nl-informal"))
    assert Organisation.objects.get().address == "nl-informal"


def test_new_colours_reach_every_page_at_once(alice: Client) -> None:
    alice.post(HOUSE, filled(colour="#7a1f5c"))
    assert "/house.css?v=7a1f5cac512b" in alice.get("/").content.decode()
    css = alice.get("/house.css?v=7a1f5cac512b")
    assert "--helder-primary:#7a1f5c" in css.content.decode()
    assert "max-age=31536000" in css["Cache-Control"]


def test_a_colour_that_cannot_be_read_is_shown_with_a_better_one(alice: Client) -> None:
    body = alice.get(
        HOUSE + "preview/", {"colour": "#ffd400", "accent": "#ac512b"}
    ).content.decode()
    assert "Words in #ffd400 are hard to read" in body
    assert "data-take=" in body
    alice.post(HOUSE, filled(colour="#ffd400"))
    by_day, dark = alice.get("/house.css").content.decode().split("@media")
    assert "--helder-primary:#ffd400" not in by_day
    assert "--helder-fill:#ffd400" in by_day
    assert "--helder-primary:#ffd400" in dark


@pytest.mark.parametrize("colour", ["blue", "#12", "#1d5b79;}body{display:none", ""])
def test_what_is_no_colour_is_refused(alice: Client, colour: str) -> None:
    answer = alice.post(HOUSE, filled(colour=colour))
    assert answer.status_code == 422
    assert Organisation.objects.get().colour == "#1d5b79"


def test_the_preview_never_breaks_on_half_a_colour(alice: Client) -> None:
    assert alice.get(HOUSE + "preview/", {"colour": "#1d", "accent": "x"}).status_code == 200
    css = alice.get(HOUSE + "samples.css", {"colour": "}x{", "accent": ""}).content.decode()
    assert "}x{" not in css


def test_a_logo_stands_on_every_page(alice: Client) -> None:
    assert alice.post(HOUSE, filled(logo=upload("logo.png", png()))).status_code == 302
    body = alice.get("/").content.decode()
    assert "/house/logo?v=" in body
    logo = alice.get("/house/logo")
    assert logo.content == png()
    assert logo["Content-Type"] == "image/png"
    assert logo["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.png", SVG),
        ("logo.svg", SVG),
        ("logo.png", PAGE),
        ("logo.png", CUT_OFF),
        ("logo.webp", EMPTY_WEBP),
        ("logo.png", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_what_is_no_picture_is_refused(alice: Client, name: str, content: bytes) -> None:
    answer = alice.post(HOUSE, filled(logo=upload(name, content)))
    assert answer.status_code == 422
    assert "not a whole PNG, JPEG or WebP" in answer.content.decode()
    assert alice.get("/house/logo").status_code == 404


def test_a_picture_that_is_too_large_is_refused(alice: Client) -> None:
    large = png() + b"\0" * LARGEST
    answer = alice.post(HOUSE, filled(logo=upload("logo.png", large)))
    assert answer.status_code == 422
    assert "larger than 500 kB" in answer.content.decode()


def test_the_name_of_a_logo_is_ours(alice: Client, tmp_path: Any) -> None:
    alice.post(HOUSE, filled(logo=upload("../../etc/evil.html", png())))
    names = [path.name for path in tmp_path.rglob("*") if path.is_file()]
    assert len(names) == 1
    assert names[0].startswith("logo-")
    assert names[0].endswith(".png")


@pytest.mark.django_db(transaction=True)
def test_a_new_logo_takes_the_place_of_the_old(alice: Client, tmp_path: Any) -> None:
    alice.post(HOUSE, filled(logo=upload("a.png", png())))
    alice.post(HOUSE, filled(logo=upload("b.png", png(3, 3))))
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
    alice.post(HOUSE, filled(remove_logo="on"))
    assert alice.get("/house/logo").status_code == 404
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("who", ["bob", "carol", "dave", None])
@pytest.mark.parametrize("path", [HOUSE, HOUSE + "preview/", HOUSE + "samples.css"])
def test_only_an_administrator_sets_the_house(
    cast: Cast, client: Client, who: str | None, path: str
) -> None:
    if who:
        client.force_login(getattr(cast, who))
    assert client.get(path).status_code == (403 if who else 302)
    assert client.post(path, filled(name="X")).status_code in {302, 403, 405}
    assert Organisation.objects.get().name == "Hogeschool Rivierland"


def test_every_component_is_shown_to_staff(cast: Cast, client: Client) -> None:
    client.force_login(cast.carol)
    body = client.get("/desk/kit/").content.decode()
    for part in ("h-timeline", "h-finding--block", "h-state--security", "h-empty", "aria-invalid"):
        assert part in body
