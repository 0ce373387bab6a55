"""What a screen in a hall says of our word: how often we kept it."""

from __future__ import annotations

import zoneinfo

from django.utils.translation import get_language, gettext

from helder.kit import clock
from helder.kit.slides import Slide, View
from helder.kit.texts import Chosen, content_language
from helder.organisation.queries import current
from helder.promises import queries
from helder.promises.wording import headline

FEWEST = 3


def slides(_view: View) -> list[Slide]:
    """The newest month of which enough is known; nothing before that, and never without its
    denominator."""
    months = queries.months()
    known = next((month for month in months if month.score.judged), None)
    if known is None or known.score.judged < FEWEST:
        return []
    zone = zoneinfo.ZoneInfo(current().time_zone)
    sentence = headline(months, clock.now(), zone)
    return [
        Slide(
            key="word",
            word=gettext("Our word"),
            title=Chosen(sentence, content_language(get_language()), False),
            figure=gettext("%(kept)d of %(judged)d")
            % {"kept": known.score.kept, "judged": known.score.judged},
            order=60,
        )
    ]
