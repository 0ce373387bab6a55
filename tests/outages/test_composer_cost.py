"""The composer says what text messages cost before they go."""

from __future__ import annotations

import html

from helder.delivery.models import ChannelSetting
from tests.cast import Cast
from tests.outages.composing import signed_in, typed


def _with_phones(cast: Cast, price: str, segments: str = "1") -> None:
    options = {"gateway": "https://sms.example.org/send", "price": price, "segments": segments}
    ChannelSetting.objects.create(channel="sms", is_on=True, options=options)
    for person in (cast.dave, cast.eve):
        person.phone, person.urgent_by = "06 12345678", "sms,mail"
        person.save()


def _button(page: str) -> str:
    """What the button says that it does."""
    return html.unescape(page.partition('id="consequence"')[2].partition(">")[2].partition("<")[0])


def test_composer_says_what_text_messages_cost(cast: Cast) -> None:
    _with_phones(cast, "0,08")
    said = _button(typed(signed_in(cast.carol), "review"))
    assert "3 people by mail" in said
    assert "2 text messages, about € 0.16" in said


def test_longer_text_costs_more(cast: Cast) -> None:
    _with_phones(cast, "0,08", segments="2")
    longer = "Gebruik een kabel van de balie. " * 4
    said = _button(typed(signed_in(cast.carol), "review", workaround_nl=longer, workaround_en=""))
    assert "4 text messages, about € 0.32" in said


def test_without_a_price_there_is_a_count(cast: Cast) -> None:
    _with_phones(cast, "")
    said = _button(typed(signed_in(cast.carol), "review"))
    assert "2 text messages" in said
    assert "€" not in said


def test_in_dutch(cast: Cast) -> None:
    _with_phones(cast, "0,08")
    assert "0,16" in _button(typed(signed_in(cast.carol, "nl"), "review"))
