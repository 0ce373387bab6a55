"""`helder import people`, `helder import ldap` and `helder import waiting`.

Owns: what an administrator reads of a run. Refuses: what happens in it (people/directory/).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from helder.config.cli.ready import django_ready, stop
from helder.config.cli.refused import RefusedRows

if TYPE_CHECKING:
    from helder.people.directory.csvfile import Row
    from helder.people.directory.intake import Order
    from helder.people.directory.tally import Tally

NICE = 10
SENTENCES = {
    "added": "Joins",
    "changed": "Changes",
    "returned": "Comes back",
    "left": "Leaves",
}
NEW_NAMES = {
    "new_department": "New department",
    "new_place": "New place, which everybody can see",
    "new_role": "New role",
}
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Show what would change, and change nothing."
)
leavers_option = click.option(
    "--leavers-allowed", type=click.IntRange(0), help="So many may leave, when that is a lot."
)


@click.command("people")
@click.argument("file", type=click.Path(path_type=Path))
@dry_run_option
@click.option("--complete", is_flag=True, help="FILE is everybody: who is not in it has left.")
@leavers_option
def import_people(file: Path, dry_run: bool, complete: bool, leavers_allowed: int | None) -> None:
    """Bring in FILE.csv: a header row, email required.

    Columns: email, name, language (nl, nl-informal, en), department (path with /), place,
    roles (; between), services (; between: what the person follows), phone, external_id.
    Doing it again changes nothing twice; nobody is ever removed.
    """
    django_ready()
    from helder.people.directory.intake import Order
    from helder.people.directory.merging import CSV

    order = Order(CSV, complete or leavers_allowed is not None, leavers_allowed)
    refused = RefusedRows(Path(f"{file}.refused.csv"))
    with _one_line(refused), file.open("rb") as lines:
        tally = _carry_out(lines, file.name, order, refused, dry_run)
    _report(tally, refused, dry_run)


@click.command("ldap")
@dry_run_option
@leavers_option
def import_ldap(dry_run: bool, leavers_allowed: int | None) -> None:
    """Bring in people from LDAP or Active Directory: HELDER_LDAP_URL says where.

    Whoever came from there before and is not there now has left.
    """
    django_ready()
    from django.conf import settings

    from helder.people.directory import ldap
    from helder.people.directory.intake import Order
    from helder.people.directory.merging import LDAP

    if settings.LDAP is None:
        stop("HELDER_LDAP_URL is not set; write such as ldaps://user:password@host/dc=example.")
    order = Order(LDAP, complete=True, leavers_allowed=leavers_allowed)
    refused = RefusedRows(Path("ldap.refused.csv"))
    with _one_line(refused), tempfile.TemporaryFile() as lines:
        click.echo("Reading the directory …", err=True)
        lines.writelines(ldap.lines())
        tally = _carry_out(lines, "", order, refused, dry_run)
    _report(tally, refused, dry_run)


@click.command("waiting")
def import_waiting() -> None:
    """Carry out what was asked at the desk. The worker does this by itself."""
    parent = os.getppid()
    django_ready()
    from helder.people.directory import runs

    os.nice(NICE)  # messages go first
    runs.work(lambda: os.getppid() != parent)


@contextmanager
def _one_line(refused: RefusedRows) -> Iterator[None]:
    """Whatever cannot be used ends with one line and exit 2."""
    from helder.people.directory.fields import Refused
    from helder.people.directory.intake import TooManyLeave

    done = False
    try:
        yield
        done = True
    except TooManyLeave as many:
        stop(f"{many} If they really left: --leavers-allowed {many.count}")
    except Refused as refusal:
        stop(str(refusal))
    except OSError as error:
        stop(f"{error.filename} cannot be read: {error.strerror}.")
    finally:
        refused.close(done=done)


def _carry_out(
    lines: IO[bytes], name: str, order: Order, refused: RefusedRows, dry_run: bool
) -> Tally:
    from helder.kit import clock
    from helder.people.directory import intake, runs
    from helder.people.directory.csvfile import read
    from helder.people.directory.fields import Refused

    began, size = clock.now(), lines.seek(0, os.SEEK_END)
    with _bar(size * (2 if order.complete and not dry_run else 1)) as step:

        def begin() -> Iterator[Row]:
            lines.seek(0)
            return read(lines)

        if dry_run:
            return intake.look(begin(), order, keep=refused.keep, progress=step)
        try:
            tally = intake.bring_in(begin, order, keep=refused.keep, progress=step)
        except Refused as why:
            runs.keep_command(order.source, name, order, why, began)
            raise
    runs.keep_command(order.source, name, order, tally, began)
    return tally


@contextmanager
def _bar(length: int) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal; gives the function that moves it."""
    with click.progressbar(length=max(length, 1), label="People", file=sys.stderr) as shown:
        yield shown.update


def _report(tally: Tally, refused: RefusedRows, dry_run: bool) -> None:
    """What came of it, as the administrator reads it."""
    figures = tally.figures()
    click.echo(
        f"{figures['added']} added, {figures['changed']} changed, "
        f"{figures['unchanged']} unchanged, {figures['refused']} refused."
    )
    for kind, sentence in (("returned", "came back"), ("left", "left")):
        if figures[kind]:
            click.echo(f"{figures[kind]} {sentence}.")
    if dry_run:
        click.echo("Nothing was changed: this only shows what would happen.")
        for kind, sentence in SENTENCES.items():
            _say_examples(sentence, figures[kind], tally.examples.get(kind, []))
    for kind, sentence in NEW_NAMES.items():
        _say_examples(sentence, tally.counts[kind], tally.examples.get(kind, []))
    _say_notes(tally)
    _say_refused(refused)


def _say_examples(sentence: str, count: int, examples: list[dict[str, Any]]) -> None:
    for example in examples:
        moves = [
            f"{name} {old or '(nothing)'} → {new}" for name, old, new in example.get("moves", ())
        ]
        click.echo(f"  {sentence}: {example['who']}" + (f" ({', '.join(moves)})" if moves else ""))
    if count > len(examples):
        click.echo(f"  {sentence}: and {count - len(examples)} more")


def _say_notes(tally: Tally) -> None:
    notes = tally.examples.get("noted", [])
    for note in notes:
        click.echo(
            f"  note: line {note['line']}: no service {note['name']!r} in the catalogue; "
            "the person is in"
        )
    more = tally.counts["noted"] - len(notes)
    if more:
        click.echo(f"  note: and {more} more of these")


def _say_refused(refused: RefusedRows) -> None:
    for number, why in refused.first:
        click.echo(f"  refused: line {number}: {why}")
    if refused.trouble:
        click.echo(refused.trouble, err=True)
    elif refused.count:
        click.echo(f"All {refused.count} refused rows with their reason: {refused.path}")
