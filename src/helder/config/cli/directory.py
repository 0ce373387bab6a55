"""`helder import people`: a file of people, its report and its refused rows."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from helder.config.cli.ready import django_ready, stop

if TYPE_CHECKING:
    from helder.people.directory.csvfile import Row
    from helder.people.directory.fields import Refused
    from helder.people.directory.tally import Tally

SHOWN, SHOWN_REFUSED = 20, 50
RISKY = ("=", "+", "-", "@", "\t")
SENTENCES = {
    "added": "Joins",
    "changed": "Changes",
    "returned": "Comes back",
    "left": "Leaves",
}


class RefusedRows:
    """The file with the refused rows, beside the file itself; it exists only when there are any."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = path.with_name(path.name + ".new")
        self.first: list[tuple[int, str]] = []
        self.count = 0
        self.out: Any = None
        self.trouble = ""

    def keep(self, row: Row, why: Refused) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < SHOWN_REFUSED:
            self.first.append((row.number, str(why)))
        if not self.trouble:
            try:
                self._write([row.number, str(why), plain(row.raw)])
            except OSError as error:
                self.trouble = f"{self.path} cannot be written: {error.strerror}."

    def _write(self, cells: list[Any]) -> None:
        if self.out is None:
            self.out = self.rows.open("w", encoding="utf-8", newline="")
            csv.writer(self.out).writerow(["line", "reason", "row"])
        csv.writer(self.out).writerow(cells)

    def close(self, *, done: bool) -> None:
        """Puts it in place of the file of the time before."""
        if self.out is not None:
            self.out.close()
        if done and self.out is not None:
            self.rows.replace(self.path)
        elif done:
            self.path.unlink(missing_ok=True)
        else:
            self.rows.unlink(missing_ok=True)


def plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell.startswith(RISKY) else cell


@click.command("people")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--complete", is_flag=True, help="FILE is everybody: who is not in it has left.")
@click.option(
    "--leavers-allowed", type=click.IntRange(0), help="So many may leave, when that is a lot."
)
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
    refused = RefusedRows(file.with_name(file.name + ".refused.csv"))
    with _one_line(refused):
        tally = _carry_out(file, order, refused, dry_run)
    say(tally, dry_run=dry_run)
    _say_refused(refused)


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


def _carry_out(file: Path, order: Any, refused: RefusedRows, dry_run: bool) -> Tally:
    from helder.journal.actions import record
    from helder.people.directory import intake
    from helder.people.directory.csvfile import read

    size = file.stat().st_size
    with file.open("rb") as lines, bar(size * (2 if order.complete and not dry_run else 1)) as step:

        def begin() -> Iterator[Row]:
            lines.seek(0)
            return read(lines)

        if dry_run:
            return intake.look(begin(), order, keep=refused.keep, progress=step)
        tally = intake.bring_in(begin, order, keep=refused.keep, progress=step)
    record("people.imported", f"file:{file.name}"[:120], by=None, **tally.figures())
    return tally


@contextmanager
def bar(length: int) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal; gives the function that moves it."""
    with click.progressbar(length=max(length, 1), label="People", file=sys.stderr) as shown:
        yield shown.update


def say(tally: Tally, *, dry_run: bool) -> None:
    """The report, as the administrator reads it."""
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
    _say_notes(tally)


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
