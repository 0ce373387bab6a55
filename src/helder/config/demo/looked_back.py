"""The demo's look back: signing in failed, what was learned, and what was promised about it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from helder.config.demo.people import Crew
from helder.config.demo.story import happening_at
from helder.kit import clock
from helder.outages.afterwards import actions, timeline
from helder.outages.afterwards.telling import Told, Wanted
from helder.outages.models import Opinion, Outage, Review

AFTER, VOTES = timedelta(days=3), (("good", 17), ("fair", 5), ("bad", 2))
WORDS = {
    "happened": {
        "nl": "Om 8:20 verliep een certificaat: een soort paspoort van de server waarmee je "
        "inlogt. Zonder geldig paspoort ging de deur dicht en lukte inloggen niet meer. We hebben "
        "een nieuw certificaat geplaatst. We keken eerst op de verkeerde plek.",
        "en": "At 8:20 a certificate expired: a kind of passport of the server with which you "
        "sign in. Without a valid passport signing in did not work any more. We placed a new "
        "certificate. At first we looked in the wrong place.",
    },
    "learned": {
        "nl": "De datum van dit certificaat stond in geen enkele agenda. En ons eerste bericht "
        "kwam pas na een kwartier; toen stonden de eerste lessen al stil.",
        "en": "We had no warning before a certificate expires. And our first message came only "
        "after a quarter of an hour; by then the first classes had stopped.",
    },
    "change_1": {
        "nl": "Helder waarschuwt ons een maand voordat een certificaat verloopt.",
        "en": "Helder warns us a month before a certificate expires.",
    },
    "change_2": {
        "nl": "Bij een storing in het inloggen hoor je binnen vijf minuten iets van ons.",
        "en": "When signing in fails, you hear from us within five minutes.",
    },
}
REASONS = ("Eerlijk en duidelijk.", "Het eerste bericht kwam te laat.")


def write(crew: Crew) -> None:
    """Published three days after the outage; one of its promises is kept, one still open."""
    outage = Outage.objects.ended().filter(services__slug="inloggen", source=None).first()
    if outage is None or outage.resolved_at is None:
        return
    at, today = outage.resolved_at + AFTER, timezone.localtime(clock.now()).date()
    changes = [
        Wanted(1, WORDS["change_1"], crew.writers[0], today - timedelta(days=2)),
        Wanted(2, WORDS["change_2"], crew.writers[1], today + timedelta(days=18)),
    ]
    lines = [line for line in timeline.lines(outage) if line.shown]
    parts = {**WORDS, **{f"line_{line.key}": dict(line.text) for line in lines}}
    told = Told(parts, {line.key: line.at for line in lines}, changes)
    with happening_at(at):
        review = actions.publish(outage, told, by=crew.writers[0], at=at)
    with happening_at(clock.now() - timedelta(days=4)):
        actions.keep(review.changes.all()[0], by=crew.writers[0])
    _opinions(review)


def _opinions(review: Review) -> None:
    day = timezone.localtime(clock.now()).date() - timedelta(days=8)
    marks = [mark for mark, count in VOTES for _vote in range(count)]
    said = dict(zip((0, len(marks) - 1), REASONS, strict=True))
    Opinion.objects.bulk_create(
        Opinion(review=review, key=f"demo-{n}", mark=mark, reason=said.get(n, ""), on=day)
        for n, mark in enumerate(marks)
    )
