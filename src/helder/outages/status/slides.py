"""What a screen in a hall says of outages: what is broken, what is planned, or that all works."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from helder.kit import clock
from helder.kit.slides import Line, Slide, View
from helder.kit.texts import Chosen, choose, content_language
from helder.organisation.queries import current
from helder.outages.status import queries
from helder.outages.status.headline import about, headline
from helder.outages.status.reading import Reading

MOST, FEW = 5, 4


def slides(view: View) -> list[Slide]:
    """Trouble first, each on its own; then what is planned. All works when nothing else is said."""
    now = queries.now()
    running = [reading for reading in now.current if _here(reading, view)]
    planned = [reading for reading in now.planned if _here(reading, view)]
    shown = [_running(reading) for reading in running[:MOST]]
    if len(running) > 1:
        shown.insert(0, _together(running))
    if not running:
        shown.append(_all_works())
    return [*shown, *_planned(planned)]


def _here(reading: Reading, view: View) -> bool:
    return view.shows(list(reading.outage.places.all()))


def _running(reading: Reading) -> Slide:
    """One thing that troubles people: what to do now, and when they hear more."""
    act = reading.workaround
    return Slide(
        key=f"outage-{reading.outage.public_id}",
        state=reading.state,
        word=reading.word,
        title=about(reading),
        head=act.heading if act else "",
        text=act.said if act else reading.news,
        lines=_when(reading),
        order=10,
        seconds=16,
    )


def _when(reading: Reading) -> list[Line]:
    """The same sentences as on the page of the outage."""
    promise, until = reading.own_promise, reading.outage.scheduled_until
    if promise is not None and reading.late:
        said = gettext("We promised an update %(when)s. It is late.")
        return [Line("clock-alert", said % {"when": clock.spoken(promise.due_at)}, late=True)]
    if promise is not None:
        said = gettext("Next update %(when)s") % {"when": clock.spoken(promise.due_at)}
        return [Line("clock", said, moment=promise.due_at)]
    if until is None:
        return []
    if reading.overdue:
        said = gettext("This maintenance was planned until %(when)s. It takes longer.")
        return [Line("clock-alert", said % {"when": clock.spoken(until)}, late=True)]
    return [Line("clock", gettext("Planned until %(when)s") % {"when": clock.spoken(until)})]


def _together(running: Sequence[Reading]) -> Slide:
    """More than one thing at a time: the sentence over all, and each in a line."""
    said = headline(running)
    return Slide(
        key="outages",
        state=said.state,
        word=gettext("Now"),
        title=said.sentence,
        lines=[
            Line(f"state-{reading.state}", about(reading).text, state=reading.state)
            for reading in running[: MOST + 1]
        ],
        order=9,
    )


def _all_works() -> Slide:
    house = current()
    desk = house.desk_phone
    said = gettext("Does something not work for you? Tell the service desk.")
    return Slide(
        key="works",
        state="works",
        word=gettext("Now"),
        title=_ours(gettext("Everything works.")),
        text=_ours(said),
        lines=[Line("phone", desk)] if desk else [],
        drawing="kit/drawings/tea.html",
        order=10,
    )


def _planned(planned: Sequence[Reading]) -> list[Slide]:
    if not planned:
        return []
    if len(planned) == 1:
        return [_one_plan(planned[0])]
    return [
        Slide(
            key="planned",
            state="maintenance",
            word=gettext("Planned"),
            title=_ours(gettext("This is planned")),
            lines=[
                Line("calendar-clock", reading.title.text, _window(reading))
                for reading in planned[:FEW]
            ],
            order=20,
        )
    ]


def _one_plan(reading: Reading) -> Slide:
    symptom = reading.known.get("symptom")
    return Slide(
        key=f"planned-{reading.outage.public_id}",
        state="maintenance",
        word=gettext("Planned"),
        title=reading.title,
        head=symptom.heading if symptom else "",
        text=symptom.said if symptom else choose({}),
        lines=[Line("calendar-clock", _window(reading))],
        order=20,
    )


def _window(reading: Reading) -> str:
    """ "zaterdag om 8:00 tot 12:00": the day is not said twice."""
    start, end = reading.outage.scheduled_for, reading.outage.scheduled_until
    if start is None or end is None:
        return clock.spoken(start) if start else ""
    said, last = clock.spoken(start), timezone.localtime(end)
    if timezone.localtime(start).date() == last.date():
        return gettext("%(start)s until %(time)s") % {
            "start": said,
            "time": date_format(last, "H:i"),
        }
    return gettext("%(start)s until %(end)s") % {"start": said, "end": clock.spoken(end)}


def _ours(sentence: str) -> Chosen:
    return Chosen(sentence, content_language(get_language()), False)
