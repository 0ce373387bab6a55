"""A time that the text promises for the next message is offered as the promise of the form."""

from __future__ import annotations

from datetime import UTC, datetime

import time_machine
from django.utils import timezone

from helder.promises.models import Promise
from tests.cast import Cast
from tests.outages.composing import page_of, send, signed_in, typed

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # ten o'clock in Amsterdam
SAID = "De wifi doet het niet. Om 15.30 uur hoort u weer van ons."
PLANNED = {"kind": "maintenance", "from": "2026-03-04T20:00", "until": "2026-03-04T22:00"}


@time_machine.travel(NOW, tick=False)
def test_a_promised_time_in_the_text_is_offered_while_one_types(cast: Cast) -> None:
    words = typed(signed_in(cast.carol), "review", symptom_nl=SAID)
    assert 'data-promise="2026-03-03T15:30"' in words
    assert "Om 15.30 uur" in words


@time_machine.travel(NOW, tick=False)
def test_without_javascript_one_tap_puts_it_in_the_form(cast: Cast) -> None:
    client = signed_in(cast.carol)
    answer = send(client, "promise:2026-03-03T15:30", symptom_nl=SAID)
    page = answer.content.decode()
    assert 'value="2026-03-03T15:30"' in page
    assert "Is that when they hear from you again?" not in page_of(answer)
    typed_in = {"next_update": "other", "next_update_at": "2026-03-03T15:30"}
    send(client, symptom_nl=SAID, **typed_in)
    promise = Promise.objects.get()
    assert timezone.localtime(promise.due_at).strftime("%H:%M") == "15:30"


@time_machine.travel(NOW, tick=False)
def test_the_time_of_a_repair_or_of_the_past_is_no_promise(cast: Cast) -> None:
    client = signed_in(cast.carol)
    for text in (
        "We verwachten dat de wifi rond 15.30 uur weer werkt.",
        "De wifi doet het sinds 8.15 uur niet.",
    ):
        assert "data-promise" not in typed(client, "review", symptom_nl=text)


@time_machine.travel(NOW, tick=False)
def test_nonsense_in_the_place_of_a_time_is_a_sentence_at_the_field(cast: Cast) -> None:
    answer = send(signed_in(cast.carol), "promise:half past never", symptom_nl=SAID)
    assert answer.status_code == 200
    assert "This is not a date with a time." in page_of(answer)
