"""Times as people say them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from helder.kit import clock

HERE = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("now", "moment", "nl", "en"),
    [
        ("2026-11-22 10:00", "2026-11-22 14:00", "vandaag om 14:00", "today at 14:00"),
        ("2026-11-22 23:40", "2026-11-23 00:15", "vannacht om 00:15", "tonight at 00:15"),
        ("2026-11-22 10:00", "2026-11-23 00:15", "morgen om 00:15", "tomorrow at 00:15"),
        ("2026-11-22 23:40", "2026-11-23 08:30", "morgen om 08:30", "tomorrow at 08:30"),
        ("2026-11-22 10:00", "2026-11-21 09:00", "gisteren om 09:00", "yesterday at 09:00"),
        ("2026-11-22 10:00", "2026-11-25 09:00", "woensdag om 09:00", "Wednesday at 09:00"),
        ("2026-11-22 10:00", "2027-01-05 09:00", "5 januari 2027 om 09:00", "5 January 2027 at 09:00"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_moment_is_said_as_people_do(now: str, moment: str, nl: str, en: str) -> None:
    at, then = (datetime.fromisoformat(text).replace(tzinfo=HERE) for text in (now, moment))
    with timezone.override(HERE):
        with translation.override("nl"):
            assert clock.spoken(then, at=at) == nl
        with translation.override("en"):
            assert clock.spoken(then, at=at) == en
