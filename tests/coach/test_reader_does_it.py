"""What the reader is asked to do is no promise of ours."""

from __future__ import annotations

import pytest

from helder.coach import review


@pytest.mark.parametrize(
    "text",
    [
        "Zet op donderdag klaar wat u nodig hebt.",
        "Zet de wifi uit en over een minuut weer aan.",
        "Please have your files ready on Thursday.",
        "Turn wifi off and on again in a minute.",
    ],
)
def test_an_instruction_is_not_blocked(text: str) -> None:
    """An imperative with a time is an instruction."""
    assert not review(text, "outage").blocked


@pytest.mark.parametrize(
    "text",
    [
        "Wacht maar even, over een uur is het zeker klaar!",
        "Probeer het straks: om drie uur werkt alles gegarandeerd weer.",
        "Please wait, it will definitely be fixed in an hour!",
    ],
)
def test_a_promise_behind_an_instruction_is(text: str) -> None:
    """The instruction does not cover what follows it."""
    assert review(text, "outage").blocked
