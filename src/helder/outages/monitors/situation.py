"""How things stand at one moment: what runs, what is worked on, which drafts are open.

Owns: reading it in a fixed number of queries, and finding where an alert belongs. Refuses: writing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from helder.messages.models import Message
from helder.messages.queries import MACHINE
from helder.outages.actions import words
from helder.outages.composer.intent import NEW
from helder.outages.models import Alert, Monitor, Outage, Rule, Template
from helder.outages.monitors import matching, told
from helder.people.models import Place
from helder.services.models import Service

MARK = MACHINE
"""Kept in a draft until a person saves it: what a monitor filled in."""
MAINTENANCE = Outage.Kind.MAINTENANCE
LATELY = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Decision:
    """What follows from an alert, before it is known what else is going on."""

    act: str
    rule: Rule | None
    services: Sequence[Service]
    places: Sequence[Place]
    kind: str
    template: Template | None
    wait: timedelta


@dataclass
class Pile:
    """One draft of a new outage, and what monitors put in it; `message` is None until written."""

    message: Message | None
    untouched: bool
    services: dict[str, Service] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    everywhere: bool = False
    kinds: list[str] = field(default_factory=list)
    since: datetime | None = None
    last: datetime | None = None
    template: Template | None = None
    problem: str = ""
    alerts: list[Alert] = field(default_factory=list)
    by: Monitor | None = None

    def hold(self, alert: Alert, decision: Decision) -> bool:
        """Puts an alert on it; False when the draft is somebody's and only stands beside it."""
        self.alerts.append(alert)
        self.last = max(self.last, alert.heard_at) if self.last else alert.heard_at
        if not self.untouched:
            return False
        self.services |= {service.slug: service for service in decision.services}
        self.places |= {place.slug: place for place in decision.places}
        self.everywhere |= not decision.places
        self.kinds.append(decision.kind)
        self.since = min(self.since, alert.starts_at) if self.since else alert.starts_at
        self.template = self.template or decision.template
        return True

    @property
    def kind(self) -> str:
        """The worst of what its alerts say."""
        order = [Outage.Kind.SECURITY, Outage.Kind.OUTAGE, Outage.Kind.DEGRADED]
        return next((kind for kind in order if kind in self.kinds), Outage.Kind.OUTAGE)


@dataclass
class Situation:
    """All of it, at one moment."""

    at: datetime
    services: list[matching.Named]
    by_slug: dict[str, Service]
    rules: dict[int, list[Rule]]
    running: list[Outage]
    piles: list[Pile]
    templates: list[Template]
    by_rule: list[Outage]

    def decide(self, alert: Alert) -> Decision | None:
        """What follows; None when no rule and no service fits."""
        rule = matching.first(self.rules.get(alert.monitor_id, []), alert)
        known = matching.recognised(self.services, alert)
        if rule is None:
            return self._without_rule(known)
        service = self.by_slug.get(rule.service.slug) if rule.service else known
        template = rule.template
        if service is None and template is not None:
            services = [s for s in template.services.all() if s.is_active]
        else:
            services = [service] if service else []
        return Decision(
            act=rule.act,
            rule=rule,
            services=services,
            places=list(rule.places.all()),
            kind=rule.kind,
            template=template,
            wait=timedelta(minutes=rule.wait_minutes),
        )

    def _without_rule(self, known: Service | None) -> Decision | None:
        if known is None:
            return None
        kind = Outage.Kind.OUTAGE
        return Decision(Rule.Act.DRAFT, None, [known], [], kind, None, timedelta())

    def worked_on(self, decision: Decision) -> Outage | None:
        """The maintenance that explains it."""
        return self._meeting(decision, planned=True)

    def told_of(self, decision: Decision) -> Outage | None:
        """The outage that readers know of already."""
        return self._meeting(decision, planned=False)

    def _meeting(self, decision: Decision, *, planned: bool) -> Outage | None:
        wanted = {service.pk for service in decision.services}
        for outage in self.running:
            hit = wanted & {service.pk for service in outage.services.all()}
            if (outage.kind == MAINTENANCE) == planned and hit and _same_place(outage, decision):
                return outage
        return None

    def pile_for(self, decision: Decision, storm: timedelta) -> Pile | None:
        """The draft where it belongs: of the same service, or of the same storm."""
        slugs = {service.slug for service in decision.services}
        same = self.of_services(slugs)
        if same is not None:
            return same
        for pile in self.piles:
            if pile.untouched and slugs and pile.last and self.at - pile.last < storm:
                return pile
        return None

    def of_services(self, slugs: set[str]) -> Pile | None:
        """The draft that is about one of these services."""
        return next((pile for pile in self.piles if slugs & set(pile.services)), None)

    def fitting(self, services: Iterable[str], kind: str) -> Template | None:
        """The first template that is about precisely these services."""
        wanted = set(services)
        for template in self.templates:
            its = {service.slug for service in template.services.all()}
            if wanted and its == wanted and template.kind == kind:
                return template
        return None

    def is_storm(self, storm: timedelta) -> bool:
        """Whether a rule published something else just now."""
        return any(o.published_at and self.at - o.published_at < storm for o in self.by_rule)

    def flaps(self, decision: Decision) -> bool:
        """Whether a rule told of the same services within the last hour, and that is over."""
        wanted = {service.pk for service in decision.services}
        return any(
            outage.resolved_at
            and self.at - outage.resolved_at < LATELY
            and wanted & {service.pk for service in outage.services.all()}
            for outage in self.by_rule
        )


