"""Messages a second over SMTP of one process, beside Debian postfix's smtp-source into the same
smtp-sink, and beside Django. The rounds are interleaved, what counts are the medians."""

from __future__ import annotations

import contextlib
import os
import statistics
from collections.abc import Callable
from typing import Any

from limits import at_least

from delivery import postfix
from delivery.installation import Installation, on_postgresql, on_sqlite

ROUNDS = int(os.environ.get("HELDER_BENCH_ROUNDS", "5"))
COUNT, SLOW_COUNT = 4_000, 400
Sender = Callable[[int], dict[str, Any]]


def measure() -> dict[str, Any]:
    """Every sender in every round; a sentence instead where the programs are missing."""
    try:
        postfix.program("smtp-source")
        postfix.program("smtp-sink")
    except postfix.NotHere as error:
        print(error)
        return {"not_measured": str(error), "limits": []}
    with on_sqlite() as small, on_postgresql() as large:
        size = small.run("prepare", 9, COUNT)["bytes"]
        if large:
            large.run("prepare", 9, COUNT)
        rounds = _rounds(_senders(small, large), size)
    return {"message_bytes": size, "rounds": rounds, **_figures(rounds), "limits": _limits(rounds)}


def _senders(small: Installation, large: Installation | None) -> dict[str, Sender]:
    found: dict[str, Sender] = {
        "without ledger": lambda port: small.run("bare", port, COUNT),
        "ledger on SQLite": lambda port: small.run("worker", port, COUNT),
    }
    if large:
        found["ledger on PostgreSQL"] = lambda port: large.run("worker", port, COUNT)
    return found | {
        "Django send_mail": lambda port: small.run("send_mail", port, SLOW_COUNT),
        "Django, one connection": lambda port: small.run("one_connection", port, SLOW_COUNT),
    }


def _rounds(senders: dict[str, Sender], size: int) -> list[dict[str, Any]]:
    """Per round: messages a second of each, and milliseconds of processor time for each message."""
    rounds = []
    for _round in range(ROUNDS):
        with postfix.sink() as port:
            found: dict[str, Any] = {
                "smtp-source": {"per_second": postfix.source(port, COUNT, size)}
            }
            for name, send in senders.items():
                found[name] = send(port)
        rounds.append(_rounded(found))
        print(rounds[-1])
    return rounds


def _rounded(found: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {what: round(figure, 3) for what, figure in figures.items()}
        for name, figures in found.items()
    }


def _median(rounds: list[dict[str, Any]], name: str, what: str = "per_second") -> float:
    with contextlib.suppress(KeyError):
        return statistics.median(each[name][what] for each in rounds)
    return 0.0


def _figures(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians of all."""
    return {
        "messages_per_second": {name: round(_median(rounds, name)) for name in rounds[0]},
        "cpu_ms_per_message": {
            name: round(_median(rounds, name, "cpu_ms"), 3)
            for name in rounds[0]
            if "cpu_ms" in rounds[0][name]
        },
    }


def _limits(rounds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The share of what the source reaches, and how many times Django."""
    source, django = _median(rounds, "smtp-source"), _median(rounds, "Django send_mail")
    bare, small = _median(rounds, "without ledger"), _median(rounds, "ledger on SQLite")
    found = [
        at_least("of smtp-source, without ledger", bare / source, 0.75, "×"),
        at_least("of smtp-source, ledger on SQLite", small / source, 0.6, "×"),
        at_least("of Django send_mail, ledger on SQLite", small / django, 6, "×"),
    ]
    if "ledger on PostgreSQL" in rounds[0]:
        large = _median(rounds, "ledger on PostgreSQL")
        found += [
            at_least("of smtp-source, ledger on PostgreSQL", large / source, 0.6, "×"),
            at_least("of Django send_mail, ledger on PostgreSQL", large / django, 6, "×"),
        ]
    return found
