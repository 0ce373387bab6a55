"""`helder import outages`: brings in the past from another status page."""

from __future__ import annotations

import json
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
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


@dataclass
class Past:
    """A file, folder or zip of another status page: each row by name, read when its turn comes."""

    key: str
    name: str
    rows: list[tuple[str, Callable[[], Any]]]
    by_affected: bool = False


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
    """Bring in FILE: Statuspage v2 incidents.json, or a folder or zip of cState's issues.

    Doing it again changes nothing twice. Past texts come in as they were written.
    """
    raw = None if _is_cstate(file) else _read(file)
    django_ready()
    from django.utils.translation import override

    past = _cstate(file, publish) if raw is None else _statuspage(file, raw, publish)
    services = _services(slugs, past.name)
    report = Report()
    with click.progressbar(past.rows, label="Outages", file=sys.stderr) as shown, override("en"):
        for name, read in shown:
            _bring_in(name, read, _Choice(services, past.by_affected and not slugs), lang, report)
    report.marked = _marked(past.key)
    report.say()
    if report.blocked:
        raise SystemExit(1)


def _is_cstate(file: Path) -> bool:
    return file.is_dir() or (file.is_file() and zipfile.is_zipfile(file))


def _statuspage(file: Path, document: Any, publish: bool) -> Past:
    from helder.outages import history

    try:
        rows = list(history.incidents(document))
    except history.Unreadable as error:
        _stop(f"{file}: {error}")
    key = history.page_of(document)

    def reader(raw: Any) -> Callable[[], Any]:
        return lambda: history.read_incident(raw, key, running=publish)

    named = [
        (f"row {n} ({raw.get('id', '?') if isinstance(raw, dict) else '?'})", reader(raw))
        for n, raw in enumerate(rows, start=1)
    ]
    return Past(key, history.name_of(document), named)


def _cstate(place: Path, publish: bool) -> Past:
    """Times without a zone are in the organisation's."""
    from zoneinfo import ZoneInfo

    from helder.kit import clock
    from helder.organisation.queries import current
    from helder.outages import history, history_cstate

    try:
        sources = list(history_cstate.files(place))
        name = history_cstate.name_of(place)
    except history.Unreadable as error:
        _stop(f"{place}: {error}")
    page = history_cstate.Page(name, ZoneInfo(current().time_zone), clock.now())

    def reader(source: Any) -> Callable[[], Any]:
        return lambda: history_cstate.read_issue(source, page, running=publish)

    named = [(getattr(source, "name", "file"), reader(source)) for source in sources]
    return Past(name, name, named, by_affected=True)


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        _stop(f"{file} cannot be read: {error.strerror}.")
    except (ValueError, RecursionError):
        _stop(
            f"{file} is not JSON. Save /api/v2/incidents.json of the other status page as a file, "
            "or give the folder or a zip of a cState page."
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


@dataclass(frozen=True)
class _Choice:
    """The services that were named; or those that an issue names itself, where we know them."""

    services: list[Any]
    by_affected: bool

    def of(self, past: Any) -> list[Any]:
        """For one incident."""
        return (self._affected(past.components) if self.by_affected else []) or self.services

    def _affected(self, names: tuple[str, ...]) -> list[Any]:
        from django.utils.text import slugify

        from helder.services.models import Service

        wanted = {slugify(name) for name in names} - {""}
        if not wanted:
            return []
        return [
            service
            for service in Service.objects.all()
            if wanted & {service.slug, *(slugify(name) for name in service.name.values())}
        ]


def _bring_in(
    name: str, read: Callable[[], Any], choice: _Choice, lang: str, report: Report
) -> None:
    from helder.messages.actions import Blocked
    from helder.outages import actions, history
    from helder.outages.rules import Refused

    try:
        past = read()
        outcome = actions.bring_in(past, choice.of(past), lang=lang)
        report.counts[outcome] += 1
    except (history.Unreadable, Refused) as error:
        report.refused.append(f"{name}: {error}")
    except Blocked as blocked:
        report.blocked += 1
        report.refused.append(f"{name}: {_why(blocked)}")


def _why(blocked: Any) -> str:
    found = next(finding for field in blocked.findings.values() for finding in field)
    return f'the guard stops "{found["excerpt"]}" ({found["rule"]}): {found["why"]}'


def _marked(page: str) -> int:
    from helder.messages.models import Revision

    found = Revision.objects.filter(message__update__source__startswith=f"{page}/").values_list(
        "findings", flat=True
    )
    return sum(any(f["level"] == "block" for f in findings) for findings in found)
