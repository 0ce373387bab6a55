"""The living countdown says in the browser what the server says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from helder.kit import clock
from tests.cast import Cast

DISTANCES = [20, 61, 12 * 60, 89 * 60, 2 * 3600, 30 * 3600, 5 * 86400]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.django_db(transaction=True)
def test_the_browser_counts_as_the_server_does(
    page: Any, live_server: Any, signed_in: Callable[..., None], cast: Cast, language: str
) -> None:
    signed_in(page.context, cast.carol, language)
    page.goto(f"{live_server.url}/desk/kit/")
    start = clock.now()
    page.clock.set_fixed_time(start)
    for seconds in [*DISTANCES, *(-s for s in DISTANCES)]:
        moment = start + timedelta(seconds=seconds)
        words = page.evaluate(
            """(moment) => {
              const time = document.querySelector("time[data-countdown]");
              time.dateTime = moment;
              document.dispatchEvent(new Event("visibilitychange"));
              return time.textContent;
            }""",
            moment.isoformat(),
        )
        with translation.override(language):
            assert words == clock.until(moment, at=start)
