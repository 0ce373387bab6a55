"""The verbs of planned work: it moves, it begins, it is done. Each is one transaction with its
journal row, and words through the guard.

Refuses: moving what is over, beginning before its time, ending what has not begun.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.messages.models import Message
from helder.outages import rules
from helder.outages.actions import open_promise, words
from helder.outages.maintenance import noticing, obstacles, telling, wording
from helder.outages.models import Moved, Notice, Outage, Update
from helder.outages.rules import Facts, Refused, Word
from helder.outages.wording import bilingual
from helder.promises import actions as promises
from helder.promises.models import Promise

Step = Update.Step
Texts = Mapping[str, str]


@transaction.atomic
def move_window(
    outage: Outage,
    start: datetime,
    end: datetime,
    *,
    reason: Texts,
    by: Actor | None,
    despite: str = "",
    draft: Message | None = None,
    at: datetime | None = None,
) -> Update:
    """Other times for planned work, or another end for work that goes on: everybody hears it, the
    promise of its end moves along. Raises Refused, Blocked, AlreadyPublished."""
    moment = at or clock.now()
    outage = _lock(outage)
    _check_move(outage, start, end, reason, moment)
    obstacles.allow(
        obstacles.Window.of_outage(outage, start, end), outage=outage, despite=despite, by=by
    )
    row = _row(outage, start, end, reason, moment)
    _set_window(outage, row)
    word = Word({"news": moved_news(row)}, step=Step.SCHEDULED)
    rules.check_word(word, moment, needs="news", promise=False)
    step = Step.IN_PROGRESS if row.was_for <= moment else Step.SCHEDULED
    promised = partial(_renewed, row=row)
    said = words.say(
        outage, word, step, by=by, draft=draft, at=moment, promised=promised, send=_keep(row)
    )
    noticing.move_along(outage, moment)
    times = {"start": start.isoformat(), "end": end.isoformat()}
    record("outage.moved", outage.subject, by=by, **times)
    return said


def _keep(row: Moved) -> Any:
    """The row stands before its mail is written."""

    def send(said: Update) -> None:
        row.update = said
        row.save()
        telling.moved(row)(said)

    return send


def _check_move(
    outage: Outage, start: datetime, end: datetime, reason: Texts, at: datetime
) -> None:
    old_start, old_end = outage.scheduled_for, outage.scheduled_until
    if outage.kind != Outage.Kind.MAINTENANCE or not old_start or not old_end:
        raise Refused({"": gettext("Only planned maintenance has a window that can move.")})
    if outage.state != Outage.State.RUNNING:
        raise Refused({"": gettext("This maintenance is over, so it can no longer be moved.")})
    errors = _time_errors(outage, start, end, at)
    if not any(text.strip() for text in reason.values()):
        errors["reason"] = gettext("Say why it moves; readers see it.")
    if errors:
        raise Refused(errors)


def _time_errors(outage: Outage, start: datetime, end: datetime, at: datetime) -> dict[str, str]:
    old = outage.scheduled_for, outage.scheduled_until
    if old[0] and old[0] <= at and start != old[0]:
        return {
            "scheduled_for": gettext(
                "It has begun, so its beginning can no longer move. You can still move its end."
            )
        }
    if start != old[0] and start <= at:
        return {"scheduled_for": gettext("This time is already past. Choose a later one.")}
    if (start, end) == old:
        return {"scheduled_for": gettext("These are the times that it has now. Choose others.")}
    plan = Facts(outage.kind, [outage], scheduled_for=start, scheduled_until=end)
    try:
        rules.check_facts(plan, at)
    except Refused as error:
        return error.errors
    return {}


def _row(outage: Outage, start: datetime, end: datetime, reason: Texts, at: datetime) -> Moved:
    assert outage.scheduled_for is not None  # noqa: S101 - checked before
    assert outage.scheduled_until is not None  # noqa: S101
    said = {lang: text.strip() for lang, text in reason.items() if text.strip()}
    return Moved(
        outage=outage,
        was_for=outage.scheduled_for,
        was_until=outage.scheduled_until,
        now_for=start,
        now_until=end,
        reason=said,
        at=at,
    )


def _set_window(outage: Outage, row: Moved) -> None:
    since = row.now_for if outage.since == row.was_for else outage.since
    Outage.objects.filter(pk=outage.pk).update(
        scheduled_for=row.now_for,
        scheduled_until=row.now_until,
        since=since,
        moves=F("moves") + 1,
        asked_at=None,
        changed_at=row.at,
    )
    outage.refresh_from_db()


def moved_news(row: Moved) -> dict[str, str]:
    """The move in words, with the reason in the languages in which it was given."""
    was, now = (row.was_for, row.was_until), (row.now_for, row.now_until)
    said = bilingual(lambda: wording.in_house_zone(lambda: wording.moved(was, now)))
    return {lang: f"{text} {row.reason.get(lang, '')}".strip() for lang, text in said.items()}


def _renewed(
    outage: Outage, word: Word, *, by: Actor | None, at: datetime, row: Moved
) -> Promise | None:
    """The promised end moves with its reason, before its time; a late one stays late and the new
    end is promised anew. Another promise is kept by this word, as by every word."""
    before = open_promise(outage)
    if before is None or before.due_at != row.was_until or before.due_at <= at:
        return words.promise_of(outage, word, by=by, at=at)
    if row.now_until == row.was_until:
        return None
    return promises.move(before, row.now_until, by=by, reason=dict(row.reason), at=at)


# It begins, and it is done.


@transaction.atomic
def begin(
    outage: Outage, *, by: Actor | None, news: Texts | None = None, at: datetime | None = None
) -> Update:
    """We begin now. The promise of its end stands. Raises Refused, Blocked."""
    moment = at or clock.now()
    outage = _lock(outage)
    _check_goes_on(outage)
    if has_begun(outage):
        raise Refused({"": gettext("It was said already that this work has begun.")})
    if outage.scheduled_for and outage.scheduled_for > moment:
        raise Refused(
            {
                "": gettext("It begins %(when)s. Move it when you begin at another time.")
                % {"when": clock.spoken(outage.scheduled_for, at=moment)}
            }
        )
    word = Word({"news": _filled(news) or begun_news(outage, moment)}, step=Step.IN_PROGRESS)
    rules.check_word(word, moment, needs="news", promise=False)
    if not Outage.objects.filter(pk=outage.pk, begun_at=None).update(begun_at=moment):
        raise Refused({"": gettext("It was said already that this work has begun.")})
    outage.begun_at = moment
    said = words.say(
        outage,
        word,
        Step.IN_PROGRESS,
        by=by,
        draft=None,
        at=moment,
        promised=_stands,
        send=telling.as_wished(Notice.Moment.START, words.send_to_all),
    )
    record("outage.begun", outage.subject, by=by, number=said.number)
    return said


@transaction.atomic
def finish(
    outage: Outage, *, by: Actor | None, news: Texts | None = None, at: datetime | None = None
) -> Update:
    """It is done: the last word, which keeps the promise. Raises Refused, Blocked."""
    moment = at or clock.now()
    outage = _lock(outage)
    _check_goes_on(outage)
    if outage.scheduled_for and outage.scheduled_for > moment:
        raise Refused(
            {"": gettext("This work has still to begin. Call it off when it is not needed.")}
        )
    word = Word({"news": _filled(news) or done_news(outage)}, step=Step.RESOLVED)
    rules.check_word(word, moment, needs="news", promise=False)
    Outage.objects.filter(pk=outage.pk).update(
        state=Outage.State.RESOLVED, resolved_at=moment, changed_at=moment
    )
    outage.refresh_from_db()
    send = telling.as_wished(Notice.Moment.END, words.send_to_all)
    said = words.say(outage, word, Step.RESOLVED, by=by, draft=None, at=moment, send=send)
    record("outage.resolved", outage.subject, by=by)
    return said


def has_begun(outage: Outage) -> bool:
    """Whether somebody, or the clock, said that the work goes on."""
    return bool(outage.begun_at) or outage.updates.filter(step=Step.IN_PROGRESS).exists()


def begun_news(outage: Outage, at: datetime) -> dict[str, str]:
    """The proposed words of the beginning, in both languages."""
    services = list(outage.services.all())
    return bilingual(lambda: wording.in_house_zone(lambda: wording.begun(outage, services, at)))


def done_news(outage: Outage) -> dict[str, str]:
    """The proposed last word, in both languages."""
    services = list(outage.services.all())
    return bilingual(lambda: wording.done(services))


def _stands(outage: Outage, word: Word, *, by: Actor | None, at: datetime) -> Promise | None:
    """The promised end stays as it is; a promise of earlier news is kept by this word."""
    before = open_promise(outage)
    if before is not None and before.due_at == outage.scheduled_until:
        return None
    return words.promise_of(outage, word, by=by, at=at)


def _filled(news: Texts | None) -> dict[str, str]:
    return {lang: text.strip() for lang, text in (news or {}).items() if text.strip()}


def _check_goes_on(outage: Outage) -> None:
    if outage.kind != Outage.Kind.MAINTENANCE:
        raise Refused({"": gettext("This is no planned maintenance.")})
    if outage.state != Outage.State.RUNNING:
        raise Refused({"": gettext("This maintenance is over.")})


def _lock(outage: Outage) -> Outage:
    return Outage.objects.select_for_update().get(pk=outage.pk)
