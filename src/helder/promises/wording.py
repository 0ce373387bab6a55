"""The score as a sentence that a person would say. Pure."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext

from helder.promises.score import Month, Score, month_of


def headline(months: Sequence[Month], at: datetime, zone: zoneinfo.ZoneInfo) -> str:
    """About the newest month of which something is known."""
    known = next((month for month in months if month.score.judged), None)
    if known is None:
        return gettext("No promise has come to its time yet.")
    today = month_of(at, zone)
    name = month_name(known.first, today)
    if known.score.judged == 1:
        return _only_one(known.score, name)
    return _counted(known.score, name, so_far=known.first == today)


def month_name(first: date, today: date) -> str:
    """ "november", with the year when it is another one."""
    return date_format(first, "F" if first.year == today.year else "F Y")


def _only_one(score: Score, month: str) -> str:
    if score.kept:
        return gettext("In %(month)s we kept the one promise that came to its time.") % {
            "month": month
        }
    return gettext("In %(month)s we were late with the one promise that came to its time.") % {
        "month": month
    }


def _counted(score: Score, month: str, *, so_far: bool) -> str:
    said = (
        gettext(
            "So far in %(month)s we have kept %(kept)d of %(judged)d promises (%(percentage)d%%)."
        )
        if so_far
        else gettext("In %(month)s we kept %(kept)d of %(judged)d promises (%(percentage)d%%).")
    )
    return said % {
        "month": month,
        "kept": score.kept,
        "judged": score.judged,
        "percentage": score.percentage or 0,
    }
