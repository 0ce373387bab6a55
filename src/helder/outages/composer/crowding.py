"""Whether people get much already when something is said that can wait.

Owns: whom an open form reaches, and a word to its writer when those are told a lot. Refuses: what
stands in the calendar (messages.calendar).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from helder.kit import clock
from helder.messages.calendar.items import Crowding, around
from helder.organisation.queries import current
from helder.outages import actions
from helder.outages.composer.intent import LOOK_BACK, QUIET, About
from helder.outages.composer.word_form import WordForm
from helder.outages.models import Outage
from helder.people.audiences import Selection


def selection(outage: Outage) -> Selection:
    """Those whom an outage is about."""
    return actions.selection_of(
        list(outage.services.all()), list(outage.places.all()), list(outage.audiences.all())
    )


def reached(about: About, form: WordForm) -> Selection:
    """Those to whom an open form would go."""
    facts = getattr(form, "facts", None)
    if about.outage is not None:
        return selection(about.outage)
    if facts is None or not form.is_valid():
        return Selection()
    known = facts()
    return actions.selection_of(known.services, known.places, known.audiences)


def crowded(about: About, form: WordForm) -> str:
    """A word to the writer of what can wait, when these people get much already or at the same
    time; nothing for what is broken now."""
    if about.verb in (*QUIET, LOOK_BACK) or not _can_wait(about, form):
        return ""
    whom = reached(about, form)
    at = form.cleaned_data.get("publish_at") or clock.now()
    mine = [reverse("outage_desk:outage", args=[about.outage.public_id])] if about.outage else []
    if not whom.audiences:
        return ""
    return _words(around(whom, at, current().busy_week, mine))


def _can_wait(about: About, form: WordForm) -> bool:
    kind = about.outage.kind if about.outage else form.cleaned_data.get("kind")
    return kind == Outage.Kind.MAINTENANCE


def _words(found: Crowding) -> str:
    said = []
    if found.count > found.limit:
        said.append(
            ngettext(
                "With this one these people get %(n)d message in a week.",
                "With this one these people get %(n)d messages in a week.",
                found.count,
            )
            % {"n": found.count}
        )
    if found.near:
        first = found.near[0]
        said.append(
            gettext("Within two hours of it they also get: %(title)s (%(when)s).")
            % {"title": first.title, "when": clock.spoken(first.at)}
        )
    return " ".join(said)
