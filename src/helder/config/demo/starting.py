"""How colleagues of the demo begin an outage from elsewhere: a command in their Slack."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_hex

from helder.config.demo.people import Crew
from helder.kit import clock
from helder.outages.models import Starter
from helder.outages.starters import actions


def commands(crew: Crew) -> None:
    """One that is in use, and one that somebody did not finish."""
    slack, _token = actions.add("Slack van IT: /storing", Starter.Kind.SLACK, by=crew.administrator)
    Starter.objects.filter(pk=slack.pk).update(
        secret=token_hex(16), used_at=clock.now() - timedelta(days=3)
    )
    actions.add("Mattermost van de servicedesk", Starter.Kind.MATTERMOST, by=crew.administrator)
