"""Nothing in a mail tells who opened it: no remote picture, no link that passes by a counter."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings

from helder.delivery.worker import drain
from helder.organisation.models import Organisation
from helder.people.models import Person
from tests.cast import Cast
from tests.delivery.letters import content, send
from tests.delivery.servers import Post

FETCHED = re.compile(
    r"""(?:src|srcset|background|poster|data)\s*=\s*["']([^"']*)|url\(\s*["']?([^"')]+)""",
    re.IGNORECASE,
)
LINK = re.compile(r"""href\s*=\s*["']([^"']*)""", re.IGNORECASE)
HOSTILE = '<img src="https://count.example/p.gif"> ![x](https://count.example/p.gif)'


def html_to(post: Post, person: Person) -> str:
    """The HTML of the one mail to this person."""
    part = post.mail_to(person.email).get_body(("html",))
    assert part is not None
    return str(part.get_content())


@pytest.fixture
def logo(cast: Cast, settings: Any, tmp_path: Any) -> None:
    """The organisation has a logo, which travels inside the mail."""
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 900)
    house = Organisation.objects.get()
    house.logo.name = "logo.png"
    house.save()


def test_a_mail_fetches_nothing_from_anywhere(cast: Cast, post: Post, logo: None) -> None:
    section = {"heading": HOSTILE, "text": HOSTILE, "lang": "nl"}
    send(content=content(HOSTILE, lead=HOSTILE, sections=[section], footer=HOSTILE))
    drain()
    for person in (cast.dave, cast.eve):
        html = html_to(post, person)
        fetched = {first or second for first, second in FETCHED.findall(_tags(html))}
        assert {address for address in fetched if not address.startswith("cid:")} == set()
        assert "<link" not in html
        assert "@import" not in html
        assert "<script" not in html


def _tags(html: str) -> str:
    """Only the markup: what somebody wrote is text, whatever it looks like."""
    return " ".join(re.findall(r"<[^>]*>", html))


def test_links_lead_straight_to_our_own_pages(cast: Cast, post: Post) -> None:
    send()
    drain()
    ours = urlsplit(django_settings.BASE_URL)
    shared = []
    for person in (cast.dave, cast.eve):
        links = {link for link in LINK.findall(html_to(post, person)) if link}
        web = {link for link in links if not link.startswith(("mailto:", "tel:"))}
        assert {urlsplit(link)[:2] for link in web} == {(ours.scheme, ours.netloc)}
        story = {link for link in web if urlsplit(link).path == "/status/k3x/"}
        assert story
        assert not any(urlsplit(link).query for link in story), "nothing in it says whose it is"
        shared.append(story)
    assert shared[0] == shared[1], "everybody gets the same address of the page"
