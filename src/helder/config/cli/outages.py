"""`helder import outages`: brings in the past from another status page."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from helder.config.cli.ready import django_ready


@dataclass
class Report:
    """What came of each row."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    marked: int = 0
    blocked: int = 0

    def say(self) -> None:
        """The report, as the administrator reads it."""
        click.echo(
            f"{self.counts['added']} added, {self.counts['changed']} changed, "
            f"{self.counts['unchanged']} unchanged, {len(self.refused)} refused."
        )
        if self.marked:
            click.echo(f"{self.marked} texts came in as written that the guard would have stopped.")
        for line in self.refused:
            click.echo(f"  refused: {line}")


@click.command("outages")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--service", "slugs", multiple=True, help="The service it was about (slug).")
@click.option(
    "--lang",
    type=click.Choice(["nl", "en"]),
    default="en",
    show_default=True,
    help="The language of the texts.",
)
@click.option(
    "--publish",
    is_flag=True,
    help="Publish what is still going on, through the guard and to its readers.",
)
def import_outages(file: Path, slugs: tuple[str, ...], lang: str, publish: bool) -> None:
    """Bring in FILE.json in the Statuspage v2 incidents.json shape.

    Doing it again changes nothing twice. Past texts come in as they were written.
    """
    document = _read(file)
    django_ready()
    from django.utils.translation import override

    from helder.outages import history

    try:
        rows = list(history.incidents(document))
    except history.Unreadable as error:
        _stop(f"{file}: {error}")
    services = _services(slugs, history.name_of(document))
    report = Report()
    page = history.page_of(document)
    with click.progressbar(rows, label="Outages", file=sys.stderr) as shown, override("en"):
        for number, raw in enumerate(shown, start=1):
            _bring_in(raw, number, page, services, lang, publish, report)
    report.marked = _marked(page)
    report.say()
    if report.blocked:
        raise SystemExit(1)


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        _stop(f"{file} cannot be read: {error.strerror}.")
    except (ValueError, RecursionError):
        _stop(
            f"{file} is not JSON. Save /api/v2/incidents.json of the other status page as a file."
        )


def _stop(sentence: str) -> Any:
    click.echo(sentence, err=True)
    raise SystemExit(2)


def _services(slugs: tuple[str, ...], page: str) -> list[Any]:
    from helder.services.models import Service

    if not slugs:
        return [_service_of(page)]
    found = {service.slug: service for service in Service.objects.filter(slug__in=slugs)}
    unknown = [slug for slug in slugs if slug not in found]
    if unknown:
        known = ", ".join(Service.objects.values_list("slug", flat=True)) or "none yet"
        _stop(f"There is no service {unknown[0]!r}. Known services: {known}.")
    return [found[slug] for slug in slugs]


def _service_of(page: str) -> Any:
    """The service named after the other page; not shown in the catalogue until switched on."""
    from django.utils.text import slugify

    from helder.people.models import Audience
    from helder.services.models import Service

    service, made = Service.objects.get_or_create(
        slug=slugify(page) or "page",
        defaults={
            "name": {"nl": page, "en": page},
            "audience": Audience.objects.everyone(),
            "is_active": False,
            "position": 999,
        },
    )
    if made:
        click.echo(f"Made the service {service.slug!r}, not shown until you switch it on.")
    return service


def _bring_in(
    raw: Any, number: int, page: str, services: list[Any], lang: str, publish: bool, report: Report
) -> None:
    from helder.messages.actions import Blocked
    from helder.outages import actions, history
    from helder.outages.rules import Refused

    name = raw.get("id", "?") if isinstance(raw, dict) else "?"
    try:
        past = history.read_incident(raw, page, running=publish)
        outcome = actions.bring_in(past, services, lang=lang)
        report.counts[outcome] += 1
    except (history.Unreadable, Refused) as error:
        report.refused.append(f"row {number} ({name}): {error}")
    except Blocked as blocked:
        report.blocked += 1
        report.refused.append(f"row {number} ({name}): {_why(blocked)}")


def _why(blocked: Any) -> str:
    found = next(finding for field in blocked.findings.values() for finding in field)
    return f'the guard stops "{found["excerpt"]}" ({found["rule"]}): {found["why"]}'


def _marked(page: str) -> int:
    from helder.messages.models import Revision

    found = Revision.objects.filter(message__update__source__startswith=f"{page}/").values_list(
        "findings", flat=True
    )
    return sum(any(f["level"] == "block" for f in findings) for findings in found)
