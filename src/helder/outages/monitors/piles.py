"""Writing the drafts of monitors: made new, or filled further while nobody has touched them."""

from __future__ import annotations

from helder.messages import actions as messages
from helder.messages.models import Message
from helder.outages import proposals
from helder.outages.models import Monitor, Outage, Template
from helder.outages.monitors import told
from helder.outages.monitors.situation import MARK, Decision, Pile, Situation
from helder.outages.rules import Facts, Refused, Word


def write(pile: Pile, stands: Situation) -> None:
    """The draft with what came in, and its alerts behind it. What a person wrote stays as it is."""
    if not pile.alerts:
        return
    mine = pile.untouched
    if mine:
        _fill(pile, stands)
    for alert in pile.alerts:
        alert.draft = pile.message
        if mine and not pile.untouched:
            alert.told = told.BESIDE


def replace(outage: Outage, decision: Decision, stands: Situation, *, by: Monitor) -> None:
    """A rule told readers of it: a draft of the same services that nobody touched is not needed,
    and its alerts belong to the outage."""
    slugs = {service.slug for service in decision.services}
    for pile in [p for p in stands.piles if p.untouched and set(p.services) <= slugs]:
        stands.piles.remove(pile)
        for alert in pile.alerts:
            alert.outage, alert.told = outage, told.ATTACHED
        if pile.message is not None:
            pile.message.alerts.update(outage=outage, told=told.ATTACHED)
            messages.discard(pile.message, by=by)


def _fill(pile: Pile, stands: Situation) -> None:
    template = pile.template or stands.fitting(pile.services, pile.kind)
    facts, word, mark = _facts(pile, template), _word(template), _mark(pile)
    try:
        if pile.message is None:
            pile.message = _new(pile, facts, word, mark)
        else:
            content = proposals.content(facts, word) | {MARK: mark}
            messages.save_draft(pile.message, content, version=pile.message.version)
    except (messages.Outdated, messages.AlreadyPublished):
        pile.untouched = False  # somebody was quicker: it is theirs
        return
    if pile.problem:
        Message.objects.filter(pk=pile.message.pk).update(publish_error=pile.problem[:300])


def _new(pile: Pile, facts: Facts, word: Word, mark: dict[str, object]) -> Message:
    try:
        return proposals.propose(facts, word, by=pile.by, marks={MARK: mark})
    except Refused:  # a template whose words cannot be kept: the facts alone
        return proposals.propose(facts, Word({}), by=pile.by, marks={MARK: mark})


def _facts(pile: Pile, template: Template | None) -> Facts:
    return Facts(
        kind=pile.kind,
        services=list(pile.services.values()),
        places=[] if pile.everywhere else list(pile.places.values()),
        since=pile.since,
        template=template,
    )


def _word(template: Template | None) -> Word:
    return Word(template.parts if template else {})


def _mark(pile: Pile) -> dict[str, object]:
    """What the next alert must know of it."""
    return {
        "places": sorted(pile.places),
        "everywhere": pile.everywhere,
        "kinds": sorted(set(pile.kinds)),
        "since": pile.since.isoformat() if pile.since else "",
        "template": pile.template.slug if pile.template else "",
        "problem": pile.problem,
    }
