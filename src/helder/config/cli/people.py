"""`helder createadmin` and `helder token`."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import click

from helder.config.cli.ready import django_ready


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