def now(at: datetime) -> Situation:
    """Reads it."""
    services = list(Service.objects.filter(is_active=True).select_related("audience", "owner"))
    rules: dict[int, list[Rule]] = defaultdict(list)
    every = Rule.objects.select_related("service", "template").prefetch_related(
        "places", "template__services"
    )
    for rule in every:
        rules[rule.monitor_id].append(rule)
    by_slug = {service.slug: service for service in services}
    return Situation(
        at,
        [matching.named(service) for service in services],
        by_slug,
        rules,
        _running(at),
        _piles(by_slug),
        list(Template.objects.prefetch_related("services")),
        _by_rule(at),
    )


def _running(at: datetime) -> list[Outage]:
    """What troubles people, and work that goes on within its window."""
    found = Outage.objects.current(at).prefetch_related("services", "places")
    return [o for o in found if not (o.kind == MAINTENANCE and _is_past(o, at))]


def _is_past(outage: Outage, at: datetime) -> bool:
    return outage.scheduled_until is not None and outage.scheduled_until <= at


def _by_rule(at: datetime) -> list[Outage]:
    """What rules published lately."""
    kept = Outage.objects.filter(alerts__told__in=told.OF_RULE, published_at__gte=at - DAY)
    return list(kept.distinct().prefetch_related("services"))


def _piles(by_slug: dict[str, Service]) -> list[Pile]:
    """Drafts of trouble that nobody has told of yet, the newest first."""
    drafts = Message.objects.filter(
        state=Message.State.DRAFT, kind=words.KIND, subject="outage", form__verb=NEW
    ).order_by("-saved_at")
    found = [pile for draft in drafts if (pile := _pile(draft, by_slug)) is not None]
    heard = Alert.objects.filter(draft__in=[pile.message for pile in found]).order_by("heard_at")
    last = dict(heard.values_list("draft_id", "heard_at"))
    for pile in found:
        pile.last = last.get(pile.message.pk) if pile.message else None
    return found


def _pile(draft: Message, by_slug: dict[str, Service]) -> Pile | None:
    fields = draft.form.get("fields") or {}
    if fields.get("kind") == [MAINTENANCE]:
        return None
    mark = draft.form.get(MARK)
    pile = Pile(draft, untouched=isinstance(mark, dict))
    chosen = fields.get("services") or []
    pile.services = {slug: by_slug[slug] for slug in chosen if slug in by_slug}
    if isinstance(mark, dict):
        _remember(pile, mark)
    return pile


def _remember(pile: Pile, mark: dict[str, Any]) -> None:
    """What the monitors had put in it before."""
    pile.places = {place.slug: place for place in Place.objects.filter(slug__in=mark["places"])}
    pile.everywhere = mark["everywhere"]
    pile.kinds = list(mark["kinds"])
    pile.since = datetime.fromisoformat(mark["since"])
    pile.problem = mark.get("problem", "")
    if mark.get("template"):
        pile.template = Template.objects.filter(slug=mark["template"]).first()


def _same_place(outage: Outage, decision: Decision) -> bool:
    """No place means everywhere, so it meets any."""
    there = {place.pk for place in outage.places.all()}
    here = {place.pk for place in decision.places}
    return not there or not here or bool(there & here)
