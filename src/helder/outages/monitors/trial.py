"""What would happen: a rule tried on the latest alerts, a mapping on a sample. Writes nothing.

Owns: saying it in words before anything is saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from helder.kit import clock
from helder.kit.texts import pick
from helder.outages.models import Alert, Monitor, Rule
from helder.outages.monitors import matching
from helder.outages.monitors.events import (
    Came,
    Event,
    Unreadable,
    document,
    labels,
    moment,
    text,
)
from helder.outages.monitors.generic import kind as generic
from helder.outages.monitors.generic import paths
from helder.services.models import Service

LATEST = 20


@dataclass(frozen=True)
class Foreseen:
    """One alert, and what would follow from it; `meets` when it is the rule that is tried."""

    alert: Alert
    words: str
    meets: bool


def on_latest(monitor: Monitor, tried: Rule) -> list[Foreseen]:
    """The latest alerts with this rule in its place, new or changed."""
    rules = list(monitor.rules.select_related("service", "template"))
    if tried.pk:
        rules = [tried if rule.pk == tried.pk else rule for rule in rules]
    else:
        rules.append(tried)
    services = [matching.named(service) for service in Service.objects.filter(is_active=True)]
    latest = monitor.alerts.order_by("-heard_at", "-pk")[:LATEST]
    return [_foresee(alert, rules, tried, services) for alert in latest]


def _foresee(
    alert: Alert, rules: Sequence[Rule], tried: Rule, services: Sequence[matching.Named]
) -> Foreseen:
    rule = matching.first(rules, alert)
    known = matching.recognised(services, alert)
    return Foreseen(alert, in_words(rule, known), rule is tried)


def in_words(rule: Rule | None, known: Service | None) -> str:
    """What a rule does with an alert about this service."""
    if rule is None:
        return _draft(known, None) if known else gettext("stands in the list only")
    if rule.act == Rule.Act.IGNORE:
        return gettext("nothing happens")
    service = rule.service or known
    said = _published(rule) if rule.act == Rule.Act.PUBLISH else _draft(service, rule.template)
    if not rule.wait_minutes:
        return said
    wait = ngettext("after %(n)d minute", "after %(n)d minutes", rule.wait_minutes)
    return f"{said}, {wait % {'n': rule.wait_minutes}}"


def _published(rule: Rule) -> str:
    name = pick(rule.template.name) if rule.template else ""
    return gettext("is published with “%(template)s”") % {"template": name}


def _draft(service: Service | None, template: Any) -> str:
    if service is None:
        return gettext("becomes a draft without a service")
    if template is None:
        return gettext("becomes a draft about %(service)s") % {"service": pick(service.name)}
    return gettext("becomes a draft about %(service)s, with “%(template)s”") % {
        "service": pick(service.name),
        "template": pick(template.name),
    }


@dataclass(frozen=True)
class Line:
    """One field of the mapping: where it was looked for, what was found, or what is wrong."""

    label: str
    path: str
    found: str
    error: str = ""


@dataclass(frozen=True)
class Preview:
    """What Helder reads in a sample: per field, and the alerts as they would be kept."""

    lines: Sequence[Line]
    events: Sequence[Event]
    error: str = ""


def of_sample(sample: str, mapping: Mapping[str, Any]) -> Preview:
    """Never raises: what goes wrong is said in its place."""
    where = paths.mapped(mapping)
    try:
        sent = document(sample)
    except Unreadable as error:
        return Preview([], [], str(error))
    lines, first = [], sent
    if where.paths[paths.ALERTS]:
        line, found = _line(paths.FIELDS[0], where, sent)
        lines.append(line)
        first = found[0] if isinstance(found, list) and found else None
    for field in paths.FIELDS[1:]:
        lines.append(_line(field, where, first)[0])
    try:
        heard = generic.read(Came(sample.encode("utf-8", "replace")), mapping)
    except Unreadable as error:
        return Preview(lines, [], str(error))
    if heard.test:
        return Preview(lines, list(heard.events), gettext("This message is a test."))
    return Preview(lines, list(heard.events))


def _line(field: paths.Field, where: paths.Mapped, within: Any) -> tuple[Line, Any]:
    path, label = where.paths[field.name], str(field.label)
    try:
        found = where.find(field.name, within)
        return Line(label, path, _shown(field, where, found), _missing(field, where, found)), found
    except Unreadable as error:
        return Line(label, path, "", str(error)), None


def _shown(field: paths.Field, where: paths.Mapped, found: Any) -> str:
    """What was found, as Helder understands it."""
    if found is None:
        return ""
    if field.name == paths.ALERTS:
        count = len(found) if isinstance(found, list) else 0
        return ngettext("%(n)d alert", "%(n)d alerts", count) % {"n": count}
    if field.name == "labels":
        return ", ".join(f"{name}={of}" for name, of in labels(found).items())
    if field.name in ("starts", "ends"):
        at = moment(found)
        return clock.spoken(at) if at else ""
    if field.name == "state":
        state = where.state(text(found, 100))
        return str(Alert.State(state).label) if state else ""
    return text(found, 200)


def _missing(field: paths.Field, where: paths.Mapped, found: Any) -> str:
    """A sentence about what was not found, where that matters."""
    if field.name == paths.ALERTS and not isinstance(found, list):
        return gettext("There is no list here.")
    if found is None:
        return gettext("Nothing stands here.") if field.required else ""
    if field.name == "state" and not where.state(text(found, 100)):
        return gettext("“%(value)s” is not named below as firing or as over.") % {
            "value": text(found, 40)
        }
    if field.name in ("starts", "ends") and moment(found) is None:
        return gettext("This is not a time; the moment at which it comes in counts.")
    return ""
