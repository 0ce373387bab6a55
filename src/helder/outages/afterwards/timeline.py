"""What happened when, put together from all that is kept about an outage, for the writer to choose
from: our words, our promises, alarms, taps of readers, calls, and the journal.

Owns: the lines that are offered, and which of them readers see unless the writer says otherwise.
Refuses: names. What only the desk may know (`inside`) is no part of the text that is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from helder.journal.models import Entry
from helder.kit import clock
from helder.kit.texts import LANGUAGES, choose, pick
from helder.outages.models import Outage, Update
from helder.outages.wording import bilingual
from helder.people.deeds import in_words
from helder.promises.models import Promise

LONGEST = 220
MAIN = ("news", "symptom")
COVERED = ("outage.published", "outage.updated", "outage.resolved", "outage.reopened")


@dataclass(frozen=True)
class Line:
    """One moment: the words offered to readers, and what the desk knows about it."""

    key: str
    at: datetime
    text: Mapping[str, str]
    inside: str
    shown: bool = False


def lines(outage: Outage) -> list[Line]:
    """Every line, the oldest first."""
    found = [line for source in SOURCES for line in source(outage)]
    return sorted(found, key=lambda line: (line.at, line.key))


def _beginning(outage: Outage) -> Iterator[Line]:
    if outage.since:
        text = bilingual(lambda: gettext("The first people noticed it."))
        yield Line("since", outage.since, text, gettext("It began"), shown=True)


def _updates(outage: Outage) -> Iterator[Line]:
    for update in outage.updates.select_related("message"):
        inside = gettext("Update %(number)d") % {"number": update.number}
        if update.step == Update.Step.MERGED:
            continue
        yield Line(f"u{update.number}", update.published_at, _short(update), inside, shown=True)


def _short(update: Update) -> dict[str, str]:
    """The first sentence or so of what was said, in each language in which it was said."""
    parts = update.message.parts
    said: Mapping[str, str] = next((parts[name] for name in MAIN if parts.get(name)), {})
    return {lang: _cut(said[lang]) for lang in LANGUAGES if said.get(lang, "").strip()}


def _cut(text: str) -> str:
    whole = " ".join(text.split())
    if len(whole) <= LONGEST:
        return whole
    kept = whole[:LONGEST]
    end = max(kept.rfind(sign) for sign in ".!?")
    return kept[: end + 1] if end > LONGEST // 3 else kept.rsplit(" ", 1)[0] + " …"


def _promises(outage: Outage) -> Iterator[Line]:
    for promise in Promise.objects.about(outage.subject).select_related("moved_to"):
        key, outcome = f"p{promise.pk}", promise.outcome()
        if outcome == "late" and promise.kept_at:
            late = clock.span(promise.kept_at - promise.due_at)
            inside = gettext("A promise was kept %(span)s late") % {"span": late}
            yield Line(key, promise.due_at, _late(promise), inside, shown=True)
        elif outcome == "renegotiated" and promise.closed_at:
            inside = gettext("A promise was moved")
            yield Line(key, promise.closed_at, _moved(promise), inside, shown=True)


def _late(promise: Promise) -> dict[str, str]:
    assert promise.kept_at is not None  # noqa: S101 - asked before
    length = promise.kept_at - promise.due_at
    return bilingual(
        lambda: (
            gettext("We had promised you news by now. It came %(span)s late.")
            % {"span": clock.span(length)}
        )
    )


def _moved(promise: Promise) -> dict[str, str]:
    return bilingual(
        lambda: (
            gettext("We said that our next news would come later. %(reason)s")
            % {"reason": choose(promise.reason).text}
        ).strip()
    )


def _alarms(outage: Outage) -> Iterator[Line]:
    for alert in outage.alerts.order_by("starts_at")[:10]:
        text = bilingual(lambda: gettext("Our own monitoring gave an alarm."))
        yield Line(f"a{alert.pk}", alert.starts_at, text, f"{gettext('Alarm')}: {alert.name}")


def _taps(outage: Outage) -> Iterator[Line]:
    for surge in outage.surges.all()[:5]:
        inside = gettext("%(count)d taps, where %(usual)d are usual") % {
            "count": surge.count,
            "usual": round(surge.expected),
        }
        text = bilingual(lambda: gettext("Many reports came in."))
        yield Line(f"s{surge.pk}", surge.began_at, text, inside)


def _calls(outage: Outage) -> Iterator[Line]:
    """Whom we called is ours alone; readers are offered what it was about, and no more."""
    for escalation in outage.escalations.select_related("supplier"):
        inside = gettext("We called %(supplier)s") % {"supplier": escalation.supplier.name}
        text = bilingual(lambda: gettext("We looked for the cause."))
        yield Line(f"e{escalation.pk}", escalation.started_at, text, inside)


def _joined(outage: Outage) -> Iterator[Line]:
    for other in outage.absorbed.all():
        inside = gettext("Joined with another")
        yield Line(f"j{other.pk}", other.changed_at, _belongs(other.title), inside, shown=True)


def _belongs(title: Mapping[str, str]) -> dict[str, str]:
    return bilingual(
        lambda: gettext("This turned out to belong to it too: %(title)s.") % {"title": pick(title)}
    )


def _journal(outage: Outage) -> Iterator[Line]:
    """What else colleagues did; they write themselves what readers should know of it."""
    rows = Entry.objects.filter(subject=outage.subject).exclude(verb__in=COVERED)
    for row in rows.order_by("at")[:20]:
        yield Line(f"d{row.pk}", row.at, {}, in_words(row.verb))


SOURCES: tuple[Callable[[Outage], Iterator[Line]], ...] = (
    _beginning,
    _updates,
    _promises,
    _alarms,
    _taps,
    _calls,
    _joined,
    _journal,
)
