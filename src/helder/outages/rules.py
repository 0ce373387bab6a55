"""What the facts of an outage must satisfy, whoever brings them; pure, no database.

Every refusal is a sentence for a field, in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext

LONGEST_TEXT = 5_000
LONGEST_TITLE = 200
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Signs that no database, feed or mail can carry."""
FURTHEST_PROMISE = timedelta(days=30)
FURTHEST_PLAN = timedelta(days=730)
OLDEST_START = timedelta(days=366)
SLACK = timedelta(minutes=5)


class Refused(Exception):
    """What a person must mend: a sentence per field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Facts:
    """What is the matter, with whom and where; `template` is the one it was begun with.

    Of planned work also: `reminders` (maintenance.reminding.Wish), whether it goes `by_clock`, the
    `series` that it is part of, and why it is planned `despite` a day to avoid.
    """

    kind: str
    services: Sequence[Any]
    places: Sequence[Any] = ()
    audiences: Sequence[Any] = ()
    since: datetime | None = None
    scheduled_for: datetime | None = None
    scheduled_until: datetime | None = None
    template: Any = None
    reminders: Sequence[Any] = ()
    by_clock: bool = False
    series: Any = None
    despite: str = ""


@dataclass(frozen=True)
class Word:
    """One update: its texts per part and language, and when the next one comes. Also what works
    again (None: as it was; each a long.checklist.Line), and who signs."""

    parts: Mapping[str, Mapping[str, str]]
    next_update_at: datetime | None = None
    step: str = "investigating"
    title: Mapping[str, str] = field(default_factory=dict)
    checklist: Sequence[Any] | None = None
    signed: Mapping[str, Any] = field(default_factory=dict)


def check_facts(facts: Facts, at: datetime) -> None:
    """Raises Refused when the facts cannot be."""
    errors: dict[str, str] = {}
    if not facts.services:
        errors["services"] = gettext("Choose at least one service.")
    if facts.kind == "maintenance":
        errors |= _plan_errors(facts, at)
    elif facts.since and facts.since > at + SLACK:
        errors["since"] = gettext("This time is still to come. Since when do people notice it?")
    elif facts.since and facts.since < at - OLDEST_START:
        errors["since"] = gettext("This is more than a year ago. Check the date.")
    if errors:
        raise Refused(errors)


def check_publish_time(later: datetime | None, at: datetime, *, scheduled: bool) -> None:
    """Raises Refused when a draft is to publish itself at a time that cannot be meant.

    A `scheduled` draft whose time has passed may go out now: somebody does what the clock did not.
    """
    if later is None:
        return
    if later < at - SLACK and not scheduled:
        raise Refused({"publish_at": gettext("This time is already past. Choose a later one.")})
    if later > at + FURTHEST_PLAN:
        raise Refused({"publish_at": gettext("This is more than two years away. Check the date.")})


def _plan_errors(facts: Facts, at: datetime) -> dict[str, str]:
    if not facts.scheduled_for:
        return {"scheduled_for": gettext("Say when the maintenance begins.")}
    if facts.scheduled_for > at + FURTHEST_PLAN:
        return {"scheduled_for": gettext("This is more than two years away. Check the date.")}
    if not facts.scheduled_until:
        return {"scheduled_until": gettext("Say when the maintenance ends.")}
    if facts.scheduled_until <= facts.scheduled_for:
        return {"scheduled_until": gettext("The end must be after the beginning.")}
    if facts.scheduled_until > at + FURTHEST_PLAN:
        return {"scheduled_until": gettext("This is more than two years away. Check the date.")}
    if facts.scheduled_for < at - OLDEST_START:
        return {"scheduled_for": gettext("This is more than a year ago. Check the date.")}
    if facts.scheduled_until <= at:
        return {"scheduled_until": gettext("This maintenance would already be over.")}
    return {}


def check_word(word: Word, at: datetime, *, needs: str, promise: bool) -> None:
    """Raises Refused when the word lacks its main part, is too long, or promises the impossible."""
    errors = _text_errors(word)
    if not any(text.strip() for text in word.parts.get(needs, {}).values()):
        errors[needs] = gettext("Say it in one sentence at least, in Dutch or in English.")
    if promise or word.next_update_at:
        errors |= _promise_errors(word.next_update_at, at)
    if errors:
        raise Refused(errors)


def check_draft(word: Word) -> None:
    """Raises Refused when the texts of a draft cannot be kept."""
    errors = _text_errors(word)
    if errors:
        raise Refused(errors)


def _text_errors(word: Word) -> dict[str, str]:
    errors = {
        name: error
        for name, texts in word.parts.items()
        if (error := _text_error(texts, LONGEST_TEXT))
    }
    error = _text_error(word.title, LONGEST_TITLE)
    return errors | {"title": error} if error else errors


def _text_error(texts: Mapping[str, str], most: int) -> str:
    """Why these texts cannot be published; "" when they can."""
    if any(UNREADABLE.search(text) for text in texts.values()):
        return gettext("This text holds signs that no screen can show. Type it again.")
    length = max((len(text) for text in texts.values()), default=0)
    if length > most:
        return gettext(
            "This text has %(length)d characters; at most %(most)d fit in a message that "
            "people read. Make it shorter."
        ) % {"length": length, "most": most}
    return ""


def _promise_errors(due_at: datetime | None, at: datetime) -> dict[str, str]:
    if due_at is None:
        return {"next_update_at": gettext("Promise when people hear from you again.")}
    return check_promise_time(due_at, at)


def check_promise_time(due_at: datetime, at: datetime) -> dict[str, str]:
    """An error when the time is past or further away than anybody would wait."""
    if due_at <= at:
        return {"next_update_at": gettext("This time is already past. Choose a later one.")}
    if due_at > at + FURTHEST_PROMISE:
        return {
            "next_update_at": gettext(
                "This is more than thirty days away. Promise news within thirty days."
            )
        }
    return {}
