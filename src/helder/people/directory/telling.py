"""A run in words and figures, as the desk shows it.

Owns: which figures are told, and the examples of each. Refuses: deciding anything (runs.py).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from helder.people.directory import intake, pieces, runs
from helder.people.directory.merging import CSV, LDAP, SCIM
from helder.people.directory.records import DirectoryRun
from helder.people.directory.tally import Tally
from helder.people.models import Person

State = DirectoryRun.State
TITLES = {
    "added": _("New"),
    "changed": _("Changed"),
    "returned": _("Back again"),
    "left": _("Gone"),
    "new_department": _("New departments"),
    "new_place": _("New places, which everybody can see"),
    "new_role": _("New roles"),
    "refused": _("Refused"),
    "unchanged": _("Unchanged"),
}
COLUMNS = {
    "email": _("Mail address"),
    "name": _("Name"),
    "phone": _("Phone number"),
    "language": _("Language"),
    "department": _("Department"),
    "place": _("Place"),
    "source": _("Kept by"),
    "external_id": _("Number"),
}
SOURCES = {CSV: _("a file"), LDAP: _("the directory"), SCIM: _("the identity provider"), "": "–"}
RISKY = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True)
class Figure:
    """How many of a kind, with a few of them."""

    kind: str
    title: Any
    count: int
    lines: list[dict[str, Any]]

    @property
    def more(self) -> int:
        """How many there are beside the few."""
        return self.count - len(self.lines)


def figures(run: DirectoryRun) -> list[Figure]:
    """What there is to tell; a kind of which there is none is left out, new ones never."""
    return [
        Figure(kind, title, run.counts.get(kind, 0), _lines(kind, run))
        for kind, title in TITLES.items()
        if run.counts.get(kind) or (kind == "added" and run.counts)
    ]


def _lines(kind: str, run: DirectoryRun) -> list[dict[str, Any]]:
    found = []
    for example in run.examples.get(kind, ()):
        if kind == "refused":
            why = gettext(example["why"]) % example["values"]
            found.append({"line": example["line"], "why": why})
        else:
            moves = [_move(*move) for move in example.get("moves", ())]
            found.append({"who": example["who"], "moves": [move for move in moves if move]})
    return found


def _move(name: str, old: str, new: str) -> dict[str, Any]:
    return {
        "what": COLUMNS.get(name, name),
        "old": _value(name, old),
        "new": _value(name, new),
    }


def _value(name: str, value: str) -> Any:
    if name == "language":
        return dict(Person.Language.choices).get(value, value)
    return SOURCES.get(value, value) if name == "source" else value


def why(run: DirectoryRun) -> str:
    """Why it ended as it did; empty when there is nothing to say."""
    return gettext(run.note) % run.values if run.note else ""


def asks_number(run: DirectoryRun) -> bool:
    """Whether so many would leave that their number must be typed."""
    if not run.complete or not run.counts.get("left"):
        return False
    tally = Tally(before=run.before)
    tally.counts.update(run.counts)
    try:
        intake.plausible(tally, runs.order(run))
    except intake.TooManyLeave:
        return True
    return run.state == State.STOPPED


def title(run: DirectoryRun) -> str:
    """What was brought in."""
    return run.name or str(gettext("The directory (LDAP)") if run.source == LDAP else run.source)


def refused_rows(run: DirectoryRun, language: str) -> Iterator[str]:
    """The refused rows as CSV, line by line; in this language, also when they are sent after the
    page's own language is let go of."""
    with override(language):
        head = [gettext("line"), gettext("reason"), gettext("row")]
    yield "\ufeff" + _csv(head)
    for line in pieces.lines(run, pieces.REFUSED):
        number, sentence, values, raw = json.loads(line)
        with override(language):
            reason = gettext(sentence) % values
        yield _csv([number, reason, "'" + raw if raw.startswith(RISKY) else raw])


def _csv(cells: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
