"""The words that countdown.js needs to keep "over 12 minuten" true in the reader's language."""

from __future__ import annotations

import json

from django.utils.translation import gettext, ngettext


def texts() -> str:
    """The sentences of clock.until as JSON, singular and plural."""
    return json.dumps(
        {
            "ahead": gettext("in %(span)s"),
            "past": gettext("%(span)s ago"),
            "moment": gettext("less than a minute"),
            "minute": [ngettext("%(n)d minute", "%(n)d minutes", n) for n in (1, 2)],
            "hour": [ngettext("%(n)d hour", "%(n)d hours", n) for n in (1, 2)],
            "day": [ngettext("%(n)d day", "%(n)d days", n) for n in (1, 2)],
        },
        ensure_ascii=False,
    )
