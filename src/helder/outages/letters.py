"""An update as a letter, in each locale: what the channels carry and the composer previews.

Owns: which words of an update go into a mail, in the order in which a reader wants them.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from helder.delivery.letters import LOCALES, Letter, Section
from helder.kit import clock
from helder.kit.texts import choose, content_language, pick
from helder.organisation.queries import current
from helder.outages import apart
from helder.outages.maintenance.wording import moved_subject
from helder.outages.models import HelpPoint, Outage, Update
from helder.outages.wording import HEADINGS, PARTS, next_update_sentence

STATES = {
    Outage.Kind.OUTAGE: "down",
    Outage.Kind.DEGRADED: "limited",
    Outage.Kind.SECURITY: "security",
    Outage.Kind.MAINTENANCE: "maintenance",
}


def state_of(outage: Outage) -> str:
    """The kit's state of an outage: works, limited, down, security or maintenance."""
    return "works" if outage.state != Outage.State.RUNNING else STATES[Outage.Kind(outage.kind)]


def state_word(outage: Outage) -> str:
    """The state in a word or two, in the active language."""
    if outage.state == Outage.State.MERGED:
        return str(Outage.State.MERGED.label)
    if outage.state == Outage.State.RESOLVED:
        if outage.was_called_off:
            return gettext("Called off")
        return gettext("Over") if outage.kind == Outage.Kind.MAINTENANCE else gettext("Resolved")
    return str(Outage.Kind(outage.kind).label)


def step_word(update: Update) -> str:
    """The step of a word, in a word or two: planned work is done or called off, not resolved."""
    outage = update.outage
    if update.step != Update.Step.RESOLVED or outage.kind != Outage.Kind.MAINTENANCE:
        return str(Update.Step(update.step).label)
    return gettext("Called off") if outage.was_called_off else gettext("Done")


@dataclass(frozen=True)
class Reader:
    """For whom a letter is: an audience with words of its own, or everybody ("")."""

    audience: str = ""
    help_points: Sequence[HelpPoint] = ()

    def points(self) -> list[HelpPoint]:
        """Where this reader finds help: not where another audience does."""
        mine = {None, self.audience} if self.audience else None
        return [
            point
            for point in self.help_points
            if mine is None or (point.audience.slug if point.audience else None) in mine
        ]


def letters(update: Update) -> dict[str, Any]:
    """The letter in every locale."""
    return _in_locales(update, Reader(help_points=_help_points(update.outage)))


def variants(update: Update) -> list[dict[str, Any]]:
    """The letters of each audience that has words of its own."""
    slugs = sorted(apart.audiences_in(update.message.parts))
    points = _help_points(update.outage) if slugs else []
    return [
        {"audience": slug, "content": _in_locales(update, Reader(slug, points))} for slug in slugs
    ]


def _in_locales(update: Update, reader: Reader) -> dict[str, Any]:
    return {locale: _in_locale(update, locale, reader) for locale in LOCALES}


def in_locale(update: Update, locale: str, *, audience: str = "") -> Letter:
    """The letter for everybody, or for one audience, in one locale; its times in the
    organisation's time zone."""
    return _in_locale(update, locale, Reader(audience, _help_points(update.outage)))


def _in_locale(update: Update, locale: str, reader: Reader) -> Letter:
    zone = zoneinfo.ZoneInfo(current().time_zone)
    with translation.override(locale), timezone.override(zone):
        return _letter(update, reader)


def _help_points(outage: Outage) -> list[HelpPoint]:
    """While it runs; an outage that is still to be written has none."""
    if outage.pk is None or outage.state != Outage.State.RUNNING:
        return []
    return list(outage.help_points.select_related("audience"))


def _letter(update: Update, reader: Reader) -> Letter:
    outage = update.outage
    sections = sections_of(apart.read_by(update.message.parts, reader.audience))
    return Letter(
        subject=subject(update),
        preheader=sections[0]["text"][:140] if sections else "",
        lead=_lead(outage),
        badge={"state": state_of(outage), "word": state_word(outage)},
        sections=[*sections, *_beside(update, reader)],
        promise=next_update_sentence(update.promise.due_at) if update.promise else "",
        url=settings.BASE_URL + outage.get_absolute_url(),
        button=gettext("See the latest news"),
        footer=gettext(
            "You get this because you use this service or follow it. You choose how we reach you."
        ),
    )


def _beside(update: Update, reader: Reader) -> Iterator[Section]:
    """Where to find help, and who signs."""
    lang = content_language()
    points = [spoken(point) for point in reader.points()]
    if points:
        text = "\n".join(points)
        yield Section(heading=gettext("Where you find help"), text=text, lang=lang)
    signed = signature(update.signed)
    if signed:
        yield Section(heading=gettext("Signed"), text=signed, lang=lang)


def spoken(point: HelpPoint) -> str:
    """A help point in one line: "Students: Help desk, hall of North, 8:00-17:00"."""
    facts = (pick(point.name), pick(point.where), pick(point.hours), point.phone, point.url)
    said = ", ".join(fact for fact in facts if fact)
    return f"{point.audience}: {said}" if point.audience else said


def signature(signed: Mapping[str, Any]) -> str:
    """Who stands for a word: "Petra de Vries, director"."""
    return ", ".join(filter(None, (signed.get("name", ""), pick(signed.get("role")))))


def subject(update: Update) -> str:
    """What the mail is called: the end first, else the number of the update."""
    title = pick(update.outage.title)
    row = getattr(update, "moved", None) if update.outage.moves else None
    if row is not None:
        return moved_subject(title, row)
    if update.step == Update.Step.RESOLVED:
        return f"{step_word(update)}: {title}"
    if update.step == Update.Step.REOPENED:
        return gettext("Back again: %(title)s") % {"title": title}
    if update.number > 1:
        return gettext("%(title)s (update %(number)d)") % {"title": title, "number": update.number}
    return title


def sections_of(parts: Mapping[str, Mapping[str, str]]) -> list[Section]:
    """The filled parts in reading order, each in the reader's language or the other one."""
    sections = []
    for name in PARTS:
        said = choose(parts.get(name))
        if said.text:
            sections.append(
                Section(heading=str(HEADINGS[name]), text=said.text.strip(), lang=said.lang)
            )
    return sections


def _lead(outage: Outage) -> str:
    if outage.was_called_off and outage.scheduled_for:
        when = clock.spoken(outage.scheduled_for)
        return gettext("It was planned for %(when)s.") % {"when": when}
    if outage.kind == Outage.Kind.MAINTENANCE and outage.scheduled_for and outage.scheduled_until:
        return gettext("From %(start)s until %(end)s.") % {
            "start": clock.spoken(outage.scheduled_for),
            "end": clock.spoken(outage.scheduled_until),
        }
    if outage.resolved_at:
        return gettext("Resolved %(when)s.") % {"when": clock.spoken(outage.resolved_at)}
    if outage.since:
        return gettext("Since %(when)s.") % {"when": clock.spoken(outage.since)}
    return ""
