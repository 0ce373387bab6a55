"""`helder createadmin`, `helder token` and `helder import people`."""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from helder.config.cli.ready import django_ready

if TYPE_CHECKING:
    from helder.people.directory import Directory, Row

AT_ONCE = 200
TURN_OF_OTHERS = 0.12
"""Seconds between two lots in which whoever waits to write gets a turn: the embedded database looks
every tenth of a second, and news of an outage must not wait for an import."""


def _stop(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(2)


@click.command()
@click.option("--email", default="", help="The mail address to sign in with.")
@click.option("--name", default="", help="First and last name.")
@click.option("--password-stdin", is_flag=True, help="Read a password from standard input.")
def createadmin(email: str, name: str, password_stdin: bool) -> None:
    """Make the first administrator. Without a password they sign in with a code by mail."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    if password_stdin and not password:
        _stop("No password was given on standard input.")
    email = _asked(email, "Mail address", password_stdin).strip().lower()
    django_ready()
    _check_email(email)
    known = _known(email)
    if known is not None:
        click.echo(f"{email} is already known here, and becomes administrator.")
    elif not name:
        name = _asked("", "Name", password_stdin)
    _make(email, name.strip(), password)


def _asked(given: str, question: str, stdin_is_used: bool) -> str:
    if given:
        return given
    if stdin_is_used:
        return "" if question == "Name" else _stop("Give the mail address with --email.")
    try:
        answer: str = click.prompt(question, default="" if question == "Name" else None)
    except click.Abort:
        _stop("Nobody answered. Give the mail address with --email and the name with --name.")
    return answer


def _check_email(email: str) -> None:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(email)
    except ValidationError:
        _stop(f"{email!r} is not a mail address.")


def _known(email: str) -> Any:
    from helder.people.models import Person

    return Person.objects.filter(email__iexact=email).first()


def _make(email: str, name: str, password: str | None) -> None:
    from django.conf import settings
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from helder.people.actions import make_administrator

    try:
        if password is not None:
            validate_password(password)
    except ValidationError as error:
        _stop(" ".join(error.messages))
    make_administrator(email, name[:150], password)
    way = "with the password" if password else "with a code by mail"
    click.echo(f"{email} is administrator and signs in {way} at {settings.BASE_URL}/account/login/")


@click.group()
def token() -> None:
    """Make and revoke tokens of the API."""


@token.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, help="What it may do; give it more than once.")
def token_create(name: str, scopes: tuple[str, ...]) -> None:
    """Make a token for the program NAME and print it once, alone on the last line."""
    django_ready()
    from helder.people import tokens

    if not scopes:
        _stop(f"Give at least one --scope. Scopes: {', '.join(tokens.SCOPES)}.")
    if not name.strip() or len(name) > 120:
        _stop("Give the token a name of at most 120 signs.")
    try:
        _made, plain = tokens.create(name.strip(), scopes, None)
    except tokens.UnknownScope as unknown:
        _stop(f"There is no scope {str(unknown)!r}. Scopes: {', '.join(tokens.SCOPES)}.")
    click.echo("Keep this token in a safe place; it is shown only now.", err=True)
    click.echo(plain)


@token.command("list")
def token_list() -> None:
    """The tokens in use: number, name, scopes."""
    django_ready()
    from helder.people.models import ApiToken

    for row in ApiToken.objects.filter(revoked_at__isnull=True).order_by("pk"):
        click.echo(f"{row.pk}\t{row.name}\t{' '.join(row.scopes)}")


@token.command("revoke")
@click.argument("number", type=int)
def token_revoke(number: int) -> None:
    """Revoke the token with this NUMBER (see helder token list)."""
    django_ready()
    from helder.people import tokens
    from helder.people.models import ApiToken

    found = ApiToken.objects.filter(pk=number).first()
    if found is None or not tokens.revoke(found, by=None):
        _stop(f"There is no token in use with number {number}.")
    click.echo(f"{found.name} no longer works.")


@dataclass
class Report:
    """What came of each row."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def say(self, kept_in: Path) -> None:
        """The report, as the administrator reads it."""
        click.echo(
            f"{self.counts['added']} added, {self.counts['changed']} changed, "
            f"{self.counts['unchanged']} unchanged, {len(self.refused)} refused."
        )
        for note in self.notes[:20]:
            click.echo(f"  note: {note}")
        if len(self.notes) > 20:
            click.echo(f"  note: and {len(self.notes) - 20} more of these")
        for number, why, _raw in self.refused[:50]:
            click.echo(f"  refused: line {number}: {why}")
        if self.refused:
            click.echo(f"All {len(self.refused)} refused rows with their reason: {kept_in}")


@click.command("people")
@click.argument("file", type=click.Path(path_type=Path))
def import_people(file: Path) -> None:
    """Bring in FILE.csv: a header row, email required.

    Columns: email, name, language (nl, nl-informal, en), department (path with /), place,
    roles (; between), services (; between: what the person follows), phone, external_id.
    Doing it again changes nothing twice; nobody is ever removed.
    """
    django_ready()
    from helder.people.directory import Unreadable, rows

    kept_in = file.with_name(file.name + ".refused.csv")
    report = Report()
    try:
        lines = rows(file)
        header = next(lines)
        _bring_in_all(lines, file.stat().st_size - header.size, report)
    except Unreadable as error:
        _stop(str(error))
    _keep_refused(kept_in, report)
    _note(file, report)
    report.say(kept_in)


def _bring_in_all(lines: Iterator[Row], size: int, report: Report) -> None:
    from django.db import transaction

    from helder.people.directory import Directory

    directory, catalogue = Directory(), _catalogue()
    with click.progressbar(length=max(size, 1), label="People", file=sys.stderr) as bar:
        while some := list(islice(lines, AT_ONCE)):
            with transaction.atomic():
                directory.look_up(some)
                for row in some:
                    _bring_in(row, directory, catalogue, report)
            bar.update(sum(row.size for row in some))
            if len(some) == AT_ONCE:
                time.sleep(TURN_OF_OTHERS)


def _bring_in(row: Row, directory: Directory, catalogue: dict[str, Any], report: Report) -> None:
    from helder.people.directory import Refused, split

    try:
        person, outcome = directory.bring_in(row)
    except Refused as refused:
        report.refused.append((row.number, str(refused), row.raw))
        return
    wanted = split(row.cells.get("services", ""))
    if _follow(person, [catalogue[n.lower()] for n in wanted if n.lower() in catalogue]):
        outcome = "changed" if outcome == "unchanged" else outcome
    report.counts[outcome] += 1
    for name in wanted:
        if name.lower() not in catalogue:
            report.notes.append(
                f"line {row.number}: no service {name!r} in the catalogue; the person is in"
            )


def _follow(person: Any, services: list[Any]) -> int:
    from helder.services.actions import follow

    return follow(person, services, [], by=None) if services else 0


def _catalogue() -> dict[str, Any]:
    """Services by short name and by name in each language."""
    from helder.services.models import Service

    found: dict[str, Any] = {}
    for service in Service.objects.all():
        names = [service.slug, *service.name.values()]
        found |= dict.fromkeys((name.lower() for name in names), service)
    return found


def _keep_refused(path: Path, report: Report) -> None:
    if not report.refused:
        path.unlink(missing_ok=True)
        return
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(["line", "reason", "row"])
            out.writerows(report.refused)
    except OSError as error:
        click.echo(f"{path} cannot be written: {error.strerror}.", err=True)


def _note(file: Path, report: Report) -> None:
    from helder.journal.actions import record

    counts = {**report.counts, "refused": len(report.refused)}
    record("people.imported", f"file:{file.name}"[:120], by=None, **counts)
