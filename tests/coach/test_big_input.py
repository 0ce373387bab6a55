"""A huge or strange text takes time in proportion, never more."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from helder.coach import review

STRANGE = [
    "De oorzaak ligt bij onze leverancier en ",
    "a",
    "<",
    "<script>",
    "kan niet ",
    "niet meer gebeuren nooit weer voorkomen ",
    "a@",
    "&#1",
]


@pytest.mark.parametrize("piece", STRANGE)
def test_a_hundred_thousand_characters(piece: str) -> None:
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    start = time.process_time()
    review(text, "outage", "nl")
    assert time.process_time() - start < 20  # seconds; a blow-up would take hours


def test_double_the_text_is_no_more_than_about_double_the_time() -> None:
    piece = "De oorzaak ligt bij onze leverancier en we zijn al uren bezig "

    def seconds(times: int) -> float:
        start = time.process_time()
        review(piece * times, "outage", "nl")
        return time.process_time() - start

    seconds(50)
    assert seconds(800) < 8 * seconds(200) + 0.5


def test_importing_needs_no_django_and_little_time() -> None:
    code = (
        "import time, sys; t = time.process_time(); import helder.coach;"
        "print(time.process_time() - t, 'django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, django = done.stdout.split()
    assert float(seconds) < 0.3
    assert django == "False"
