"""The template tags: what a reader sees of texts, times, states and icons."""

from __future__ import annotations

import html
import json
import logging
from datetime import timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from helder.kit import clock, icons, states
from helder.kit.registry import MenuEntry, declared
from helder.kit.texts import choose
from tests.kit.styles import PACKAGE


def shown(source: str, **context: object) -> str:
    """What a template gives."""
    return Template(source).render(Context(context))


def test_an_icon_is_drawn_and_silent() -> None:
    svg = shown('{% icon "wifi" %}')
    assert "<path" in svg
    assert 'aria-hidden="true"' in svg


def test_an_icon_with_a_label_is_named_and_escaped() -> None:
    svg = shown('{% icon "wifi" label=name %}', name='<b>"Wifi"')
    assert 'role="img"' in svg
    assert "&lt;b&gt;&quot;Wifi&quot;" in svg


def test_an_unknown_icon_never_breaks_a_page(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert "<circle" in shown('{% icon "no-such-drawing" %}')
    assert "no-such-drawing" in caplog.text


def test_every_icon_that_is_named_exists() -> None:
    import re

    named = {
        entry.icon
        for menu in ("desk_menu", "portal_menu", "account_menu")
        for entry in declared(menu)
        if isinstance(entry, MenuEntry)
    }
    for page in PACKAGE.rglob("*.html"):
        named |= set(re.findall(r'\{% icon "([\w-]+)"', page.read_text(encoding="utf-8")))
    assert not named - set(icons.shapes())


@pytest.mark.parametrize("name", states.LOOKS)
def test_a_state_is_a_word_and_a_shape(name: str) -> None:
    pill = shown("{% state name %}", name=name)
    assert str(states.LOOKS[name].word) in pill
    assert "<svg" in pill


def test_every_state_has_its_own_shape() -> None:
    shapes = {icons.shapes()[look.icon] for look in states.LOOKS.values()}
    assert len(shapes) == len(states.LOOKS)


def test_a_state_that_nobody_knows_says_so() -> None:
    assert "h-state--unknown" in shown('{% state "on fire" %}')


def test_written_text_keeps_its_paragraphs_and_links_and_nothing_else() -> None:
    text = choose({"nl": "Eerst dit.\nDan dat.\n\n<script>x</script> https://example.org"}, "nl")
    page = shown("{% written text %}", text=text)
    assert page.count("<p>") == 2
    assert "<br>" in page
    assert '<a href="https://example.org"' in page
    assert "<script>" not in page
    assert 'lang="nl"' in page
    assert "h-foreign" not in page


def test_text_in_the_other_language_is_marked() -> None:
    with translation.override("nl"):
        page = shown("{% written text %}", text={"en": "Wifi is down."})
    assert 'lang="en"' in page
    assert "h-foreign" in page


def test_nothing_written_is_nothing_shown() -> None:
    assert shown("{% written text %}", text={}) == ""


@pytest.mark.parametrize(
    ("number", "dialled"),
    [("030 - 123 45 67", "0301234567"), ("+31 (0)30 1234567", "+31301234567"), ("", "")],
)
def test_a_phone_number_can_be_dialled(number: str, dialled: str) -> None:
    assert shown("{{ number|dialled }}", number=number) == dialled


def test_a_countdown_without_javascript_is_true_when_the_page_is_made() -> None:
    soon = clock.now() + timedelta(minutes=12, seconds=5)
    with translation.override("en"):
        page = shown("{{ moment|countdown }}", moment=soon)
    assert "data-countdown" in page
    assert "12" in page


def test_the_words_of_the_countdown_are_those_of_the_reader() -> None:
    words = {}
    for language in ("en", "nl"):
        with translation.override(language):
            words[language] = json.loads(html.unescape(shown("{% countdown_texts %}")))
    assert words["en"]["ahead"] == "in %(span)s"
    assert set(words["en"]) == set(words["nl"])


def test_a_title_can_be_said_again() -> None:
    page = shown("{% block title %}Wifi & mail{% endblock %} | {% again 'title' %}")
    assert page in {"Wifi & mail | Wifi & mail", "Wifi & mail | "}
