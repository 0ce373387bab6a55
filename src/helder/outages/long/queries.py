"""What grows around an outage, as pages and forms need it; a fixed number of queries each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import QuerySet

from helder.kit import clock
from helder.messages.models import Message, Reaction
from helder.outages.long.checklist import Line
from helder.outages.models import Answer, HelpPoint, Outage, Progress
from helder.people.models import Audience

FRESH = timedelta(hours=24)
"""How long an answer counts as new or changed."""
SHOWN = 3


def lines_of(outage: Outage) -> list[Line]:
    """The checklist as it stands."""
    rows = outage.progress.select_related("service", "audience")
    return [line_of(row) for row in rows]


def line_of(row: Progress) -> Line:
    """One row as a line; a service that has no words of its own goes by its name."""
    return Line(
        name=row.label or (row.service.name if row.service else {}),
        state=row.state,
        service=row.service.slug if row.service else "",
        audience=row.audience.slug if row.audience else "",
        audience_name=row.audience.name if row.audience else {},
        label=row.label,
    )


def first_lines(outage: Outage) -> list[Line]:
    """What a checklist begins with: each broken service, not working yet."""
    return [Line(name=service.name, service=service.slug) for service in outage.services.all()]


def answers_of(outage: Outage) -> list[Answer]:
    """The questions with their answers, in the order of the desk."""
    return list(outage.answers.all())


def is_new(answer: Answer) -> bool:
    """Published within a day."""
    return answer.published_at > clock.now() - FRESH


def is_changed(answer: Answer) -> bool:
    """Changed after it was published, within a day."""
    fresh = answer.changed_at > clock.now() - FRESH
    return fresh and answer.changed_at - answer.published_at > timedelta(minutes=1)


def help_points_of(outage: Outage) -> list[HelpPoint]:
    """Where people find help, in the order of the desk."""
    return list(outage.help_points.select_related("audience"))


def reactions_to(outage: Outage) -> QuerySet[Reaction]:
    """What readers answered to any word about this outage, the newest first."""
    return Reaction.objects.filter(message__subject=outage.subject)


def said_apart(outage: Outage) -> bool:
    """Whether something was told to one audience beside the updates."""
    own = Message.objects.filter(subject=outage.subject, state=Message.State.PUBLISHED)
    return own.filter(update=None).exists()


def audiences_to_choose() -> list[Audience]:
    """Audiences that can have words of their own: all but everybody."""
    return list(Audience.objects.filter(everyone=False))


def named(slugs: Iterable[str], known: Sequence[Audience]) -> list[Audience]:
    """The audiences with these slugs, in this order, each once; unknown ones are left out."""
    by_slug = {audience.slug: audience for audience in known}
    return [by_slug[slug] for slug in dict.fromkeys(slugs) if slug in by_slug]
