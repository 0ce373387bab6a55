"""The letter to colleagues when a step is due or an answer did not come: to the desk only.

Owns: its words and its receivers. Refuses: anybody who may not see the desk.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from helder.delivery.letters import Letter, Section
from helder.delivery.models import Dispatch
from helder.kit import clock
from helder.kit.texts import content_language, pick
from helder.messages import pages, reminders
from helder.outages.escalation.ladder import Ladder, Step
from helder.people.models import Person
from helder.people.permissions import may


def tell(ladder: Ladder, step: Step) -> Dispatch | None:
    """To who writes about the outage, who stands in, and who began to call."""
    return reminders.tell(receivers(ladder), lambda: _letter(ladder, step))


def receivers(ladder: Ladder) -> list[Person]:
    """Each once; those who answer for Helder when none of them works at the desk any more."""
    escalation = ladder.escalation
    asked = (escalation.outage.owner, escalation.outage.deputy, escalation.by)
    known = [person for person in asked if person is not None and may(person, "desk.see")]
    return list(dict.fromkeys(known)) or reminders.who_answer()


def _letter(ladder: Ladder, step: Step) -> Letter:
    escalation, rung = ladder.escalation, step.rung
    about = pick(escalation.outage.title)
    return Letter(
        subject=_subject(step) % {"who": rung.who, "supplier": escalation.supplier.name},
        lead=gettext("It is about: %(title)s.") % {"title": about},
        sections=_sections(step),
        promise=_what_now(step),
        url=pages.whole(reverse("escalation:one", args=[escalation.public_id])),
        button=gettext("Open the steps"),
        footer=gettext("You get this because you answer for this outage. It stays inside IT."),
    )


def _subject(step: Step) -> str:
    if step.calls:
        return gettext("No answer in time from %(who)s of %(supplier)s")
    return gettext("Call now: %(who)s of %(supplier)s")


def _sections(step: Step) -> list[Section]:
    rung = step.rung
    found = {
        gettext("Phone number"): rung.phone,
        gettext("Mail address"): rung.mail,
        gettext("Contract reference"): rung.reference,
    }
    lang = content_language()
    return [Section(heading=head, text=text, lang=lang) for head, text in found.items() if text]


def _what_now(step: Step) -> str:
    if step.calls and step.alarm:
        return gettext("An answer was due %(when)s. Call again, or take the next step.") % {
            "when": clock.spoken(step.alarm)
        }
    return gettext("This step was due %(when)s.") % {"when": clock.spoken(step.rung.due_at)}
