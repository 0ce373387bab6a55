"""What the composer says about a window while it is being filled in: what stands in its way, and
when people are reminded. Refuses: stopping anything; obstacles.allow does, when it is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from helder.kit import clock
from helder.outages.composer.word_form import WordForm
from helder.outages.maintenance import obstacles
from helder.outages.maintenance.form_fields import in_words, wishes
from helder.outages.maintenance.window_form import WindowForm
from helder.outages.models import Outage
from helder.outages.rules import Facts


@dataclass(frozen=True)
class Advice:
    """Sentences for whoever plans: the obstacles, and what happens with reminders."""

    obstacles: list[obstacles.Obstacle]
    reminders: str = ""

    @property
    def is_stopped(self) -> bool:
        """Whether it falls on a day on which nothing may be planned."""
        return any(each.kind == obstacles.HARD for each in self.obstacles)


def of_form(outage: Outage | None, form: WordForm) -> Advice | None:
    """What there is to say about the window in this form; None where it has none."""
    if isinstance(form, WindowForm):
        return _of_move(outage, form)
    facts = getattr(form, "facts", None)
    if facts is None or not getattr(form, "is_plan", False):
        return None
    return _of_new(facts(), form.cleaned_data)


def _of_new(facts: Facts, data: dict[str, Any]) -> Advice | None:
    window = obstacles.Window.of_facts(facts)
    if window is None or not facts.services:
        return None
    said = in_words(wishes(data, window.start, clock.now()))
    reminders = (
        gettext("People are reminded %(moments)s.") % {"moments": said}
        if said
        else gettext("Nobody is reminded.")
    )
    return Advice(obstacles.found(window), reminders)


def _of_move(outage: Outage | None, form: WindowForm) -> Advice | None:
    start = form.cleaned_data.get("scheduled_for")
    end = form.cleaned_data.get("scheduled_until")
    if outage is None or not start or not end or end <= start:
        return None
    return Advice(obstacles.found(obstacles.Window.of_outage(outage, start, end)))
