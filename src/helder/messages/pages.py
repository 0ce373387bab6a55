"""Where the desk goes on with a subject; modules declare it, so that messages knows none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helder.kit.registry import declared

DEED = _("Write the update")
ADVICE = _(
    "Nothing new yet? Say so: that keeps the promise too. You can also move it, "
    "before its time, with a reason."
)


@dataclass(frozen=True)
class Pages:
    """The desk's pages of one kind of subject, as URL names.

    `answer` keeps a promise about it ("outage:k3…" gives "k3…"), `draft` opens a draft of it.
    `deed` is what keeps such a promise, `advice` what a reminder says, `lead` how long before its
    time the owner hears of it at most.
    """

    kind: str
    answer: str
    draft: str
    approve: str
    deed: Any = DEED
    advice: Any = ADVICE
    lead: timedelta = timedelta(minutes=10)


def answer_path(subject: str) -> str:
    """Where a promise about this subject is kept; the desk's home when nobody knows it."""
    kind, _colon, key = subject.partition(":")
    found = _pages(kind)
    return reverse(found.answer, args=[key]) if found else "/desk/"


def of_subject(subject: str) -> Pages:
    """The pages of this subject; those of an update when nobody knows it."""
    kind = subject.partition(":")[0]
    return _pages(kind) or Pages(kind, "", "", "")


def draft_path(kind: str, public_id: str) -> str:
    """Where one goes on with a draft."""
    found = _pages(kind)
    return reverse(found.draft, args=[public_id]) if found else "/desk/"


def approve_path(kind: str, public_id: str) -> str:
    """Where a second person looks at a draft."""
    found = _pages(kind)
    return reverse(found.approve, args=[public_id]) if found else "/desk/"


def whole(path: str) -> str:
    """A path as an address in a mail."""
    return f"{settings.BASE_URL}{path}"


def _pages(kind: str) -> Pages | None:
    return next((pages for pages in declared("subject_pages") if pages.kind == kind), None)
