"""The journal speaks in words, whatever is recorded anywhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from helder.journal.actions import record
from helder.people.deeds import DEEDS
from helder.promises.models import Promise
from tests.architecture.source import name, python_files, tree
from tests.cast import Cast
from tests.outages.told import read, tell, visitor

MADE_UP = {
    "promise.{}": [f"promise.{state}" for state in Promise.State.values if state != "open"],
    "escalation.{}": [
        f"escalation.{verb}"
        for verb in (
            "started",
            "called",
            "call_undone",
            "step_skipped",
            "case_named",
            "ended",
        )
    ],
    "{}.removed": [f"{kind}.removed" for kind in ("place", "department", "audience")],
    "{}.{}": [
        f"{kind}.{how}"
        for kind in ("place", "department", "audience", "service", "supplier", "template")
        for how in ("added", "changed")
    ],
}
"""Verbs that are put together where they are recorded."""


def recorded() -> Iterator[tuple[str, str]]:
    """Every verb that the source records, and where."""
    for path in python_files():
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "record"
                and node.args
            ):
                yield from ((verb, f"{name(path)}:{node.lineno}") for verb in _verbs(node.args[0]))


def _verbs(argument: ast.expr) -> list[str]:
    if isinstance(argument, ast.Constant):
        return [str(argument.value)]
    assert isinstance(argument, ast.JoinedStr), ast.unparse(argument)
    parts = [str(p.value) if isinstance(p, ast.Constant) else "{}" for p in argument.values]
    return MADE_UP["".join(parts)]


def test_every_verb_has_words_and_no_words_are_left_over() -> None:
    found = dict(recorded())
    assert {verb: where for verb, where in found.items() if verb not in DEEDS} == {}
    assert set(DEEDS) - set(found) == set()


def test_the_journal_reads_as_sentences(cast: Cast) -> None:
    tell(cast)
    page = read(visitor(cast.alice), "/desk/journal/")
    assert "Carol Jansen told of an outage" in page
    assert "outage.published" not in page


def test_the_journal_names_people_and_moments_in_the_details(cast: Cast) -> None:
    when = "2020-03-02T08:30:00+00:00"
    to = cast.bob.actor_key
    record("promise.made", "promise:x", by=cast.carol, to=to, due_at=when, odd=["a", 1])
    page = read(visitor(cast.alice), "/desk/journal/")
    for detail in ("to: Bob van Dijk", "due_at: 2 March 2020 at 09:30", "odd: a, 1"):
        assert detail in page
